"""What the booking room keeps about persons, how one value is set right, and how an event's persons are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from core.base import audit
from core.base.access import SYSTEM, Actor
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.base.personal import PersonalField, Purged
from core.base.privacy import seal
from core.booking import store
from core.booking.models import Booking, BookingEvent, BookingSession

#: An event whose owner forgets nothing (its plugin is gone) loses its persons this long after its last session.
LONGEST = timedelta(days=365)
_HELD = _l("替主办栏目存放报名（主办栏目到期先删）")
_AFTER = _l("最后一场结束")

FIELDS: tuple[PersonalField, ...] = (
    PersonalField(
        "booking.place.phone",
        _l("报名人的手机号"),
        _HELD,
        table="booking_booking",
        sealed_column="phone_sealed",
        digest_column="person_digest",
        term=LONGEST,
        counted_from=_AFTER,
        storage_only=True,
    ),
    PersonalField(
        "booking.place.name",
        _l("报名人的称呼"),
        _HELD,
        table="booking_booking",
        sealed_column="name_sealed",
        term=LONGEST,
        counted_from=_AFTER,
        storage_only=True,
    ),
)


FIELDS += tuple(
    PersonalField(
        f"booking.place.{name}",
        title,
        _HELD,
        table="booking_booking",
        sealed_column=f"{name}_sealed",
        term=LONGEST,
        counted_from=_AFTER,
        optional=True,
        storage_only=True,
    )
    for name, title in (("full_name", _l("报名人的姓名")), ("contact", _l("联系报名人的办法")))
)


def correct(booking_id: int, name: str, value: str, *, actor: Actor, now: datetime) -> None:
    """Set the holder's call name, full name or their consent to photographs right. Raises NotFound."""
    with unit_of_work() as session:
        booking = session.get(Booking, booking_id, populate_existing=True)
        if booking is None or booking.erased_at is not None:
            raise NotFound
        if name in ("call_name", "full_name"):
            column = "name_sealed" if name == "call_name" else "full_name_sealed"
            setattr(booking, column, seal(value[:20]))
            action = "booking.name_corrected"
        elif name == "photo_consent":
            booking.photo_consent = value == "y"
            action = "booking.photo_consent_changed"
        else:
            raise NotFound
        event = session.get_one(BookingEvent, booking.event_id)
        audit.record(actor, now, action, subject=("booking", booking_id), campaign_id=event.campaign_id)


def count_kept(owner_kind: str) -> int:
    """How many bookings of one kind of owner still name a person."""
    query = (
        select(func.count())
        .select_from(Booking)
        .join(BookingEvent, BookingEvent.id == Booking.event_id)
        .where(BookingEvent.owner_kind == owner_kind, Booking.name_sealed != "")
    )
    return db.session.scalar(query) or 0


def forget_due(
    owner_kind: str | None, is_due: Callable[[int, datetime], bool], *, now: datetime
) -> tuple[int, int]:
    """Forget the persons of every event that is over and due: (phones, names) removed; places and counts stay.

    `is_due(campaign_id, last_end)` is asked per event with the end of its last session. `owner_kind` None: of all.
    """
    last_end = func.max(BookingSession.ends_at).label("last_end")
    query = (
        select(BookingEvent.id, BookingEvent.campaign_id, last_end)
        .join(BookingSession, BookingSession.event_id == BookingEvent.id)
        .where(
            select(Booking.id).where(Booking.event_id == BookingEvent.id, Booking.name_sealed != "").exists()
        )
        .group_by(BookingEvent.id, BookingEvent.campaign_id)
    )
    if owner_kind is not None:
        query = query.where(BookingEvent.owner_kind == owner_kind)
    phones = names = 0
    for event_id, campaign_id, end in db.session.execute(query).all():
        if end < now and is_due(campaign_id, end):
            done = _forget_event(event_id, campaign_id, now)
            phones, names = phones + done[0], names + done[1]
    return phones, names


#: what names the person of a booking
_NAMING = (Booking.phone_sealed, Booking.name_sealed, Booking.full_name_sealed, Booking.contact_sealed)


def kept_events(owner_kind: str) -> list[tuple[int, int, int, datetime]]:
    """(owner, event, campaign, end of the last session) of every event that still names somebody."""
    query = (
        select(
            BookingEvent.owner_id, BookingEvent.id, BookingEvent.campaign_id, func.max(BookingSession.ends_at)
        )
        .join(BookingSession, BookingSession.event_id == BookingEvent.id)
        .where(
            BookingEvent.owner_kind == owner_kind,
            # Whoever a clerk booked for may have left a name and no phone.
            select(Booking.id)
            .where(
                Booking.event_id == BookingEvent.id,
                or_(*(column != "" for column in _NAMING)),
            )
            .exists(),
        )
        .group_by(BookingEvent.owner_id, BookingEvent.id, BookingEvent.campaign_id)
        .order_by(BookingEvent.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def forget_event(event_id: int, campaign_id: int, *, now: datetime) -> tuple[int, int]:
    """Forget the persons of one event whose owner has judged it due: (phones, names) removed; places and counts stay."""
    return _forget_event(event_id, campaign_id, now)


def purge_forgotten(now: datetime) -> list[Purged]:
    """The last fence: events of owners that forget nothing."""
    phones, names = forget_due(None, lambda _campaign, end: end + LONGEST <= now, now=now)
    return [Purged("booking.place.phone", phones), Purged("booking.place.name", names)]


def _forget_event(event_id: int, campaign_id: int, now: datetime) -> tuple[int, int]:
    phones = names = 0
    for booking in store.bookings_of_event(event_id):
        phones += booking.phone_sealed != ""
        names += booking.name_sealed != ""
        empty(booking, now)
    db.session.flush()
    audit.record(
        SYSTEM,
        now,
        "booking.purged",
        subject=("booking_event", event_id),
        campaign_id=campaign_id,
        count=phones,
    )
    return phones, names


def empty(booking: Booking, now: datetime) -> None:
    """Take the person out of a booking; category, place and state stay for the figures."""
    # A stand-in keeps "one per person" true for what stays; it can't be computed from a phone.
    booking.person_digest = f"erased-{booking.id}"
    booking.phone_sealed = booking.name_sealed = booking.full_name_sealed = booking.contact_sealed = ""
    booking.needs = []
    booking.photo_consent = False
    booking.erased_at = booking.erased_at or now
