"""Requests that wait at the same time are booked in one transaction (docs/decisions/0015).

Whoever comes first leads: while one batch is being stored the next gathers, over all sessions, and whoever is free then
leads it. Nobody waits for company: a single request is a batch of one. Each gets its own answer or refusal; one that
can't be stored at all is tried alone, so that it spoils nothing for its neighbours. The answer is given after the commit.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from core.base import i18n
from core.base.access import Actor
from core.base.db import in_unit_of_work
from core.base.errors import DomainError
from core.base.registry import registry
from core.booking.contracts import BookingView, BookPlace, EventView
from core.booking.service.events import view_event
from core.booking.service.full import looks_full, surely_full
from core.booking.service.placing import Answer, book_place, place_all

#: requests in one transaction at most
MOST = 64
#: nobody waits longer for a leader who doesn't come back (seconds); the request is then booked by itself
PATIENCE = 20.0


class _Asked:
    """One request on its way: `turn` is set when it is answered, or when its thread shall lead."""

    __slots__ = ("actor", "answer", "command", "fault", "leads", "manner", "now", "turn")

    def __init__(self, command: BookPlace, actor: Actor, now: datetime) -> None:
        self.command, self.actor, self.now = command, actor, now
        #: language and address go into the words of a message: a leader writes for those alone who share his
        self.manner = i18n.manner()
        self.turn = threading.Event()
        self.answer: Answer | None = None
        self.fault: BaseException | None = None
        self.leads = False


class Joining:
    """The requests of one process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: list[_Asked] = []
        self.busy = False

    def book(self, command: BookPlace, *, actor: Actor, now: datetime) -> BookingView:
        mine = _Asked(command, actor, now)
        with self.lock:
            self.waiting.append(mine)
            if not self.busy:
                self.busy = mine.leads = True
        if not mine.leads and not mine.turn.wait(PATIENCE) and self._give_up(mine):
            # Whoever led died without a word. The key makes it harmless should it have been stored all the same.
            return book_place(command, actor=actor, now=now)
        if mine.leads:
            self._lead(mine)
        if mine.fault is not None:
            raise mine.fault
        if isinstance(mine.answer, DomainError):
            raise mine.answer
        assert mine.answer is not None
        return mine.answer

    def _give_up(self, mine: _Asked) -> bool:
        """Leave the line; False when the turn came at the last moment."""
        with self.lock:
            if mine.turn.is_set():
                return False
            if mine in self.waiting:
                self.waiting.remove(mine)
            if self.waiting:
                self._hand_over()
            else:
                self.busy = False
            return True

    def _lead(self, mine: _Asked) -> None:
        with self.lock:
            batch = [asked for asked in self.waiting if asked.manner == mine.manner][:MOST]
            self.waiting = [asked for asked in self.waiting if asked not in batch]
        try:
            _store(batch)
        except BaseException as fault:
            # Not an error of a request (those are answers): a thread being ended. Its followers book by themselves.
            for asked in batch:
                if asked is not mine and asked.answer is None:
                    asked.fault = asked.fault or LeaderLost()
            mine.fault = fault
        finally:
            with self.lock:
                self._hand_over()
            for asked in batch:
                asked.turn.set()

    def _hand_over(self) -> None:
        """Let the first who waits lead the next batch; called with the lock held."""
        if self.waiting:
            self.waiting[0].leads = True
            self.waiting[0].turn.set()
        else:
            self.busy = False


class LeaderLost(Exception):
    """The thread that led this request's batch was ended; the request is repeated alone."""


def book_joined(
    command: BookPlace, *, actor: Actor, now: datetime, seen: EventView | None = None
) -> BookingView:
    """`book_place` together with whoever books at the same moment. Raises what `book_place` raises.

    `seen`: the event as it was seen some time ago (`guess_event`). When it was full there, it is looked at again, and
    nothing is locked to say so. Inside of a caller's unit of work it can't be joined: it is booked there.
    """
    if in_unit_of_work():
        return book_place(command, actor=actor, now=now)
    if seen is not None and looks_full(command, seen):
        fresh = view_event(seen.owner_kind, seen.owner_id)
        if fresh is not None:
            refusal = surely_full([command], [fresh], now)[0]
            if refusal is not None:
                raise refusal
    joining: Joining = registry().joining
    try:
        return joining.book(command, actor=actor, now=now)
    except LeaderLost:
        return book_place(command, actor=actor, now=now)


def book_together(
    commands: Sequence[BookPlace], seen: Sequence[EventView], *, actor: Actor, now: datetime
) -> list[Answer]:
    """The same for many requests that have come in one by one and wait together; an answer or a refusal for each.

    `seen`: the event of each request as it was seen some time ago. They share one transaction: a fault stores none.
    """
    answers: list[Answer | None] = [None] * len(commands)
    doubtful = [n for n, command in enumerate(commands) if looks_full(command, seen[n])]
    fresh = {n: view_event(seen[n].owner_kind, seen[n].owner_id) or seen[n] for n in doubtful}
    for n, refusal in zip(
        doubtful, surely_full([commands[n] for n in doubtful], list(fresh.values()), now), strict=True
    ):
        answers[n] = refusal
    rest = [n for n, answer in enumerate(answers) if answer is None]
    stored = place_all([commands[n] for n in rest], now, actors=[actor] * len(rest)) if rest else []
    for n, answer in zip(rest, stored, strict=True):
        answers[n] = answer
    return cast("list[Answer]", answers)


def _store(batch: list[_Asked]) -> None:
    """Store all together; when that fails, each by itself, and who fails then keeps the fault."""
    now = max(asked.now for asked in batch)
    try:
        answers = place_all([a.command for a in batch], now, actors=[a.actor for a in batch])
    except Exception as fault:
        if len(batch) == 1:
            batch[0].fault = fault
            return
        for asked in batch:
            try:
                asked.answer = book_place(asked.command, actor=asked.actor, now=asked.now)
            except Exception as own:
                asked.fault = own
        return
    for asked, answer in zip(batch, answers, strict=True):
        asked.answer = answer
