"""The tables of decision preview, by subject."""

from __future__ import annotations

from .catalogue import Catalogue, CatalogueItem
from .previews import LegalityReview, Preview

TABLES: tuple[type, ...] = (
    Catalogue, CatalogueItem, Preview, LegalityReview,
)  # fmt: skip
