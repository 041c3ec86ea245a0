"""What a holder does with a booking: look, accept an offer, give back, change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from core.base.access import Actor
from core.base.clock import local
from core.base.db import unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.privacy import seal, token_digest
from core.booking import rules, store
from core.booking.contracts import BookingView, Standing
from core.booking.models import Booking
from core.booking.service.held import Held, holding
from core.booking.service.views import booking_view

_GONE = ("cancelled", "called_off", "lapsed")


def view_booking(token: str) -> BookingView:
    """The booking behind a manage link. Raises NotFound; an erased booking is not found."""
    return booking_view(by_token(token))


def standing(token: str) -> Standing | None:
    """Why somebody waits and where they stand; None when they don't wait. Raises NotFound."""
    row = by_token(token)
    if row.state not in ("waiting", "offered"):
        return None
    view = booking_view(row)
    event = store.events_by_id([row.event_id])[row.event_id]
    if event.undrawn:
        return Standing(0, "", "draw", {"closes_at": event.closes_at})
    quota = next(q for q in view.session.quotas if q.id == row.quota_id)
    if row.state == "offered":
        return Standing(1, quota.name, "yours", {"until": row.offer_until})
    place = view.place or 1
    free = quota.left
    if event.pooled_at is not None:
        free = next(q.left for q in view.session.quotas if q.kind == rules.POOL)
    if free > 0:
        # Places are free and still somebody waits: the group that is next needs more of them.
        mine = place == 1 and row.party > free
        return Standing(place, quota.name, "group", {"free": free, "party": row.party, "mine": mine})
    return Standing(place, quota.name, "full", {"ahead": place - 1, "waiting": quota.waiting})


def accept_offer(token: str, *, actor: Actor, now: datetime) -> BookingView:
    """Take the places that were offered. A second time changes nothing.

    Raises NotFound, RuleBroken("offer_over" | "offer_not_yet" | "booking_gone").
    """
    with _mine(token, actor=actor, now=now) as (held, row):
        if row.state != "booked":
            _refuse_accepting(row, now)
            row.state, row.queue_no, row.offer_until = "booked", None, None
            held.record("booking.accepted", row)
            held.tell("accepted", row)
            held.changed(row)
    return booking_view(row)


def _refuse_accepting(row: Booking, now: datetime) -> None:
    if row.state == "waiting":
        raise RuleBroken("offer_not_yet")
    if row.state == "lapsed" or (row.offer_until is not None and now > row.offer_until):
        raise RuleBroken("offer_over")
    if row.state != "offered":
        raise RuleBroken("booking_gone")


def cancel_booking(token: str, *, actor: Actor, now: datetime) -> BookingView:
    """Give places back, decline an offer or leave the line; what is freed is offered on. A second time changes nothing.

    Raises NotFound, RuleBroken("cancel_too_late").
    """
    with _mine(token, actor=actor, now=now) as (held, row):
        if row.state not in _GONE:
            verdict = rules.refuse_cancel(now, held.session(row.session_id).starts_at)
            if verdict is not None and row.state != "waiting":
                raise RuleBroken(verdict.code, **verdict.params)
            give_up(held, row)
            held.record("booking.cancelled", row)
            held.tell("cancelled", row)
            held.fill(row.session_id)
    return booking_view(row)


def give_up(held: Held, row: Booking) -> None:
    """Count a living booking out and mark it cancelled; the caller fills."""
    held.leave(row)
    row.state, row.cancelled_at, row.offer_until = "cancelled", held.now, None


def change_booking(
    token: str,
    *,
    party: int | None = None,
    needs: tuple[str, ...] | None = None,
    call_name: str | None = None,
    category: str | None = None,
    actor: Actor,
    now: datetime,
) -> BookingView:
    """Change what is given; None leaves it. A smaller party frees places, a larger one needs free ones.

    Who waits or is offered a place may only become fewer. Raises NotFound, Invalid("party_too_big" | "party_too_small"),
    Conflict("party_needs_places" | "category_full"), RuleBroken.
    """
    with _mine(token, actor=actor, now=now) as (held, row):
        _refuse_change(held, row)
        before = (row.party, row.category, list(row.needs), row.name_sealed)
        if category is not None and category != row.category:
            _change_category(held, row, category)
        if party is not None and party != row.party:
            _change_party(held, row, party)
        if needs is not None:
            row.needs = list(needs)
        if call_name is not None and call_name != booking_view(row).call_name:
            row.name_sealed = seal(call_name)
        if before != (row.party, row.category, list(row.needs), row.name_sealed):
            held.record("booking.changed", row, party=row.party)
            held.tell("changed", row)
        held.fill(row.session_id)
    return booking_view(row)


def _refuse_change(held: Held, row: Booking) -> None:
    if row.state in _GONE:
        raise RuleBroken("booking_gone")
    session = held.session(row.session_id)
    if held.now >= session.starts_at:
        raise RuleBroken("change_too_late", starts_at=session.starts_at)


