"""The archive's queries, and where its files lie."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from core.base.db import db
from core.base.registry import settings
from core.publishing.archive.models import BundleRow, OrderRow
from core.publishing.models import DocumentRow, PublicationRow


def folder() -> Path:
    """The archive's folder of this instance."""
    return settings().instance / "archive"


def place(path: str) -> Path:
    """Where a file of the archive lies, by the path of its row."""
    return folder() / path


def bundle(bundle_id: int) -> BundleRow | None:
    return db.session.get(BundleRow, bundle_id)


def bundles(document_id: int) -> Sequence[BundleRow]:
    """Every bundle of a document, oldest first."""
    wanted = select(BundleRow).where(BundleRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(BundleRow.seq)).all()


def every_bundle() -> Sequence[BundleRow]:
    return db.session.scalars(select(BundleRow).order_by(BundleRow.document_id, BundleRow.seq)).all()


def last_bundle(document_id: int) -> BundleRow | None:
    wanted = select(BundleRow).where(BundleRow.document_id == document_id)
    return db.session.scalars(wanted.order_by(BundleRow.seq.desc()).limit(1)).one_or_none()


def newest_bundles(document_ids: Collection[int]) -> dict[int, BundleRow]:
    """Document → its newest bundle."""
    wanted = select(BundleRow).where(BundleRow.document_id.in_(document_ids)).order_by(BundleRow.seq)
    return {row.document_id: row for row in db.session.scalars(wanted)}


def archived_documents(
    campaign_id: int | None, departments: Collection[int] | None
) -> Sequence[tuple[DocumentRow, PublicationRow]]:
    """Documents that were ever published, with their newest version, by department; withdrawn ones too."""
    wanted = (
        select(DocumentRow, PublicationRow)
        .join(PublicationRow, PublicationRow.document_id == DocumentRow.id)
        .order_by(DocumentRow.department_id, DocumentRow.id, PublicationRow.version)
    )
    if campaign_id is not None:
        wanted = wanted.where(DocumentRow.campaign_id == campaign_id)
    if departments is not None:
        wanted = wanted.where(DocumentRow.department_id.in_(departments))
    newest = {row[0].id: (row[0], row[1]) for row in db.session.execute(wanted)}
    return list(newest.values())


def order(order_id: int) -> OrderRow | None:
    return db.session.get(OrderRow, order_id)


def open_order(kind: str, campaign_id: int, department_id: int | None, since: datetime) -> OrderRow | None:
    """One that is under way and was asked for after `since`."""
    wanted = select(OrderRow).where(
        OrderRow.kind == kind,
        OrderRow.campaign_id == campaign_id,
        OrderRow.department_id.is_(None)
        if department_id is None
        else OrderRow.department_id == department_id,
        OrderRow.state.in_(("waiting", "working")),
        OrderRow.asked_at > since,
    )
    return db.session.scalars(wanted.order_by(OrderRow.id.desc()).limit(1)).one_or_none()


def newest_orders(campaign_id: int) -> dict[tuple[str, int | None], OrderRow]:
    """(kind, department) → the newest order of a campaign."""
    wanted = select(OrderRow).where(OrderRow.campaign_id == campaign_id).order_by(OrderRow.id)
    return {(row.kind, row.department_id): row for row in db.session.scalars(wanted)}


def every_order() -> Sequence[OrderRow]:
    return db.session.scalars(select(OrderRow).order_by(OrderRow.id)).all()


def note_progress(order_id: int, done: int, total: int) -> None:
    db.session.execute(update(OrderRow).where(OrderRow.id == order_id).values(done=done, total=total))
