"""The tables of decision preview, by subject."""

from __future__ import annotations

from .catalogue import Catalogue, CatalogueItem
from .feedback import AfterText, CommentPlace, FeedbackLine, Milestone, Question
from .previews import LegalityReview, Preview

TABLES: tuple[type, ...] = (
    Catalogue, CatalogueItem, Preview, LegalityReview,
    Question, CommentPlace, FeedbackLine, AfterText, Milestone,
)  # fmt: skip
