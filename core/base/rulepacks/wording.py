"""A rule's value as a reader sees it, in the language of the page."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base.rulepacks.types import ChainStep, MonthDay, MonthDayRange, Rule, Size, TimeRange

_UNITS: dict[str, LazyString] = {
    "天": _l("%(n)s 天"),
    "工作日": _l("%(n)s 个工作日"),
    "人": _l("%(n)s 人"),
    "件": _l("%(n)s 件"),
    "次": _l("%(n)s 次"),
    "条": _l("%(n)s 条"),
    "项": _l("%(n)s 项"),
    "张": _l("%(n)s 张"),
    "个": _l("%(n)s 个"),
    "篇": _l("%(n)s 篇"),
    "秒": _l("%(n)s 秒"),
    "分钟": _l("%(n)s 分钟"),
    "小时": _l("%(n)s 小时"),
    "周岁": _l("%(n)s 周岁"),
    "百分比": _l("百分之 %(n)s"),
}


def value_words(rule: Rule) -> str:
    """The value with its unit: ``15 天``, ``5月15日``, ``拟稿、初审…``; "" when the rule has parts only."""
    value = rule.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int):
        return str(_UNITS[rule.unit]) % {"n": value}
    if isinstance(value, MonthDay):
        return _("%(month)s月%(day)s日", month=value.month, day=value.day)
    if isinstance(value, MonthDayRange):
        return _(
            "%(month)s月%(day)s日至%(end_month)s月%(end_day)s日",
            month=value.start.month, day=value.start.day, end_month=value.end.month, end_day=value.end.day,
        )  # fmt: skip
    if isinstance(value, TimeRange):
        return f"{value.start:%H:%M}–{value.end:%H:%M}"
    if isinstance(value, Size):
        return _("%(width)s×%(height)s 像素", width=value.width, height=value.height)
    if isinstance(value, tuple):
        return _("、").join(item.title if isinstance(item, ChainStep) else item for item in value)
    return value
