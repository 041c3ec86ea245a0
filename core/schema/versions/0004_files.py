"""files"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_files"
down_revision = "0003_delivery"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("base_file") as table:
        table.add_column(sa.Column("width", sa.Integer(), nullable=True))
        table.add_column(sa.Column("height", sa.Integer(), nullable=True))
        table.add_column(sa.Column("department_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("blanked_at", _moment(), nullable=True))
        table.create_index(op.f("ix_base_file_department_id"), ["department_id"])
    op.create_table(
        "base_file_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["base_file.id"], name=op.f("fk_base_file_copy_file_id_base_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_file_copy")),
        sa.UniqueConstraint(
            "file_id", "width", "format", name=op.f("uq_base_file_copy_file_id_width_format")
        ),
    )
    op.create_index(op.f("ix_base_file_copy_file_id"), "base_file_copy", ["file_id"])
    op.create_index(op.f("ix_base_file_copy_sha256"), "base_file_copy", ["sha256"])
    op.create_table(
        "base_file_text",
        sa.Column("file_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["base_file.id"], name=op.f("fk_base_file_text_file_id_base_file")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_base_file_text")),
    )
    op.create_table(
        "base_file_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["base_file.id"], name=op.f("fk_base_file_use_file_id_base_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_file_use")),
        sa.UniqueConstraint(
            "file_id", "place", "place_id", name=op.f("uq_base_file_use_file_id_place_place_id")
        ),
    )
    op.create_index(op.f("ix_base_file_use_file_id"), "base_file_use", ["file_id"])
    op.create_index("ix_base_file_use_place", "base_file_use", ["place", "place_id"])
    op.create_table(
        "files_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(500), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", _moment(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", _moment(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["base_file.id"], name=op.f("fk_files_item_file_id_base_file")),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["users_department.id"],
            name=op.f("fk_files_item_department_id_users_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files_item")),
        sa.UniqueConstraint("file_id", name=op.f("uq_files_item_file_id")),
    )
    op.create_index(op.f("ix_files_item_department_id"), "files_item", ["department_id"])
    op.create_table(
        "files_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", _moment(), nullable=False),
        sa.Column("withdrawn_at", _moment(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["files_item.id"], name=op.f("fk_files_consent_item_id_files_item")
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["base_file.id"], name=op.f("fk_files_consent_scan_id_base_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files_consent")),
    )
    op.create_index(op.f("ix_files_consent_item_id"), "files_consent", ["item_id"])


def downgrade() -> None:
    for table in ("files_consent", "files_item", "base_file_use", "base_file_text", "base_file_copy"):
        op.drop_table(table)
    with op.batch_alter_table("base_file") as changed:
        changed.drop_index(op.f("ix_base_file_department_id"))
        for column in ("blanked_at", "department_id", "height", "width"):
            changed.drop_column(column)
