"""What is due after an open day, whether it came in time, and what results and evaluation must hold. Pure decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from .dates import after, weekend_only
from .values import OpenDayPack, RuleValue, Term

#: the two texts that follow a day
RESULTS, EVALUATION = "results", "evaluation"
#: what each of them is written in, in the order of the document
PARTS: Mapping[str, tuple[str, ...]] = {
    RESULTS: ("summary", "content"),
    EVALUATION: ("effects", "problems", "measures"),
}
LONGEST_PART = 8000
#: CP-06 counts characters of a caption; a results text needs at least this many pictures (OD-10: 现场图片)
LEAST_PICTURES = 1

Mark = Literal["done", "done_late", "due", "late", "open"]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed by a day. `days`: left until it (due), past it (late), or how late it came (done_late).

    `due` None: the pack doesn't have the rule (mark open) or it doesn't count yet.
    """

    what: str
    rule: str
    clause: str
    due: date | None
    done: date | None
    mark: Mark
    days: int = 0

    @property
    def is_late(self) -> bool:
        return self.mark in ("late", "done_late")

    @property
    def is_open(self) -> bool:
        return self.done is None


def duty(what: str, rule: str, clause: str, due: date | None, done: date | None, today: date) -> Duty:
    """How a duty stands today."""
    if done is not None:
        late = (done - due).days if due is not None else 0
        return Duty(what, rule, clause, due, done, "done_late" if late > 0 else "done", max(late, 0))
    if due is None:
        return Duty(what, rule, clause, None, None, "open")
    left = (due - today).days
    return Duty(what, rule, clause, due, None, "due" if left >= 0 else "late", abs(left))


def day_due(
    ended: date | None, rule: RuleValue[Term] | None, is_workday: Callable[[date], bool]
) -> date | None:
    """The last day of OD-10 or OD-11, counted from the day on which the open day really ended (day 0)."""
    if ended is None or rule is None:
        return None
    return after(ended, rule.value, is_workday)


def duties(
    pack: OpenDayPack,
    ended: date | None,
    done: Mapping[str, date | None],
    today: date,
    is_workday: Callable[[date], bool] = weekend_only,
) -> tuple[Duty, ...]:
    """Results (OD-10) and evaluation (OD-11) of one open day; `done` gives the day each came out."""
    return tuple(
        duty(
            what,
            rule,
            value.clause if value is not None else "",
            day_due(ended, value, is_workday),
            done.get(what),
            today,
        )
        for what, rule, value in ((RESULTS, "OD-10", pack.results), (EVALUATION, "OD-11", pack.evaluation))
    )


@dataclass(frozen=True, slots=True)
class Held:
    """One session as it took place or not."""

    starts_at: datetime
    ends_at: datetime
    called_off: bool = False


def last_end(sessions: Sequence[Held]) -> datetime | None:
    """When an open day ends as planned: with its last session that isn't called off. None: nothing takes place."""
    return max((s.ends_at for s in sessions if not s.called_off), default=None)


def real_end(sessions: Sequence[Held], confirmed: datetime | None) -> datetime | None:
    """The end that the terms count from: the confirmed one, else the last session's.

    A session that was moved behind a confirmed end makes the confirmation void: the day isn't over yet.
    """
    planned = last_end(sessions)
    if planned is None or confirmed is None:
        return planned
    last_start = max(s.starts_at for s in sessions if not s.called_off)
    return confirmed if confirmed >= last_start else planned


def refuse_end(
    sessions: Sequence[Held], ended: datetime, reason: str, now: datetime
) -> tuple[str, str] | None:
    """(code, field) why this can't be the real end: not over yet, before it began, another day without a reason."""
    living = [s for s in sessions if not s.called_off]
    if not living:
        return "end_called_off", "ended_at"
    if ended > now:
        return "end_in_future", "ended_at"
    if ended < max(s.starts_at for s in living):
        return "end_before_start", "ended_at"
    planned = max(s.ends_at for s in living)
    if abs((ended - planned).total_seconds()) > 3 * 3600 and not reason.strip():
        return "end_reason_missing", "reason"
    return None


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Counted:
    """What the rows say, persons only (a group counts each). A pair is (booked, attended)."""

    sessions: int = 0
    called_off: int = 0
    booked: int = 0
    recommended: int = 0
    cancelled: int = 0
    attended: int = 0
    walk_ins: int = 0
    needs: Mapping[str, int] | None = None
    by_category: tuple[tuple[str, int, int], ...] = ()
    by_session: tuple[tuple[str, int, int], ...] = ()
    opinions: int = 0
    #: outcome (or state) → how many
    ends: Mapping[str, int] | None = None


