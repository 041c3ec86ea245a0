"""Is it possible? The reckoning of a decision's days in a reader's words: rules in, rows for the page out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from core.api import Campaign

from .pack import values_of
from .rules.gates import Step, backwards, day_kind, forwards
from .rules.values import Term
from .service.phases import short_day
from .wording_preview import STEP_REASONS, STEPS, term_words

#: as far as a wished day is reckoned with; a mistyped year ends here
FARTHEST = timedelta(days=800)


@dataclass(frozen=True)
class Row:
    """One step as it is shown. `kind` marks a day that is no ordinary working day, `past` one that is over; `advice` is
    the working day to act on when the last day is a day off."""

    code: str
    way: str
    day: date
    title: str
    reason: str
    cited: str
    kind: str
    past: bool
    advice: date | None


@dataclass(frozen=True)
class Solved:
    """Forwards from `published`, and backwards from `decided` where it was asked. `state` of the wish: "", ok, late (a last
    day is over), early (before the first lawful day)."""

    published: date
    earliest: date
    rows: tuple[Row, ...]
    decided: date | None
    back: tuple[Row, ...]
    state: str
    late: Row | None
    short: int
    hearing_wrong: date | None
    notes: tuple[str, ...]


def solve(
    campaign: Campaign,
    today: date,
    *,
    published: date | None = None,
    decided: date | None = None,
    hearing: date | None = None,
    chain_days: int = 0,
) -> Solved:
    """Reckon for a draft made public on `published` (default: today and the chain's days)."""
    pack, workday = values_of(campaign), campaign.calendar.is_working_day
    chain = Term(chain_days, "working")
    start = published or campaign.calendar.add(today, chain_days, "working")
    ahead = forwards(start, pack, hearing=hearing is not None, is_workday=workday)
    earliest = next(step.day for step in ahead if step.code == "decide")
    back = backwards(decided, pack, chain=chain, hearing=hearing, is_workday=workday) if decided else ()
    shown = tuple(_row(step, today, workday) for step in back)
    late = (
        next((row for row in shown if row.way == "latest" and row.past), None) if published is None else None
    )
    state = ""
    if decided is not None:
        state = "ok" if decided >= earliest else "early"
        state = "late" if state == "early" and late is not None else state
    first_hearing = next((step.day for step in ahead if step.code == "hearing"), None)
    days = [start, *(step.day for step in (*ahead, *back))]
    return Solved(
        published=start,
        earliest=earliest,
        rows=tuple(_row(step, today, workday) for step in ahead),
        decided=decided,
        back=shown,
        state=state,
        late=late,
        short=(earliest - decided).days if decided is not None else 0,
        hearing_wrong=first_hearing if hearing and first_hearing and hearing < first_hearing else None,
        notes=tuple(
            _("%(year)s 年放假安排还没有公布，暂按周末计算", year=note.year)
            for note in campaign.calendar.notes(min(days), max(days))
        ),
    )


def _row(step: Step, today: date, workday: object) -> Row:
    assert callable(workday)
    kind = day_kind(step.day, workday)
    advice = None
    if step.way in ("latest", "due") and kind in ("weekend", "holiday"):
        advice = step.day
        while not workday(advice):
            advice -= timedelta(days=1)
    told = STEP_REASONS.get(f"{step.code}.{step.way}")
    figures = {
        "term": term_words(step.term) if step.term is not None else "",
        "other": short_day(step.other) if step.other is not None else "",
    }
    return Row(
        code=step.code,
        way=step.way,
        day=step.day,
        title=str(STEPS[step.code]),
        reason=str(told) % figures if told is not None else "",
        cited=f"{step.rule} {step.clause}".strip() if step.clause else "",
        kind=kind,
        past=step.day < today,
        advice=advice,
    )
