"""The courier: threads of the worker that empty the outbox, each lane by itself.

A mail server that hangs holds up mail and nothing else: neither codes by SMS, nor events, nor jobs.
"""

from __future__ import annotations

import threading
import time
from datetime import date

import structlog
from flask import Flask

from core.base import clock
from core.delivery import rules, service

log = structlog.get_logger(__name__)
#: How many messages of a lane are handed over at a time, in each worker.
HANDS = {"sms": 2, "mail": 2, "robot": 1}
LOOK_EVERY = 2.0  # seconds
KEEP_EVERY = 5.0


class Courier:
    """Start it once in a worker process; `wake` when rows were written; `stop` at the end."""

    def __init__(self, app: Flask, *, lease: float = rules.LEASE) -> None:
        self._app = app
        self._leases = rules.Leases(lease)
        self._stop = threading.Event()
        self._bells: list[threading.Event] = []
        self._threads: list[threading.Thread] = []
        self._planned: date | None = None

    def start(self) -> None:
        """Start the threads of every lane that has a gateway."""
        with self._app.app_context():
            lanes = [lane for lane in service.LANES if service.gateway_of(lane) is not None]
        for lane in lanes:
            for number in range(HANDS[lane]):
                bell = threading.Event()
                self._bells.append(bell)
                self._begin(f"{lane}-{number}", lane, bell)
        keeper = threading.Thread(target=self._keep, name="outbox", daemon=True)
        self._threads.append(keeper)
        keeper.start()

    def _begin(self, name: str, lane: str, bell: threading.Event) -> None:
        thread = threading.Thread(target=self._carry, args=(lane, bell), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def wake(self) -> None:
        """New rows may wait."""
        for bell in self._bells:
            bell.set()

    def stop(self, patience: float) -> None:
        """Take no further message; wait up to `patience` seconds for those in hand."""
        self._stop.set()
        self.wake()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _carry(self, lane: str, bell: threading.Event) -> None:
        while not self._stop.is_set():
            bell.clear()
            try:
                with self._app.app_context():
                    gateway = service.gateway_of(lane)
                    worked = gateway is not None and service.deliver_one(lane, gateway, now=clock.now())
            except Exception as problem:
                # The database is away, say. The row in hand stays as it is and is found again by its lease.
                log.error("delivery.lane_failed", lane=lane, fault=type(problem).__name__)
                worked = False
            if not worked:
                bell.wait(LOOK_EVERY)

    def _keep(self) -> None:
        while not self._stop.wait(KEEP_EVERY):
            try:
                with self._app.app_context():
                    now = clock.now()
                    service.free_lost(self._leases, monotonic=time.monotonic(), now=now)
                    if self._planned != clock.local(now).date():
                        self._planned = service.plan_day(now=now)
            except Exception as problem:
                log.error("delivery.keeping_failed", fault=type(problem).__name__)