#: figures that a text may state differently, in its order; categories come behind them
STATED = ("sessions", "booked", "attended", "walk_ins", "opinions")


def key_of_category(name: str) -> str:
    """The field id of a category's attendance."""
    return "c" + hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the results. `counted` by the rows, `value` as the text states it, `reason` why they differ."""

    key: str
    name: str
    counted: int
    value: int
    reason: str = ""

    @property
    def differs(self) -> bool:
        return self.value != self.counted


def figures(counted: Counted, stated: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Every figure of the results: what the rows say unless the text states another, with its reason."""
    rows = [(key, "", int(getattr(counted, key))) for key in STATED]
    rows += [(key_of_category(name), name, came) for name, _booked, came in counted.by_category]
    found = []
    for key, name, count in rows:
        said = stated.get(key) or {}
        value = int(said.get("value", count))
        reason = str(said.get("reason", "")) if value != count else ""
        found.append(Figure(key, name, count, value, reason))
    return tuple(found)


def worth_keeping(
    counted: Counted, stated: Mapping[str, tuple[int | None, str]]
) -> dict[str, dict[str, Any]]:
    """What of the typed figures is kept: only those that differ from the rows."""
    by_rows = {f.key: f.counted for f in figures(counted, {})}
    return {
        key: {"value": value, "reason": reason.strip()}
        for key, (value, reason) in stated.items()
        if key in by_rows and value is not None and value != by_rows[key]
    }


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that keeps a text from being sent: a code, its figures, the field's id, the rule."""

    code: str
    params: Mapping[str, object]
    field: str = ""
    rule: str = ""


def lacks_of_results(
    title: str, parts: Mapping[str, str], shown: Sequence[Figure], pictures: int, pack: OpenDayPack
) -> tuple[Lack, ...]:
    """OD-10 asks for the day's content and pictures; a figure that isn't the rows' needs its reason."""
    found: list[Lack] = []
    if not title.strip():
        found.append(Lack("after_title_missing", {}, "title"))
    if not parts.get("content", "").strip():
        found.append(Lack("results_content_missing", {}, "part-content", "OD-10" if pack.results else ""))
    if pack.results is not None and pictures < LEAST_PICTURES:
        found.append(Lack("results_pictures_missing", {"least": LEAST_PICTURES}, "pictures", "OD-10"))
    found += [
        Lack("figure_reason_missing", {"figure": f.key, "name": f.name, "counted": f.counted, "value": f.value},
             f"reason-{f.key}")
        for f in shown
        if f.differs and not f.reason
    ]  # fmt: skip
    return tuple(found)


def lacks_of_evaluation(
    title: str, parts: Mapping[str, str], opinions_open: int, pack: OpenDayPack
) -> tuple[Lack, ...]:
    """OD-11 asks for effects, problems, what is to get better, and the end of every opinion: those come from the ledger."""
    found = [] if title.strip() else [Lack("after_title_missing", {}, "title")]
    rule = "OD-11" if pack.evaluation is not None else ""
    found += [
        Lack("evaluation_part_missing", {"part": part}, f"part-{part}", rule)
        for part in PARTS[EVALUATION]
        if not parts.get(part, "").strip()
    ]
    if opinions_open:
        found.append(Lack("evaluation_opinions_open", {"count": opinions_open}, "", rule))
    return tuple(found)


def purge_on(called_off: date | None, evaluated: date | None, ended: date | None, pack: OpenDayPack, days: int | None,
             is_workday: Callable[[date], bool] = weekend_only) -> date | None:  # fmt: skip
    """The first day on which an open day's persons are forgotten (PI-03); None: never by this rule, or not yet known.

    `days` after the published evaluation; without one, after the day on which it was due (OD-11); a day that was called off
    counts from the calling off.
    """
    if days is None:
        return None
    start = called_off or evaluated
    if start is None and ended is not None:
        start = day_due(ended, pack.evaluation, is_workday) or ended
    return after(start, Term(days)) if start is not None else None
