"""The date grammar of official documents, over folded text.

2020年5月15日—31日 · 5 月 15 日 · 5月15日(星期二)上午8时一11时 · 9:05—9:55 · 二○一二年五月九日 · 9月份 · 5月底 ·
自5月15日起至6月15日止 · 12月20日至次年1月10日 · 2025-06-05 · 2025.6.5.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .numbering import chinese_number

_CN = "○零一二三四五六七八九十"
_GAP = r"\s{0,3}"
_DATE = re.compile(
    rf"(?:(?P<y>(?<!\d)\d{{4}}|[○零一二三四五六七八九Oo0]{{4}}|今|本|明|次|翌|当){_GAP}年{_GAP})?"
    rf"(?<![\d{_CN}第])(?P<m>\d{{1,2}}|[{_CN}]{{1,3}}|本|当|次){_GAP}月{_GAP}"
    rf"(?:(?P<d>\d{{1,2}}|[{_CN}廿]{{1,3}}){_GAP}(?:[日号]|(?=(?:-|—|~|至|到){{1,2}}{_GAP}\d{{1,2}}{_GAP}[日号]))"
    r"|(?P<part>份|上旬|中旬|下旬|底|末|初))?"
)
_NUMERIC = re.compile(r"(?<![\d./])(?P<y>20\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d|[./]\d)")
_YEAR_SPAN = re.compile(r"(?<!\d)(\d{4})\s?年")
_WEEKDAY = re.compile(
    r"\s{0,2}[(]\s?(?:星期|周|礼拜)([一二三四五六日天])\s?[)]|\s{0,2}(?:星期|周)([一二三四五六日天])"
)
_HALF_DAY = r"(?:(?P<half>凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚)\s?)?"
_CLOCK = rf"{_HALF_DAY}(?P<h>\d{{1,2}})\s?(?:(?::|∶)\s?(?P<mi>\d\d)|(?:时|点)(?:整|(?P<mi2>\d{{1,2}})分?|(?P<hf>半))?)"
_TIME = re.compile(rf"[,\s]{{0,2}}{_CLOCK}")
_TIME_BARE = re.compile(rf"(?:{_CLOCK})")
_JOIN = re.compile(r"\s{0,2}(?:起)?\s{0,2}(?:—{1,2}|-{1,2}|~{1,2}|至|到|一(?=\s?(?:\d|上午|下午)))\s{0,2}")
_DAY_ONLY = re.compile(rf"(?P<d>\d{{1,2}}|[{_CN}廿]{{1,3}})\s{{0,2}}[日号]")
_DAY_AFTER_COMMA = re.compile(r"\s?[、和及]\s?(?P<d>\d{1,2})\s?[日号](?![前起])")
_TO_THE_END = re.compile(r"(?:起)?(?:至|到|—{1,2})\s{0,2}(?:本次|整个)?活动结束")
_STANDS_ALONE = re.compile(r"(?<![\d:])" + _CLOCK)


@dataclass(frozen=True)
class DateSpan:
    """A date or a span of days in a text. `text[begin:stop]` is the expression. `start`/`end` are None where the
    year is not known; month and day are kept then. `open_end` means “… 起至活动结束”."""

    begin: int
    stop: int
    start: date | None
    end: date | None
    start_time: str | None = None
    end_time: str | None = None
    month_day: str | None = None
    whole_month: bool = False
    open_end: bool = False
    is_span: bool = False


@dataclass(frozen=True)
class YearContext:
    """Where a date without a year takes it from: `year` (title, number, signature), `signed` rolls a date that lies
    long before the signature into the next year."""

    year: int | None = None
    signed: date | None = None

    def resolve(self, month: int, day: int) -> int | None:
        if self.year is None:
            return None
        if self.signed is not None:
            try:
                if self.signed - date(self.year, month, min(day, 28)) > timedelta(days=120):
                    return self.year + 1
            except ValueError:
                return self.year
        return self.year


def _clock(match: re.Match[str], half: str | None = None) -> tuple[str, str | None] | None:
    hour = int(match.group("h"))
    minute = 30 if match.group("hf") else int(match.group("mi") or match.group("mi2") or 0)
    half = match.group("half") or half
    if half in ("下午", "傍晚", "晚上", "晚") and hour < 12:
        hour += 12
    if half == "中午" and hour < 6:
        hour += 12
    return (f"{hour:02d}:{minute:02d}", half) if hour <= 24 and minute < 60 else None


def times_at(folded: str, position: int) -> tuple[str | None, str | None, int]:
    """(start, end, offset after) of a time or a span of times that begins at `position`."""
    match = _TIME.match(folded, position)
    first = _clock(match) if match else None
    if match is None or first is None:
        return None, None, position
    stop = match.end()
    join = _JOIN.match(folded, stop)
    if join:
        second_match = _TIME_BARE.match(folded, join.end())
        second = _clock(second_match, first[1] if first[1] != "上午" else None) if second_match else None
        if second_match and second:
            return first[0], second[0], second_match.end()
    return first[0], None, stop


def find_times(folded: str) -> list[tuple[int, str, str | None]]:
    """Times that stand without a date: (offset, start, end)."""
    found: list[tuple[int, str, str | None]] = []
    position = 0
    while match := _STANDS_ALONE.search(folded, position):
        start, end, stop = times_at(folded, match.start())
        if start:
            found.append((match.start(), start, end))
        position = max(stop, match.end())
    return found


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    if len(text) == 4:
        text = text.replace("O", "○").replace("o", "○").replace("0", "○") if not text.isdigit() else text
    return chinese_number(text)


def _month_part(year: int, month: int, part: str | None) -> tuple[date, date, bool]:
    last = calendar.monthrange(year, month)[1]
    first_day, last_day, whole = {
        "上旬": (1, 10, False), "中旬": (11, 20, False), "下旬": (21, last, False),
        "底": (last, last, False), "末": (last, last, False), "初": (1, 10, False),
    }.get(part or "", (1, last, True))  # fmt: skip
    return date(year, month, first_day), date(year, month, last_day), whole


def _year_of(
    word: str | None, month: int, day: int, context: YearContext, previous: int | None
) -> int | None:
    if word in (None, "今", "本", "当"):
        return (previous if word is None else None) or context.resolve(month, day)
    if word in ("明", "次", "翌"):
        base = previous or context.year
        return base + 1 if base else None
    return _number(word) if word else None


def _single(match: re.Match[str], context: YearContext, previous: int | None) -> DateSpan | None:
    month_word, day_word = match.group("m"), match.group("d")
    if month_word in ("本", "当", "次"):
        if context.signed is None or not match.groupdict().get("part"):
            return None
        month = context.signed.month + (month_word == "次")
        month = 1 if month == 13 else month
    else:
        number = _number(month_word)
        if number is None or not 1 <= number <= 12:
            return None
        month = number
    day = _number(day_word) if day_word else None
    if day_word and (day is None or not 1 <= day <= 31):
        return None
    part = match.groupdict().get("part")
    year = _year_of(match.group("y"), month, day or 1, context, previous)
    month_day = f"--{month:02d}" + (f"-{day:02d}" if day else "")
    if year is None or not 1900 <= year <= 2200:
        return DateSpan(match.start(), match.end(), None, None, month_day=month_day, whole_month=day is None)
    if day:
        exact = _safe_date(year, month, day)
        return DateSpan(match.start(), match.end(), exact, exact, month_day=month_day) if exact else None
    first, last, whole = _month_part(year, month, part)
    return DateSpan(
        match.start(), match.end(), first, last, month_day=month_day, whole_month=whole, is_span=first != last
    )


def _bare_month_is_a_date(folded: str, match: re.Match[str]) -> bool:
    """“9月” alone counts as a month only where it can be one: not “3个月”, not “5月15日” cut short."""
    before = folded[max(0, match.start() - 1) : match.start()]
    after = folded[match.end() : match.end() + 1]
    return before not in "个第" and after not in "刊报票饼经" if before else after not in "刊报票饼经"


def _second_half(folded: str, position: int, first: DateSpan, context: YearContext) -> DateSpan | None:
    """The end of a span that began with `first`: 31日, 6月15日, 次年1月10日, 2025年6月15日."""
    day_match = _DAY_ONLY.match(folded, position)
    if day_match and first.month_day and len(first.month_day) > 4:
        day = _number(day_match.group("d"))
        if day is None or not 1 <= day <= 31:
            return None
        month_day = first.month_day[:4] + f"-{day:02d}"
        if first.start is None:
            return DateSpan(position, day_match.end(), None, None, month_day=month_day)
        exact = _safe_date(first.start.year, first.start.month, day)
        return DateSpan(position, day_match.end(), exact, exact, month_day=month_day) if exact else None
    match = _NUMERIC.match(folded, position) or _DATE.match(folded, position)
    if match is None:
        return None
    second = _single(match, context, first.start.year if first.start else None)
    if second and second.end and first.start and second.end < first.start and match.group("y") is None:
        rolled = _safe_date(second.end.year + 1, second.end.month, second.end.day)
        second = replace(second, start=rolled, end=rolled)
    return second


def _with_weekday_and_time(folded: str, span: DateSpan) -> DateSpan:
    stop = span.stop
    weekday = _WEEKDAY.match(folded, stop)
    if weekday:
        stop = weekday.end()
    start_time, end_time, after = times_at(folded, stop)
    return replace(span, stop=after if start_time else stop, start_time=start_time, end_time=end_time)


def find_dates(folded: str, context: YearContext) -> list[DateSpan]:
    """Every date and span of days in a folded text, in order. Years (“2020年度”) and months used as a measure
    (“3个月”) are not dates."""
    spans: list[DateSpan] = []
    position = 0
    previous: int | None = None
    numeric = {match.start(): match for match in _NUMERIC.finditer(folded)}
    candidates = sorted([*numeric.values(), *_DATE.finditer(folded)], key=lambda match: match.start())
    for match in candidates:
        if match.start() < position:
            continue
        bare = match.re is _DATE and not match.group("d") and not match.group("part")
        if bare and not _bare_month_is_a_date(folded, match):
            continue
        span = _single(match, context, previous)
        if span is None:
            continue
        if match.group("y") and span.start and match.group("y") not in ("明", "次", "翌"):
            previous = span.start.year
        span = _with_weekday_and_time(folded, span)
        to_end = _TO_THE_END.match(folded, span.stop)
        join = _JOIN.match(folded, span.stop)
        if to_end:
            span = replace(span, stop=to_end.end(), open_end=True, is_span=True)
        elif join:
            second = _second_half(folded, join.end(), span, context)
            if second:
                second = _with_weekday_and_time(folded, second)
                span = replace(
                    span, stop=second.stop, end=second.end, is_span=True,
                    end_time=second.end_time or second.start_time or span.end_time,
                    month_day=f"{span.month_day}/{second.month_day}",
                    whole_month=span.whole_month and second.whole_month,
                )  # fmt: skip
        spans.append(span)
        position = span.stop
        for further in _further_days(folded, span):
            spans.append(further)
            position = further.stop
    return spans


def _further_days(folded: str, span: DateSpan) -> list[DateSpan]:
    """“5月12日、14日”: the days after the first, in its month. A time after the last day holds for all of them."""
    found: list[DateSpan] = []
    while (
        not span.is_span
        and span.start
        and (match := _DAY_AFTER_COMMA.match(folded, (found or [span])[-1].stop))
    ):
        day = _number(match.group("d"))
        exact = _safe_date(span.start.year, span.start.month, day) if day else None
        if exact is None:
            break
        further = DateSpan(
            match.start("d"), match.end(), exact, exact, month_day=f"--{exact.month:02d}-{exact.day:02d}"
        )
        found.append(_with_weekday_and_time(folded, further))
    return found


def years_in(folded: str) -> list[int]:
    """Four-digit years written in a text (“2020年”, “2020年度”, “〔2020〕”), in order."""
    found = [(m.start(), int(m.group(1))) for m in _YEAR_SPAN.finditer(folded)]
    found += [(m.start(), int(m.group(1))) for m in re.finditer(r"[〔\[(【](\d{4})[〕\])】]", folded)]
    return [year for _, year in sorted(found) if 1980 <= year <= 2200]
