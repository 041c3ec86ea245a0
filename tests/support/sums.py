"""Whether the counters of a filled database say what its rows say."""

from __future__ import annotations

from collections import Counter
from typing import Any


def booking_faults() -> list[str]:
    """What doesn't add up among events, sessions, quotas and bookings; inside an app context."""
    from core.base.db import db
    from core.booking.models import Booking, BookingArrival, BookingQuota, BookingSession

    taken: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    living: Counter[tuple[int, str]] = Counter()
    for row in db.session.query(Booking):
        if row.state in ("booked", "offered"):
            taken[row.quota_id] += row.party
        if row.state == "waiting":
            waiting[row.quota_id] += 1
        if row.state in ("booked", "offered", "waiting") and not row.person_digest.startswith("none-"):
            living[row.event_id, row.person_digest] += 1
    faults = []
    sums: dict[int, list[int]] = {}
    for quota in db.session.query(BookingQuota):
        if (quota.taken, quota.waiting) != (taken[quota.id], waiting[quota.id]):
            faults.append(
                f"quota {quota.id}: {quota.taken}, {quota.waiting} beside {taken[quota.id]}, {waiting[quota.id]}"
            )
        of_session = sums.setdefault(quota.session_id, [0, 0, 0])
        for n, value in enumerate((quota.capacity, quota.taken, quota.waiting)):
            of_session[n] += value
    for session in db.session.query(BookingSession):
        kept = [session.capacity, session.taken, session.waiting]
        if kept != sums[session.id] or session.taken > session.capacity:
            faults.append(f"session {session.id}: {kept} beside {sums[session.id]}")
    faults += [
        f"{person} has {many} bookings at {event}" for (event, person), many in living.items() if many > 1
    ]
    inside = db.session.query(BookingArrival.booking_id).filter(BookingArrival.booking_id.is_not(None))
    twice = [one for one, many in Counter(row[0] for row in inside).items() if many > 1]
    return faults + [f"booking {one} came twice" for one in twice]


def counted(model: Any, column: Any, **where: Any) -> dict[str, int]:
    """Rows of a table by the value of one column."""
    from sqlalchemy import func, select

    from core.base.db import db

    query = select(column, func.count()).select_from(model).filter_by(**where).group_by(column)
    return {str(row[0]): int(row[1]) for row in db.session.execute(query)}


def order_faults() -> list[str]:
    """Orders whose time line, term or follow-up contradicts their state; inside an app context."""
    from core.base.db import db
    from plugins.hotline.models import Order, OrderAct, OrderCounter

    acts: dict[int, list[str]] = {}
    for act in db.session.query(OrderAct).order_by(OrderAct.at, OrderAct.id):
        acts.setdefault(act.order_id, []).append(act.action)
    faults = []
    last: Counter[str] = Counter()
    for row in db.session.query(Order):
        done = acts.get(row.id, [])
        if "registered" not in done:
            faults.append(f"{row.number} was never registered")
        if (row.state == "closed") != (row.closed_at is not None):
            faults.append(f"{row.number} is {row.state} and closed at {row.closed_at}")
        if row.state in ("dispatched", "accepted", "objected", "replied") and (
            row.department_id is None or row.due_on is None
        ):
            faults.append(f"{row.number} is {row.state} without a unit or a day")
        month, _sep, number = row.number.rpartition("-")
        if number.isdigit():
            last[month] = max(last[month], int(number))
    for counter in db.session.query(OrderCounter):
        if counter.last < last[counter.month]:
            faults.append(f"{counter.month} counts to {counter.last}, {last[counter.month]} was given")
    return faults
