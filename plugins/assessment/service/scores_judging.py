"""Points given by hand: for indicators that no record decides, with a reason and evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    campaigns,
    files,
    secrecy,
    unit_of_work,
)

from ..models.scores import ScoreJudgement
from ..permissions import SCORE
from ..rules.scores import Gauge
from ..store import scores as store
from . import scores
from .handing_in import Upload

EVIDENCE = "assessment.score"
ACCEPTED = ("pdf", "docx", "xlsx", "jpeg", "png", "ofd", "wps", "doc")
MOST_FILE, MOST_FILES, MOST_TEXT = 20 * 1024 * 1024, 5, 2000


@dataclass(frozen=True)
class JudgementView:
    """Points given by hand; see models.ScoreJudgement."""

    id: int
    department_id: int
    rule: str
    points: Fraction
    reason: str
    files: tuple[files.FileInfo, ...]
    version: int
    judged_by: int | None
    judged_at: datetime


def places(campaign: Campaign, *, actor: Actor) -> Mapping[tuple[int, str], JudgementView | None]:
    """Every department and judged indicator with the points that count now, None where nobody has judged yet."""
    actor.require(SCORE, campaign_id=campaign.id)
    newest = {(one.department_id, one.rule): one for one in store.judgements(campaign.id)}
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    return {
        (unit, gauge.rule): _view(newest[unit, gauge.rule]) if (unit, gauge.rule) in newest else None
        for gauge in scores.gauges_of(campaign)
        if gauge.formula == "judged"
        for unit in units
    }


def of(
    campaign: Campaign, department_id: int, rule: str, *, actor: Actor
) -> tuple[Gauge, list[JudgementView]]:
    """One place: its indicator and everything judged so far, the newest first. Raises NotFound."""
    scores.refuse_foreign(campaign, department_id, actor)
    gauge = next(
        (g for g in scores.gauges_of(campaign) if g.rule == rule and g.formula == "judged"),
        None,
    )
    if gauge is None or department_id not in campaigns.participants(campaign.id):
        raise NotFound()
    found = [_view(one) for one in store.judged(campaign.id, department_id, rule)]
    if not scores.may_score(campaign, actor):
        # A department reads what the published scores rest on, not what is being weighed.
        out = scores.published(campaign)
        if out is None:
            raise NotFound()
        found = [one for one in found if out.computed_at is not None and one.judged_at <= out.computed_at]
    return gauge, found


def judge(
    campaign: Campaign, department_id: int, rule: str, points: str, reason: str, uploads: Sequence[Upload],
    version: int, *, actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Give points; what counted before stays on record. The next run takes them up.

    Raises NotAllowed, NotFound, Invalid, Conflict("assessment.judged_already")."""
    actor.require(SCORE, campaign_id=campaign.id)
    gauge, _known = of(campaign, department_id, rule, actor=actor)
    given = exact(points, gauge.full)
    reason = reason.replace("\r\n", "\n").strip()
    if not reason or len(reason) > MOST_TEXT:
        raise Invalid("assessment.judge_reason", field="reason")
    secrecy.refuse_marks([reason])
    kept = take_in(uploads, department_id, actor, now)
    with unit_of_work() as session:
        before = store.judged(campaign.id, department_id, rule)
        if (before[0].version if before else 0) != version:
            raise Conflict("assessment.judged_already")
        row = ScoreJudgement(
            campaign_id=campaign.id, department_id=department_id, rule=rule, points=given, reason=reason,
            files=kept, version=version + 1, judged_by=actor.user_id, judged_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        files.attach(EVIDENCE, row.id, kept, campaign_id=campaign.id)
        scores.tell(
            actor,
            now,
            "assessment.score_judged",
            "judgement",
            row.id,
            campaign.id,
            department_id=department_id,
        )
        return row.id


@dataclass(frozen=True)
class Given:
    """One line of a sheet of points: what was typed, and the version of what counted when the sheet was opened."""

    department_id: int
    points: str
    reason: str
    version: int


def judge_all(campaign: Campaign, rule: str, given: Sequence[Given], *, actor: Actor, now: datetime) -> int:
    """Give one indicator's points to several departments: all of them or none. Returns how many.

    Raises what `judge` raises; the field is then "<field>-<department>"."""
    actor.require(SCORE, campaign_id=campaign.id)
    with unit_of_work():
        for one in given:
            try:
                judge(
                    campaign, one.department_id, rule, one.points, one.reason, (), one.version, actor=actor, now=now
                )  # fmt: skip
            except (Invalid, Conflict, RuleBroken) as problem:
                field = problem.params.get("field", "reason")
                raise type(problem)(
                    problem.code, **{**problem.params, "field": f"{field}-{one.department_id}"}
                ) from problem
    return len(given)


def exact(points: str, full: Fraction) -> str:
    """Typed points as they are kept. Raises Invalid for what is no number from 0 to the full marks."""
    text = points.strip().replace("．", ".")
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", text) or Fraction(text) > full:
        raise Invalid("assessment.judge_points", field="points", full=scores.rules.shown(full))
    return text


def take_in(uploads: Sequence[Upload], department_id: int, actor: Actor, now: datetime) -> list[int]:
    """Keep files; one that is attached to nothing goes with the nightly sweep. Raises Invalid."""
    if len(uploads) > MOST_FILES:
        raise Invalid("assessment.evidence_many", field="files", most=MOST_FILES)
    found = []
    for one in uploads:
        try:
            taking = files.received(one.stream, one.name, accept=ACCEPTED, most=MOST_FILE)
            with taking as incoming, unit_of_work():
                found.append(files.keep(incoming, actor=actor, now=now, department_id=department_id).id)
        except Invalid as problem:
            raise Invalid(problem.code, **{**problem.params, "field": "files"}) from problem
    return found


def evidence(campaign: Campaign, judgement_id: int, file_id: int, *, actor: Actor) -> files.FileInfo:
    """A file that points rest on, for the office and the department. Raises NotFound."""
    row = store.judgement(judgement_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    _gauge, found = of(campaign, row.department_id, row.rule, actor=actor)
    for one in found:
        for file in one.files:
            if one.id == judgement_id and file.id == file_id and not files.withheld(file, actor):
                return file
    raise NotFound()


def _view(row: ScoreJudgement) -> JudgementView:
    return JudgementView(
        row.id, row.department_id, row.rule, Fraction(row.points), row.reason,
        tuple(files.attached(EVIDENCE, row.id)), row.version, row.judged_by, row.judged_at,
    )  # fmt: skip
