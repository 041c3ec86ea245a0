"""A department's drawer of pictures and attachments: what comes in, what is said of it, what goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import update

from core.base import audit, events, files, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.files import FileInfo, FileUseRow
from core.files import rules, store
from core.files.contracts import Item
from core.files.models import ItemRow

SEE, EDIT = "files.see", "files.edit"
#: what a drawer takes, in the order in which a page names it
KINDS = ("jpeg", "png", "pdf", "docx", "xlsx", "txt", "mp3", "m4a", "mp4", "webm")
LONGEST_CAPTION = 500
#: pictures that one text may carry: what the city's column shows without becoming an album
MOST_ATTACHED = 9
#: uses that are frozen: what was signed keeps its file
FROZEN = ("publishing.revision", "publishing.document")


def add_file(
    stream: BinaryIO, filename: str, department_id: int, no_secret_marks: bool, *, actor: Actor, now: datetime
) -> Item:
    """Put a file into a department's drawer.

    Raises NotAllowed, Invalid("confirm_no_secret") and what `files.received` raises; nothing is kept then.
    """
    actor.require(EDIT, department_id=department_id)
    if not no_secret_marks:
        raise Invalid("files.confirm_no_secret", field="no_secret_marks")
    with files.received(stream, filename, accept=KINDS) as incoming, unit_of_work():
        row = _kept(incoming, department_id, actor, now)
        _tell(actor, now, "added", row, kind=incoming.kind)
    return item(row.file_id, actor=actor)


def replace_file(file_id: int, stream: BinaryIO, filename: str, *, actor: Actor, now: datetime) -> Item:
    """Put another file in the place of one: drafts that use it get the new one, what was frozen keeps the old one.

    The caption is taken over; a new photo is asked anew who can be recognised in it. Who keeps a file's number beside `attach`
    hears of it (event files.replaced: file_id, before).
    """
    with files.received(stream, filename, accept=KINDS) as incoming, unit_of_work() as session:
        old = editable(file_id, actor)
        known = files.info(file_id)
        if known.is_picture != (incoming.picture is not None):
            raise Invalid("files.replace_sort", field="file")
        row = _kept(incoming, old.department_id, actor, now)
        row.caption, row.replaces_id = old.caption, file_id
        session.execute(
            update(FileUseRow)
            .where(FileUseRow.file_id == file_id, FileUseRow.place.not_in(FROZEN))
            .values(file_id=row.file_id)
        )
        _tell(actor, now, "replaced", row, before=file_id)
        events.emit("files.replaced", now=now, file_id=row.file_id, before=file_id)
    return item(row.file_id, actor=actor)


def _kept(incoming: files.Incoming, department_id: int, actor: Actor, now: datetime) -> ItemRow:
    kept = files.keep(incoming, actor=actor, now=now, department_id=department_id)
    row = ItemRow(
        file_id=kept.id, department_id=department_id, added_by=actor.user_id, added_at=now, caption="",
        answer="open" if kept.is_picture else "none", persons=0,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def save_caption(file_id: int, caption: str, *, actor: Actor, now: datetime) -> None:
    """What a picture shows, or what a document is. Raises Invalid("files.caption_long"), RuleBroken("secret_mark")."""
    words = " ".join(caption.split())
    if len(words) > LONGEST_CAPTION:
        raise Invalid("files.caption_long", field="caption", limit=LONGEST_CAPTION)
    mark = secrecy.secret_mark([words])
    if mark is not None:
        raise RuleBroken("secret_mark", mark=mark)
    with unit_of_work():
        row = editable(file_id, actor)
        row.caption = words
        _tell(actor, now, "caption_saved", row)


def delete_file(file_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a file out of the drawer for good. Raises Conflict("files.in_use") while something uses it."""
    with unit_of_work() as session:
        row = editable(file_id, actor)
        if files.used_elsewhere({file_id}, besides=("files_item",)):
            raise Conflict("files.in_use")
        scans = [consent.scan_id for consent in store.consents([row.id])[row.id] if consent.scan_id]
        for consent in store.consents([row.id])[row.id]:
            session.delete(consent)
        session.flush()
        _tell(actor, now, "deleted", row)
        session.delete(row)
        session.flush()
        for gone in (file_id, *scans):
            files.remove(gone)


