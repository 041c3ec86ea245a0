"""The nightly purge: everybody removes what is due, each in a transaction of its own; the run is kept and audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select

from core.base import audit, jobs
from core.base.access import SYSTEM, Actor
from core.base.clock import SHANGHAI, local
from core.base.db import cut_write_log, db, unit_of_work
from core.base.registry import registry
from core.trail import rules
from core.trail.models import PurgeRun

log = structlog.get_logger(__name__)
JOB = "trail.purge"


@dataclass(frozen=True)
class Outcome:
    """What a purge removed: declared field → how many values; and who could not be asked."""

    counts: dict[str, int]
    failed: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class _DryRun(Exception):
    """Undoes what a purge for show has removed."""


def plan_purge(now: datetime) -> None:
    """Ask for tonight's purge; asked again it changes nothing."""
    moment = rules.next_purge(now, SHANGHAI)
    key = f"{JOB}:{local(moment):%Y-%m-%d}"
    if db.session.scalar(select(jobs.JobRow.id).where(jobs.JobRow.key == key)) is None:
        with unit_of_work():
            jobs.enqueue(JOB, now=now, run_at=moment, key=key)


def purge_due(now: datetime, *, actor: Actor = SYSTEM, dry_run: bool = False, tries: int = 0) -> Outcome:
    """Let every room and plugin remove what is due. Who fails is left for a later try and named.

    With `dry_run` everything is undone again and nothing is kept of the run.
    """
    counts: dict[str, int] = {}
    failed = list(registry().host.out_of_reach())
    for owner, ask in registry().host.keepers("purge_personal_data"):
        try:
            with unit_of_work():
                for purged in ask(now=now) or ():
                    counts[purged.field] = counts.get(purged.field, 0) + purged.count
                if dry_run:
                    raise _DryRun
        except _DryRun:
            continue
        except Exception as problem:
            log.error("trail.purge_failed", plugin=owner, fault=type(problem).__name__)
            failed.append(owner)
    outcome = Outcome({name: count for name, count in counts.items() if count}, tuple(failed))
    if not dry_run:
        _keep(outcome, actor, now, tries)
        cut_write_log()
    return outcome


def run_purge(now: datetime, tries: int = 0) -> None:
    """The worker's job: purge, and plan the next night."""
    purge_due(now, tries=tries)
    plan_purge(now)


def _keep(outcome: Outcome, actor: Actor, now: datetime, tries: int) -> None:
    with unit_of_work():
        db.session.add(
            PurgeRun(at=now, counts=outcome.counts, failed=list(outcome.failed), user_id=actor.user_id)
        )
        audit.record(
            actor,
            now,
            "trail.purged",
            subject=("purge", None),
            count=outcome.total,
            failed=list(outcome.failed),
        )
        if outcome.failed and tries < rules.MOST_RETRIES:
            jobs.enqueue(JOB, now=now, run_at=now + rules.RETRY_AFTER, tries=tries + 1)
