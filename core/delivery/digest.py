"""The morning digest: a job that tells everybody who wants it how much waits on their desk today."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app, g

from core.base import clock, jobs
from core.base.db import db, unit_of_work
from core.base.outbox import queue_message
from core.base.registry import registry
from core.delivery import store
from core.plugin.contracts import DeskItem
from core.users.models import UserRow
from core.users.service.sign_in import actor_of

DIGEST = "delivery.digest"


@jobs.takes_long
def send_digests(now: datetime) -> None:
    """Tell everybody who wants it how much waits on their desk today. Counts only: a title may be a document's text."""
    today = clock.local(now).date()
    for user_id in [row.user_id for row in store.choosers() if DIGEST not in row.unwanted]:
        count, late = _on_desk(user_id, now)
        if count:
            with unit_of_work():
                queue_message(
                    kind=DIGEST, fact=f"user:{user_id}:digest:{today}", user_id=user_id, now=now,
                    params={"count": count, "late": late, "day": today},
                )  # fmt: skip


def _on_desk(user_id: int, now: datetime) -> tuple[int, int]:
    """(how much waits for this person, how much of it is due today or late)."""
    person = db.session.get(UserRow, user_id)
    if person is None or not person.active:
        return 0, 0
    host, today, items = registry().host, clock.local(now).date(), list[DeskItem]()
    # Desk items carry addresses, and addresses are made inside a request.
    with current_app.test_request_context("/zh/staff/"):
        g.lang, g.campaign_slug, g.campaign = "zh", None, None
        g.actor = actor = actor_of(person)
        for campaign in [*registry().load_campaigns(), None]:
            given = host.contribute("desk_items", campaign=campaign, actor=actor, now=now)
            items += [item for _, item in given]
    days = [_day(item.due) for item in items if item.due is not None]
    return len(items), sum(1 for day in days if day <= today)


def _day(due: date | datetime) -> date:
    return clock.local(due).date() if isinstance(due, datetime) else due
