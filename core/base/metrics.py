"""What Prometheus may ask: how requests went, and how much waits. Counts and times only, never who or what."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from core.base import clock
from core.base.db import db
from core.base.events import Delivery
from core.base.heartbeat import last_beat
from core.base.jobs import JobRow
from core.base.outbox import OutboxMessage
from core.base.registry import registry

REQUESTS = Counter(
    "yangguang_requests_total", "Requests answered", ["endpoint", "method", "status"], registry=None
)
SECONDS = Histogram(
    "yangguang_request_seconds",
    "Time until a request was answered",
    ["endpoint"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=None,
)


def text_now() -> bytes:
    """All figures in Prometheus' text format: of every web process where they share a folder, else of this one."""
    found = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(found)
    else:
        found.register(REQUESTS)
        found.register(SECONDS)
    found.register(_Waiting())
    return generate_latest(found)


class _Waiting(Collector):
    """What stands in the database at this moment; the same whichever process is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = clock.now()
        jobs = GaugeMetricFamily("yangguang_jobs", "Jobs by state", labels=["state"])
        for state, count in db.session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)):
            jobs.add_metric([state], count)
        yield jobs
        oldest = db.session.scalar(
            select(func.min(JobRow.run_at)).where(JobRow.state == "waiting", JobRow.run_at <= now)
        )
        yield _one(
            "yangguang_oldest_job_seconds", "How long the oldest due job has waited", _age(oldest, now)
        )
        waiting = db.session.scalar(select(func.count()).where(Delivery.done.is_(False)))
        yield _one("yangguang_events_waiting", "Facts not yet taken by a listener", waiting or 0)
        messages = GaugeMetricFamily("yangguang_messages", "Messages by state", labels=["state"])
        states = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
        for state, count in db.session.execute(states):
            messages.add_metric([state], count)
        yield messages
        yield _one(
            "yangguang_worker_silent_seconds", "Since the worker was last seen", _age(last_beat(), now)
        )
        plugins = registry().host.plugins.values()
        yield _one(
            "yangguang_plugins_quarantined", "Plugins out of order", sum(p.quarantined for p in plugins)
        )
        failures = GaugeMetricFamily(
            "yangguang_hook_failures", "Failed hooks since the start", labels=["plugin"]
        )
        for plugin in plugins:
            failures.add_metric([plugin.name], plugin.failures)
        yield failures


def _one(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0) if since else 0
