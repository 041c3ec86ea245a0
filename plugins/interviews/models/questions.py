"""What happens to a question of the ledger in its interview. Text, author, moderation, merging and end are the ledger's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Chosen(Model):
    """A question that was picked for the broadcast (已选). `ordinal` is its place in the host's list. `aired_at`: when it was put
    on the screen; `answered_at`: when an answer to it was released on air."""

    __tablename__ = "interviews_chosen"
    __table_args__ = (UniqueConstraint("opinion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews_interview.id"), index=True)
    opinion_id: Mapped[int]
    ordinal: Mapped[int]
    chosen_by: Mapped[int]
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    aired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
