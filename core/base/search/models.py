"""The table of the index. On SQLite its tokens are mirrored by the FTS5 table `base_search_words`; PostgreSQL keeps them as
a tsvector with a GIN index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime

WORDS_TABLE = "base_search_words"


class SearchRow(Model):
    """One published thing. `title`, `body`, `names` and `headings` as shown; the `folded_…` as the ranking reads them."""

    __tablename__ = "base_search_document"
    __table_args__ = (
        Index("ix_base_search_document_published_at", "published_at"),
        Index("ix_base_search_document_tokens", "tokens", postgresql_using="gin").ddl_if("postgresql"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    campaign_id: Mapped[int | None] = mapped_column(index=True)
    department_id: Mapped[int | None]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, deferred=True)
    doc_number: Mapped[str] = mapped_column(String(120))
    places: Mapped[list[Any]] = mapped_column(JSON)
    folded_title: Mapped[str] = mapped_column(Text)
    folded_number: Mapped[str] = mapped_column(Text)
    folded_names: Mapped[str] = mapped_column(Text)
    folded_headings: Mapped[str] = mapped_column(Text)
    folded_body: Mapped[str] = mapped_column(Text, deferred=True)
    tokens: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"), deferred=True)
    #: SHA-256 over everything the row was made from: a rebuild leaves alone what did not change
    digest: Mapped[str] = mapped_column(String(64))
