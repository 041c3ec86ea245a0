"""The portrait ledger (PI-04): who can be recognised in a photo, who of them agreed, who took it back."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import Any

from core.base import audit, clock, events, files, privacy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound
from core.base.files import FileInfo
from core.base.registry import registry
from core.files import rules, store
from core.files.contracts import Consent, GivenConsent
from core.files.models import ConsentRow, ItemRow
from core.files.service.library import editable
from core.users import service as users

MOST_PERSONS = 200
LONGEST_NAME = 40


def answer(file_id: int, answer: str, persons: int, *, actor: Actor, now: datetime) -> None:
    """Say whether anyone can be recognised in a photo, and how many. Raises Invalid."""
    if answer not in rules.ANSWERS:
        raise Invalid("files.answer_needed", field="answer")
    if answer == "persons" and not 1 <= persons <= MOST_PERSONS:
        raise Invalid("files.persons_needed", field="persons", limit=MOST_PERSONS)
    with unit_of_work():
        row = _photo(file_id, actor)
        row.answer, row.persons = answer, persons if answer == "persons" else 0
        row.answered_by, row.answered_at = actor.user_id, now
        _tell(actor, now, "portrait_answered", row, answer=answer, persons=row.persons)
        _changed(file_id, now)


def add_consent(file_id: int, given: GivenConsent, *, actor: Actor, now: datetime) -> None:
    """Enter one person's consent. On paper the scan must come with it; a spoken one is written down by the clerk.

    Raises Invalid (files.name_needed, files.way_needed, files.scan_needed, files.given_in_future), Conflict when the
    photo isn't said to show persons.
    """
    name = " ".join(given.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid("files.name_needed", field="name", limit=LONGEST_NAME)
    if given.way not in rules.WAYS:
        raise Invalid("files.way_needed", field="way")
    if given.given_on > clock.local(now).date():
        raise Invalid("files.given_in_future", field="given_on")
    if given.way in rules.ON_PAPER and given.scan is None:
        raise Invalid("files.scan_needed", field="scan")
    with ExitStack() as stack:
        scan = None
        if given.scan is not None:
            scan = stack.enter_context(
                files.received(given.scan, given.scan_name, accept=("pdf", "png", "jpeg"))
            )
        stack.enter_context(unit_of_work())
        row = _photo(file_id, actor)
        if row.answer != "persons":
            raise Conflict("files.answer_first")
        kept = files.keep(scan, actor=actor, now=now) if scan is not None else None
        line = ConsentRow(
            item_id=row.id, name_sealed=privacy.seal(name), way=given.way, given_on=given.given_on,
            scan_id=kept.id if kept else None, entered_by=actor.user_id, entered_at=now,
        )  # fmt: skip
        db.session.add(line)
        db.session.flush()
        _tell(actor, now, "consent_entered", row, consent=line.id, way=given.way)
        _changed(file_id, now)


def withdraw_consent(file_id: int, consent_id: int, *, actor: Actor, now: datetime) -> None:
    """A person takes the consent back: from this moment the photo is out of the public's sight. The line stays."""
    with unit_of_work():
        row = _photo(file_id, actor)
        line = db.session.get(ConsentRow, consent_id)
        if line is None or line.item_id != row.id:
            raise NotFound()
        if line.withdrawn_at is not None:
            raise Conflict("files.withdrawn_already")
        line.withdrawn_at, line.withdrawn_by = now, actor.user_id
        events.emit("files.consent_withdrawn", now=now, file_id=file_id, department_id=row.department_id)
        _tell(actor, now, "consent_withdrawn", row, consent=line.id)
        _changed(file_id, now)


def consents(file_id: int, *, actor: Actor) -> list[Consent]:
    """The ledger of one photo, names opened; for who may change it."""
    row = editable(file_id, actor)
    lines = store.consents([row.id])[row.id]
    people = {user for line in lines for user in (line.entered_by, line.withdrawn_by) if user is not None}
    names = users.user_names(list(people))
    return [
        Consent(
            line.id, privacy.unseal(line.name_sealed) if line.name_sealed else "", line.way, line.given_on, names.get(line.entered_by or 0, ""),
            line.entered_at, line.scan_id, line.withdrawn_at, names.get(line.withdrawn_by or 0, ""),
        )
        for line in lines
    ]  # fmt: skip


def consent_scan(file_id: int, scan_id: int, *, actor: Actor) -> FileInfo:
    """The paper of one consent. Raises NotFound for any other file."""
    row = editable(file_id, actor)
    if scan_id not in {line.scan_id for line in store.consents([row.id])[row.id]}:
        raise NotFound()
    return files.info(scan_id)


def _photo(file_id: int, actor: Actor) -> ItemRow:
    row = editable(file_id, actor)
    if not files.info(file_id).is_picture:
        raise Conflict("files.no_photo")
    return row


def _changed(file_id: int, now: datetime) -> None:
    """What may be shown of the photo has changed: whoever holds a copy of its caption follows in the same moment."""
    db.session.flush()
    for tell in registry().file_watchers:
        tell(file_id, now)


def _tell(actor: Actor, now: datetime, fact: str, row: ItemRow, **codes: Any) -> None:
    audit.record(
        actor, now, f"files.{fact}", subject=("file", row.file_id), department_id=row.department_id, **codes
    )
