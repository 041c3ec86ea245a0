"""Queries of the audit trail and of the purge runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, func, not_, or_, select

from core.base.audit import AuditEntry
from core.base.db import db
from core.trail.models import PurgeRun
from core.trail.rules import CITIZENS, SIGN_IN, SYSTEM_GROUPS, Reach


@dataclass(frozen=True)
class Asked:
    """What a reader looks for; None and "" leave it open. `until` is exclusive."""

    user_ids: tuple[int, ...] | None = None
    group: str = ""
    department_id: int | None = None
    campaign_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject: tuple[str, int] | None = None


def entries(
    reach: Reach, asked: Asked, people: Sequence[int], *, limit: int, offset: int = 0
) -> tuple[int, Sequence[AuditEntry]]:
    """(how many there are, this part of them, the newest first). `people`: who works in the reach's departments."""
    where = and_(_reached(reach, people), *_wanted(asked))
    total = db.session.scalar(select(func.count()).select_from(AuditEntry).where(where)) or 0
    query = select(AuditEntry).where(where).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return total, db.session.scalars(query.limit(limit).offset(offset)).all()


def _wanted(asked: Asked) -> list[Any]:
    found: list[Any] = []
    if asked.user_ids is not None:
        found.append(AuditEntry.user_id.in_(asked.user_ids))
    if asked.group:
        found.append(AuditEntry.action.startswith(f"{asked.group}.", autoescape=True))
    if asked.department_id is not None:
        found.append(AuditEntry.department_id == asked.department_id)
    if asked.campaign_id is not None:
        found.append(AuditEntry.campaign_id == asked.campaign_id)
    if asked.since is not None:
        found.append(AuditEntry.at >= asked.since)
    if asked.until is not None:
        found.append(AuditEntry.at < asked.until)
    if asked.subject is not None:
        found += [AuditEntry.subject_type == asked.subject[0], AuditEntry.subject_id == asked.subject[1]]
    return found


def _reached(reach: Reach, people: Sequence[int]) -> Any:
    ways: list[Any] = [AuditEntry.user_id == reach.user_id]
    for campaign_id, departments in reach.campaigns:
        parts: list[Any] = [not_(_begins(SIGN_IN))]
        if campaign_id is not None:
            parts.append(AuditEntry.campaign_id == campaign_id)
        if departments is not None:
            parts.append(AuditEntry.department_id.in_(departments))
        ways.append(and_(*parts))
    if reach.departments is None:
        ways.append(AuditEntry.department_id.is_not(None))
    elif reach.departments:
        ways.append(AuditEntry.department_id.in_(reach.departments))
        ways.append(AuditEntry.user_id.in_(people))
    if reach.system:
        ways.append(
            and_(
                AuditEntry.campaign_id.is_(None),
                _begins(SYSTEM_GROUPS),
                AuditEntry.subject_type.not_in(CITIZENS),
            )
        )
    return or_(false(), *ways)


def _begins(beginnings: tuple[str, ...]) -> Any:
    return or_(*(AuditEntry.action.startswith(word, autoescape=True) for word in beginnings))


def last_runs(limit: int) -> Sequence[PurgeRun]:
    return db.session.scalars(select(PurgeRun).order_by(PurgeRun.id.desc()).limit(limit)).all()
