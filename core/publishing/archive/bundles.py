"""建档: one bundle when a version is published, one more when something about it became final. A bundle never changes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import audit, jobs
from core.base.access import SYSTEM, Actor
from core.base.db import after_commit, db, unit_of_work
from core.base.errors import Conflict, NotFound
from core.publishing.archive import store
from core.publishing.archive.asking import ask_for_bundle
from core.publishing.archive.contracts import (
    ASKED,
    CORRECTED,
    FINAL,
    PUBLISHED,
    ArchiveLine,
    BundleView,
    Facts,
)
from core.publishing.archive.facts import gather
from core.publishing.archive.models import BundleRow
from core.publishing.archive.product import product
from core.publishing.archive.writing import (
    MANIFEST,
    Written,
    digest_of_file,
    listed,
    spelled,
    write_atomically,
    write_zip,
    zip_moment,
)
from core.publishing.models import DocumentRow
from core.publishing.permissions import ARCHIVE, VIEW

FORMAT = "yangguang-bundle/1"


# ── making ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@jobs.takes_long
def bundle_job(*, document_id: int, occasion: str, now: datetime) -> None:
    """The job behind `ask_for_bundle`. What was hidden or blanked in the meantime gets no bundle."""
    try:
        make_bundle(document_id, occasion, actor=SYSTEM, now=now)
    except NotFound:
        return


def ask_for_final_bundles(campaign_id: int, *, now: datetime) -> None:
    """The campaign is over: its figures and feedback are final."""
    for document, _publication in store.archived_documents(campaign_id, None):
        ask_for_bundle(document.id, FINAL, now=now)


def make_bundle(document_id: int, occasion: str, *, actor: Actor, now: datetime) -> BundleView | None:
    """Make the next bundle of a document, or bring back a lost file; None when there is nothing to do.

    Raises NotFound for a document that isn't there, was never published, or is hidden; Conflict when another one
    was made at the same time.
    """
    document = db.session.get(DocumentRow, document_id)
    if document is None or not _sees(actor, document):
        raise NotFound()
    last = store.last_bundle(document_id)
    if last is not None and last.blanked_at is None and not store.place(last.path).exists():
        restored = _restored(last, now)
        if restored is not None:
            return restored
        occasion = ASKED
    facts = gather(document_id, now=now)
    if last is not None and last.facts == facts.digest and store.place(last.path).exists():
        return None
    if occasion == PUBLISHED and facts.about["version"] > 1:
        occasion = CORRECTED
    return _add(document, facts, last, occasion, actor, now)


def make_missing(
    campaign_id: int | None, *, actor: Actor, now: datetime
) -> tuple[list[BundleView], list[int]]:
    """A bundle for every published document that has none, lost it or has changed: (made, documents that failed)."""
    made, failed = [], []
    reach = actor.departments_for(ARCHIVE, campaign_id=campaign_id) if campaign_id else None
    for document, _publication in store.archived_documents(campaign_id, reach):
        if document.hidden_at is None and document.blanked_at is None:
            document_id = document.id
            try:
                view = make_bundle(document_id, ASKED, actor=actor, now=now)
            except (Conflict, OSError):
                failed.append(document_id)
                continue
            if view is not None:
                made.append(view)
    return made, failed


def _add(
    document: DocumentRow, facts: Facts, last: BundleRow | None, occasion: str, actor: Actor, now: datetime
) -> BundleView:
    seq = last.seq + 1 if last is not None else 1
    row = BundleRow(
        document_id=document.id, campaign_id=document.campaign_id, version=facts.about["version"], seq=seq,
        occasion=occasion, facts=facts.digest, audit_upto=facts.audit_upto,
        predecessor=last.sha256 if last is not None else "", made_at=now, made_by=actor.user_id,
    )  # fmt: skip
    entries = _entries(facts, row)
    name = f"document-{document.id}-v{row.version}-{seq}-{facts.digest[:8]}.zip"
    row.path = f"{facts.about['campaign']['slug']}/{name}"
    target = store.place(row.path)
    with unit_of_work() as session:
        written = _write(target, entries, facts)
        row.sha256, row.size = written.sha256, written.size
        session.add(row)
        try:
            session.flush()
        except IntegrityError as twice:
            raise Conflict("changed_meanwhile") from twice
        _tell(actor, now, "bundled", document, row)
        return _view(row, document)


def _restored(row: BundleRow, now: datetime) -> BundleView | None:
    """The lost file again, when the facts still give the very same bytes."""
    try:
        facts = gather(row.document_id, now=now, audit_upto=row.audit_upto)
    except NotFound:
        return None
    target = store.place(row.path)
    written = _write(target, _entries(facts, row), facts)
    if written.sha256 != row.sha256:
        target.unlink()
        return None
    return _view(row, db.session.get_one(DocumentRow, row.document_id))


def _entries(facts: Facts, row: BundleRow) -> dict[str, Any]:
    manifest = {
        "format": FORMAT,
        "product": product(),
        **facts.about,
        "seq": row.seq,
        "occasion": row.occasion,
        "predecessor": {"seq": row.seq - 1, "sha256": row.predecessor} if row.predecessor else None,
        "moment": zip_moment(facts.at),
        "entries": listed(facts.entries),
    }
    return {**facts.entries, MANIFEST: spelled(manifest)}


def _write(target: Any, entries: dict[str, Any], facts: Facts) -> Written:
    return write_atomically(target, partial(write_zip, entries=entries, at=zip_moment(facts.at)))


def _tell(actor: Actor, now: datetime, fact: str, document: DocumentRow, row: BundleRow) -> None:
    audit.record(
        actor, now, f"publishing.{fact}", subject=("document", document.id), campaign_id=document.campaign_id,
        department_id=document.department_id, seq=row.seq, version=row.version,
    )  # fmt: skip


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def bundle_views(document_id: int, *, actor: Actor) -> list[BundleView]:
    """A document's bundles, newest first. Raises NotFound."""
    document = db.session.get(DocumentRow, document_id)
    if document is None or not _sees(actor, document):
        raise NotFound()
    return [_view(row, document) for row in reversed(store.bundles(document_id))]


