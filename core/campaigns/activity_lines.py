"""A campaign's activities as pages show them: days and clock times readable, units by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.base.clock import SHANGHAI
from core.campaigns.contracts import Activity, CampaignFile
from core.users import service as users

#: Longer than this, an activity would crowd everything else out of the programme if every day of it were listed.
SHORT = 3


@dataclass(frozen=True)
class PeriodLine:
    """First and last day, and the clock times of each day as `9:05—9:55` or ""."""

    start: date
    end: date
    times: str


@dataclass(frozen=True)
class ActivityLine:
    id: int
    heading: str
    body: str
    place: str
    periods: tuple[PeriodLine, ...]
    units: tuple[str, ...]


def department_names() -> dict[int, str]:
    """Names by id, of ended departments too: what refers to one keeps its name."""
    return {d.id: d.name for d in users.all_departments(include_inactive=True)}


def activity_lines(file: CampaignFile, names: Mapping[int, str]) -> list[ActivityLine]:
    """The activities in the notice's order."""
    return [
        ActivityLine(
            activity.id,
            activity.heading,
            activity.body,
            activity.place,
            tuple(_period_line(period) for period in activity.periods),
            tuple(names[i] for i in activity.department_ids if i in names),
        )
        for activity in file.activities
    ]


def moments(activity: Activity, today: date) -> Iterator[tuple[datetime, datetime | None]]:
    """Start and end of each day on which an activity has clock times; of a long one only today, or its first day."""
    for period in activity.periods:
        begins, ends = _time(period.get("start_time")), _time(period.get("end_time"))
        if begins is None:
            continue
        first, last = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        days = [first + timedelta(days=n) for n in range(min((last - first).days + 1, SHORT))]
        if (last - first).days >= SHORT:
            days = [min(max(today, first), last)]
        for day in days:
            yield (
                datetime.combine(day, begins, SHANGHAI),
                datetime.combine(day, ends, SHANGHAI) if ends else None,
            )


def _period_line(period: Mapping[str, str]) -> PeriodLine:
    times = [_time(period.get(key)) for key in ("start_time", "end_time")]
    words = "—".join(f"{t.hour}:{t.minute:02d}" for t in times if t)
    return PeriodLine(date.fromisoformat(period["start"]), date.fromisoformat(period["end"]), words)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text.zfill(5)) if text else None
