"""What departments hand in: written, handed in, returned, handed in again, accepted; what the office enters for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import (
    ANY,
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    clock,
    files,
    privacy,
    secrecy,
    unit_of_work,
)

from ..models.submissions import Submission
from ..permissions import BOARD, HAND_IN, SEE
from ..rules import submissions as rules
from ..rules.duties import Duty
from ..rules.submissions import Fault, Needs, Paper
from ..store import submissions as store
from . import duties
from .telling import of_department, tell

DRAFT_FILES, HANDED_FILES = "assessment.submission", "assessment.handing"
#: kinds of messages to the department, by verdict
NEWS = {"accepted": "assessment.paper_accepted", "returned": "assessment.paper_returned"}


#: the source of a duty that was withdrawn after papers came for it
GONE = "gone"


@dataclass(frozen=True)
class HandingView:
    """One time that it was handed in; see models.Handing. `receipt` is its number."""

    id: int
    number: int
    receipt: str
    text: str
    link: str
    files: tuple[files.FileInfo, ...]
    way: str
    brought_by: str
    came_at: datetime
    entered_at: datetime
    entered_by: int | None
    state: str
    remarks: str
    judged_at: datetime | None
    judged_by: int | None


@dataclass(frozen=True)
class SubmissionView:
    """A submission with every time it was handed in; `id` 0 before the first save."""

    id: int
    campaign_id: int
    department_id: int
    duty: Duty
    text: str
    link: str
    gathering: bool
    plan_attached: bool
    state: str
    in_at: datetime | None
    version: int
    files: tuple[files.FileInfo, ...]
    handings: tuple[HandingView, ...]
    faults: tuple[Fault, ...]

    @property
    def last(self) -> HandingView | None:
        return self.handings[-1] if self.handings else None


def needs_of(campaign: Campaign) -> Needs:
    """What the pack asks of papers (CP-07, CP-08)."""

    def count(rule_id: str) -> int:
        rule = campaign.pack.rule(rule_id)
        return rule.value if rule is not None and isinstance(rule.value, int) else 0

    plan = campaign.pack.rule("CP-08")
    return Needs(count("CP-07.figures"), count("CP-07.cases"), plan is not None and plan.value is True)


def view(campaign: Campaign, key: str, department_id: int, *, actor: Actor) -> SubmissionView:
    """How far a department is with a duty. Raises NotFound for a foreign one."""
    refuse_foreign(campaign, department_id, actor, SEE)
    duty = duties.duty(campaign, key)
    row = store.of(campaign.id, key, department_id)
    if row is None:
        return SubmissionView(
            0, campaign.id, department_id, duty, "", "", False, False, "draft", None, 0, (), (), ()
        )
    return _view(campaign, row, duty)


def by_id(campaign: Campaign, submission_id: int, *, actor: Actor) -> SubmissionView:
    """The same by its number. Raises NotFound."""
    row = _row(campaign, submission_id, actor, SEE)
    return _view(campaign, row, _duty_of(campaign, row))


def _duty_of(campaign: Campaign, row: Submission) -> Duty:
    """What it was handed in for, in the words of then where a corrected notice doesn't name it any more."""
    try:
        return duties.duty(campaign, row.key)
    except NotFound:
        return Duty(row.key, row.title, row.kind, GONE)


@dataclass(frozen=True)
class PaperLine:
    """A paper in a list."""

    id: int
    department_id: int
    title: str
    state: str
    in_at: datetime


def beside_board(campaign: Campaign, *, actor: Actor) -> list[PaperLine]:
    """What was handed in for something that isn't on the board (any more), as far as this person may see it."""
    actor.require(SEE, campaign_id=campaign.id)
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    asked = {one.key for one in duties.all_duties(campaign) if not one.dropped}
    return [
        PaperLine(row.id, row.department_id, row.title, row.state, row.in_at)
        for row in store.submissions(campaign.id)
        if row.key not in asked and row.in_at is not None and (mine is None or row.department_id in mine)
    ]


def handing_of(campaign: Campaign, handing_id: int, *, actor: Actor) -> tuple[SubmissionView, HandingView]:
    """One time that something was handed in, for its receipt. Raises NotFound."""
    row = store.handing(handing_id)
    if row is None:
        raise NotFound()
    whole = by_id(campaign, row.submission_id, actor=actor)
    return whole, next(one for one in whole.handings if one.id == handing_id)


