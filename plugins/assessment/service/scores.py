"""Score runs: asked for, frozen and computed by a job, published, worked out again from what was frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    Points,
    RuleBroken,
    audit,
    campaigns,
    clock,
    db,
    due,
    jobs,
    live,
    secrecy,
    unit_of_work,
)

from ..models.scores import ScoreMeasure, ScoreRun
from ..pack import APPEAL, INDICATORS
from ..permissions import SCORE, SCORED
from ..rules import scores as rules
from ..rules.scores import Gauge, Measure, Place, Row, Score
from ..store import scores as store
from . import scores_freezing as freezing
from . import scores_telling as telling

JOB = "assessment.scores"
#: the office's pages follow how far a run is
STREAM = "assessment.scores"
MOST_REASON = 500


@dataclass(frozen=True)
class RunView:
    """A run as pages list it; see models.ScoreRun."""

    id: int
    campaign_id: int
    number: int
    state: str
    reason: str
    asked_by: int | None
    asked_at: datetime
    done: int
    total: int
    computed_at: datetime | None
    pack_id: str
    pack_version: str
    pack_digest: str
    frozen: str
    result: str
    published_at: datetime | None
    appeal_until: date | None
    missing: tuple[str, ...]
    trouble: str = ""


@dataclass(frozen=True)
class Result:
    """A run worked out from what it froze. `titles` of measures by code."""

    run: RunView
    gauges: tuple[Gauge, ...]
    scores: Mapping[tuple[int, str], Score]
    places: tuple[Place, ...]
    titles: Mapping[str, str]
    units: Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    """Whether a run comes out the same: of what it froze, and what it says. `faults` are codes and what they are about."""

    run: RunView
    same: bool
    frozen: str
    result: str
    faults: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]


def gauges_of(campaign: Campaign) -> tuple[Gauge, ...]:
    """The pack's indicators; empty when it has none."""
    found = []
    for code in INDICATORS:
        rule = campaign.pack.rule(code)
        if rule is None or not isinstance(rule.value, Points):
            continue
        one = rule.value
        full, each, least = (Fraction(part) for part in (one.full, one.each, one.least))
        found.append(
            Gauge(code, rule.title, rule.title_en, rule.clause, full, one.formula, one.measure, each, least)
        )
    return tuple(found)


