"""Refusing what is surely full without holding anything: most of a rush comes after the last place has gone.

The event as it was seen is as new as the last commit (core/base/stamps.py), so what it says needs no lock to be true.
Whatever isn't plain goes the long way and is decided there: somebody who asks again, who has a place already, who
would wait, or what else is wrong with the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.base.errors import Conflict
from core.base.privacy import digest_candidates
from core.booking import rules, store
from core.booking.contracts import BookPlace, EventView, SessionView


def surely_full(
    commands: Sequence[BookPlace], seen: Sequence[EventView], now: datetime
) -> list[Conflict | None]:
    """For each request Conflict("session_full" | "session_full_others") when a booking would be told just that.

    `seen`: the event of each, as new as the last commit. One question to the database, and only where some are full.
    """
    doubtful = [_is_plainly_full(command, event, now) for command, event in zip(commands, seen, strict=True)]
    people = {
        (event.id, person)
        for command, event, is_full in zip(commands, seen, doubtful, strict=True)
        if is_full
        for person in digest_candidates(command.phone)
    }
    if not people:
        return [None] * len(commands)
    keys = {command.idempotency_key for command, is_full in zip(commands, doubtful, strict=True) if is_full}
    known = store.earlier(keys, people)
    known_keys = {row.idempotency_key for row in known}
    known_people = {(row.event_id, row.person_digest) for row in known}
    return [
        full(command, event.sessions)
        if is_full
        and command.idempotency_key not in known_keys
        and not any((event.id, person) in known_people for person in digest_candidates(command.phone))
        else None
        for command, event, is_full in zip(commands, seen, doubtful, strict=True)
    ]


def _is_plainly_full(command: BookPlace, seen: EventView, now: datetime) -> bool:
    session = seen.session(command.session_id)
    return (
        session is not None
        and session.state == "open"
        and session.starts_at > now
        and seen.refusal(now) is None
        and seen.id == command.event_id
        and looks_full(command, seen)
        and 1 <= command.party <= seen.terms.companions + 1
    )


def full(command: BookPlace, sessions: Iterable[SessionView]) -> Conflict:
    """What somebody is told whose session is full, with the event's other sessions that have places for them."""
    others = [
        other.title
        for other in sessions
        if other.id != command.session_id and other.state == "open" and _has_places(other, command)
    ]
    return Conflict("session_full_others", others=others) if others else Conflict("session_full")


def looks_full(command: BookPlace, seen: EventView) -> bool:
    """Whether a booking would find neither a place nor a line in an event as it was seen."""
    session = seen.session(command.session_id)
    waits = (command.may_wait and seen.has_line) or seen.undrawn
    return session is not None and not waits and not _fits(session, seen, command)


def _fits(session: SessionView, seen: EventView, command: BookPlace) -> bool:
    quotas = [rules.Places(q.kind, q.name, q.capacity, q.taken, q.waiting) for q in session.quotas]
    own = rules.quota_for(command.category, [(q.kind, q.name) for q in session.quotas])
    if own is None:
        return True
    flows = seen.terms.pool_at is not None or seen.pooled_at is not None
    if command.party > rules.largest_party(quotas, own, flows=flows):
        return True  # refused for another reason, which the long way tells
    return rules.choose(quotas, own, command.party, pooled=seen.pooled_at is not None) is not None


def _has_places(session: SessionView, command: BookPlace) -> bool:
    quota = session.quota_for(command.category)
    return quota is not None and quota.left >= command.party and not quota.waiting
