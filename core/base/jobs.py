"""Long or repeated work as rows, written with the fact that asks for it; Huey only wakes the worker.

A task put straight into a queue from a transaction that then rolls back would run all the same; a row goes with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import JSON, Index, String, Text, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.base.clock import local
from core.base.config import Settings
from core.base.db import Model, UtcDateTime, after_commit, db, unit_of_work
from core.base.registry import registry

if TYPE_CHECKING:
    from huey import Huey

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 8
LINE_REST = 10.0  # seconds
#: how long a worker may be at a long job before another one takes it to be dead
LEASE = timedelta(minutes=30)
#: from when on in the morning daily jobs run
DAILY_HOUR = 8
Work = Callable[..., None]


class JobRow(Model):
    __tablename__ = "base_job"
    __table_args__ = (Index("ix_base_job_open", "state", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(Text, default="")


def wake_line() -> Huey:
    """The line between web and worker: a file of its own, or Redis where one is set. Its `drain` task empties the rows."""
    house = registry()
    if house.wake_line is None:
        house.wake_line = _make_line(house.settings)
    line: Huey = house.wake_line
    return line


def _make_line(settings: Settings) -> Huey:
    # Here, not above: a start that wakes nobody needs neither Huey nor Redis.
    from huey import RedisHuey, SqliteHuey

    if settings.redis_url:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        # A web request waits at most a second for a Redis that is gone; the worker's own reads end within five.
        pool = redis.ConnectionPool.from_url(
            settings.redis_url, socket_connect_timeout=1, socket_timeout=5, retry=Retry(NoBackoff(), 0)
        )
        return RedisHuey("yangguang", connection_pool=pool)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("yangguang", filename=str(settings.instance / "wake.sqlite"))


def enqueue(
    name: str, *, now: datetime, run_at: datetime | None = None, key: str | None = None, **payload: Any
) -> None:
    """Ask for a job in the current unit of work. With a `key` it is asked for once, however often this is called."""
    if name not in registry().jobs:
        raise ValueError(f"the job {name!r} is declared by nobody")
    row = JobRow(name=name, payload=payload, key=key, run_at=run_at or now)
    if key is None:
        db.session.add(row)
    else:
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            return
    after_commit(wake)


def known_keys(keys: Collection[str]) -> set[str]:
    """Which of these keys a job has, done or not."""
    found = db.session.scalars(select(JobRow.key).where(JobRow.key.in_(keys)))
    return {key for key in found if key is not None}


def wake() -> None:
    """Tell the worker that rows wait. A lost wake-up costs seconds, since the worker also looks by itself."""
    house = registry()
    if time.monotonic() < house.wake_again:
        return
    try:
        line = wake_line()
        line.enqueue(drain_task(line).s())
    except Exception as problem:
        # Only one request in a while finds out that the line is still down; the others don't wait for it.
        house.wake_again = time.monotonic() + LINE_REST
        log.warning("jobs.wake_failed", fault=type(problem).__name__)


def drain_task(line: Huey, work: Callable[[], None] | None = None) -> Any:
    """The one task on the line. The web side only names it; the worker gives it its `work`."""

    # Huey knows a task by module and name: defined here, it is the same for both sides.
    def drain() -> None:
        if work is not None:
            work()

    known = getattr(line, "drain", None)
    if known is None:
        known = line.drain = line.task()(drain)
    return known


def takes_long(work: Work) -> Work:
    """Mark a job that takes seconds or minutes (a PDF, a site in a zip).

    It runs outside of a transaction, beside the short jobs, so that neither SQLite's single writer nor a code by SMS
    waits for it. It opens units of work by itself and must bear being run twice.
    """
    work.takes_long = True  # type: ignore[attr-defined]
    return work


def daily(work: Work) -> Work:
    """Mark a job that the worker runs by itself once a day, at eight in the morning (Shanghai) or as soon after as it can."""
    work.daily = True  # type: ignore[attr-defined]
    return work


def plan_daily(now: datetime) -> None:
    """Ask for today's daily jobs; asked again it changes nothing. The worker calls it at every look."""
    that = local(now)
    if that.hour < DAILY_HOUR:
        return
    keys = {
        f"{name}:{that:%Y-%m-%d}": name
        for name, work in registry().jobs.items()
        if getattr(work, "daily", False)
    }
    missing = set(keys) - known_keys(list(keys)) if keys else set()
    if missing:
        with unit_of_work():
            for key in sorted(missing):
                enqueue(keys[key], now=now, key=key)


def _long_names() -> list[str]:
    return [name for name, work in registry().jobs.items() if getattr(work, "takes_long", False)]


def run_long(now: datetime) -> int:
    """Run every due long job, one after the other; returns how many were done. Called by the worker's second thread."""
    due = (
        select(JobRow.id)
        .where(
            JobRow.name.in_(_long_names()),
            # A row that is still running when its lease is over was left behind by a worker that died.
            or_(JobRow.state == "waiting", JobRow.state == "running"),
            JobRow.run_at <= now,
        )
        .order_by(JobRow.id)
        .limit(200)
    )
    return sum(_run_long(job_id, now) for job_id in db.session.scalars(due).all())


def _run_long(job_id: int, now: datetime) -> int:
    with unit_of_work() as session:
        taken = session.execute(
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state.in_(("waiting", "running")), JobRow.run_at <= now)
            .values(state="running", run_at=now + LEASE)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return 0
        row = session.get_one(JobRow, job_id, populate_existing=True)
        name, payload = row.name, dict(row.payload)
    try:
        registry().jobs[name](now=now, **payload)
    except Exception as problem:
        db.session.rollback()
        _failed(job_id, now, problem)
        return 0
    with unit_of_work() as session:
        session.get_one(JobRow, job_id).state = "done"
    return 1


def run_due(now: datetime) -> int:
    """Run every due short job, each in its own transaction; returns how many were done. Called by the worker."""
    due = (
        select(JobRow.id)
        .where(JobRow.state == "waiting", JobRow.run_at <= now, JobRow.name.not_in(_long_names()))
        .order_by(JobRow.id)
        .limit(200)
    )
    return sum(_run(job_id, now) for job_id in db.session.scalars(due).all())


def _run(job_id: int, now: datetime) -> int:
    try:
        with unit_of_work() as session:
            row = session.get(JobRow, job_id, with_for_update={"skip_locked": True})
            if row is None or row.state != "waiting":
                return 0
            work = registry().jobs.get(row.name)
            if work is None:  # its plugin is away; it waits for it
                return 0
            row.state = "done"
            work(now=now, **row.payload)
            return 1
    except Exception as problem:
        _failed(job_id, now, problem)
        return 0


def _failed(job_id: int, now: datetime, problem: Exception) -> None:
    log.error("jobs.failed", job=job_id, fault=type(problem).__name__)
    with unit_of_work() as session:
        again = session.get_one(JobRow, job_id)
        again.attempts += 1
        again.fault = f"{type(problem).__name__}: {problem}"[:500]
        again.state = "failed" if again.attempts >= MOST_ATTEMPTS else "waiting"
        again.run_at = now + timedelta(seconds=5 * 2**again.attempts)
