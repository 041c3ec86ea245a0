"""Callers' questions as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.api import db

from ..models import Asked


def add(**values: Any) -> None:
    db.session.add(Asked(**values))
    db.session.flush()


def of_opinions(opinion_ids: Collection[int]) -> Sequence[Asked]:
    return db.session.scalars(select(Asked).where(Asked.opinion_id.in_(opinion_ids))).all()


def of_orders(order_ids: Collection[int]) -> Sequence[Asked]:
    """The questions that were put beside these orders, in the order of asking."""
    return db.session.scalars(select(Asked).where(Asked.order_id.in_(order_ids)).order_by(Asked.id)).all()


def of_call(call_id: int) -> Sequence[Asked]:
    return db.session.scalars(select(Asked).where(Asked.call_id == call_id).order_by(Asked.id)).all()


def ended(row: Asked, at: datetime, outcome: str) -> None:
    row.ended_at, row.outcome = at, outcome
