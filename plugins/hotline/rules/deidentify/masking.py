"""What stands in the place of a span once a person has confirmed that it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .addresses import masked_address
from .model import Span
from .surnames import COMPOUND, TITLES

_TITLE = re.compile(f"(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})$")


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans made unrecognisable; the spans don't overlap."""
    done, at = [], 0
    for span in sorted(spans):
        done += [text[at : span.start], mask(text[span.start : span.end], span.kind)]
        at = span.end
    return "".join([*done, text[at:]])


def mask(value: str, kind: str) -> str:
    """One value masked: 王女士 某女士, 13812345678 138****, 阳光小区3号楼 某小区."""
    if kind == "name":
        return _name(value)
    if kind == "mobile":
        digits = re.sub(r"\D", "", value)[-11:]
        return f"{digits[:3]}****" if len(digits) == 11 else "1**********"
    if kind == "landline":
        return "****"
    if kind == "id_number":
        return "（身份证号略）"
    if kind == "bank_card":
        return "（卡号略）"
    if kind == "plate":
        return f"{value[0]}*·*****" if value[:1] and "\u4e00" <= value[0] <= "\u9fff" else "*·*****"
    if kind == "address":
        return masked_address(value)
    return "（账号略）" if kind == "wechat" else "（邮箱略）"


def _name(value: str) -> str:
    title = _TITLE.search(value)
    if title and title.start() in (1, 2):
        return f"某{title.group()}"
    if value[:1] in "老小大" and len(value) == 2:
        return f"{value[0]}某"
    return "某某" if len(value) > 2 or value[:2] in COMPOUND else "某"
