"""疑似涉密 (SC-01): hiding at once, every place that holds a copy, and what follows on the written instruction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.base import audit, clock
from core.base.access import Actor
from core.base.audit import AuditEntry
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.registry import registry
from core.plugin.contracts import RevisionView
from core.plugin.host import PluginFault
from core.publishing import rules, store
from core.publishing.contracts import Instruction, QuarantineView
from core.publishing.models import DocumentRow, InstructionRow, RevisionRow
from core.publishing.permissions import CONFIRM, HIDE, INSTRUCT
from core.publishing.service import copies, publicness
from core.publishing.service.chain import leave_step
from core.publishing.service.persons import roles_for, sees
from core.publishing.service.records import tell
from core.publishing.service.scans import Scan, keep
from core.publishing.service.views import revision_view
from core.users import service as users

BLANK, RELEASE = "blank", "release"
LONGEST_NUMBER = 80


@dataclass(frozen=True)
class NewInstruction:
    """A written instruction of the secrecy department as it is entered: its number (文号), its date, and the scan."""

    decision: str
    number: str
    dated_on: date
    scan: Scan | None


def may_hide(actor: Actor, department_id: int, campaign_id: int) -> bool:
    """Whether this person may hide a document of that department, and see what becomes of a hidden one."""
    return actor.can(HIDE, department_id=department_id, campaign_id=campaign_id)


def hide(document_id: int, *, actor: Actor, now: datetime) -> None:
    """Hide everything of a document from everyone, whatever step it is at. Raises Conflict("hidden_already")."""
    with unit_of_work():
        document = db.session.get(DocumentRow, document_id, with_for_update=True)
        if document is None or not sees(actor, document):
            raise NotFound()
        actor.require(HIDE, department_id=document.department_id, campaign_id=document.campaign_id)
        if document.hidden_at is not None:
            raise Conflict("hidden_already")
        if document.step == rules.SECRECY and "secrecy_reviewer" in roles_for(actor, document):
            # Said while it waits for this very review, it is the review's verdict.
            revision = db.session.get_one(RevisionRow, document.revision_id)
            leave_step(
                document, revision, rules.SECRECY, rules.SECRECY, "hidden", now, user_id=actor.user_id,
                verdict=rules.SUSPECTED,
            )  # fmt: skip
        publicness.hide_row(document, actor=actor, now=now)


def note_opened(document_id: int, *, actor: Actor, now: datetime) -> None:
    """Record that somebody opened a document, once a day: the report has to say who knows the text."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or actor.user_id is None or row.hidden_at is not None:
        return
    today = clock.local(now).date().isoformat()
    seen = select(AuditEntry.codes).where(
        AuditEntry.action == "publishing.opened",
        AuditEntry.user_id == actor.user_id,
        AuditEntry.subject_type == "document",
        AuditEntry.subject_id == document_id,
    )
    if any(codes.get("day") == today for codes in db.session.scalars(seen)):
        return
    with unit_of_work():
        audit.record(
            actor, now, "publishing.opened", subject=("document", document_id), campaign_id=row.campaign_id,
            department_id=row.department_id, day=today,
        )  # fmt: skip


def quarantine_view(document_id: int, *, actor: Actor) -> QuarantineView:
    """A hidden document for the secrecy reviewer and the office. Raises NotFound to everyone else."""
    document = _hidden(document_id, actor)
    hidden_at = document.hidden_at
    assert hidden_at is not None
    place = {"department_id": document.department_id, "campaign_id": document.campaign_id}
    revisions = store.revisions(document.id)
    rows = [row for row in store.instructions(document.id) if row.dropped_at is None]
    ids = {row.entered_by for row in rows} | {row.confirmed_by for row in rows} | {document.hidden_by}
    names = users.user_names([user_id for user_id in ids if user_id is not None])
    waits = any(row.confirmed_at is None for row in rows)
    return QuarantineView(
        document_id=document.id,
        kind=document.kind,
        subject_id=document.subject_id,
        campaign_id=document.campaign_id,
        department_id=document.department_id,
        step=document.step,
        hidden_at=hidden_at,
        hidden_by=names.get(document.hidden_by or 0, ""),
        blanked_at=document.blanked_at,
        digests=tuple((row.number, row.digest, row.frozen_at) for row in revisions),
        public_spans=tuple(
            (p.version, p.published_at, p.portal_url) for p in store.publications(document.id)
        ),
        copies=tuple(copies.everywhere(newest_view(document), hidden_at)) if revisions else (),
        readers=tuple(_readers(document.id)),
        instructions=tuple(_instruction(row, names, actor, place) for row in rows),
        may_enter=document.blanked_at is None and not waits and actor.can(INSTRUCT, **place),
    )


