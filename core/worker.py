"""The worker: empties event and job rows when it is woken, and looks by itself every few seconds."""

from __future__ import annotations

import signal
import threading
from typing import Any

import structlog
from flask import Flask

from core.base import clock, events, heartbeat, jobs, live
from core.booking.service.lines import plan_jobs
from core.delivery.courier import Courier
from core.trail.upkeep import keep_up

log = structlog.get_logger(__name__)
LOOK_EVERY = 2.0  # seconds
LAST_WORDS = 7.0  # seconds that messages in hand get at the end; less than the supervisor's patience


def work(app: Flask) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    busy = threading.Lock()

    courier = Courier(app)

    def drain() -> None:
        courier.wake()
        with busy, app.app_context():
            now = clock.now()
            if heartbeat.beat(now):
                live.forget_old(now)
            events.deliver_due(now)
            plan_jobs(now)
            jobs.plan_daily(now)
            jobs.run_due(now)
            keep_up(now)

    def look() -> None:
        # A wake-up can be lost with Redis or the file; a due retry has none at all.
        while not stop.wait(LOOK_EVERY):
            try:
                drain()
            except Exception as problem:
                log.error("worker.look_failed", fault=type(problem).__name__)

    def look_for_long_work() -> None:
        # A thread of its own: nobody's code by SMS waits while a PDF is typeset.
        while not stop.wait(LOOK_EVERY):
            try:
                with app.app_context():
                    jobs.run_long(clock.now())
            except Exception as problem:
                log.error("worker.long_look_failed", fault=type(problem).__name__)

    with app.app_context():
        line = jobs.wake_line()
        jobs.drain_task(line, drain)
    consumer = line.create_consumer(
        workers=1, periodic=False, initial_delay=0.1, max_delay=0.5, check_worker_health=True
    )
    looker = threading.Thread(target=look, name="look", daemon=True)
    long_looker = threading.Thread(target=look_for_long_work, name="long", daemon=True)

    def end(*_: Any) -> None:
        stop.set()

    consumer.start()
    # After the consumer's start, which takes the signals for itself: it would set a flag that only its own loop reads.
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    looker.start()
    long_looker.start()
    courier.start()
    log.info("worker.started")
    stop.wait()
    consumer.stop()
    courier.stop(LAST_WORDS)
    log.info("worker.stopped")