def _change_party(held: Held, row: Booking, party: int) -> None:
    if held.event(row).undrawn and held.now > held.event(row).closes_at:
        raise RuleBroken("draw_frozen")
    if party < 1:
        raise Invalid("party_too_small", field="party")
    limit = held.event(row).companions + 1
    if party > max(limit, row.party):
        raise Invalid("party_too_big", field="party", limit=limit)
    more = party - row.party
    session, quota = held.session(row.session_id), held.quota(row)
    if more > 0:
        waits = session.waiting if held.event(row).pooled_at is not None else quota.waiting
        if row.state != "booked" or waits or quota.capacity - quota.taken < more:
            raise Conflict("party_needs_places")
    row.party = party
    if row.state != "waiting":
        held.take(row, quota, more)


def _change_category(held: Held, row: Booking, category: str) -> None:
    """The places follow the category, unless they are the pool's, which are everybody's."""
    quota = held.quota(row)
    wanted = held.own_quota(row.session_id, category)
    if wanted is not quota and quota.kind == rules.CATEGORY:
        if row.state != "booked":
            raise RuleBroken("category_waits")
        found = held.free_quota(row.session_id, category, row.party)
        if found is None:
            raise Conflict("category_full")
        held.leave(row)
        held.take(row, found, row.party)
    elif wanted is not quota and held.event(row).pooled_at is None and quota.kind == rules.POOL:
        raise RuleBroken("category_waits") if row.state != "booked" else Conflict("category_full")
    row.category = category


def change_session(token: str, session_id: int, *, actor: Actor, now: datetime) -> BookingView:
    """Take another session of the event, where places are free and nobody waits. The ticket gets a new number.

    Also for who was called off or let an offer lapse. Raises NotFound, Conflict ("session_full" | "already_booked"),
    RuleBroken (window, "booking_gone", "change_too_late").
    """
    row = by_token(token)
    with holding({row.session_id, session_id}, actor=actor, now=now) as held:
        row = by_token(token)
        target, old_id = held.session(session_id), row.session_id
        if target.event_id != row.event_id:
            raise NotFound("session_unknown")
        if old_id == session_id and row.state == "booked":
            return booking_view(row)
        _refuse_moving(held, row)
        if held.event(row).undrawn:
            raise RuleBroken("draw_pending")
        verdict = rules.refuse_start(now, target.starts_at, target.state)
        if verdict is not None:
            raise RuleBroken(verdict.code, **verdict.params)
        quota = held.free_quota(session_id, row.category, row.party)
        if quota is None:
            raise Conflict("session_full")
        if row.state in _GONE:
            _revive(held, row)
        else:
            held.leave(row)
        row.state, row.queue_no, row.offer_until = "booked", None, None
        held.take(row, quota, row.party)
        target.issued += 1
        row.number = rules.booking_number(local(target.starts_at), target.ordinal, target.issued)
        held.record("booking.session_changed", row, session_id=session_id)
        held.tell("session_changed", row)
        if old_id != session_id:
            held.fill(old_id)
    return booking_view(row)


def _refuse_moving(held: Held, row: Booking) -> None:
    event, session = held.event(row), held.session(row.session_id)
    if event.state == "called_off" or row.state == "cancelled":
        raise RuleBroken("booking_called_off" if event.state == "called_off" else "booking_gone")
    if row.state == "lapsed":  # they come anew, and new people come in the window
        verdict = rules.refuse_window(held.now, event.opens_at, event.closes_at, event.state)
        if verdict is not None:
            raise RuleBroken(verdict.code, **verdict.params)
    if row.state in ("booked", "offered") and held.now >= session.starts_at:
        raise RuleBroken("change_too_late", starts_at=session.starts_at)


def _revive(held: Held, row: Booking) -> None:
    """Whoever has booked with the same phone since then may have used their slot, or all of them."""
    others = store.living_of_persons([(row.event_id, row.person_digest)])
    free = set(range(held.event(row).per_phone)) - {other.slot for other in others}
    if not free:
        raise Conflict("already_booked", number=others[0].number)
    row.slot = row.slot if row.slot in free else min(free)


def change_photo_consent(token: str, agreed: bool, *, actor: Actor, now: datetime) -> BookingView:
    """Give or withdraw the consent to publish photographs: as easily the one as the other (PI-07)."""
    with _mine(token, actor=actor, now=now) as (held, row):
        if row.photo_consent != agreed:
            row.photo_consent = agreed
            held.record("booking.photo_consent_changed", row, agreed=agreed)
    return booking_view(row)


def by_token(token: str) -> Booking:
    """The row of a manage link. Raises NotFound."""
    row = store.booking_by_token(token_digest(token))
    if row is None or row.erased_at is not None:
        raise NotFound
    return row


@contextmanager
def _mine(token: str, *, actor: Actor, now: datetime) -> Iterator[tuple[Held, Booking]]:
    """A booking with its session held. It may have changed session before the row was locked: then look again."""
    with unit_of_work():
        session_id = by_token(token).session_id
        while True:
            with holding([session_id], actor=actor, now=now) as held:
                row = by_token(token)
                if row.session_id == session_id:
                    yield held, row
                    return
            session_id = row.session_id
