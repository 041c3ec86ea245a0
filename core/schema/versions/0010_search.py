"""search"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.base.db import UtcDateTime

revision = "0010_search"
down_revision = "0009_archive"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    op.create_table(
        "base_search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("doc_number", sa.String(length=120), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("folded_title", sa.Text(), nullable=False),
        sa.Column("folded_number", sa.Text(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("folded_headings", sa.Text(), nullable=False),
        sa.Column("folded_body", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_search_document")),
        sa.UniqueConstraint("key", name=op.f("uq_base_search_document_key")),
    )
    op.create_index("ix_base_search_document_published_at", "base_search_document", ["published_at"])
    op.create_index(op.f("ix_base_search_document_campaign_id"), "base_search_document", ["campaign_id"])
    if op.get_bind().dialect.name == "sqlite":
        # The tokens are ours: the tokenizer only has to part them at the spaces.
        op.execute(
            "CREATE VIRTUAL TABLE base_search_words USING fts5("
            "tokens, content='base_search_document', content_rowid='id', tokenize='ascii', detail=none, columnsize=0)"
        )
    else:
        op.create_index(
            "ix_base_search_document_tokens", "base_search_document", ["tokens"], postgresql_using="gin"
        )

    _have_it_filled()


def _have_it_filled() -> None:
    """What was published before there was a search is indexed by the worker once it runs."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT 1 FROM publishing_publication LIMIT 1")).first() is None:
        return
    job = sa.table(
        "base_job", sa.column("name"), sa.column("payload", sa.JSON()), sa.column("key"), sa.column("state"),
        sa.column("attempts"), sa.column("run_at", UtcDateTime()), sa.column("fault"),
    )  # fmt: skip
    connection.execute(
        job.insert().values(
            name="search.rebuild", payload={}, key="search.first", state="waiting", attempts=0,
            run_at=datetime(2000, 1, 1, tzinfo=UTC), fault="",
        )
    )  # fmt: skip


def downgrade() -> None:
    op.execute("DELETE FROM base_job WHERE name = 'search.rebuild'")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE base_search_words")
    op.drop_table("base_search_document")
