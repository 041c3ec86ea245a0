"""duties, submissions, inspections, scores and reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_assessment"
down_revision = None
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0019_stream_audience"


def upgrade() -> None:
    op.create_table(
        "assessment_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_bundle")),
    )
    with op.batch_alter_table("assessment_bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_bundle_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "assessment_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("owes", sa.JSON(), nullable=True),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_duty")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_assessment_duty_campaign_id_key")),
    )
    with op.batch_alter_table("assessment_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_duty_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "assessment_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_extension")),
    )
    with op.batch_alter_table("assessment_extension", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_extension_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            "ix_assessment_extension_of", ["campaign_id", "key", "department_id"], unique=False
        )

    op.create_table(
        "assessment_handing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("brought_by_sealed", sa.Text(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_handing")),
        sa.UniqueConstraint(
            "submission_id", "number", name=op.f("uq_assessment_handing_submission_id_number")
        ),
    )
    with op.batch_alter_table("assessment_handing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_handing_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "assessment_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("always", sa.JSON(), nullable=False),
        sa.Column("drawn_from", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_inspection")),
        sa.UniqueConstraint(
            "campaign_id", "number", name=op.f("uq_assessment_inspection_campaign_id_number")
        ),
    )
    with op.batch_alter_table("assessment_inspection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_inspection_campaign_id"), ["campaign_id"], unique=False
        )

    op.create_table(
        "assessment_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("looks", sa.String(length=64), nullable=False),
        sa.Column("true_width", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("offered_by", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_photo")),
        sa.UniqueConstraint("campaign_id", "file_id", name=op.f("uq_assessment_photo_campaign_id_file_id")),
    )
    with op.batch_alter_table("assessment_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_photo_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assessment_photo_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessment_photo_file_id"), ["file_id"], unique=False)

    op.create_table(
        "assessment_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_reminder")),
        sa.UniqueConstraint(
            "campaign_id",
            "key",
            "department_id",
            "due",
            "mark",
            name=op.f("uq_assessment_reminder_campaign_id_key_department_id_due_mark"),
        ),
    )
    with op.batch_alter_table("assessment_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_reminder_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "assessment_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_report")),
        sa.UniqueConstraint(
            "campaign_id", "department_id", name=op.f("uq_assessment_report_campaign_id_department_id")
        ),
    )
    with op.batch_alter_table("assessment_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_report_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "assessment_score_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("points", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_score_judgement")),
        sa.UniqueConstraint(
            "campaign_id",
            "department_id",
            "rule",
            "version",
            name=op.f("uq_assessment_score_judgement_campaign_id_department_id_rule_version"),
        ),
    )
    op.create_table(
        "assessment_score_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pack_id", sa.String(length=80), nullable=False),
        sa.Column("pack_version", sa.String(length=40), nullable=False),
        sa.Column("pack_digest", sa.String(length=64), nullable=False),
        sa.Column("gauges", sa.JSON(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(length=80), nullable=False),
        sa.Column("frozen", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_score_run")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_assessment_score_run_campaign_id_number")),
    )
    with op.batch_alter_table("assessment_score_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_score_run_campaign_id"), ["campaign_id"], unique=False
        )

    op.create_table(
        "assessment_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("gathering", sa.Boolean(), nullable=False),
        sa.Column("plan_attached", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_submission")),
        sa.UniqueConstraint(
            "campaign_id",
            "key",
            "department_id",
            name=op.f("uq_assessment_submission_campaign_id_key_department_id"),
        ),
    )
    with op.batch_alter_table("assessment_submission", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_submission_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_assessment_submission_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "assessment_photo_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("older_id", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["older_id"],
            ["assessment_photo.id"],
            name=op.f("fk_assessment_photo_pair_older_id_assessment_photo"),
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"],
            ["assessment_photo.id"],
            name=op.f("fk_assessment_photo_pair_photo_id_assessment_photo"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_photo_pair")),
        sa.UniqueConstraint("photo_id", "older_id", name=op.f("uq_assessment_photo_pair_photo_id_older_id")),
    )
    with op.batch_alter_table("assessment_photo_pair", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_photo_pair_older", ["older_id"], unique=False)

    op.create_table(
        "assessment_score_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("points", sa.String(length=12), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["assessment_score_run.id"],
            name=op.f("fk_assessment_score_appeal_run_id_assessment_score_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_score_appeal")),
    )
    with op.batch_alter_table("assessment_score_appeal", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_score_appeal_of", ["campaign_id", "department_id"], unique=False)

    op.create_table(
        "assessment_score_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("share", sa.Boolean(), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["assessment_score_run.id"],
            name=op.f("fk_assessment_score_measure_run_id_assessment_score_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_score_measure")),
        sa.UniqueConstraint(
            "run_id",
            "department_id",
            "code",
            name=op.f("uq_assessment_score_measure_run_id_department_id_code"),
        ),
    )
    op.create_table(
        "assessment_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["assessment_inspection.id"],
            name=op.f("fk_assessment_visit_inspection_id_assessment_inspection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_visit")),
        sa.UniqueConstraint(
            "inspection_id", "department_id", name=op.f("uq_assessment_visit_inspection_id_department_id")
        ),
    )
    with op.batch_alter_table("assessment_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_visit_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessment_visit_inspector_id"), ["inspector_id"], unique=False)

    op.create_table(
        "assessment_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["assessment_visit.id"], name=op.f("fk_assessment_check_visit_id_assessment_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_check")),
        sa.UniqueConstraint("visit_id", "item", name=op.f("uq_assessment_check_visit_id_item")),
    )
    op.create_table(
        "assessment_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["assessment_visit.id"],
            name=op.f("fk_assessment_finding_visit_id_assessment_visit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_finding")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_assessment_finding_campaign_id_number")),
    )
    with op.batch_alter_table("assessment_finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_finding_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessment_finding_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "assessment_finding_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["assessment_finding.id"],
            name=op.f("fk_assessment_finding_act_finding_id_assessment_finding"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_finding_act")),
    )
    with op.batch_alter_table("assessment_finding_act", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_finding_act_finding_id"), ["finding_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("assessment_finding_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_finding_act_finding_id"))

    op.drop_table("assessment_finding_act")
    with op.batch_alter_table("assessment_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_finding_visit_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_finding_department_id"))

    op.drop_table("assessment_finding")
    op.drop_table("assessment_check")
    with op.batch_alter_table("assessment_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_visit_inspector_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_visit_department_id"))

    op.drop_table("assessment_visit")
    op.drop_table("assessment_score_measure")
    with op.batch_alter_table("assessment_score_appeal", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_score_appeal_of")

    op.drop_table("assessment_score_appeal")
    with op.batch_alter_table("assessment_photo_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_photo_pair_older")

    op.drop_table("assessment_photo_pair")
    with op.batch_alter_table("assessment_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_submission_department_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_submission_campaign_id"))

    op.drop_table("assessment_submission")
    with op.batch_alter_table("assessment_score_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_score_run_campaign_id"))

    op.drop_table("assessment_score_run")
    op.drop_table("assessment_score_judgement")
    with op.batch_alter_table("assessment_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_report_department_id"))

    op.drop_table("assessment_report")
    with op.batch_alter_table("assessment_reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_reminder_campaign_id"))

    op.drop_table("assessment_reminder")
    with op.batch_alter_table("assessment_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_photo_file_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_photo_department_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_photo_campaign_id"))

    op.drop_table("assessment_photo")
    with op.batch_alter_table("assessment_inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_inspection_campaign_id"))

    op.drop_table("assessment_inspection")
    with op.batch_alter_table("assessment_handing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_handing_submission_id"))

    op.drop_table("assessment_handing")
    with op.batch_alter_table("assessment_extension", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_extension_of")
        batch_op.drop_index(batch_op.f("ix_assessment_extension_campaign_id"))

    op.drop_table("assessment_extension")
    with op.batch_alter_table("assessment_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_duty_campaign_id"))

    op.drop_table("assessment_duty")
    with op.batch_alter_table("assessment_bundle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_bundle_campaign_id"))

    op.drop_table("assessment_bundle")
