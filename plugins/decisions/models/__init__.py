"""The tables of decision preview, by subject."""

from __future__ import annotations

from .catalogue import Catalogue, CatalogueItem
from .drafts import DraftVersion, Paragraph
from .feedback import AfterText, CommentPlace, FeedbackLine, Milestone, Question
from .meetings import Meeting, MeetingPaper, Minutes, MinutesAnswer
from .previews import LegalityReview, Preview

TABLES: tuple[type, ...] = (
    Catalogue, CatalogueItem, Preview, LegalityReview,
    Question, CommentPlace, FeedbackLine, AfterText, Milestone,
    Meeting, MeetingPaper, Minutes, MinutesAnswer,
    DraftVersion, Paragraph,
)  # fmt: skip
