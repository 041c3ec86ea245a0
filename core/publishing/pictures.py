"""Pictures and attachments of documents: checked when a text is frozen, shown to whoever may read a text that has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from core.base import files
from core.base.access import Actor
from core.base.db import db
from core.base.errors import Invalid
from core.base.files import FileInfo, FileUseRow
from core.base.registry import Registry
from core.campaigns import service as campaigns
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow
from core.publishing.permissions import VIEW

#: a revision that carries a file, and the document of such a revision
REVISION, DOCUMENT = "publishing.revision", "publishing.document"
KINDS = ("image", "file")


def connect(registry: Registry) -> None:
    """Tell the house who may see the files of documents, and what a place of use is called."""
    registry.file_guards.append(may_see)
    registry.file_stops.append(hidden)
    registry.file_places[REVISION] = lambda _revision_id: None  # told by its document
    registry.file_places[DOCUMENT] = _document_place


def readable(blocks: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The blocks without photos that are withheld from the public: their captions may name who took consent back."""
    return [block for block in blocks if block.get("kind") != "image" or not _withheld(block)]


def _withheld(block: Mapping[str, Any]) -> bool:
    file_id = block.get("file")
    known = files.infos([file_id]).get(file_id) if isinstance(file_id, int) else None
    return known is None or files.withheld(known, None)


def documents_with(file_id: int) -> list[int]:
    """The documents of which some revision carries a file."""
    wanted = select(FileUseRow.place_id).where(FileUseRow.place == DOCUMENT, FileUseRow.file_id == file_id)
    return list(db.session.scalars(wanted))


def check(blocks: Iterable[Mapping[str, Any]], department_id: int) -> None:
    """Refuse files of other departments, and blocks that don't say what the file is: the digest is what people sign.

    Raises Invalid("picture_not_yours"), Invalid("picture_changed").
    """
    for block in blocks:
        if block.get("kind") not in KINDS:
            continue
        file_id = block.get("file")
        known = files.infos([file_id]).get(file_id) if isinstance(file_id, int) else None
        if known is None or known.blanked or known.department_id != department_id:
            raise Invalid("picture_not_yours", field="pictures")
        size = (block.get("width"), block.get("height"))
        if block.get("sha256") != known.sha256 or (known.is_picture and size != (known.width, known.height)):
            raise Invalid("picture_changed", field="pictures")


def note(document: DocumentRow, revision: RevisionRow) -> None:
    """Write down which files a revision carries, in the current unit of work."""
    carried = [int(block["file"]) for block in revision.blocks if block.get("kind") in KINDS]
    if not carried:
        return
    before = [file.id for file in files.attached(DOCUMENT, document.id)]
    files.attach(REVISION, revision.id, carried, campaign_id=document.campaign_id)
    files.attach(DOCUMENT, document.id, [*before, *carried], campaign_id=document.campaign_id)


def may_see(file: FileInfo, actor: Actor | None) -> bool:
    """The public: files of versions that stand in public. Staff: files of documents they may see."""
    documents = _documents(file.id, in_public=actor is None)
    if actor is None:
        return any(campaigns.campaign_by_id(campaign_id).is_public for _, campaign_id in documents)
    return any(
        actor.can(VIEW, department_id=department_id, campaign_id=campaign_id)
        for department_id, campaign_id in documents
    )


def hidden(file: FileInfo, _actor: Actor | None) -> bool:
    """Whether a document that carries it is hidden as 疑似涉密 (SC-01): then nobody sees it, here or in the drawer."""
    wanted = (
        select(DocumentRow.id)
        .join(FileUseRow, (FileUseRow.place == DOCUMENT) & (FileUseRow.place_id == DocumentRow.id))
        .where(FileUseRow.file_id == file.id, DocumentRow.hidden_at.is_not(None))
    )
    return db.session.scalar(select(wanted.exists())) is True


def _documents(file_id: int, *, in_public: bool) -> Sequence[tuple[int, int]]:
    """(department, campaign) of the documents that carry a file and aren't hidden; in_public: in a public version."""
    wanted = (
        select(DocumentRow.department_id, DocumentRow.campaign_id)
        .join(RevisionRow, RevisionRow.document_id == DocumentRow.id)
        .join(FileUseRow, (FileUseRow.place == REVISION) & (FileUseRow.place_id == RevisionRow.id))
        .where(FileUseRow.file_id == file_id, DocumentRow.hidden_at.is_(None))
    )
    if in_public:
        wanted = wanted.join(PublicationRow, PublicationRow.revision_id == RevisionRow.id)
        wanted = wanted.where(DocumentRow.publication_id.is_not(None))
    return [(row[0], row[1]) for row in db.session.execute(wanted.distinct())]


def _document_place(document_id: int) -> tuple[str, str] | None:
    row = db.session.get(DocumentRow, document_id)
    if row is None:
        return None
    return row.title, url_for("publishing_staff.document", document_id=document_id)
