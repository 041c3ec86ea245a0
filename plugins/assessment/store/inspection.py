"""Questions to the tables of inspections."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, text

from core.api import db

from ..models.inspection import Check, Finding, FindingAct, Inspection, Visit


def rounds(campaign_id: int) -> Sequence[Inspection]:
    return db.session.scalars(
        select(Inspection).where(Inspection.campaign_id == campaign_id).order_by(Inspection.number.desc())
    ).all()


def round_(round_id: int, *, lock: bool = False) -> Inspection | None:
    wanted = select(Inspection).where(Inspection.id == round_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def round_by_number(campaign_id: int, number: int) -> Inspection | None:
    return db.session.scalar(
        select(Inspection).where(Inspection.campaign_id == campaign_id, Inspection.number == number)
    )


_PLANNING = 7_302_582  # PostgreSQL's advisory lock, with the campaign's id


def next_round(campaign_id: int) -> int:
    """The next number; whoever asks at the same time waits. SQLite has one writer anyway."""
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), {"a": _PLANNING, "b": campaign_id})
    return (
        db.session.scalar(select(func.max(Inspection.number)).where(Inspection.campaign_id == campaign_id))
        or 0
    ) + 1


def visits(round_ids: Sequence[int]) -> Sequence[Visit]:
    return db.session.scalars(
        select(Visit).where(Visit.inspection_id.in_(round_ids)).order_by(Visit.department_id)
    ).all()


def visit(visit_id: int, *, lock: bool = False) -> Visit | None:
    wanted = select(Visit).where(Visit.id == visit_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def checks(visit_ids: Sequence[int]) -> Sequence[Check]:
    return db.session.scalars(select(Check).where(Check.visit_id.in_(visit_ids)).order_by(Check.id)).all()


def check(visit_id: int, item: str) -> Check | None:
    return db.session.scalar(
        select(Check).where(Check.visit_id == visit_id, Check.item == item).with_for_update()
    )


def findings(campaign_id: int) -> Sequence[Finding]:
    return db.session.scalars(
        select(Finding).where(Finding.campaign_id == campaign_id).order_by(Finding.number)
    ).all()


def findings_by_id(ids: Sequence[int]) -> Sequence[Finding]:
    return db.session.scalars(select(Finding).where(Finding.id.in_(ids))).all()


def rounds_by_id(ids: Sequence[int]) -> Sequence[Inspection]:
    return db.session.scalars(select(Inspection).where(Inspection.id.in_(ids))).all()


def visits_by_id(ids: Sequence[int]) -> Sequence[Visit]:
    return db.session.scalars(select(Visit).where(Visit.id.in_(ids))).all()


def finding(finding_id: int, *, lock: bool = False) -> Finding | None:
    wanted = select(Finding).where(Finding.id == finding_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def next_finding(campaign_id: int) -> int:
    """The next number; whoever asks at the same time waits, held by the campaign's first round."""
    first = (
        select(Inspection.id).where(Inspection.campaign_id == campaign_id).order_by(Inspection.id).limit(1)
    )
    db.session.execute(first.with_for_update())
    return (
        db.session.scalar(select(func.max(Finding.number)).where(Finding.campaign_id == campaign_id)) or 0
    ) + 1


def acts(finding_ids: Sequence[int]) -> Sequence[FindingAct]:
    return db.session.scalars(
        select(FindingAct).where(FindingAct.finding_id.in_(finding_ids)).order_by(FindingAct.id)
    ).all()
