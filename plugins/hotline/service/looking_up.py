"""Rows by id, for whoever words what an audit entry is about."""

from __future__ import annotations

from collections.abc import Sequence

from core.api import db

from ..contracts import ProgrammeView, ShiftView, TopicView
from ..models import Programme, Shift, Topic
from . import programmes as programme_service
from . import shifts as shift_service
from . import topics as topic_service


def topics(ids: Sequence[int]) -> tuple[TopicView, ...]:
    return topic_service.views(db.session.scalars(db.select(Topic).where(Topic.id.in_(ids))).all())


def shifts(ids: Sequence[int]) -> tuple[ShiftView, ...]:
    return shift_service.views(db.session.scalars(db.select(Shift).where(Shift.id.in_(ids))).all())


def programmes(ids: Sequence[int]) -> tuple[ProgrammeView, ...]:
    rows = db.session.scalars(db.select(Programme).where(Programme.id.in_(ids))).all()
    return tuple(programme_service.view(row) for row in rows)
