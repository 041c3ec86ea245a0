"""A rule's value as a reader sees it, in the language of the page."""

from __future__ import annotations

from datetime import date

from flask_babel import LazyString, format_date, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.base.rulepacks.types import ChainStep, MonthDay, MonthDayRange, Points, Rule, Size, TimeRange

_UNITS: dict[str, LazyString] = {
    "人": _l("%(n)s 人"),
    "件": _l("%(n)s 件"),
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
        return _counted(value, rule.unit)
    if isinstance(value, MonthDay):
        return _day(value)
    if isinstance(value, MonthDayRange):
        return _("%(start)s至%(end)s", start=_day(value.start), end=_day(value.end))
    if isinstance(value, TimeRange):
        return f"{value.start:%H:%M}–{value.end:%H:%M}"
    if isinstance(value, Size):
        return _("%(width)s×%(height)s 像素", width=value.width, height=value.height)
    if isinstance(value, Points):
        return _points(value)
    if isinstance(value, tuple):
        return _("、").join(item.title if isinstance(item, ChainStep) else item for item in value)
    return value


def _points(value: Points) -> str:
    """满分 10 分，按比例计分。"""
    full, each, least = (f"{one:f}" for one in (value.full, value.each, value.least))
    how = {
        "share": _("按比例计分"),
        "per_late_day": _("迟一天扣 %(each)s 分", each=each),
        "per_item": _("每件扣 %(each)s 分", each=each),
        "judged": _("人工评分"),
    }[value.formula]
    told = _("满分 %(full)s 分，%(how)s", full=full, how=how)
    return _("%(told)s，最低 %(least)s 分", told=told, least=least) if value.least else told


def _counted(number: int, unit: str) -> str:
    """A number with its unit; English tells one day from many."""
    if unit == "天":
        return ngettext("%(num)d 天", "%(num)d 天", number)
    if unit == "工作日":
        return ngettext("%(num)d 个工作日", "%(num)d 个工作日", number)
    if unit == "次":
        return ngettext("%(num)d 次", "%(num)d 次", number)
    return str(_UNITS[unit]) % {"n": number}


def _day(value: MonthDay) -> str:
    """5月15日, or 15 May for an English reader."""
    if str(get_locale() or "zh").startswith("en"):
        return format_date(date(2000, value.month, value.day), "d MMM")
    return f"{value.month}月{value.day}日"
