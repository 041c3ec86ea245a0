"""What the chain's digests are over: the content of a revision, and the record that 建档 keeps of its signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.base import audit, live
from core.base.access import Actor
from core.base.errors import Invalid
from core.publishing import rules, store
from core.publishing.contracts import Content
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, SignatureRow
from core.publishing.service.notices import tell_people
from core.publishing.service.persons import who_of

#: live streams: what concerns a department's desk, and that the public side has changed
DESK, NEWS = "publishing.desk", "publishing.news"
PUBLIC_FACTS = ("published", "withdrawn", "hidden")
LONGEST = {"title": 300, "doc_number": 80, "issuer": 200}
#: live streams: what concerns a department's desk, and that the public side has changed
DESK, NEWS = "publishing.desk", "publishing.news"
#: what `archive_record` is made of now; rows that stood before keep 1
ARCHIVE_FORM = 2


def frozen(content: Content) -> dict[str, Any]:
    """The content as it is stored and digested. Raises Invalid when it doesn't fit a document."""
    found: dict[str, Any] = rules.printable(
        {
            "title": content.title.strip(),
            "doc_number": content.doc_number.strip(),
            "issuer": content.issuer.strip(),
            "blocks": content.blocks,
            "data": content.data,
        }
    )
    if not found["title"]:
        raise Invalid("document_title_needed", field="title")
    for name, longest in LONGEST.items():
        if len(str(found[name])) > longest:
            raise Invalid("document_part_too_long", field=name, limit=longest)
    return found


def with_purpose(content: dict[str, Any], purpose: str, note: str) -> dict[str, Any]:
    """What the digest is over: people who sign a correction or a withdrawal sign its reason too."""
    return content if purpose == rules.TO_PUBLISH else {**content, "purpose": purpose, "note": note}


def content_of(revision: RevisionRow) -> dict[str, Any]:
    """A revision's content as its digest is over it."""
    content = {
        "title": revision.title, "doc_number": revision.doc_number, "issuer": revision.issuer,
        "blocks": revision.blocks, "data": revision.data,
    }  # fmt: skip
    return with_purpose(content, revision.purpose, revision.note)


def archive_record(publication: PublicationRow, revision: RevisionRow) -> dict[str, Any]:
    """The record of 建档 that `archive_digest` is over: the revision's digest and every signature under it."""
    form = publication.archive_form
    signatures = [_signature(row, form) for row in store.passed(revision.id)]
    record: dict[str, Any] = {"revision": revision.digest, "signatures": signatures}
    return record if form == 1 else {**record, "form": form}


def _signature(row: SignatureRow, form: int) -> dict[str, Any]:
    first = {
        "step": row.step, "way": row.way, "who": who_of(row), "at": row.at.isoformat(),
        "signed_on": row.signed_on.isoformat() if row.signed_on else None, "scan": row.scan_id,
    }  # fmt: skip
    if form == 1:
        return first
    return {**first, "entered_by": row.entered_by, "verdict": row.verdict, "for": row.for_user_id}


def archive_intact(publication: PublicationRow, revision: RevisionRow) -> bool:
    """Whether the signatures still are what 建档 recorded; also for versions archived in an earlier form."""
    return rules.digest_of(archive_record(publication, revision)) == publication.archive_digest


def tell(actor: Actor, now: datetime, fact: str, document: DocumentRow, **codes: Any) -> None:
    audit.record(
        actor, now, f"publishing.{fact}", subject=("document", document.id), campaign_id=document.campaign_id,
        department_id=document.department_id, **codes,
    )  # fmt: skip
    live.tell(DESK, now=now, campaign_id=document.campaign_id, key=document.department_id)
    tell_people(actor, now, fact, document)
    if fact in PUBLIC_FACTS:
        live.tell(NEWS, now=now, campaign_id=document.campaign_id)
    live.tell(DESK, now=now, campaign_id=document.campaign_id, key=document.department_id)
