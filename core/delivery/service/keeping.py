"""What the outbox keeps and for how long, the morning digest, and what is done once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from core.base import clock, jobs
from core.base.db import unit_of_work
from core.base.outbox import ENDED, OPEN, OutboxMessage
from core.base.quiet import is_quiet
from core.base.registry import registry, settings
from core.delivery import rules, store

DIGEST_AT, DIGEST_UNTIL = time(8, 30), time(12, 0)


def forget_sent(now: datetime) -> int:
    """Take number and words out of messages that ended 30 days ago (PI-03); the counts stay. Returns how many."""
    with unit_of_work():
        return store.blank_ended(now - rules.WORDS_KEPT)


def plan_day(*, now: datetime) -> date:
    """Ask for today's digest, once however many workers ask; a morning that is over gets none. Returns the day."""
    local = clock.local(now)
    today = local.date()
    if local.time() < DIGEST_UNTIL and _is_working_day(today):
        at = datetime.combine(today, DIGEST_AT, clock.SHANGHAI)
        with unit_of_work():
            jobs.enqueue("delivery.digest", now=now, run_at=at, key=f"delivery.digest:{today}")
    return today


def _is_working_day(day: date) -> bool:
    """By the calendar of the newest campaign, which knows the administrator's corrections; else by the week."""
    found = registry().load_campaigns()
    return bool(found[0].calendar.is_working_day(day)) if found else day.weekday() < 5


def forget_person(person_digest: str, now: datetime) -> None:
    """Erase what the outbox knows of a citizen; the rows stay, so that counts stay true. In the caller's transaction.

    What has not left yet does not leave any more.
    """
    for row in store.of_person(person_digest):
        if row.state in (*OPEN, rules.SENDING, rules.UNCERTAIN, rules.CALL):
            row.state, row.fault, row.ended_at = rules.DROPPED, "erased", now
        blank(row)
        row.person_digest = f"erased:{row.id}"


def blank(row: OutboxMessage) -> None:
    """Take everything personal out of a row."""
    row.phone_sealed = row.subject_sealed = row.body_sealed = row.note_sealed = row.receipt = ""


def forget_choices() -> int:
    """Remove the addresses of people whose account has ended; returns how many."""
    with unit_of_work():
        return store.drop_choices_of_gone()


def messages_of(person_digest: str) -> Sequence[OutboxMessage]:
    """A citizen's messages whose number or words are still kept."""
    return [row for row in store.of_person(person_digest) if row.phone_sealed]


def words_kept_until(row: OutboxMessage) -> date | None:
    """The day on which number and words go; None while the message hasn't ended."""
    ended = row.ended_at or (row.at if row.state in ENDED else None)
    return clock.local(ended + rules.WORDS_KEPT).date() if ended is not None else None


def stuck_counts() -> dict[str, int]:
    """State → number of messages, over everything."""
    return store.counts(store.Wanted())


def late_by(now: datetime) -> timedelta | None:
    """How long the oldest message has been due, when that is too long."""
    hours = settings().messages
    oldest = store.oldest_due(now, quiet=is_quiet(now, hours.quiet_from, hours.quiet_to))
    return now - oldest if oldest is not None and rules.is_late(oldest, now) else None
