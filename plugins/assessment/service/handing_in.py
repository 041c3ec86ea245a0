"""Handing in: what was written is kept as a draft first, then handed in; what the office enters for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import unquote

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DomainError,
    Invalid,
    RuleBroken,
    db,
    files,
    privacy,
    registry,
    secrecy,
    settings,
    unit_of_work,
)

from ..models.submissions import Handing, Submission
from ..permissions import BOARD, HAND_IN
from ..rules import submissions as rules
from ..rules.duties import Duty
from ..store import submissions as store
from . import duties
from .submissions import DRAFT_FILES, HANDED_FILES, faults_of, needs_of, record, refuse_foreign
from .telling import of_office, tell

MB = 1024 * 1024
#: kind of message to the office
NEWS_IN = "assessment.paper_in"


@dataclass(frozen=True)
class Upload:
    """A file that was chosen: its stream and name."""

    stream: BinaryIO
    name: str


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


class KeptAsDraft(DomainError):
    """It wasn't handed in, but what was written and every good file is kept. `problems`: (a file's name or "", why)."""

    status = 422

    def __init__(self, problems: Sequence[tuple[str, DomainError]]) -> None:
        super().__init__("assessment.kept_as_draft")
        self.problems = tuple(problems)


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

    Raises NotFound, NotAllowed, Invalid (of a field), Conflict("assessment.paper_changed"), RuleBroken, and KeptAsDraft for files
    that were refused and for what a paper lacks (CP-07, CP-08): nobody chooses the good files twice."""
    refuse_foreign(campaign, department_id, actor, HAND_IN)
    duty = duties.duty(campaign, key)
    if duty.dropped or department_id not in duty.owes:
        raise RuleBroken("assessment.not_owed")
    clean = _checked(command, actor, department_id, campaign, now)
    known = store.of(campaign.id, key, department_id)
    if (known.version if known is not None else 0) != version:
        raise Conflict("assessment.paper_changed")
    added: list[int] = []
    refused: list[tuple[str, DomainError]] = []
    for one in uploads:
        try:
            added.append(_taken_in(one, department_id, actor, now))
        except DomainError as problem:
            refused.append((one.name, problem))
    row_id = _draft(campaign, duty, department_id, clean, added, version, actor, now)
    if refused:
        raise KeptAsDraft(refused)
    if not hand_in:
        return None
    with unit_of_work():
        row = store.submission(row_id, lock=True)
        if row is None or row.version != version + 1:
            raise Conflict("assessment.paper_changed")
        return _hand_in(campaign, row, duty, clean, actor, now)


def _draft(
    campaign: Campaign,
    duty: Duty,
    department_id: int,
    clean: SavePaper,
    added: Sequence[int],
    version: int,
    actor: Actor,
    now: datetime,
) -> int:
    with unit_of_work() as session:
        row = store.of(campaign.id, duty.key, department_id)
        if row is not None:
            row = store.submission(row.id, lock=True)
        if (row.version if row is not None else 0) != version:
            raise Conflict("assessment.paper_changed")
        if row is None:
            row = Submission(
                campaign_id=campaign.id, key=duty.key, department_id=department_id, title=duty.title,
                kind=duty.kind, state="draft", version=0, saved_at=now,
            )  # fmt: skip
            session.add(row)
            session.flush()
        if row.state == "accepted":
            raise RuleBroken("assessment.is_accepted")
        before = [file.id for file in files.attached(DRAFT_FILES, row.id)]
        attached = [*(one for one in before if one in clean.keep), *added]
        if len(attached) > rules.MOST_FILES:
            raise Invalid("assessment.too_many_files", field="files", most=rules.MOST_FILES)
        files.attach(DRAFT_FILES, row.id, attached, campaign_id=campaign.id)
        row.text, row.link = clean.text, clean.link
        row.gathering, row.plan_attached = clean.gathering, clean.plan_attached
        row.version += 1
        row.saved_at = now
        session.flush()
        record(row, "assessment.paper_saved", actor, now)
        return row.id


def _hand_in(
    campaign: Campaign, row: Submission, duty: Duty, command: SavePaper, actor: Actor, now: datetime
) -> int:
    found = [fault for fault in faults_of(campaign, row, duty) if fault.blocks]
    if found:
        needs = needs_of(campaign)
        lack = Invalid(found[0].code, field=found[0].field, figures=needs.figures, cases=needs.cases)
        raise KeptAsDraft([("", lack)])
    came_at = command.came_at or now
    attached = [file.id for file in files.attached(DRAFT_FILES, row.id)]
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
    record(row, "assessment.paper_entered" if command.way != "web" else "assessment.paper_in", actor, now)
    if command.way == "web":
        params = {"unit": registry().department_name(row.department_id), "what": row.title}
        tell(campaign, NEWS_IN, f"handing:{handing.id}", of_office(campaign, BOARD), params, now)
    return handing.id


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
    taking = files.received(one.stream, one.name, accept=rules.ACCEPTED, most=video_limit())
    with taking as incoming, unit_of_work():
        return files.keep(incoming, actor=actor, now=now, department_id=department_id).id
