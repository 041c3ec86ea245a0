"""The audit trail: one row per act, written in the transaction of the act. Ids and codes only, never words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from core.base.access import Actor
from core.base.db import Model, UtcDateTime, db, insert_many
from core.base.registry import registry


class AuditEntry(Model):
    __tablename__ = "base_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(64), index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    campaign_id: Mapped[int | None] = mapped_column(index=True)
    department_id: Mapped[int | None]
    codes: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    actor: Actor,
    now: datetime,
    action: str,
    *,
    subject: tuple[str, int | None],
    campaign_id: int | None = None,
    department_id: int | None = None,
    **codes: Any,
) -> AuditEntry:
    """Add one entry to the current unit of work. `codes` are ids, numbers and code words.

    It is sealed shortly after the commit (core.base.audit_seals), never here: nobody waits for the chain.
    """
    _check_text(action)
    entry = AuditEntry(
        at=now,
        user_id=actor.user_id,
        action=action,
        subject_type=subject[0],
        subject_id=subject[1],
        campaign_id=campaign_id,
        department_id=department_id,
        # A visitor and the house itself both have no user id: the house says so.
        codes={**codes, "by": "system"} if actor.all_powers and actor.user_id is None else codes,
    )
    db.session.add(entry)
    return entry


def record_many(
    actor: Actor,
    now: datetime,
    action: str,
    subjects: Sequence[tuple[str, int | None]],
    *,
    campaign_id: int | None = None,
    department_id: int | None = None,
    each: Sequence[Mapping[str, Any]] | None = None,
    **codes: Any,
) -> None:
    """The same act on many subjects in one statement: the rows that as many calls of `record` would write.

    `each` gives the codes that differ, one mapping per subject; `codes` stand in every row.
    """
    _check_text(action)
    if not subjects:
        return
    by = {"by": "system"} if actor.all_powers and actor.user_id is None else {}
    own = each if each is not None else [{}] * len(subjects)
    rows = [
        {
            "at": now,
            "user_id": actor.user_id,
            "action": action,
            "subject_type": kind,
            "subject_id": number,
            "campaign_id": campaign_id,
            "department_id": department_id,
            "codes": {**codes, **more, **by},
        }
        for (kind, number), more in zip(subjects, own, strict=True)
    ]
    insert_many(AuditEntry, rows)


def record_each(
    now: datetime,
    action: str,
    acts: Sequence[tuple[Actor, tuple[str, int | None], Mapping[str, Any]]],
    *,
    campaign_id: int | None = None,
) -> None:
    """The same kind of act by many people, each on their own subject, in one statement: (actor, subject, codes)."""
    _check_text(action)
    if not acts:
        return
    insert_many(
        AuditEntry,
        [
            {
                "at": now,
                "user_id": actor.user_id,
                "action": action,
                "subject_type": kind,
                "subject_id": number,
                "campaign_id": campaign_id,
                "department_id": None,
                "codes": {**codes, "by": "system"}
                if actor.all_powers and actor.user_id is None
                else dict(codes),
            }
            for actor, (kind, number), codes in acts
        ],
    )


def _check_text(action: str) -> None:
    """Development and tests stop over an act that nobody could read later; a running house records it all the same."""
    house = registry()
    owner = action.partition(".")[0]
    if house.settings.strict_plugins and action not in house.audit_texts and owner in house.host.plugins:
        raise ValueError(f"the audit action {action!r} has no words: declare it in audit_texts")
