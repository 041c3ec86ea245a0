"""Requests for the next caller that come at the same time are decided in one transaction (docs/decisions/0016).

Whoever comes first leads; while a batch is being stored the next one gathers. Nobody waits for company. A request that
is made twice is harmless: a seat that has somebody is told the same again.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

from core.api import Campaign, DomainError, registry

from .claiming import Ask, claim_all

#: requests in one transaction at most
MOST = 64
#: nobody waits longer for a leader who doesn't come back (seconds); the request is then made by itself
PATIENCE = 20.0


class _Asked:
    __slots__ = ("answer", "ask", "campaign", "done", "fault", "leads", "now", "turn")

    def __init__(self, campaign: Campaign, ask: Ask, now: datetime) -> None:
        self.campaign, self.ask, self.now = campaign, ask, now
        self.turn = threading.Event()
        self.answer: Any = None
        self.fault: BaseException | None = None
        self.leads = self.done = False


class _Joining:
    """The requests of one process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: list[_Asked] = []
        self.busy = False

    def claim(self, mine: _Asked) -> Any:
        with self.lock:
            self.waiting.append(mine)
            if not self.busy:
                self.busy = mine.leads = True
        if not mine.leads and not mine.turn.wait(PATIENCE) and self._give_up(mine):
            return claim_all(mine.campaign, [mine.ask], now=mine.now)[0]
        if mine.leads:
            self._lead(mine)
        if mine.fault is not None:
            raise mine.fault
        if not mine.done:  # its leader's thread was ended
            return claim_all(mine.campaign, [mine.ask], now=mine.now)[0]
        return mine.answer

    def _give_up(self, mine: _Asked) -> bool:
        with self.lock:
            if mine.turn.is_set():
                return False
            if mine in self.waiting:
                self.waiting.remove(mine)
            return True

    def _lead(self, mine: _Asked) -> None:
        with self.lock:
            batch = [one for one in self.waiting if one.campaign.id == mine.campaign.id][:MOST]
            self.waiting = [one for one in self.waiting if one not in batch]
        try:
            _decide(batch)
        finally:
            with self.lock:
                if self.waiting:
                    self.waiting[0].leads = True
                    self.waiting[0].turn.set()
                else:
                    self.busy = False
            for one in batch:
                one.turn.set()


def _decide(batch: list[_Asked]) -> None:
    """All together; when that fails, each by itself, and who fails then keeps the fault."""
    now = max(one.now for one in batch)
    try:
        answers = claim_all(batch[0].campaign, [one.ask for one in batch], now=now)
    except Exception as fault:
        for one in batch:
            one.done = True
            if len(batch) == 1:
                one.fault = fault
                continue
            try:
                one.answer = claim_all(one.campaign, [one.ask], now=one.now)[0]
            except Exception as own:
                one.fault = own
        return
    for one, answer in zip(batch, answers, strict=True):
        one.answer, one.done = answer, True


#: by app: a process that holds several (the tests do) must not mix their databases
_BY_APP: dict[int, _Joining] = {}


def claim_joined(campaign: Campaign, ask: Ask, *, now: datetime) -> Any:
    """A row of the line or None, decided together with whoever asks at the same moment. Raises the refusal."""
    found = _BY_APP.setdefault(id(registry()), _Joining())
    answer = found.claim(_Asked(campaign, ask, now))
    if isinstance(answer, DomainError):
        raise answer
    return answer