def item(file_id: int, *, actor: Actor) -> Item:
    """One file. Raises NotFound, also for a foreign department's."""
    row = store.item(file_id)
    if row is None or not actor.can(SEE, department_id=row.department_id):
        raise NotFound()
    known = files.info(file_id)
    if _kept_back(known, actor):
        raise NotFound()
    return _views([(row, known)])[0]


def items(file_ids: Collection[int]) -> dict[int, Item]:
    """Those of these files that lie in a drawer, whoever asks; for rooms and plugins that have checked that."""
    rows, known = store.items_of(file_ids), files.infos(list(file_ids))
    views = _views([(row, known[file_id]) for file_id, row in rows.items() if file_id in known])
    return {view.file.id: view for view in views}


def drawer(
    *, actor: Actor, department_id: int | None = None, sort: str = "", limit: int = 24, offset: int = 0
) -> tuple[list[Item], int]:
    """What this person may see, newest first, and how many there are in all. `sort`: pictures, documents, open."""
    reach = actor.departments_for(SEE)
    if department_id is not None:
        reach = frozenset({department_id}) if reach is None or department_id in reach else frozenset()
    rows = store.drawer(reach, sort, limit, offset)
    known = files.infos([row.file_id for row, _ in rows])
    seen = [(row, known[row.file_id]) for row, _ in rows if not _kept_back(known[row.file_id], actor)]
    return _views(seen), store.drawer_count(reach, sort)


def _kept_back(file: FileInfo, actor: Actor) -> bool:
    """Hidden as 疑似涉密 (SC-01); what was blanked since is shown as blanked."""
    return not file.blanked and files.withheld(file, actor)


def pictures_of(department_id: int, limit: int = 60) -> list[Item]:
    """A department's newest pictures, for a form that lets one choose."""
    rows = store.drawer({department_id}, "pictures", limit, 0)
    known = files.infos([row.file_id for row, _ in rows])
    return [view for view in _views([(row, known[row.file_id]) for row, _ in rows]) if not view.file.blanked]


def may_use(file_ids: Sequence[int], department_id: int) -> bool:
    """Whether all of these are pictures in this department's drawer."""
    found = items(file_ids)
    return all(
        n in found and found[n].department_id == department_id and found[n].file.is_picture for n in file_ids
    )


def may_edit(view: Item, *, actor: Actor) -> bool:
    return actor.can(EDIT, department_id=view.department_id)


def sees(file: FileInfo, actor: Actor | None) -> bool:
    """The drawer's guard: who may see a department's files sees this one."""
    if actor is None or file.department_id is None:
        return False
    return actor.can(SEE, department_id=file.department_id)


def waiting(*, actor: Actor) -> tuple[int, list[Item]]:
    """(photos whose question is open, photos that are used although a consent was withdrawn) in this person's drawers."""
    reach = actor.departments_for(EDIT)
    if reach is not None and not reach:
        return 0, []
    rows = store.with_withdrawn_consent(reach)
    known = files.infos([row.file_id for row in rows])
    used = files.used_elsewhere(set(known), besides=("files_item",))
    views = _views([(row, known[row.file_id]) for row in rows if row.file_id in used])
    return store.drawer_count(reach, "open"), [v for v in views if v.standing != "clear"]


def editable(file_id: int, actor: Actor) -> ItemRow:
    """The row, for whoever may change it. Raises NotFound for a foreign one, NotAllowed for one to look at only."""
    row = store.item(file_id)
    if row is None or not actor.can(SEE, department_id=row.department_id):
        raise NotFound()
    actor.require(EDIT, department_id=row.department_id)
    return row


def _views(pairs: Sequence[tuple[ItemRow, FileInfo]]) -> list[Item]:
    ledger = store.consents([row.id for row, _ in pairs])
    views = []
    for row, file in pairs:
        agreed = sum(1 for consent in ledger[row.id] if consent.withdrawn_at is None)
        state = rules.standing(row.answer, row.persons, agreed) if file.is_picture else "clear"
        views.append(
            Item(
                file, row.department_id, row.caption, row.answer, row.persons, agreed, state, row.added_at,
                row.added_by, row.replaces_id,
            )
        )  # fmt: skip
    return views


def _tell(actor: Actor, now: datetime, fact: str, row: ItemRow, **codes: Any) -> None:
    audit.record(
        actor, now, f"files.{fact}", subject=("file", row.file_id), department_id=row.department_id, **codes
    )
