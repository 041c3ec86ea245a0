"""A fictional notice for the demo and the tests, with dates counted from a given day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

_SAMPLE = Path(__file__).parent / "samples" / "yunchuan-515-notice.txt"
_WEEKDAYS = "一二三四五六日"


def demo_notice(start: date) -> str:
    """The notice of 云川市 (a city that doesn't exist) for a campaign of 17 days whose first day is `start`.

    Plans are due 20 days before `start`, material 5 days before, the open day is on the 8th day, interviews on the
    3rd, the summary is due 3 days before the last day. Every date names its year, so any `start` reads back exactly."""
    last = start + timedelta(days=16)

    def day(offset: int) -> date:
        return start + timedelta(days=offset)

    values = {
        "year": str(start.year),
        "number": "15",
        "window": f"{_full(start)}至{_full(last)}",
        "window_full": f"{_full(start)}—{_full(last)}",
        "first_day": _full(start),
        "last_day_short": _full(last),
        "open_day": _full(day(7)),
        "open_weekday": _weekday(day(7)),
        "interview_day": _full(day(2)),
        "interview_weekday": _weekday(day(2)),
        "hotline_day": _full(day(1)),
        "plan_due": _full(day(-20)),
        "material_due": _full(day(-5)),
        "summary_due": _full(day(13)),
    }
    return _SAMPLE.read_text(encoding="utf-8").format(**values)


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _weekday(day: date) -> str:
    return f"星期{_WEEKDAYS[day.weekday()]}"
