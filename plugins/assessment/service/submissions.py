"""What departments hand in: written, handed in, returned, handed in again, accepted; what the office enters for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import unquote

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
    db,
    files,
    privacy,
    registry,
    secrecy,
    settings,
    unit_of_work,
)

from ..models.submissions import Handing, Submission
from ..permissions import BOARD, HAND_IN, SEE
from ..rules import submissions as rules
from ..rules.duties import Duty
from ..rules.submissions import Fault, Needs, Paper
from ..store import submissions as store
from . import duties
from .telling import of_department, of_office, tell

DRAFT_FILES, HANDED_FILES = "assessment.submission", "assessment.handing"
MB = 1024 * 1024
#: kinds of messages: to the office, and by verdict to the department
NEWS_IN = "assessment.paper_in"
NEWS = {"accepted": "assessment.paper_accepted", "returned": "assessment.paper_returned"}


@dataclass(frozen=True)
class Upload:
    """A file that was chosen: its stream and name."""

    stream: BinaryIO
    name: str


#: the source of a duty that was withdrawn after papers came for it
GONE = "gone"


@dataclass(frozen=True)
class SavePaper:
    """What was typed. `keep` are ids of files that stay. `way`, `brought_by` and `came_at` are the office's, for what came
    otherwise."""

    text: str = ""
    link: str = ""
    gathering: bool = False
    plan_attached: bool = False
    keep: tuple[int, ...] = ()
    way: str = "web"
    brought_by: str = ""
    came_at: datetime | None = None


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
    _refuse_foreign(campaign, department_id, actor, SEE)
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


def save(
    campaign: Campaign,
    key: str,
    department_id: int,
    command: SavePaper,
    uploads: Sequence[Upload],
    version: int,
    *,
    hand_in: bool,
    actor: Actor,
    now: datetime,
) -> int | None:
    """Keep what was written; with `hand_in` hand it in. Returns the handing's id then. The writer has confirmed that it
    bears no mark of 密级.

    Raises NotFound, NotAllowed, Invalid (of a field, or of a file with field "files"), Conflict("assessment.paper_changed")."""
    _refuse_foreign(campaign, department_id, actor, HAND_IN)
    duty = duties.duty(campaign, key)
    if duty.dropped or department_id not in duty.owes:
        raise RuleBroken("assessment.not_owed")
    clean = _checked(command, actor, department_id, campaign, now)
    known = store.of(campaign.id, key, department_id)
    if (known.version if known is not None else 0) != version:
        raise Conflict("assessment.paper_changed")
    added = [_taken_in(one, department_id, actor, now) for one in uploads]
    with unit_of_work() as session:
        row = store.of(campaign.id, key, department_id)
        if row is not None:
            row = store.submission(row.id, lock=True)
        if (row.version if row is not None else 0) != version:
            raise Conflict("assessment.paper_changed")
        if row is None:
            row = Submission(
                campaign_id=campaign.id, key=key, department_id=department_id, title=duty.title,
                kind=duty.kind, state="draft", version=0, saved_at=now,
            )  # fmt: skip
            session.add(row)
            session.flush()
        if row.state == "accepted":
            raise RuleBroken("assessment.is_accepted")
        before = [file.id for file in files.attached(DRAFT_FILES, row.id)]
        attached = [one for one in before if one in clean.keep] + added
        if len(attached) > rules.MOST_FILES:
            raise Invalid("assessment.too_many_files", field="files", most=rules.MOST_FILES)
        files.attach(DRAFT_FILES, row.id, attached, campaign_id=campaign.id)
        row.text, row.link = clean.text, clean.link
        row.gathering, row.plan_attached = clean.gathering, clean.plan_attached
        row.version += 1
        row.saved_at = now
        session.flush()
        if not hand_in:
            _tell(row, "assessment.paper_saved", actor, now)
            return None
        return _hand_in(campaign, row, duty, clean, attached, actor, now)


def _hand_in(
    campaign: Campaign,
    row: Submission,
    duty: Duty,
    command: SavePaper,
    attached: list[int],
    actor: Actor,
    now: datetime,
) -> int:
    found = [fault for fault in _faults(campaign, row, duty) if fault.blocks]
    if found:
        needs = needs_of(campaign)
        raise Invalid(found[0].code, field=found[0].field, figures=needs.figures, cases=needs.cases)
    came_at = command.came_at or now
    handing = Handing(
        submission_id=row.id, number=len(store.handings(row.id)) + 1, text=row.text, link=row.link,
        files=attached, way=command.way,
        brought_by_sealed=privacy.seal(command.brought_by) if command.brought_by else "", came_at=came_at, entered_at=now,
        entered_by=actor.user_id, state="handed_in",
    )  # fmt: skip
    db.session.add(handing)
    db.session.flush()
    files.attach(HANDED_FILES, handing.id, attached, campaign_id=campaign.id)
    row.state = "handed_in"
    row.in_at = min(row.in_at, came_at) if row.in_at is not None else came_at
    _tell(row, "assessment.paper_entered" if command.way != "web" else "assessment.paper_in", actor, now)
    if command.way == "web":
        params = {"unit": registry().department_name(row.department_id), "what": row.title}
        tell(campaign, NEWS_IN, f"handing:{handing.id}", of_office(campaign, BOARD), params, now)
    return handing.id


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
        _tell(row, f"assessment.paper_{verdict}", actor, now)
        people = of_department(campaign, row.department_id, HAND_IN)
        tell(campaign, NEWS[verdict], f"handing:{last.id}", people, {"what": row.title}, now)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _checked(
    command: SavePaper, actor: Actor, department_id: int, campaign: Campaign, now: datetime
) -> SavePaper:
    text, link = command.text.replace("\r\n", "\n").strip(), command.link.strip()
    brought_by = " ".join(command.brought_by.split())
    if len(text) > rules.LONGEST:
        raise Invalid("assessment.text_long", field="text", most=rules.LONGEST)
    if len(link) > 500 or (link and not link.startswith(("https://", "http://"))):
        raise Invalid("assessment.link_shape", field="link")
    if command.way not in rules.WAYS:
        raise Invalid("assessment.way", field="way")
    secrecy.refuse_marks([text, brought_by, unquote(link)])
    came_at = command.came_at
    if command.way == "web":
        brought_by, came_at = "", None
    else:
        actor.require(BOARD, campaign_id=campaign.id)
        if not brought_by or len(brought_by) > 80:
            raise Invalid("assessment.brought_by", field="brought_by")
        if came_at is None or came_at > now:
            raise Invalid("assessment.came_at", field="came_at")
    return SavePaper(
        text, link, command.gathering, command.plan_attached, command.keep, command.way, brought_by, came_at
    )


def video_limit() -> int:
    """Bytes that a recording may have: the setting, at most what the house keeps."""
    given = settings().of("assessment")["video_mb"]
    return min(int(given) if given.isdigit() else 80, 90) * MB


def _taken_in(one: Upload, department_id: int, actor: Actor, now: datetime) -> int:
    """Keep a file by itself; one that is attached to nothing goes with the nightly sweep."""
    try:
        taking = files.received(one.stream, one.name, accept=rules.ACCEPTED, most=video_limit())
        with taking as incoming, unit_of_work():
            return files.keep(incoming, actor=actor, now=now, department_id=department_id).id
    except Invalid as problem:
        raise Invalid(problem.code, **{**problem.params, "field": "files"}) from problem


def _faults(campaign: Campaign, row: Submission, duty: Duty) -> list[Fault]:
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
        tuple(_faults(campaign, row, duty)),
    )  # fmt: skip


def _row(
    campaign: Campaign, submission_id: int, actor: Actor, permission: str, *, lock: bool = False
) -> Submission:
    row = store.submission(submission_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    _refuse_foreign(campaign, row.department_id, actor, permission)
    return row


def _refuse_foreign(campaign: Campaign, department_id: int, actor: Actor, permission: str) -> None:
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


def _tell(row: Submission, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, now, action, subject=("assessment_submission", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id,
    )  # fmt: skip
