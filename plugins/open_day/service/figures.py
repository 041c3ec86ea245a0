"""The figures of an open day: counted from the rows, kept for good before its persons are forgotten (PI-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.api import booking, db, opinions

from .. import store_after
from ..models_after import KeptFigures
from ..rules.after_the_day import Counted

OPINION = "open_day.opinion"
#: a figure of the booking room → the rows' own
_KEPT = ("booked", "recommended", "cancelled", "attended", "walk_ins")


def counted_of(open_day_id: int, event: booking.EventView, order: Sequence[str] = ()) -> Counted:
    """The figures of an open day: of the rows, or, once its persons are forgotten, as they stood then; opinions as of now.

    `order` names the categories in the pack's order; others come behind them.
    """
    kept = store_after.kept_figures(open_day_id)
    found = restored(kept.figures) if kept is not None else _of_rows(event)
    said = opinions.feedback_on(OPINION, open_day_id)
    ends = Counter[str]()
    for one in said:
        ends[one.outcome or one.state] += len(one.numbers)
    places = {name: n for n, name in enumerate(order)}
    categories = sorted(found.by_category, key=lambda row: places.get(row[0], len(places)))
    return replace(found, opinions=ends.total(), ends=dict(ends), by_category=tuple(categories))


def keep_figures(open_day_id: int, event: booking.EventView, *, now: datetime) -> None:
    """Keep the figures for good, before the persons they count are forgotten; kept ones are never changed."""
    if store_after.kept_figures(open_day_id) is not None:
        return
    counted = _of_rows(event)
    db.session.add(
        KeptFigures(
            open_day_id=open_day_id,
            figures={
                **{name: getattr(counted, name) for name in ("sessions", "called_off", *_KEPT)},
                "needs": dict(counted.needs or {}),
                "by_category": [list(row) for row in counted.by_category],
                "by_session": [list(row) for row in counted.by_session],
            },
            at=now,
        )
    )


def restored(kept: dict[str, Any]) -> Counted:
    """Kept figures as the rows gave them."""
    numbers: dict[str, Any] = {name: int(kept.get(name, 0)) for name in ("sessions", "called_off", *_KEPT)}
    return Counted(
        **numbers,
        needs=dict(kept.get("needs", {})),
        by_category=tuple((str(n), int(b), int(a)) for n, b, a in kept.get("by_category", ())),
        by_session=tuple((str(n), int(b), int(a)) for n, b, a in kept.get("by_session", ())),
    )


def _of_rows(event: booking.EventView) -> Counted:
    rows = booking.figures_of(event.id)
    off = {s.id for s in event.sessions if s.state == "called_off" or event.state == "called_off"}
    return Counted(
        sessions=len(event.sessions) - len(off),
        called_off=len(off),
        booked=rows.booked,
        recommended=rows.recommended,
        cancelled=rows.cancelled,
        attended=rows.attended,
        walk_ins=rows.walk_ins,
        needs=rows.needs,
        by_category=tuple((name, b, a) for name, (b, a) in rows.by_category.items()),
        by_session=tuple((s.title, s.booked, s.attended) for s in rows.by_session if s.id not in off),
    )
