"""The few queries about duties."""

from __future__ import annotations

from core.api import db

from ..models.duties import Duty, Extension, Reminder


def choices(campaign_id: int) -> list[Duty]:
    """What the office set, and the duties it made."""
    return list(db.session.scalars(db.select(Duty).filter_by(campaign_id=campaign_id).order_by(Duty.id)))


def choice(campaign_id: int, key: str, *, lock: bool = False) -> Duty | None:
    wanted = db.select(Duty).filter_by(campaign_id=campaign_id, key=key)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def extensions(campaign_id: int, department_id: int | None = None, key: str = "") -> list[Extension]:
    """What was asked for, the oldest first."""
    wanted = db.select(Extension).filter_by(campaign_id=campaign_id).order_by(Extension.id)
    if department_id is not None:
        wanted = wanted.filter_by(department_id=department_id)
    if key:
        wanted = wanted.filter_by(key=key)
    return list(db.session.scalars(wanted))


def extension(extension_id: int, *, lock: bool = False) -> Extension | None:
    return db.session.get(Extension, extension_id, with_for_update=lock)


def reminders(campaign_id: int, department_id: int | None = None, key: str = "") -> list[Reminder]:
    """Who was reminded, the newest first."""
    wanted = db.select(Reminder).filter_by(campaign_id=campaign_id).order_by(Reminder.id.desc())
    if department_id is not None:
        wanted = wanted.filter_by(department_id=department_id)
    if key:
        wanted = wanted.filter_by(key=key)
    return list(db.session.scalars(wanted))


def reminder(reminder_id: int, *, lock: bool = False) -> Reminder | None:
    return db.session.get(Reminder, reminder_id, with_for_update=lock)


def choices_by_id(ids: list[int]) -> list[Duty]:
    return list(db.session.scalars(db.select(Duty).where(Duty.id.in_(ids))))
