"""what an opinion is attached to: part, file, digest; support by others; proposals of what says the same"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_opinion_voices"
down_revision = "0016_shift_pass"
branch_labels = None
depends_on = None

_TABLE = "opinions_opinion"
_NEW = (
    "anchor", "anchor_version", "file_id", "file_public", "file_digest", "digest", "supports", "shown_at",
)  # fmt: skip
_INDEXES = {
    "inbox": [
        "state", "received_at", "id", "department_id", "campaign_id", "kind", "subject_id", "source", "due_on",
    ],
    "unit": ["department_id", "state", "received_at", "id", "campaign_id", "kind", "subject_id", "source", "due_on"],
    "subject": [
        "kind", "subject_id", "state", "received_at", "id", "anchor", "campaign_id", "department_id", "source", "outcome",
    ],
    "campaign": ["campaign_id", "state", "received_at", "id", "due_on", "department_id"],
    "tally": ["kind", "subject_id", "anchor", "state", "outcome", "shown_at"],
    "author": ["kind", "subject_id", "person_digest"],
    "shown": ["campaign_id", "shown_at", "id", "kind", "subject_id"],
    "voices": ["kind", "subject_id", "shown_at", "id", "anchor", "outcome", "supports", "campaign_id"],
}  # fmt: skip


def upgrade() -> None:
    op.drop_index("ix_opinions_opinion_campaign_id", table_name=_TABLE)
    op.drop_index("ix_opinions_opinion_department_id", table_name=_TABLE)
    op.drop_index("ix_opinions_opinion_inbox", table_name=_TABLE)
    op.drop_index("ix_opinions_opinion_subject", table_name=_TABLE)
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("anchor", sa.String(length=80), nullable=False, server_default=""))
        table.add_column(sa.Column("anchor_version", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("file_public", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("file_digest", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("supports", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_opinions_opinion_file_id_base_file"), "base_file", ["file_id"], ["id"]
        )
    op.execute(
        "UPDATE opinions_opinion SET shown_at = coalesce(ended_at, received_at) "
        "WHERE state IN ('accepted', 'assigned', 'ended') AND published_text <> ''"
    )
    for name, columns in _INDEXES.items():
        op.create_index(f"ix_opinions_opinion_{name}", _TABLE, columns)
    op.create_table(
        "opinions_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opinion_id"],
            ["opinions_opinion.id"],
            name=op.f("fk_opinions_support_opinion_id_opinions_opinion"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_support")),
        sa.UniqueConstraint(
            "opinion_id", "person_digest", name=op.f("uq_opinions_support_opinion_id_person_digest")
        ),
    )
    op.create_index(op.f("ix_opinions_support_person_digest"), "opinions_support", ["person_digest"])
    op.create_table(
        "opinions_comparing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_comparing")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_opinions_comparing_kind_subject_id")),
    )
    op.create_table(
        "opinions_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_group")),
    )
    op.create_index("ix_opinions_group_subject", "opinions_group", ["kind", "subject_id", "state", "size"])
    op.create_table(
        "opinions_group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["opinions_group.id"], name=op.f("fk_opinions_group_member_group_id_opinions_group")
        ),
        sa.ForeignKeyConstraint(
            ["opinion_id"],
            ["opinions_opinion.id"],
            name=op.f("fk_opinions_group_member_opinion_id_opinions_opinion"),
        ),
        sa.PrimaryKeyConstraint("group_id", "opinion_id", name=op.f("pk_opinions_group_member")),
    )
    op.create_index(op.f("ix_opinions_group_member_opinion_id"), "opinions_group_member", ["opinion_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_opinions_group_member_opinion_id"), table_name="opinions_group_member")
    op.drop_table("opinions_group_member")
    op.drop_index("ix_opinions_group_subject", table_name="opinions_group")
    op.drop_table("opinions_group")
    op.drop_table("opinions_comparing")
    op.drop_index(op.f("ix_opinions_support_person_digest"), table_name="opinions_support")
    op.drop_table("opinions_support")
    for name in _INDEXES:
        op.drop_index(f"ix_opinions_opinion_{name}", table_name=_TABLE)
    with op.batch_alter_table(_TABLE) as table:
        table.drop_constraint(op.f("fk_opinions_opinion_file_id_base_file"), type_="foreignkey")
        for column in _NEW:
            table.drop_column(column)
    op.create_index("ix_opinions_opinion_department_id", _TABLE, ["department_id"])
    op.create_index("ix_opinions_opinion_campaign_id", _TABLE, ["campaign_id"])
    op.create_index("ix_opinions_opinion_inbox", _TABLE, ["state", "received_at"])
    op.create_index("ix_opinions_opinion_subject", _TABLE, ["kind", "subject_id"])
