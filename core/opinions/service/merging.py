"""Opinions that say the same are answered as one. Each keeps its number; the merge can be undone."""

from __future__ import annotations

from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotFound, RuleBroken
from core.opinions import rules, store, store_voices
from core.opinions.models import Opinion
from core.opinions.service import finding, moderating, telling


def merge(chosen: list[tuple[int, int]], *, actor: Actor, now: datetime) -> str:
    """Merge opinions, each (id, version as seen), into the one with the lowest number; returns that number.

    One that has ended already takes precedence: the others get its answer. All or nothing: Conflict("opinions_changed")
    when one of them has changed. Raises RuleBroken (opinions_merge_few, opinions_merge_campaigns), NotFound, NotAllowed.
    """
    versions = dict(chosen)
    if len(versions) < 2:
        raise RuleBroken("opinions_merge_few")
    with unit_of_work():
        rows = list(store.several(versions).values())
        if len(rows) != len(versions):
            raise NotFound
        if len({row.campaign_id for row in rows}) > 1:
            raise RuleBroken("opinions_merge_campaigns")
        for row in rows:
            moderating.require(actor, row.kind, row.campaign_id)
        head = min(rows, key=lambda row: (row.state != "ended", row.id))
        if head.state not in (*rules.OPEN, "ended"):
            raise Conflict("opinions_changed")
        head_id, number = head.id, head.number
        if not store.change(head_id, versions[head_id], (*rules.OPEN, "ended")):
            raise Conflict("opinions_changed")
        for row in sorted((row for row in rows if row.id != head_id), key=lambda row: row.id):
            _join(row.id, versions[row.id], head_id, actor, now)
        store_voices.recount(head_id)
        return number


def _join(opinion_id: int, version: int, head_id: int, actor: Actor, now: datetime) -> None:
    row = store.opinion(opinion_id)
    assert row is not None
    state = row.state
    if not store.change(
        opinion_id, version, rules.OPEN, state="merged", state_before=state, merged_into=head_id
    ):
        raise Conflict("opinions_changed")
    store.hand_members(opinion_id, head_id)
    _note(actor, now, "opinions.merged", row, into=head_id)
    finding.show(opinion_id)
    head = store.opinion(head_id)
    if head is not None and head.state == "ended":
        joined = store.opinion(opinion_id)
        assert joined is not None
        joined.ended_at = now
        telling.tell_end(joined, head, now)


def unmerge(opinion_id: int, version: int, *, actor: Actor, now: datetime) -> str:
    """Take an opinion out of a merge; it stands where it stood before. Raises Conflict, NotFound, NotAllowed."""
    with unit_of_work():
        row = store.opinion(opinion_id)
        if row is None:
            raise NotFound
        moderating.require(actor, row.kind, row.campaign_id)
        head_id = row.merged_into
        if not store.change(
            opinion_id,
            version,
            ("merged",),
            state=row.state_before or "received",
            state_before="",
            merged_into=None,
            ended_at=None,
        ):
            raise Conflict("opinions_changed")
        if head_id is not None:
            store.keep_apart(opinion_id, head_id)
            store_voices.recount(head_id)
        store_voices.recount(opinion_id)
        _note(actor, now, "opinions.unmerged", row, from_id=head_id)
        finding.show(opinion_id)
        return row.number


def keep_apart(opinion_id: int, other_id: int, *, actor: Actor, now: datetime) -> None:
    """Somebody has looked: the two are two matters, and are not proposed again."""
    with unit_of_work():
        row = store.opinion(opinion_id)
        if row is None:
            raise NotFound
        moderating.require(actor, row.kind, row.campaign_id)
        store.keep_apart(opinion_id, other_id)
        _note(actor, now, "opinions.kept_apart", row, other=other_id)


def withdraw(opinion_id: int, *, actor: Actor, now: datetime) -> str:
    """The author takes an open opinion back. Those merged into it are answered on, the oldest of them leading.

    The caller has made sure that it is the author (number and code, or the proven phone).
    """
    with unit_of_work():
        row = store.opinion(opinion_id)
        if row is None:
            raise NotFound
        values: dict[str, object] = {"state": "withdrawn", "ended_at": now, "published_text": ""}
        if not store.change(
            opinion_id, row.version, (*rules.OPEN, "merged"), state_before="", merged_into=None, **values
        ):
            raise Conflict("opinions_changed")
        _release(opinion_id, row.state)
        _note(actor, now, "opinions.withdrawn", row)
        finding.show(opinion_id)
        return row.number


def _release(opinion_id: int, state: str) -> None:
    left = store.members(opinion_id, 1)
    if not left:
        return
    head = left[0]
    head.state = head.state_before or "received"
    head.state_before, head.merged_into, head.version = "", None, head.version + 1
    db.session.flush()
    store.hand_members(opinion_id, head.id)
    store_voices.recount(head.id)
    finding.show(head.id)


def _note(actor: Actor, now: datetime, action: str, row: Opinion, **codes: int | None) -> None:
    audit.record(
        actor, now, action, subject=("opinion", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id, number=row.number, **codes,
    )  # fmt: skip
