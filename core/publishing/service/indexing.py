"""Public texts in the search: what is indexed of a document, and the one place that decides whether it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.base import files, search
from core.base.db import db
from core.base.registry import registry
from core.base.search import Place, SearchDocument
from core.publishing import pictures, rules
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow
from core.users import service as users


def key_of(document_id: int) -> str:
    """The document's key in the index."""
    return f"publishing:{document_id}"


def refresh(document_id: int, now: datetime) -> None:
    """Bring the search in line with the rows, inside the current unit of work: what is public is found, nothing else."""
    db.session.flush()
    row = _public_rows(DocumentRow.id == document_id)
    if row:
        search.put(_document(*row[0]))
    else:
        search.remove(key_of(document_id))


def public_documents(campaign_id: int) -> list[SearchDocument]:
    """Everything public of a campaign, as the search should hold it."""
    return [_document(*row) for row in _public_rows(DocumentRow.campaign_id == campaign_id)]


def _public_rows(condition: Any) -> list[tuple[DocumentRow, PublicationRow, RevisionRow]]:
    wanted = (
        select(DocumentRow, PublicationRow, RevisionRow)
        .join(PublicationRow, PublicationRow.id == DocumentRow.publication_id)
        .join(RevisionRow, RevisionRow.id == PublicationRow.revision_id)
        .where(condition, DocumentRow.hidden_at.is_(None))
        .order_by(DocumentRow.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(wanted).all()]


def _document(document: DocumentRow, publication: PublicationRow, revision: RevisionRow) -> SearchDocument:
    unit = users.department(document.department_id)
    lines = rules.lines_of("", "", pictures.readable(revision.blocks))[1:]
    attached = [
        files.text_of(int(block["file"]))
        for block in revision.blocks
        if block.get("kind") == "file" and block.get("file")
    ]
    headings = [
        str(block.get("text", ""))
        for block in revision.blocks
        if str(block.get("kind")).startswith("heading")
    ]
    return SearchDocument(
        key=key_of(document.id),
        kind=document.kind,
        title=revision.title,
        body="\n".join([*lines, *attached]),
        places=(*_own_page(document), _frozen_page(document, publication)),
        published_at=publication.published_at,
        headings=tuple(headings),
        doc_number=revision.doc_number,
        names=tuple(
            dict.fromkeys(filter(None, (unit.name, unit.short_name, *unit.aliases, revision.issuer)))
        ),
        campaign_id=document.campaign_id,
        department_id=document.department_id,
    )


def _own_page(document: DocumentRow) -> tuple[Place, ...]:
    kind = registry().document_kinds.get(document.kind)
    if kind is None:
        return ()
    return (search.place(kind.public_endpoint, **{kind.subject_arg: document.subject_id}),)


def _frozen_page(document: DocumentRow, publication: PublicationRow) -> Place:
    return search.place("publishing_public.version", document_id=document.id, number=publication.version)
