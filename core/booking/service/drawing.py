"""The fair draw of an event's places: promised, frozen, drawn once. What it gives anybody can work out again.

Before names are put down the SHA-256 of a secret is published; the secret is computed from a nonce and a key of the house,
so nobody can read it in the tables. When booking closes the numbers are frozen and published. Where a public number was
named beforehand it joins the secret in the seed, so that the house alone can't choose the outcome either.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.base import audit
from core.base.access import SYSTEM, Actor
from core.base.db import db
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.privacy import derived_key
from core.booking import rules, store
from core.booking.contracts import DrawnSession, DrawView
from core.booking.models import Booking, BookingDraw, BookingEvent, BookingQuota
from core.booking.service.held import Held, holding

DRAW = "booking.draw"
_NUMBER = re.compile(r"[0-9A-Za-z]{1,60}")


# ── before names are put down ───────────────────────────────────────────────────────────────────────────────────────
def refuse_redraw(event: BookingEvent, *, by_lot: bool, closes_at: datetime) -> None:
    """Places that people have booked aren't drawn afterwards, nor the other way round; what is frozen stays so."""
    if by_lot != event.by_lot and store.has_bookings(event.id):
        raise RuleBroken("draw_source_fixed")
    if event.by_lot and closes_at != event.closes_at:
        refuse_frozen(event)


def prepare_draw(event: BookingEvent, public_source: str) -> None:
    """Promise the draw: the commitment stays whatever is changed; the public number's source until somebody is entered."""
    draw = store.draw_of(event.id)
    if draw is None:
        draw = BookingDraw(event_id=event.id, nonce=secrets.token_hex(16), public_number="", seed="")
        draw.commitment = rules.commitment_of(_secret(draw))
        draw.lots, draw.result, draw.digest = {}, {}, ""
        draw.public_source = public_source
        db.session.add(draw)
        db.session.flush()
    elif draw.public_source != public_source:
        if store.has_bookings(event.id):
            raise RuleBroken("draw_source_fixed")
        draw.public_source = public_source


def refuse_frozen(event: BookingEvent) -> None:
    """Between the closing moment and the draw nothing about the places changes. Raises RuleBroken("draw_frozen")."""
    draw = store.draw_of(event.id) if event.undrawn else None
    if draw is not None and draw.frozen_at is not None:
        raise RuleBroken("draw_frozen")


# ── when booking has closed ─────────────────────────────────────────────────────────────────────────────────────────
def draw_lots(now: datetime) -> int:
    """Freeze the names of events that have closed, and draw where nothing is lacking. Returns how many were drawn."""
    return sum(_step(event_id, actor=SYSTEM, now=now) for event_id in store.to_be_drawn(now))


def name_public_number(event_id: int, number: str, *, actor: Actor, now: datetime) -> DrawView:
    """Tell the public number that was named beforehand; it draws at once. The same number again changes nothing.

    Raises NotFound, Invalid("draw_number_shape"), RuleBroken("draw_no_number" | "draw_number_early" | "draw_done").
    """
    number = "".join(number.split())
    if not _NUMBER.fullmatch(number):
        raise Invalid("draw_number_shape", field="number")
    with holding(store.session_ids_of(event_id), actor=actor, now=now) as held:
        event, draw = held.events.get(event_id), store.draw_of(event_id)
        if event is None or draw is None or event.state == "called_off":
            raise NotFound
        if not draw.public_source:
            raise RuleBroken("draw_no_number")
        if draw.drawn_at is not None:
            if draw.public_number != number:
                raise RuleBroken("draw_done")
        else:
            if now <= event.closes_at:
                raise RuleBroken("draw_number_early", closes_at=event.closes_at)
            draw.public_number = number
            _record(held, "booking.draw_number_named", event)
            _freeze_and_draw(held, event, draw)
    found = view_draw(event_id)
    assert found is not None
    return found


def view_draw(event_id: int) -> DrawView | None:
    """The draw as everybody may see it; None for an event without one."""
    draw = store.draw_of(event_id)
    if draw is None:
        return None
    return DrawView(
        commitment=draw.commitment,
        public_source=draw.public_source,
        public_number=draw.public_number,
        frozen_at=draw.frozen_at,
        digest=draw.digest,
        seed=draw.seed,
        drawn_at=draw.drawn_at,
        sessions=tuple(_drawn_session(draw, key) for key in draw.lots),
    )


