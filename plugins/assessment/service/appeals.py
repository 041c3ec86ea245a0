"""A department objects to a published score; the office upholds it (a new run with the reason) or refuses it with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    clock,
    files,
    secrecy,
    unit_of_work,
)

from ..models.scores import ScoreAppeal
from ..permissions import SCORE, SCORED
from ..store import scores as store
from . import scores
from . import scores_telling as telling
from .handing_in import Upload
from .scores_judging import MOST_TEXT, exact, take_in

FILES = "assessment.appeal"


@dataclass(frozen=True)
class AppealView:
    """An appeal; see models.ScoreAppeal. `title` is the indicator's, `run_number` the run's that it is about."""

    id: int
    run_id: int
    run_number: int
    department_id: int
    rule: str
    title: str
    full: Fraction
    text: str
    files: tuple[files.FileInfo, ...]
    asked_by: int | None
    asked_at: datetime
    state: str
    answer: str
    points: str
    answered_by: int | None
    answered_at: datetime | None
    new_run_id: int | None


def listed(campaign: Campaign, *, actor: Actor) -> list[AppealView]:
    """As far as this person may see them, what waits first."""
    actor.require(SCORED, campaign_id=campaign.id)
    mine = actor.departments_for(SCORED, campaign_id=campaign.id)
    every = scores.may_score(campaign, actor)
    found = [
        _view(one) for one in store.appeals(campaign.id) if every or mine is None or one.department_id in mine
    ]
    return sorted(found, key=lambda one: (one.state != "asked", -one.id))


def appeal(campaign: Campaign, appeal_id: int, *, actor: Actor) -> AppealView:
    """One of them. Raises NotFound for a foreign one."""
    row = store.appeal(appeal_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    scores.refuse_foreign(campaign, row.department_id, actor)
    return _view(row)


def may_ask(campaign: Campaign, run: scores.RunView, now: datetime) -> bool:
    """Whether appeals against this run are taken: it is the newest published one and its time isn't over."""
    newest = scores.published(campaign)
    if newest is None or newest.id != run.id:
        return False
    return run.appeal_until is None or clock.local(now).date() <= run.appeal_until


def ask(
    campaign: Campaign, run_id: int, department_id: int, rule: str, text: str, uploads: Sequence[Upload], *,
    actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Object to one score. Raises NotFound, Invalid, RuleBroken("assessment.appeal_over"),
    Conflict("assessment.appealed_already")."""
    found, _gauge, _score, _rows = scores.rows_behind(campaign, run_id, department_id, rule, actor=actor)
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > MOST_TEXT:
        raise Invalid("assessment.appeal_text", field="text")
    secrecy.refuse_marks([text])
    if not may_ask(campaign, found.run, now):
        raise RuleBroken("assessment.appeal_over")
    kept = take_in(uploads, department_id, actor, now)
    with unit_of_work() as session:
        # The run's row is the lock: two people of one department can't appeal at once.
        store.run(run_id, lock=True)
        if any(
            one.rule == rule and one.run_id == run_id for one in store.appeals(campaign.id, department_id)
        ):
            raise Conflict("assessment.appealed_already")
        row = ScoreAppeal(
            campaign_id=campaign.id, run_id=run_id, department_id=department_id, rule=rule, text=text, files=kept,
            asked_by=actor.user_id, asked_at=now, state="asked",
        )  # fmt: skip
        session.add(row)
        session.flush()
        files.attach(FILES, row.id, kept, campaign_id=campaign.id)
        _tell(row, "assessment.appeal_asked", actor, now)
        telling.asked(campaign, row, now)
        return row.id


def answer(
    campaign: Campaign, appeal_id: int, verdict: str, points: str, text: str, *, actor: Actor, now: datetime
) -> None:
    """Uphold it ("upheld": a new run is computed, with `points` for this score unless the records were put right) or refuse
    it ("refused"), always with a reason. Raises NotFound, Invalid, Conflict("assessment.appeal_answered")."""
    actor.require(SCORE, campaign_id=campaign.id)
    text = text.replace("\r\n", "\n").strip()
    if verdict not in ("upheld", "refused"):
        raise Invalid("assessment.appeal_verdict", field="verdict")
    if not text or len(text) > MOST_TEXT:
        raise Invalid("assessment.appeal_answer", field="answer")
    secrecy.refuse_marks([text])
    view = appeal(campaign, appeal_id, actor=actor)
    given = exact(points, view.full) if points.strip() and verdict == "upheld" else ""
    with unit_of_work() as session:
        row = store.appeal(appeal_id, lock=True)
        if row is None or row.campaign_id != campaign.id:
            raise NotFound()
        if row.state != "asked":
            raise Conflict("assessment.appeal_answered")
        row.state, row.answer, row.points = verdict, text, given
        row.answered_by, row.answered_at = actor.user_id, now
        session.flush()
        if verdict == "upheld":
            row.new_run_id = scores.begin(campaign, f"{view.rule} {view.title}：{text}", actor=actor, now=now)
        _tell(row, f"assessment.appeal_{verdict}", actor, now)
        telling.answered(campaign, row, now)


def file_of(campaign: Campaign, appeal_id: int, file_id: int, *, actor: Actor) -> files.FileInfo:
    """A file of an appeal. Raises NotFound."""
    for file in appeal(campaign, appeal_id, actor=actor).files:
        if file.id == file_id and not files.withheld(file, actor):
            return file
    raise NotFound()


def _view(row: ScoreAppeal) -> AppealView:
    run = store.run(row.run_id)
    assert run is not None
    gauge = next((one for one in run.gauges if one["rule"] == row.rule), None)
    title, full = (gauge["title"], Fraction(gauge["full"])) if gauge is not None else (row.rule, Fraction(0))
    return AppealView(
        row.id, row.run_id, run.number, row.department_id, row.rule, title, full, row.text,
        tuple(files.attached(FILES, row.id)), row.asked_by, row.asked_at, row.state, row.answer, row.points,
        row.answered_by, row.answered_at, row.new_run_id,
    )  # fmt: skip


def _tell(row: ScoreAppeal, action: str, actor: Actor, now: datetime) -> None:
    scores.tell(actor, now, action, "appeal", row.id, row.campaign_id, department_id=row.department_id)
