"""Scores: runs with what they froze, points given by hand, appeals of departments and their answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class ScoreRun(Model):
    """One time that the scores were computed. `state`: waiting, running, ready, failed. `gauges` are the pack's indicators as
    they were, `departments` who was scored, `missing` the plugins' measures that nobody gave; `trouble` why it failed (a kind of
    error, no words of anybody); `frozen` and `result` are
    digests over what went in and what came out. `published_at`: departments see it, and may appeal until `appeal_until`."""

    __tablename__ = "assessment_score_run"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    computed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pack_id: Mapped[str] = mapped_column(String(80), default="")
    pack_version: Mapped[str] = mapped_column(String(40), default="")
    pack_digest: Mapped[str] = mapped_column(String(64), default="")
    gauges: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    departments: Mapped[list[int]] = mapped_column(JSON, default=list)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    trouble: Mapped[str] = mapped_column(String(80), default="")
    frozen: Mapped[str] = mapped_column(String(64), default="")
    result: Mapped[str] = mapped_column(String(64), default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None]
    appeal_until: Mapped[date | None]


class ScoreMeasure(Model):
    """What a department's records said when the run froze them; `rows` as of rules.rows_as_json, `digest` over them."""

    __tablename__ = "assessment_score_measure"
    __table_args__ = (UniqueConstraint("run_id", "department_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("assessment_score_run.id"))
    department_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(10), default="")
    share: Mapped[bool] = mapped_column(default=True)
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rows: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    digest: Mapped[str] = mapped_column(String(64))


class ScoreJudgement(Model):
    """Points given by hand, with the reason and files (`files` of the drawer). The newest of a department and rule counts;
    older ones stay. `points` is exact, as typed. `version` counts the changes of this place."""

    __tablename__ = "assessment_score_judgement"
    __table_args__ = (UniqueConstraint("campaign_id", "department_id", "rule", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    department_id: Mapped[int]
    rule: Mapped[str] = mapped_column(String(10))
    points: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    judged_by: Mapped[int | None]
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScoreAppeal(Model):
    """A department objects to one score of a published run. `state`: asked, upheld, refused. When upheld, `points` (exact, ""
    when the records themselves were put right) counts from the new run `new_run_id` on."""

    __tablename__ = "assessment_score_appeal"
    __table_args__ = (Index("ix_assessment_score_appeal_of", "campaign_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("assessment_score_run.id"))
    department_id: Mapped[int]
    rule: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="asked")
    answer: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[str] = mapped_column(String(12), default="")
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_run_id: Mapped[int | None]