def _drawn_session(draw: BookingDraw, key: str) -> DrawnSession:
    kept, got = draw.lots[key], draw.result.get(key) or {}
    lots = tuple(rules.Lot(number, party) for number, party in kept["lots"])
    return DrawnSession(
        int(key), int(kept["places"]), lots, tuple(got.get("taken", ())), tuple(got.get("line", ()))
    )


def _step(event_id: int, *, actor: Actor, now: datetime) -> bool:
    with holding(store.session_ids_of(event_id), actor=actor, now=now) as held:
        event, draw = held.events.get(event_id), store.draw_of(event_id)
        # Another worker may have drawn while this one waited for the sessions.
        if event is None or draw is None or draw.drawn_at is not None or now <= event.closes_at:
            return False
        return _freeze_and_draw(held, event, draw)


def _freeze_and_draw(held: Held, event: BookingEvent, draw: BookingDraw) -> bool:
    if draw.frozen_at is None:
        _freeze(held, event, draw)
    if draw.public_source and not draw.public_number:
        return False
    _draw(held, event, draw)
    return True


def _freeze(held: Held, event: BookingEvent, draw: BookingDraw) -> None:
    """Whose names were down at the closing moment, however late this is done."""
    names = store.names_down(event.id, event.closes_at)
    kept = {}
    for session in sorted(held.sessions.values(), key=lambda s: s.ordinal):
        pool = _pool(held, session.id)
        lots = [[row.number, row.party] for row in names if row.session_id == session.id]
        kept[str(session.id)] = {"places": pool.capacity - pool.taken, "lots": lots}
    draw.lots, draw.frozen_at = kept, held.now
    draw.digest = rules.digest_of(_lots(kept.values()))
    _record(held, "booking.draw_frozen", event, count=len(names))


def _draw(held: Held, event: BookingEvent, draw: BookingDraw) -> None:
    seed = rules.seed_of(_secret(draw), draw.public_number)
    rows = {(row.session_id, row.number): row for row in store.names_down(event.id, event.closes_at)}
    result = {}
    event.drawn_at = draw.drawn_at = held.now
    draw.seed = seed
    for key, kept in draw.lots.items():
        session = held.session(int(key))
        drawn = rules.draw(seed, _lots([kept]), int(kept["places"]))
        result[key] = {"taken": list(drawn.taken), "line": list(drawn.line)}
        here = {number: row for (session_id, number), row in rows.items() if session_id == session.id}
        for lot in drawn.order:
            session.queued += 1
            here[lot.number].queue_no = session.queued
        _give_places(held, session.id, [here[number] for number in drawn.taken])
        still = [here[number] for number in drawn.line if here[number].state == "waiting"]
        for place, row in enumerate(still, 1):
            held.tell("not_drawn", row, place=place)
        held.changed(session)
        db.session.flush()
        # Whoever was drawn and had withdrawn after the closing moment leaves their place to the next.
        held.fill(session.id)
    draw.result = result
    _record(held, "booking.drawn", event, count=len(rows))


def _give_places(held: Held, session_id: int, rows: Iterable[Booking]) -> None:
    pool = _pool(held, session_id)
    for row in rows:
        if row.state != "waiting":
            continue
        held.leave(row)
        row.state, row.queue_no = "booked", None
        held.take(row, pool, row.party)
        held.tell("drawn", row)


def _pool(held: Held, session_id: int) -> BookingQuota:
    return next(q for q in held.quotas[session_id] if q.kind == rules.POOL)


def _lots(kept: Iterable[Mapping[str, Any]]) -> list[rules.Lot]:
    return [rules.Lot(number, party) for one in kept for number, party in one["lots"]]


def _secret(draw: BookingDraw) -> str:
    return hmac.new(derived_key("booking.draw"), draw.nonce.encode(), hashlib.sha256).hexdigest()


def _record(held: Held, action: str, event: BookingEvent, **codes: int) -> None:
    audit.record(
        held.actor,
        held.now,
        action,
        subject=("booking_event", event.id),
        campaign_id=event.campaign_id,
        **codes,
    )
