"""Volumes and site copies: asked for by somebody, made by the worker, kept as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import select

from core.base import audit, jobs
from core.base.access import Actor
from core.base.db import after_commit, db, unit_of_work
from core.base.errors import Conflict, DomainError, Invalid, NotFound
from core.base.registry import registry
from core.publishing.archive import store
from core.publishing.archive.contracts import DOSSIER, SITE, OrderView
from core.publishing.archive.models import OrderRow
from core.publishing.archive.writing import Written
from core.publishing.models import DocumentRow
from core.publishing.permissions import ARCHIVE

log = structlog.get_logger(__name__)
#: kind → the job that makes it; a site copy is made on a higher floor, which knows all pages
JOBS = {DOSSIER: "publishing.dossier", SITE: "site_copy.make"}
#: an order older than this is taken to be lost, and may be placed again
PATIENCE = timedelta(minutes=30)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What a maker hands back: where the file lies below the archive's folder, and its figures."""

    path: str
    written: Written


def place_order(
    kind: str, campaign_id: int, department_id: int | None, *, actor: Actor, now: datetime
) -> int:
    """Have a volume or a site copy made; returns the order's id, that of the open one if it was asked for already."""
    actor.require(ARCHIVE, department_id=department_id, campaign_id=campaign_id)
    if kind not in JOBS or (kind == DOSSIER) != (department_id is not None):
        raise Invalid("order_unknown_here")
    if JOBS[kind] not in registry().jobs:
        raise Conflict("order_unknown_here")
    with unit_of_work() as session:
        waiting = store.open_order(kind, campaign_id, department_id, now - PATIENCE)
        if waiting is not None:
            return waiting.id
        row = OrderRow(
            kind=kind,
            campaign_id=campaign_id,
            department_id=department_id,
            asked_by=actor.user_id,
            asked_at=now,
        )
        session.add(row)
        session.flush()
        jobs.enqueue(JOBS[kind], now=now, order_id=row.id)
        audit.record(
            actor, now, "publishing.archive_ordered", subject=("archive_order", row.id), campaign_id=campaign_id,
            department_id=department_id, kind=kind,
        )  # fmt: skip
        return row.id


def fulfil(order_id: int, make: Callable[[OrderView, Progress], Made], *, now: datetime) -> None:
    """Make what was ordered. A known obstacle becomes the order's fault, in words that say what to do; no retry then."""
    with unit_of_work():
        row = store.order(order_id)
        if row is None or row.state not in ("waiting", "working"):
            return
        row.state = "working"
        order = _view(row)

    def progress(done: int, total: int) -> None:
        with unit_of_work():
            store.note_progress(order_id, done, total)

    fault, made = "", None
    try:
        made = make(order, progress)
    except DomainError as refusal:
        fault = refusal.code
    except OSError as problem:
        fault = "disk"
        log.error("archive.order_failed", order=order_id, fault=type(problem).__name__)
    except Exception as problem:
        fault = "unexpected"
        log.error("archive.order_failed", order=order_id, fault=type(problem).__name__)
    db.session.rollback()
    with unit_of_work():
        row = store.order(order_id)
        if row is None:
            return
        row.finished_at = now
        if made is None:
            row.state, row.fault = "failed", fault
            return
        row.state, row.path = "done", made.path
        row.sha256, row.size = made.written.sha256, made.written.size


def order_view(order_id: int, *, actor: Actor) -> OrderView:
    """An order's state. Raises NotFound, also for a foreign department's."""
    row = store.order(order_id)
    if row is None or not actor.can(ARCHIVE, department_id=row.department_id, campaign_id=row.campaign_id):
        raise NotFound()
    return _view(row)


def newest_orders(campaign_id: int, *, actor: Actor) -> dict[tuple[str, int | None], OrderView]:
    """(kind, department) → the newest order that this person may see."""
    return {
        key: _view(row)
        for key, row in store.newest_orders(campaign_id).items()
        if actor.can(ARCHIVE, department_id=row.department_id, campaign_id=campaign_id)
    }


def take_order(order_id: int, *, actor: Actor, now: datetime) -> tuple[OrderView, Path]:
    """What was made, to download. Raises NotFound (order_hidden, order_not_ready, bundle_gone)."""
    with unit_of_work():
        order = order_view(order_id, actor=actor)
        if order.state != "done":
            raise NotFound("order_not_ready")
        if _holds_hidden(order):
            raise NotFound("order_hidden")
        place = store.place(order.path)
        if not place.exists():
            raise NotFound("bundle_gone")
        audit.record(
            actor, now, "publishing.archive_taken", subject=("archive_order", order.id),
            campaign_id=order.campaign_id, department_id=order.department_id, kind=order.kind,
        )  # fmt: skip
        return order, place


def orders_with(document: DocumentRow) -> list[OrderRow]:
    """Finished volumes and site copies that may hold a document: those of its department or of its campaign."""
    wanted = select(OrderRow).where(
        OrderRow.campaign_id == document.campaign_id,
        OrderRow.state == "done",
        (OrderRow.department_id.is_(None)) | (OrderRow.department_id == document.department_id),
    )
    return list(db.session.scalars(wanted.order_by(OrderRow.id)))


def blank_orders(document: DocumentRow) -> None:
    """Remove what may hold a blanked document once this is stored; it can be made again without it."""
    for row in orders_with(document):
        after_commit(partial(store.place(row.path).unlink, missing_ok=True))
        row.state, row.fault = "failed", "blanked"


def _holds_hidden(order: OrderView) -> bool:
    """Whether a text that was hidden since is in it."""
    wanted = select(DocumentRow.id).where(
        DocumentRow.campaign_id == order.campaign_id, DocumentRow.hidden_at.is_not(None)
    )
    if order.department_id is not None:
        wanted = wanted.where(DocumentRow.department_id == order.department_id)
    if order.finished_at is not None:
        wanted = wanted.where(DocumentRow.hidden_at >= order.asked_at)
    return db.session.scalar(wanted.limit(1)) is not None


def _view(row: OrderRow) -> OrderView:
    return OrderView(
        row.id, row.kind, row.campaign_id, row.department_id, row.state, row.done, row.total, row.size, row.path,
        row.fault, row.asked_at, row.finished_at,
    )  # fmt: skip