# ── runs ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def ask(campaign: Campaign, reason: str, *, actor: Actor, now: datetime) -> int:
    """Ask for a run. Raises NotAllowed, Invalid, RuleBroken("assessment.no_gauges"), Conflict("assessment.run_under_way")."""
    actor.require(SCORE, campaign_id=campaign.id)
    reason = " ".join(reason.split())
    if not reason or len(reason) > MOST_REASON:
        raise Invalid("assessment.run_reason", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        return begin(campaign, reason, actor=actor, now=now)


def begin(campaign: Campaign, reason: str, *, actor: Actor, now: datetime) -> int:
    """The same inside a unit of work; an answered appeal asks for its own."""
    if not gauges_of(campaign):
        raise RuleBroken("assessment.no_gauges")
    known = store.runs(campaign.id)
    if any(one.state in ("waiting", "running") for one in known):
        raise Conflict("assessment.run_under_way")
    row = ScoreRun(
        campaign_id=campaign.id, number=(known[0].number if known else 0) + 1, reason=reason[:MOST_REASON],
        asked_by=actor.user_id, asked_at=now, state="waiting",
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as problem:  # somebody else asked at the same moment
        raise Conflict("assessment.run_under_way") from problem
    jobs.enqueue(JOB, now=now, key=f"{JOB}:{row.id}", run_id=row.id)
    tell(actor, now, "assessment.scores_asked", "run", row.id, campaign.id)
    return row.id


@jobs.takes_long
def compute(now: datetime, run_id: int) -> None:
    """Freeze what everybody's records say, then compute. Run twice it begins anew; a finished run stays as it is."""
    row = store.run(run_id)
    if row is None or row.state == "ready" or _outrun(row):
        return
    campaign = campaigns.campaign_by_id(row.campaign_id)
    units = sorted(one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id)
    with unit_of_work():
        store.drop_measures(run_id)
        started = store.run(run_id, lock=True)
        assert started is not None
        started.state, started.done, started.total, started.trouble = "running", 0, len(units), ""
        _say(started, now)
    try:
        _compute(run_id, campaign, units, now)
    except Exception as problem:
        db.session.rollback()
        with unit_of_work():
            broken = store.run(run_id, lock=True)
            assert broken is not None
            broken.state, broken.trouble = "failed", type(problem).__name__[:80]
            _say(broken, now)
        raise  # the job is tried again, and begins anew


def _compute(run_id: int, campaign: Campaign, units: list[int], now: datetime) -> None:
    gauges = gauges_of(campaign)
    given = freezing.given(campaign, set(units), now)
    for done, unit in enumerate(units, 1):
        with unit_of_work() as session:
            session.add_all(freezing.frozen(run_id, one) for one in given.get(unit, ()))
            _note(run_id, done, now)
    with unit_of_work():
        finished = store.run(run_id, lock=True)
        assert finished is not None
        _finish(finished, campaign, gauges, units, now)


def _outrun(row: ScoreRun) -> bool:
    """One that failed isn't tried again once somebody started the next one."""
    return row.state == "failed" and store.runs(row.campaign_id)[0].number > row.number


def _note(run_id: int, done: int, now: datetime) -> None:
    row = store.run(run_id)
    if row is not None:
        row.done = done
        if done % 5 == 0:
            _say(row, now)


def _say(row: ScoreRun, now: datetime) -> None:
    live.tell(STREAM, now=now, campaign_id=row.campaign_id, run=row.id, done=row.done)


def _finish(
    row: ScoreRun, campaign: Campaign, gauges: Sequence[Gauge], units: list[int], now: datetime
) -> None:
    pack = campaign.pack
    row.pack_id, row.pack_version, row.pack_digest = pack.id, pack.version, pack.digest
    row.gauges, row.departments = [rules.gauge_as_json(one) for one in gauges], units
    kept = store.measures(row.id)
    present = {one.code for one in kept}
    row.missing = [one.measure for one in gauges if one.measure and one.measure not in present]
    found = rules.scores(gauges, [_measure(one) for one in kept], units)
    row.frozen = _frozen_digest(row, kept)
    row.result = rules.result_digest(found, rules.ranking(found))
    row.state, row.computed_at, row.done = "ready", now, len(units)
    _say(row, now)


def _worked_out(row: ScoreRun, kept: Sequence[ScoreMeasure]) -> tuple[tuple[Gauge, ...], list[Score]]:
    gauges = tuple(rules.gauge_of_json(one) for one in row.gauges)
    return gauges, rules.scores(gauges, [_measure(one) for one in kept], row.departments)


def _measure(one: ScoreMeasure) -> Measure:
    return Measure(one.code, one.department_id, one.unit, one.share, rules.rows_of_json(one.rows))


def _frozen_digest(row: ScoreRun, kept: Sequence[ScoreMeasure]) -> str:
    lines = sorted([one.department_id, one.code, one.unit, one.share, one.digest] for one in kept)
    return rules.digest(
        [row.pack_id, row.pack_version, row.pack_digest, row.gauges, sorted(row.departments), lines]
    )


def publish(campaign: Campaign, run_id: int, *, actor: Actor, now: datetime) -> None:
    """Show a run to the departments. Raises NotFound, RuleBroken("assessment.run_not_ready" | "assessment.run_changed"),
    Conflict("assessment.run_published")."""
    actor.require(SCORE, campaign_id=campaign.id)
    with unit_of_work():
        row = _row(campaign, run_id, lock=True)
        if row.state != "ready":
            raise RuleBroken("assessment.run_not_ready")
        if row.published_at is not None:
            raise Conflict("assessment.run_published")
        if not _checked(row).same:
            raise RuleBroken("assessment.run_changed")
        row.published_at, row.published_by = now, actor.user_id
        rule = campaign.pack.rule(APPEAL)
        if rule is not None and rule.value_type == "days":
            with suppress(TypeError, ValueError):
                row.appeal_until = due(rule, clock.local(now).date(), campaign.calendar).date
        tell(actor, now, "assessment.scores_published", "run", row.id, campaign.id)
        telling.published(campaign, row, now)


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def may_score(campaign: Campaign, actor: Actor) -> bool:
    return actor.can(SCORE, campaign_id=campaign.id)


def runs(campaign: Campaign, *, actor: Actor) -> list[RunView]:
    """The newest first; departments see published ones only."""
    actor.require(SCORED, campaign_id=campaign.id)
    every = may_score(campaign, actor)
    return [_view(one) for one in store.runs(campaign.id) if every or one.published_at is not None]


def published(campaign: Campaign) -> RunView | None:
    """The newest published one: that is what counts for departments."""
    return next((_view(one) for one in store.runs(campaign.id) if one.published_at is not None), None)


def result(campaign: Campaign, run_id: int, *, actor: Actor) -> Result:
    """A finished run's scores and ranking; one that isn't published is the office's. Raises NotFound."""
    actor.require(SCORED, campaign_id=campaign.id)
    row = _row(campaign, run_id)
    if row.published_at is None and not may_score(campaign, actor):
        raise NotFound()
    kept = store.measures(row.id)
    gauges, found = _worked_out(row, kept)
    titles = {one.code: one.title for one in kept}
    units = {one.code: one.unit for one in kept}
    by_place = {(one.department_id, one.rule): one for one in found}
    return Result(_view(row), gauges, by_place, tuple(rules.ranking(found)), titles, units)


def published_places(campaign: Campaign) -> tuple[Place, ...]:
    """The ranking that was published last; empty while none is. Whoever looks was checked."""
    newest = published(campaign)
    if newest is None:
        return ()
    _gauges, found = _worked_out(_row(campaign, newest.id), store.measures(newest.id))
    return tuple(rules.ranking(found))


def refuse_foreign(campaign: Campaign, department_id: int, actor: Actor) -> None:
    """A department's details are its own and the office's. Raises NotFound."""
    if not actor.can(SCORED, department_id=department_id, campaign_id=campaign.id):
        raise NotFound()


def rows_behind(
    campaign: Campaign, run_id: int, department_id: int, rule: str, *, actor: Actor
) -> tuple[Result, Gauge, Score, dict[str, tuple[Row, ...]]]:
    """What one score was computed from, as it was frozen: rows of the records, and of a correction. Raises NotFound."""
    refuse_foreign(campaign, department_id, actor)
    found = result(campaign, run_id, actor=actor)
    gauge = next((one for one in found.gauges if one.rule == rule), None)
    score = found.scores.get((department_id, rule))
    if gauge is None or score is None:
        raise NotFound()
    codes = (rules.JUDGED + rule if gauge.formula == "judged" else gauge.measure, rules.CORRECTED + rule)
    kept = {one.code: one for one in store.measures(run_id, department_id)}
    return (
        found,
        gauge,
        score,
        {
            name: rules.rows_of_json(kept[code].rows)
            for name, code in zip(("records", "corrected"), codes, strict=True)
            if code in kept
        },
    )


# ── again ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def check(campaign: Campaign, run_id: int, *, actor: Actor) -> Checked:
    """Work a run out again from what it froze. Raises NotFound, RuleBroken("assessment.run_not_ready")."""
    actor.require(SCORE, campaign_id=campaign.id)
    return _checked(_row(campaign, run_id))


def check_number(campaign: Campaign, number: int) -> Checked:
    """The same by the run's number, for the command. Raises NotFound."""
    for one in store.runs(campaign.id):
        if one.number == number:
            return _checked(one)
    raise NotFound()


def _checked(row: ScoreRun) -> Checked:
    if row.state != "ready":
        raise RuleBroken("assessment.run_not_ready")
    kept = store.measures(row.id)
    faults = [
        ("rows_changed", f"{one.department_id} {one.code}")
        for one in kept
        if rules.digest(one.rows) != one.digest
    ]
    _gauges, found = _worked_out(row, kept)
    places = rules.ranking(found)
    frozen, told = _frozen_digest(row, kept), rules.result_digest(found, places)
    if frozen != row.frozen:
        faults.append(("inputs_changed", row.frozen))
    if told != row.result:
        faults.append(("result_changed", row.result))
    return Checked(_view(row), not faults, frozen, told, tuple(faults), tuple(places))


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _row(campaign: Campaign, run_id: int, *, lock: bool = False) -> ScoreRun:
    row = store.run(run_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    return row


def _view(row: ScoreRun) -> RunView:
    return RunView(
        row.id, row.campaign_id, row.number, row.state, row.reason, row.asked_by, row.asked_at, row.done, row.total,
        row.computed_at, row.pack_id, row.pack_version, row.pack_digest, row.frozen, row.result, row.published_at,
        row.appeal_until, tuple(row.missing), row.trouble,
    )  # fmt: skip


def tell(
    actor: Actor, now: datetime, action: str, what: str, subject: int, campaign_id: int, **more: Any
) -> None:
    """Into the trail; `what` is run, judgement or appeal."""
    audit.record(
        actor, now, action, subject=(f"assessment_score_{what}", subject), campaign_id=campaign_id, **more
    )