def file_of(campaign: Campaign, submission_id: int, file_id: int, *, actor: Actor) -> files.FileInfo:
    """A file of a submission, of any version. Raises NotFound."""
    whole = by_id(campaign, submission_id, actor=actor)
    for file in (*whole.files, *(file for one in whole.handings for file in one.files)):
        if file.id == file_id and not files.withheld(file, actor):
            return file
    raise NotFound()


def judge(
    campaign: Campaign,
    submission_id: int,
    version: int,
    verdict: str,
    remarks: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Accept what was handed in, or return it with remarks ("accepted", "returned").

    Raises NotFound, NotAllowed, Invalid("assessment.remarks_missing"), Conflict, RuleBroken("assessment.nothing_to_judge")."""
    actor.require(BOARD, campaign_id=campaign.id)
    remarks = remarks.replace("\r\n", "\n").strip()
    if verdict not in ("accepted", "returned"):
        raise NotFound()
    if verdict == "returned" and not remarks:
        raise Invalid("assessment.remarks_missing", field="remarks")
    if len(remarks) > 2000:
        raise Invalid("assessment.text_long", field="remarks", most=2000)
    secrecy.refuse_marks([remarks])
    with unit_of_work():
        row = _row(campaign, submission_id, actor, SEE, lock=True)
        if row.version != version:
            raise Conflict("assessment.paper_changed")
        if row.state != "handed_in":
            raise RuleBroken("assessment.nothing_to_judge")
        last = store.handings(row.id)[-1]
        last.state, last.remarks, last.judged_at, last.judged_by = verdict, remarks, now, actor.user_id
        row.state = verdict
        row.version += 1
        row.saved_at = now
        record(row, f"assessment.paper_{verdict}", actor, now)
        people = of_department(campaign, row.department_id, HAND_IN)
        tell(campaign, NEWS[verdict], f"handing:{last.id}", people, {"what": row.title}, now)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def faults_of(campaign: Campaign, row: Submission, duty: Duty) -> list[Fault]:
    """What the draft lacks."""
    attached = files.attached(DRAFT_FILES, row.id)
    read = "\n".join([row.text, *(files.text_of(file.id) for file in attached)])
    unread = bool(row.link) or any(file.kind not in ("docx", "xlsx", "txt") for file in attached)
    paper = Paper(
        duty.kind, row.text, row.link, len(attached), read, unread, row.gathering, row.plan_attached
    )
    return rules.faults(paper, needs_of(campaign))


def _view(campaign: Campaign, row: Submission, duty: Duty) -> SubmissionView:
    year = campaign.starts_on.year
    handings = tuple(
        HandingView(
            one.id, one.number, rules.receipt(year, one.id), one.text, one.link,
            tuple(files.attached(HANDED_FILES, one.id)), one.way, privacy.unseal(one.brought_by_sealed) if one.brought_by_sealed else "", one.came_at, one.entered_at,
            one.entered_by, one.state, one.remarks, one.judged_at, one.judged_by,
        )
        for one in store.handings(row.id)
    )  # fmt: skip
    return SubmissionView(
        row.id, row.campaign_id, row.department_id, duty, row.text, row.link, row.gathering, row.plan_attached,
        row.state, row.in_at, row.version, tuple(files.attached(DRAFT_FILES, row.id)), handings,
        tuple(faults_of(campaign, row, duty)),
    )  # fmt: skip


def _row(
    campaign: Campaign, submission_id: int, actor: Actor, permission: str, *, lock: bool = False
) -> Submission:
    row = store.submission(submission_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    refuse_foreign(campaign, row.department_id, actor, permission)
    return row


def refuse_foreign(campaign: Campaign, department_id: int, actor: Actor, permission: str) -> None:
    where = {"department_id": department_id, "campaign_id": campaign.id}
    if department_id not in campaigns.participants(campaign.id) or not actor.can(SEE, **where):
        raise NotFound()
    actor.require(permission, **where)


def may_judge(campaign: Campaign, actor: Actor) -> bool:
    """Whether this person keeps the board."""
    return actor.can(BOARD, department_id=ANY, campaign_id=campaign.id)


def day_of(at: datetime) -> str:
    """The day of a moment, for names inside the zip."""
    return clock.local(at).strftime("%Y%m%d")


def record(row: Submission, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, now, action, subject=("assessment_submission", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id,
    )  # fmt: skip
