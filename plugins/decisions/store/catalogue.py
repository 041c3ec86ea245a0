"""Queries of catalogues and their items."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api import db

from ..models import Catalogue, CatalogueItem, Preview


def catalogue(catalogue_id: int, *, lock: bool = False) -> Catalogue | None:
    return db.session.get(Catalogue, catalogue_id, with_for_update=lock or None, populate_existing=lock)


def catalogues(campaign_id: int) -> Sequence[Catalogue]:
    """A campaign's catalogues, the oldest first."""
    wanted = select(Catalogue).filter_by(campaign_id=campaign_id).order_by(Catalogue.id)
    return db.session.scalars(wanted).all()


def of_department(campaign_id: int, department_id: int) -> Catalogue | None:
    wanted = select(Catalogue).filter_by(campaign_id=campaign_id, department_id=department_id)
    return db.session.scalars(wanted).first()


def item(item_id: int) -> CatalogueItem | None:
    return db.session.get(CatalogueItem, item_id)


def items(catalogue_id: int) -> Sequence[CatalogueItem]:
    """A catalogue's items in their order."""
    wanted = select(CatalogueItem).filter_by(catalogue_id=catalogue_id)
    return db.session.scalars(wanted.order_by(CatalogueItem.ordinal, CatalogueItem.id)).all()


def items_of_campaign(campaign_id: int) -> Sequence[CatalogueItem]:
    wanted = select(CatalogueItem).filter_by(campaign_id=campaign_id)
    return db.session.scalars(wanted.order_by(CatalogueItem.catalogue_id, CatalogueItem.ordinal)).all()


def previews_of_items(item_ids: Sequence[int]) -> dict[int, int]:
    """item id → id of its newest preview."""
    if not item_ids:
        return {}
    wanted = select(Preview.item_id, Preview.id).where(Preview.item_id.in_(item_ids)).order_by(Preview.id)
    return {item_id: preview_id for item_id, preview_id in db.session.execute(wanted) if item_id is not None}