def archive_lines(campaign_id: int, *, actor: Actor) -> list[ArchiveLine]:
    """Every document of a campaign that was published, by department, with the state of its newest bundle."""
    found = store.archived_documents(campaign_id, actor.departments_for(ARCHIVE, campaign_id=campaign_id))
    newest = store.newest_bundles([document.id for document, _ in found])
    lines = []
    for document, publication in found:
        row = newest.get(document.id)
        view = _view(row, document) if row is not None else None
        if view is not None:
            state = "old" if view.state == "ok" and view.version < publication.version else view.state
        else:
            state = "hidden" if document.hidden_at is not None else "none"
        lines.append(
            ArchiveLine(
                document.id, _title(document), document.kind, document.department_id, publication.version,
                publication.published_at, state, view,
            )
        )  # fmt: skip
    return lines


def take_bundle(bundle_id: int, *, actor: Actor, now: datetime) -> BundleView:
    """A bundle to download; who took it is recorded. Raises NotFound, also for one that is hidden, blanked or gone."""
    with unit_of_work():
        row = store.bundle(bundle_id)
        document = db.session.get(DocumentRow, row.document_id) if row is not None else None
        if row is None or document is None or not _sees(actor, document):
            raise NotFound()
        view = _view(row, document)
        if view.state == "hidden":
            raise NotFound("bundle_hidden")
        if view.state != "ok":
            raise NotFound("bundle_gone")
        _tell(actor, now, "bundle_taken", document, row)
        return view


def _title(document: DocumentRow) -> str:
    """The title, or "" for a hidden or blanked text: a title tells as much as a sentence."""
    return document.title if document.hidden_at is None and document.blanked_at is None else ""


def _sees(actor: Actor, document: DocumentRow) -> bool:
    return actor.can(VIEW, department_id=document.department_id, campaign_id=document.campaign_id)


def _view(row: BundleRow, document: DocumentRow) -> BundleView:
    if row.blanked_at is not None:
        state = "blanked"
    elif document.hidden_at is not None:
        state = "hidden"
    else:
        state = "ok" if store.place(row.path).exists() else "missing"
    return BundleView(
        row.id, document.id, _title(document), document.department_id, row.campaign_id, row.version, row.seq,
        row.occasion, row.sha256, row.size, row.path, row.made_at, row.predecessor, state,
    )  # fmt: skip


def is_sound(view: BundleView) -> bool:
    """Whether the file still has the digest that its row keeps."""
    place = store.place(view.path)
    return place.exists() and digest_of_file(place) == view.sha256


# ── 疑似涉密 (SC-01) ────────────────────────────────────────────────────────────────────────────────────────────────
def standing_copies(document_id: int) -> list[BundleView]:
    """Bundles of a document whose files stand, for the list of every copy."""
    document = db.session.get_one(DocumentRow, document_id)
    return [
        _view(row, document)
        for row in store.bundles(document_id)
        if row.blanked_at is None and store.place(row.path).exists()
    ]


def blank_bundles(document_id: int, *, now: datetime) -> None:
    """Remove the files of a document's bundles once this is stored; the rows stay as the record."""
    for row in store.bundles(document_id):
        if row.blanked_at is None:
            after_commit(partial(store.place(row.path).unlink, missing_ok=True))
            row.blanked_at = now
