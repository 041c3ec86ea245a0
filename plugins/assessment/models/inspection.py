"""Inspections: who was drawn by which seed, what was looked at on the spot, what has to be put right by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Inspection(Model):
    """A round of inspections. `checklist` is a list of {"code", "text", "clause"}; `wanted` departments are drawn from
    `drawn_from`, beside those in `always`. `commitment` is the published sha256 of `seed`, told before the draw; the seed is
    told after it, so that anybody can draw again. `state`: draft, announced, drawn, ended. `days` to put a finding right.
    `extra`: {"why_always": the reason for `always`, "count": "working" or "calendar", how `days` are counted}."""

    __tablename__ = "assessment_inspection"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    checklist: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    days: Mapped[int] = mapped_column(default=10)
    wanted: Mapped[int] = mapped_column(default=0)
    always: Mapped[list[int]] = mapped_column(JSON, default=list)
    drawn_from: Mapped[list[int]] = mapped_column(JSON, default=list)
    seed: Mapped[str] = mapped_column(String(64), default="")
    commitment: Mapped[str] = mapped_column(String(64), default="")
    drawn: Mapped[list[int]] = mapped_column(JSON, default=list)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drawn_by: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Visit(Model):
    """One department of a round. `state`: planned, begun, done. `version` counts changes."""

    __tablename__ = "assessment_visit"
    __table_args__ = (UniqueConstraint("inspection_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("assessment_inspection.id"))
    department_id: Mapped[int] = mapped_column(index=True)
    inspector_id: Mapped[int | None] = mapped_column(index=True)
    day: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(8), default="planned")
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Check(Model):
    """One line of the checklist at one department. `verdict`: well, fault, not_here. `files`: ids of the drawer."""

    __tablename__ = "assessment_check"
    __table_args__ = (UniqueConstraint("visit_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("assessment_visit.id"))
    item: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int | None]


class Finding(Model):
    """What a department has to put right, by `due_on`. `state`: open, reported, closed; a re-check that fails opens it again.
    `reported_on` is when it was first reported as put right, `closed_on` when a re-check found it so."""

    __tablename__ = "assessment_finding"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    number: Mapped[int]
    visit_id: Mapped[int] = mapped_column(ForeignKey("assessment_visit.id"), index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    item: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    reported_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class FindingAct(Model):
    """One step of a finding. `act`: opened, reported, confirmed, sent_back, moved (with another `day`)."""

    __tablename__ = "assessment_finding_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("assessment_finding.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    day: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[int | None]
