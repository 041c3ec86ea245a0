"""Giving callers to seats: many requests in one transaction, decided one after the other over one look at the line.

The line of a campaign is held, so two server processes decide one after the other and the order is strict; whoever asks
meanwhile is gathered into the next batch (docs/decisions/0016). A seat that has somebody already is told the same again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DomainError,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    remembered,
    unit_of_work,
)

from ..models import Topic
from ..pack import line_rules
from ..permissions import SERVE
from ..rules import line as rules
from ..store import line as store
from . import returning, seat_moves
from .waiter_views import ms

#: a row of the line, nobody (the line is empty for this seat), or why not
Answer = Any


@dataclass(frozen=True)
class Ask:
    """Somebody at a seat wants the next caller, or (`waiter_id`) a certain one."""

    shift_id: int
    actor: Actor
    waiter_id: int | None = None


def claim_all(campaign: Campaign, asks: Sequence[Ask], *, now: datetime) -> list[Answer]:
    """Decide many requests in one unit of work: for each a row of the line, None, or a DomainError."""
    for ask in asks:
        ask.actor.require(SERVE, campaign_id=campaign.id)
    with unit_of_work():
        return _Batch(campaign, asks, now).decide()


class _Batch:
    def __init__(self, campaign: Campaign, asks: Sequence[Ask], now: datetime) -> None:
        self.campaign, self.asks, self.now = campaign, asks, now
        self.rules = line_rules(campaign)
        shifts = {ask.shift_id for ask in asks}
        self.seats = store.hold_line_and_seats(campaign.id, shifts)
        if self.seats and returning.return_due(campaign, now=now):
            # A silent seat may be among those that ask again: it is paused now.
            self.seats = store.hold_line_and_seats(campaign.id, shifts)

    def decide(self) -> list[Answer]:
        answers: list[Answer] = [None] * len(self.asks)
        free: dict[int, int] = {}
        again: list[tuple[int, int]] = []
        for n, ask in enumerate(self.asks):
            try:
                serving = self._refuse(ask)
            except DomainError as refused:
                answers[n] = refused
                continue
            if serving is not None:
                again.append((n, serving))
            elif ask.shift_id not in free:
                free[ask.shift_id] = n
        given = self._choose([self.asks[n] for n in free.values()], answers, free)
        rows = self._store(given, free)
        shown = {row.id: row for row in store.waiters_by_id([one for _n, one in again])} if again else {}
        for n, one in again:
            wanted = self.asks[n].waiter_id
            answers[n] = shown[one] if wanted in (None, one) else Conflict("hotline.seat_busy")
        for n, ask in enumerate(self.asks):
            if answers[n] is None and ask.shift_id in given:
                answers[n] = rows.get(given[ask.shift_id])
        return answers

    def _refuse(self, ask: Ask) -> int | None:
        """Whom the seat has already; raises why it gets nobody."""
        seat = self.seats.get(ask.shift_id)
        if seat is None or seat.campaign_id != self.campaign.id:
            shift = store.shift(ask.shift_id)
            if shift is None or shift.campaign_id != self.campaign.id:
                raise NotFound
            raise RuleBroken("hotline.not_seated")
        if not ask.actor.all_powers and seat.user_id != ask.actor.user_id:
            raise NotAllowed("hotline.not_your_shift")
        seat_moves.refuse_hours(seat, self.now)
        if seat.state == "serving":
            serving: int = seat.serving_waiter
            return serving
        if not rules.is_free(seat.state, ms(seat.until) if seat.until else None, ms(self.now)):
            if seat.state == "wrap_up":
                raise RuleBroken(
                    "hotline.in_wrap_up", seconds=max(1, int((seat.until - self.now).total_seconds()))
                )
            raise RuleBroken("hotline.seat_paused" if seat.state == "paused" else "hotline.not_seated")
        return None

    def _choose(self, asks: Sequence[Ask], answers: list[Answer], free: dict[int, int]) -> dict[int, int]:
        """Shift → waiter."""
        given: dict[int, int] = {}
        if not asks:
            return given
        every = self._every_topic() if any(self.seats[ask.shift_id].general for ask in asks) else frozenset()
        topics = self._topics(asks)
        open_seats = []
        for ask in asks:
            seat = self.seats[ask.shift_id]
            lanes = every if seat.general else topics[ask.shift_id]
            if ask.waiter_id is not None:
                chosen = self._certain(ask, lanes, set(given.values()))
                if isinstance(chosen, DomainError):
                    answers[free[ask.shift_id]] = chosen
                else:
                    given[ask.shift_id] = chosen
                continue
            open_seats.append(rules.Asking(ask.shift_id, lanes, frozenset(seat.languages or ())))
        if open_seats:
            given |= self._next(open_seats, set(given.values()))
        return given

    def _topics(self, asks: Sequence[Ask]) -> dict[int, frozenset[int]]:
        own = [ask.shift_id for ask in asks if not self.seats[ask.shift_id].general]
        if own and hasattr(self.seats[own[0]], "topics"):
            return {shift: frozenset(self.seats[shift].topics) for shift in own}
        return {shift: frozenset(found) for shift, found in store.topics_of(own).items()}

    def _next(self, seats: Sequence[rules.Asking], gone: set[int]) -> dict[int, int]:
        lanes = {lane for seat in seats for lane in seat.lanes} | {-seat.shift_id for seat in seats}
        languages = {language for seat in seats for language in seat.languages}
        found = store.heads(lanes, languages, len(seats) + len(gone))
        heads = [rules.Head(*row) for row in found if row.id not in gone]
        wait, now = int(self.rules.language_wait.total_seconds() * 1000), ms(self.now)
        # Who speaks what is asked only when somebody at the head would wait for it.
        waits = any(h.language and h.turn > now and h.lane > 0 for h in heads)
        covered = store.spoken_on_duty(self.campaign.id, self.now) if waits else ()
        chosen = rules.assign(seats, heads, now=now, language_wait=wait, covered=covered)
        return {shift_id: head.id for shift_id, head in chosen.items()}

    def _certain(self, ask: Ask, lanes: frozenset[int], gone: set[int]) -> int | DomainError:
        row = store.waiter(ask.waiter_id or 0)
        if row is None or row.campaign_id != self.campaign.id or row.topic_id not in lanes:
            return NotFound()
        if row.state != "waiting" or row.id in gone:
            return Conflict("hotline.taken")
        if row.lane is not None and row.lane < 0 and row.lane != -ask.shift_id:
            return Conflict("hotline.reserved")
        return row.id

    def _every_topic(self) -> frozenset[int]:
        key = ("hotline.every_topic", self.campaign.id)
        return remembered(key, (Topic,), lambda: frozenset(store.all_topics(self.campaign.id)))

    def _store(self, given: dict[int, int], free: dict[int, int]) -> dict[int, Any]:
        if not given:
            return {}
        now = self.now
        wanted = {waiter: shift for shift, waiter in given.items()}
        rows = store.take(wanted, self.seats, now=now, until=now + self.rules.lease)
        taken = [(shift, rows[waiter]) for shift, waiter in given.items() if waiter in rows]
        acts = [
            (
                self.asks[free[shift]].actor,
                ("hotline_waiter", row.id),
                {"shift": shift, "topic": row.topic_id},
            )
            for shift, row in taken
        ]
        audit.record_each(now, "hotline.claimed", acts, campaign_id=self.campaign.id)
        if taken:
            seat_moves.tell(self.campaign.id, *(row.topic_id for _shift, row in taken), now=now)
        return rows
