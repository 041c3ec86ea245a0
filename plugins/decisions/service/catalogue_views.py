"""Shapes of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ItemView:
    """An item for staff; `preview_id` is its newest preview."""

    id: int
    catalogue_id: int
    department_id: int
    number: str
    title: str
    kind: str
    basis: str
    unit: str
    planned: str
    planned_on: date | None
    contact: str
    dropped_reason: str
    preview_id: int | None = None


@dataclass(frozen=True)
class PublicItem:
    """An item as the published catalogue has it. `state`: planned, behind, soon, open, under_way, decided, stopped;
    `preview_id` only when its preview is public. `id` is None for a decision that stands in no catalogue."""

    id: int | None
    catalogue_id: int | None
    department_id: int
    number: str
    title: str
    kind: str
    basis: str
    unit: str
    planned: str
    planned_on: date | None
    contact: str
    dropped_reason: str
    state: str
    preview_id: int | None = None
    comment_until: date | None = None