def enter_instruction(document_id: int, new: NewInstruction, *, actor: Actor, now: datetime) -> int:
    """Enter what the secrecy department wrote; nothing happens before the office confirms it (two persons).

    Raises Invalid (instruction_decision, instruction_number, instruction_in_future, scan_needed …), Conflict
    (instruction_waits, blanked_already), NotAllowed.
    """
    with unit_of_work():
        document = _hidden(document_id, actor, lock=True)
        actor.require(INSTRUCT, department_id=document.department_id, campaign_id=document.campaign_id)
        number = new.number.strip()
        if document.blanked_at is not None:
            raise Conflict("blanked_already")
        if any(
            row.confirmed_at is None and row.dropped_at is None for row in store.instructions(document.id)
        ):
            raise Conflict("instruction_waits")
        if new.decision not in (BLANK, RELEASE):
            raise Invalid("instruction_decision", field="decision")
        if not number or len(number) > LONGEST_NUMBER:
            raise Invalid("instruction_number", field="number")
        if new.dated_on > clock.local(now).date():
            raise Invalid("instruction_in_future", field="dated_on")
        if new.scan is None:
            raise Invalid("scan_needed", field="scan")
        row = InstructionRow(
            document_id=document.id, decision=new.decision, number=number, dated_on=new.dated_on,
            scan_id=keep(new.scan, actor=actor, now=now), entered_by=actor.user_id, entered_at=now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        tell(actor, now, "instruction_entered", document, instruction=row.id, decision=new.decision)
        return row.id


def decide_instruction(instruction_id: int, confirm: bool, *, actor: Actor, now: datetime) -> str:
    """The office confirms an instruction, and what it says is done in this transaction; or it drops one entered by
    mistake. The decision is returned ("" when dropped).

    Raises RuleBroken("same_person_instruction"), RuleBroken("copies_out_of_reach") when somebody who keeps a copy can't
    be asked: then nothing is blanked.
    """
    with unit_of_work():
        row = db.session.get(InstructionRow, instruction_id, with_for_update=True)
        if row is None or row.confirmed_at is not None or row.dropped_at is not None:
            raise NotFound()
        document = _hidden(row.document_id, actor, lock=True)
        actor.require(CONFIRM, department_id=document.department_id, campaign_id=document.campaign_id)
        if not confirm:
            row.dropped_at, row.dropped_by = now, actor.user_id
            tell(actor, now, "instruction_dropped", document, instruction=row.id)
            return ""
        if actor.user_id is None:
            raise NotAllowed("role_missing")
        if actor.user_id == row.entered_by:
            raise RuleBroken("same_person_instruction")
        row.confirmed_at, row.confirmed_by = now, actor.user_id
        if row.decision == RELEASE:
            document.hidden_at = document.hidden_by = None
            db.session.flush()
            tell(actor, now, "released", document, instruction=row.id)
            publicness.refresh(document, now)
            publicness.tell_all("publishing.released", document, now)
        else:
            _blank_everywhere(document, actor, now, row.id)
        return row.decision


def instruction_file(document_id: int, file_id: int, *, actor: Actor) -> int:
    """The id of the scan of one of a hidden document's instructions. Raises NotFound."""
    document = _hidden(document_id, actor)
    if file_id not in {row.scan_id for row in store.instructions(document.id)}:
        raise NotFound()
    return file_id


def newest_view(document: DocumentRow) -> RevisionView:
    """The newest revision of a document, by which others know which document is meant."""
    return revision_view(document, db.session.get_one(RevisionRow, document.revision_id))


def _blank_everywhere(document: DocumentRow, actor: Actor, now: datetime, instruction_id: int) -> None:
    try:
        registry().host.live("blank_copies", revision=newest_view(document), now=now)
    except PluginFault as fault:
        raise RuleBroken("copies_out_of_reach") from fault
    document.blanked_at = now
    db.session.flush()
    tell(actor, now, "blanked", document, instruction=instruction_id)
    publicness.refresh(document, now)
    publicness.tell_all("publishing.blanked", document, now)


def _hidden(document_id: int, actor: Actor, *, lock: bool = False) -> DocumentRow:
    document = db.session.get(DocumentRow, document_id, with_for_update=lock or None)
    if document is None or document.hidden_at is None:
        raise NotFound()
    if not may_hide(actor, document.department_id, document.campaign_id):
        raise NotFound()
    return document


def _readers(document_id: int) -> list[tuple[str, str, datetime]]:
    """(person, act, when) of everyone who acted on the document or opened it: who may know what it says."""
    wanted = (
        select(AuditEntry)
        .where(AuditEntry.subject_type == "document", AuditEntry.subject_id == document_id)
        .order_by(AuditEntry.id)
    )
    rows = db.session.scalars(wanted).all()
    names = users.user_names(list({row.user_id for row in rows if row.user_id is not None}))
    return [(names.get(row.user_id or 0, ""), row.action, row.at) for row in rows]


def _instruction(
    row: InstructionRow, names: dict[int, str], actor: Actor, place: dict[str, int]
) -> Instruction:
    return Instruction(
        row.id, row.decision, row.number, row.dated_on, row.scan_id, names.get(row.entered_by or 0, ""),
        row.entered_at, names.get(row.confirmed_by or 0, ""), row.confirmed_at,
        may_confirm=row.confirmed_at is None and actor.can(CONFIRM, **place),
    )  # fmt: skip
