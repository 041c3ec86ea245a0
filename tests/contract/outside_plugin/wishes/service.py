"""What can be done with wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from core.api import SYSTEM, audit, booking, campaigns, db, events, privacy, unit_of_work

from .models import Heard, Wish


@dataclass(frozen=True)
class WishView:
    name: str
    text: str


def make_wish(phone: str, name: str, text: str, *, campaign_id: int, now: datetime) -> int:
    with unit_of_work() as session:
        events.emit("wishes.wish_made", now=now, campaign_id=campaign_id)
        wish = Wish(
            campaign_id=campaign_id,
            person_digest=privacy.digest(phone),
            phone_sealed=privacy.seal(phone),
            name_sealed=privacy.seal(name),
            text=text,
        )
        session.add(wish)
        session.flush()
        audit.record(SYSTEM, now, "wishes.wish_made", subject=("wish", wish.id), campaign_id=campaign_id)
        return wish.id


def number(campaign_id: int | None) -> int:
    """How many wishes there are in the campaign, or in all."""
    return len(_wishes(campaign_id))


def unread(campaign_id: int | None) -> int:
    """How many of them nobody has read."""
    return sum(not wish.read for wish in _wishes(campaign_id))


def _wishes(campaign_id: int | None) -> Sequence[Wish]:
    wanted = select(Wish)
    return db.session.scalars(
        wanted if campaign_id is None else wanted.where(Wish.campaign_id == campaign_id)
    ).all()


def read_all(now: datetime) -> None:
    db.session.execute(update(Wish).values(read=True))


def of_person(person: str) -> list[WishView]:
    rows = db.session.scalars(select(Wish).where(Wish.person_digest == person))
    return [WishView(privacy.unseal(row.name_sealed), row.text) for row in rows]


def erase(person: str) -> None:
    db.session.execute(delete(Wish).where(Wish.person_digest == person))


def hear(key: str, name: str, *, now: datetime) -> None:
    if db.session.get(Heard, key) is None:
        db.session.add(Heard(key=key, name=name, at=now))


def hear_bookings(fact: str, bookings: Sequence[booking.BookingView], now: datetime) -> None:
    for got in bookings:
        hear(f"booking:{got.id}:{fact}", f"wishes.{fact}", now=now)


def purge(before: datetime) -> int:
    """Remove the wishes of campaigns that ended before this moment; how many."""
    ended = [c.id for c in campaigns.all_campaigns() if c.ends_on < before.date()]
    gone = db.session.execute(delete(Wish).where(Wish.campaign_id.in_(ended)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
