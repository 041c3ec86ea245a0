"""Codes into sentences. Rooms and plugins bring their words (`messages.py`); this looks them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import lazy_gettext as _l

from core.base.errors import DomainError
from core.base.registry import registry

MESSAGES = {
    "not_found": _l("这一页不在了，或者还没有公开。"),
    "not_allowed": _l("您的账号没有办这件事的权限。需要时请找本单位管理员或政务公开办。"),
    "phone_shape": _l("请填写 11 位手机号，例如 138 0000 2046。"),
    "seal_broken": _l("这条信息的封存密钥对不上，暂时读不出来。请管理员检查密钥文件。"),
    "file_empty": _l("这个文件是空的，请重新选择。"),
    "file_kind": _l("这种文件收不了。请上传：%(accepted)s。"),
    "file_too_large": _l("文件太大。请控制在 %(limit)s MB 以内。"),
    "file_gone": _l("这个文件的内容找不到了，请管理员从备份恢复。"),
    "unexpected": _l("没有办成，已经记下这次故障。请稍后再试；还不行就打电话给我们。"),
}


@dataclass(frozen=True)
class Counted:
    """A sentence that English says otherwise of one than of many: `Counted("left", lambda n: ngettext(…, …, n))`.

    `by` names the parameter that is counted; the sentence shows it as %(num)d.
    """

    by: str
    told: Callable[[int], str]

    def __str__(self) -> str:
        return self.told(2)


def words(error: DomainError) -> str:
    """The sentence for an error, in the reader's language. A code without words is a fault found by a test."""
    return phrase(error.code, error.params)


def phrase(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a code, dates and moments written the reader's way."""
    template = registry().messages.get(code) or MESSAGES["unexpected"]
    if isinstance(template, Counted):
        return template.told(int((params or {}).get(template.by, 2)))
    return str(template) % {name: shown(value) for name, value in (params or {}).items()}


def shown(value: Any) -> Any:
    """A figure as a reader writes it; lists are joined with 、."""
    if isinstance(value, datetime):
        return format_datetime(value, "short")
    if isinstance(value, date):
        return format_date(value, "long")
    if isinstance(value, (list, tuple)):
        return "、".join(str(shown(v)) for v in value)
    return value
