"""plan, questions, broadcasts and transcripts of interviews"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_interviews"
down_revision = None
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0018_booking_draw"


def upgrade() -> None:
    op.create_table(
        "interviews_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_place")),
        sa.UniqueConstraint("name", name=op.f("uq_interviews_place_name")),
    )
    op.create_table(
        "interviews_interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("questions_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("questions_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("vote_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vote_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_id", sa.Integer(), nullable=True),
        sa.Column("settled_reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("off_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["interviews_place.id"],
            name=op.f("fk_interviews_interview_place_id_interviews_place"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_interview")),
    )
    with op.batch_alter_table("interviews_interview", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interviews_interview_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interviews_interview_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index("ix_interviews_interview_starts", ["campaign_id", "starts_at"], unique=False)

    op.create_table(
        "interviews_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_candidate_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_candidate")),
    )
    with op.batch_alter_table("interviews_candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interviews_candidate_interview_id"), ["interview_id"], unique=False
        )

    op.create_table(
        "interviews_chosen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_chosen_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_chosen")),
        sa.UniqueConstraint("opinion_id", name=op.f("uq_interviews_chosen_opinion_id")),
    )
    with op.batch_alter_table("interviews_chosen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_chosen_interview_id"), ["interview_id"], unique=False)

    op.create_table(
        "interviews_desk_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_desk_word_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_desk_word")),
        sa.UniqueConstraint("key", name=op.f("uq_interviews_desk_word_key")),
    )
    with op.batch_alter_table("interviews_desk_word", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interviews_desk_word_interview_id"), ["interview_id"], unique=False
        )

    op.create_table(
        "interviews_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_duty_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_duty")),
    )
    with op.batch_alter_table("interviews_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_duty_interview_id"), ["interview_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_duty_user_id"), ["user_id"], unique=False)

    op.create_table(
        "interviews_guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("person_key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_guest_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_guest")),
        sa.UniqueConstraint(
            "interview_id", "person_key", name=op.f("uq_interviews_guest_interview_id_person_key")
        ),
    )
    with op.batch_alter_table("interviews_guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_guest_interview_id"), ["interview_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_guest_person_key"), ["person_key"], unique=False)

    op.create_table(
        "interviews_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=140), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_taken_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_taken")),
        sa.UniqueConstraint("what", "cell", name=op.f("uq_interviews_taken_what_cell")),
    )
    with op.batch_alter_table("interviews_taken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_taken_interview_id"), ["interview_id"], unique=False)

    op.create_table(
        "interviews_transcript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("recording_url", sa.String(length=300), nullable=False),
        sa.Column("taken_place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_transcript_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_transcript")),
        sa.UniqueConstraint("interview_id", name=op.f("uq_interviews_transcript_interview_id")),
    )
    op.create_table(
        "interviews_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["interviews_candidate.id"],
            name=op.f("fk_interviews_ballot_candidate_id_interviews_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_ballot_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_ballot")),
    )
    with op.batch_alter_table("interviews_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_ballot_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_ballot_interview_id"), ["interview_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_interviews_ballot_person_digest"), ["person_digest"], unique=False
        )
        batch_op.create_index(
            "uq_interviews_ballot_once",
            ["interview_id", "person_digest"],
            unique=True,
            sqlite_where=sa.text("person_digest <> ''"),
            postgresql_where=sa.text("person_digest <> ''"),
        )

    op.create_table(
        "interviews_cue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("from_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=60), nullable=False),
        sa.Column("settings", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["interviews_transcript.id"],
            name=op.f("fk_interviews_cue_transcript_id_interviews_transcript"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_cue")),
    )
    with op.batch_alter_table("interviews_cue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_cue_transcript_id"), ["transcript_id"], unique=False)

    op.create_table(
        "interviews_live",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_id", sa.Integer(), nullable=True),
        sa.Column("next_id", sa.Integer(), nullable=True),
        sa.Column("timer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media", sa.String(length=8), nullable=False),
        sa.Column("media_file_id", sa.Integer(), nullable=True),
        sa.Column("media_url", sa.String(length=300), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("readers_most", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chosen_id"],
            ["interviews_chosen.id"],
            name=op.f("fk_interviews_live_chosen_id_interviews_chosen"),
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_live_interview_id_interviews_interview"),
        ),
        sa.ForeignKeyConstraint(
            ["next_id"], ["interviews_chosen.id"], name=op.f("fk_interviews_live_next_id_interviews_chosen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_live")),
        sa.UniqueConstraint("interview_id", name=op.f("uq_interviews_live_interview_id")),
    )
    op.create_table(
        "interviews_transcript_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("came_from", sa.JSON(), nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=140), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["interviews_transcript.id"],
            name=op.f("fk_interviews_transcript_turn_transcript_id_interviews_transcript"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_transcript_turn")),
    )
    with op.batch_alter_table("interviews_transcript_turn", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interviews_transcript_turn_transcript_id"), ["transcript_id"], unique=False
        )

    op.create_table(
        "interviews_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=True),
        sa.Column("chosen_id", sa.Integer(), nullable=True),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("spot", sa.Integer(), nullable=True),
        sa.Column("typed_by", sa.Integer(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pulled_by", sa.Integer(), nullable=True),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pull_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["interviews_chosen.id"],
            name=op.f("fk_interviews_turn_answers_id_interviews_chosen"),
        ),
        sa.ForeignKeyConstraint(
            ["chosen_id"],
            ["interviews_chosen.id"],
            name=op.f("fk_interviews_turn_chosen_id_interviews_chosen"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["interviews_turn.id"],
            name=op.f("fk_interviews_turn_corrects_id_interviews_turn"),
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["interviews_guest.id"], name=op.f("fk_interviews_turn_guest_id_interviews_guest")
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews_interview.id"],
            name=op.f("fk_interviews_turn_interview_id_interviews_interview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews_turn")),
        sa.UniqueConstraint("interview_id", "place", name=op.f("uq_interviews_turn_interview_id_place")),
        sa.UniqueConstraint("key", name=op.f("uq_interviews_turn_key")),
    )
    with op.batch_alter_table("interviews_turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_turn_held_by"), ["held_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_interviews_turn_interview_id"), ["interview_id"], unique=False)
        batch_op.create_index("ix_interviews_turn_state", ["interview_id", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("interviews_turn", schema=None) as batch_op:
        batch_op.drop_index("ix_interviews_turn_state")
        batch_op.drop_index(batch_op.f("ix_interviews_turn_interview_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_turn_held_by"))

    op.drop_table("interviews_turn")
    with op.batch_alter_table("interviews_transcript_turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_transcript_turn_transcript_id"))

    op.drop_table("interviews_transcript_turn")
    op.drop_table("interviews_live")
    with op.batch_alter_table("interviews_cue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_cue_transcript_id"))

    op.drop_table("interviews_cue")
    with op.batch_alter_table("interviews_ballot", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_interviews_ballot_once",
            sqlite_where=sa.text("person_digest <> ''"),
            postgresql_where=sa.text("person_digest <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_interviews_ballot_person_digest"))
        batch_op.drop_index(batch_op.f("ix_interviews_ballot_interview_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_ballot_candidate_id"))

    op.drop_table("interviews_ballot")
    op.drop_table("interviews_transcript")
    with op.batch_alter_table("interviews_taken", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_taken_interview_id"))

    op.drop_table("interviews_taken")
    with op.batch_alter_table("interviews_guest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_guest_person_key"))
        batch_op.drop_index(batch_op.f("ix_interviews_guest_interview_id"))

    op.drop_table("interviews_guest")
    with op.batch_alter_table("interviews_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_duty_user_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_duty_interview_id"))

    op.drop_table("interviews_duty")
    with op.batch_alter_table("interviews_desk_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_desk_word_interview_id"))

    op.drop_table("interviews_desk_word")
    with op.batch_alter_table("interviews_chosen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_chosen_interview_id"))

    op.drop_table("interviews_chosen")
    with op.batch_alter_table("interviews_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interviews_candidate_interview_id"))

    op.drop_table("interviews_candidate")
    with op.batch_alter_table("interviews_interview", schema=None) as batch_op:
        batch_op.drop_index("ix_interviews_interview_starts")
        batch_op.drop_index(batch_op.f("ix_interviews_interview_department_id"))
        batch_op.drop_index(batch_op.f("ix_interviews_interview_campaign_id"))

    op.drop_table("interviews_interview")
    op.drop_table("interviews_place")
