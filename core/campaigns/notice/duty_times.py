"""When something is due: “by” dates, days, terms after and before an event, weekly reports.

Rules for relative terms: docs/notice-reader.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .activities import is_citation
from .dates import DateSpan, YearContext, find_dates, times_at
from .numbering import chinese_number

# A longer “sentence” is damage or no prose; its dates are not taken for duties.
MAX_SENTENCE = 4000
_BY_AFTER = re.compile(
    r"\s?(?:\([^()]{0,10}\))?\s?(?:(?:上午|下午|中午)?\s?(?:下班)|上午|下午|中午)?\s?(?:之前|以前|前(?![来往期后台沿列言])|截止)"
)
_BY_BEFORE = re.compile(
    r"(?:不晚于|不迟于|不得晚于|最迟|最晚|截至|截止(?:时间|日期)?|截止到|截止至)\s?(?:为|于|:|至|到|是)?\s?$"
)
_RECURRING = re.compile(
    r"每(?:日|天|(?P<unit>周|星期|月)(?P<n>[一二三四五六日天]|\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?(?:\([^)]{0,6}\))?)"
)
_NUM = r"(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3})"
_UNIT = r"(?P<u>个?\s?工作日|个?\s?自然日|天|日|周|个?\s?月|个?\s?小时)"
_EVENT = r"(?:本次|整个|各项|每场|每次|全部|当次|开放日|主题|访谈|专项|该)?(?:活动|开放日|访谈|节目|会议|宣传月|宣传周|直播|征求意见)"
_RELATIVE: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("event_end", "+", re.compile(rf"{_EVENT}(?:全部)?(?:结束|完毕|完成|举办|开展)?(?:之日)?(?:起|之?后|以后)?{_NUM}\s?{_UNIT}(?:之?内|以内)")),
    ("event_end", "+", re.compile(rf"(?:结束|完成)(?:之日)?(?:起|之?后|以后){_NUM}\s?{_UNIT}(?:之?内|以内)?")),
    ("event_start", "-", re.compile(rf"{_EVENT}(?:正式)?(?:开始|举办|举行|开展|启动|实施)?(?:之日|日)?(?:的)?(?:之?前|以前)(?:至少|不少于|提前)?{_NUM}\s?{_UNIT}(?:以上)?")),
    ("event_start", "-", re.compile(rf"(?:至少|应)?提前{_NUM}\s?{_UNIT}(?:以上)?")),
    ("received", "+", re.compile(rf"(?:收到|接到)(?:本)?(?:通知|文件|方案)?(?:之日)?(?:起|之?后|以后)?{_NUM}\s?{_UNIT}(?:之?内|以内)")),
    ("issued", "+", re.compile(rf"(?:印发|发布|公布|下发|公开)(?:之日)?(?:起|之?后){_NUM}\s?{_UNIT}(?:之?内|以内)?")),
)  # fmt: skip
_WITHIN = re.compile(rf"(?:在|于|并在|并于|,){_NUM}\s?{_UNIT}(?:之?内|以内)")
_EVENT_DAY = re.compile(r"(?:活动|开放日)(?:的)?当[天日]")
_EVENT_END = re.compile(r"(?:活动|开放日|访谈)(?:全部)?结束(?:之)?后")
_AFTER_FILING = re.compile(
    r"(?<![一-鿿])经[^,。;]{0,6}?(?:审核|备案|审批|批准|同意)[^,。;]{0,6}?后(?=[^。;]{0,60}(?:发布|公开|公布|实施))"
)


@dataclass(frozen=True)
class Moment:
    begin: int
    stop: int
    day: date | None
    rule: str | None
    kind: str
    time: str | None = None


def _unit_code(unit: str) -> tuple[str, int]:
    unit = unit.replace("个", "").replace(" ", "")
    return {"工作日": ("wd", 1), "周": ("d", 7), "月": ("m", 1), "小时": ("h", 1)}.get(unit, ("d", 1))


def find_moments(folded: str, context: YearContext) -> list[Moment]:
    moments: list[Moment] = []
    taken: list[tuple[int, int]] = []

    def free(begin: int, stop: int) -> bool:
        return all(stop <= left or begin >= right for left, right in taken)

    for anchor, sign, pattern in _RELATIVE:
        for match in pattern.finditer(folded):
            if not free(*match.span()):
                continue
            count = chinese_number(match.group("n"))
            if count is None:
                continue
            unit, factor = _unit_code(match.group("u"))
            moments.append(
                Moment(match.start(), match.end(), None, f"{anchor}{sign}{count * factor}{unit}", "within")
            )
            taken.append(match.span())
    for match in _WITHIN.finditer(folded):
        count = chinese_number(match.group("n"))
        if count is None or not free(*match.span()):
            continue
        unit, factor = _unit_code(match.group("u"))
        anchor = (
            "event_end" if _EVENT_END.search(folded[max(0, match.start() - 200) : match.start()]) else "fact"
        )
        moments.append(Moment(match.start(), match.end(), None, f"{anchor}+{count * factor}{unit}", "within"))
        taken.append(match.span())
    for match in _RECURRING.finditer(folded):
        moment = _recurring(folded, match) if free(*match.span()) else None
        if moment:
            moments.append(moment)
            taken.append((moment.begin, moment.stop))
    for span in find_dates(folded, context):
        if free(span.begin, span.stop) and not is_citation(folded, span):
            moment = _dated(folded, span)
            if moment:
                moments.append(moment)
                taken.append((moment.begin, moment.stop))
    for match in _AFTER_FILING.finditer(folded):
        moments.append(Moment(match.start(), match.end(), None, "after_filing", "within"))
        taken.append(match.span())
    for match in _EVENT_DAY.finditer(folded):
        if free(*match.span()):
            moments.append(Moment(match.start(), match.end(), None, "event_day", "on"))
            taken.append(match.span())
    ended = None if moments else _EVENT_END.search(folded)
    if ended and re.search(r"及时|立即|尽快|第一时间|随即", folded[ended.end() :]):
        moments.append(Moment(ended.start(), ended.end(), None, "event_end", "within"))
    return sorted(moments, key=lambda moment: moment.begin)


def _recurring(folded: str, match: re.Match[str]) -> Moment | None:
    """“每周五17:00前报送”: only a report comes due again and again; a weekly event is no duty."""
    stop = match.end()
    time, _, after_time = times_at(folded, stop)
    if time:
        stop = after_time
    by = _BY_AFTER.match(folded, stop)
    stop = by.end() if by else stop
    if not re.match(r",?(?:[^,。;]{0,12}?)(?:报送|上报|反馈|提交|报)", folded[stop:]):
        return None
    if match.group("unit") is None:
        rule: str | None = "daily"
    elif match.group("unit") == "月":
        number = chinese_number(match.group("n"))
        rule = f"monthly:{number}" if number and number <= 31 else None
    else:
        number = "一二三四五六日".find(match.group("n").replace("天", "日")) + 1
        rule = f"weekly:{number}" if number else None
    return Moment(match.start(), stop, None, rule, "by", time) if rule else None


def _dated(folded: str, span: DateSpan) -> Moment | None:
    """A “by” date, a day on which something is due, or None for a date that asks for nothing."""
    stop, time = span.stop, span.start_time
    after = _BY_AFTER.match(folded, stop)
    if after is None and time is None:
        late_time, _, late_stop = times_at(folded, stop)
        if late_time:
            time, stop = late_time, late_stop
            after = _BY_AFTER.match(folded, stop)
    before = _BY_BEFORE.search(folded[max(0, span.begin - 20) : span.begin])
    if after or before:
        day = span.end
        return Moment(
            span.begin,
            after.end() if after else stop,
            day,
            None if day else span.month_day,
            "by",
            span.end_time or time,
        )
    if span.is_span or span.whole_month:
        tail = folded[span.stop : span.stop + 24]
        if (
            span.is_span
            and not span.open_end
            and re.match(r"(?:期间|之间|内)?,?(?:请|应|须)?(?:将|把|向|报送|上报|提交)", tail)
        ):
            return Moment(
                span.begin, span.stop, span.end, None if span.end else span.month_day, "by", span.end_time
            )
        return None
    same_day = re.match(r"\s?当[天日]", folded[span.stop :])
    tail = folded[span.stop : span.stop + 160]
    publishes = re.search(r"发布|公布|发表|刊发|刊登|推出|上线|播出|推送|启动", tail)
    led_in = folded[max(0, span.begin - 1) : span.begin] in ("于", "在")
    if same_day or (
        publishes and (led_in or re.match(r"[,，]", tail)) and not re.match(r"\s?(?:起|召开|印发|是)", tail)
    ):
        stop = span.stop + (same_day.end() if same_day else 0)
        return Moment(
            span.begin, stop, span.start, None if span.start else span.month_day, "on", span.start_time
        )
    return None
