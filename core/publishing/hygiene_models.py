"""The table of overruled findings. It holds no text of the document, only where it stood and a fingerprint."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class FindingOverruleRow(Model):
    """A finding that somebody let stand, with the reason. `digest` is the revision's; `fingerprint` carries the decision
    over to a later revision in which the same text stands in the same surroundings."""

    __tablename__ = "publishing_finding_overrule"
    __table_args__ = (UniqueConstraint("document_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("publishing_document.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("publishing_revision.id"))
    digest: Mapped[str] = mapped_column(String(64))
    start_offset: Mapped[int]
    end_offset: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
