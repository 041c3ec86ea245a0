"""Proposals of what says the same among everything said about a subject: found by a job, decided by a person.

The texts are unsealed in the worker's memory only; what is stored are groups of ids.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from core.base import audit, jobs, similar
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotFound, RuleBroken
from core.base.privacy import unseal
from core.opinions import rules, store, store_voices
from core.opinions.contracts import Group, Groups
from core.opinions.models import Opinion, OpinionComparing, OpinionGroup
from core.opinions.service import finding, kinds, moderating

JOB = "opinions.compare"
GROUPS_PER_PAGE, SAMPLES, MEMBERS_PER_PAGE = 10, 3, 50
_TOLD_EVERY = 1.0  # seconds between two words about the progress


# ── asking for a look ───────────────────────────────────────────────────────────────────────────────────────────────
def note_new(kind: str, subject_id: int, opinion_id: int, now: datetime) -> None:
    """An opinion came in: once in a while see whether so many are new that another look is worth it."""
    if opinion_id % rules.FRESH_STEP:
        return
    row = store_voices.comparing(kind, subject_id)
    fresh, everything = store_voices.fresh(kind, subject_id, row.last_id if row is not None else 0)
    if rules.look_again(fresh, everything - fresh) and (row is None or row.state == "done"):
        opinion = store.opinion(opinion_id)
        assert opinion is not None
        _ask(row, kind, subject_id, opinion.campaign_id, now)


def ask(kind: str, subject_id: int, *, actor: Actor, now: datetime) -> None:
    """Have everything about a subject compared; nothing happens while that is under way. Raises NotFound, NotAllowed."""
    with unit_of_work():
        campaign_id = store_voices.campaign_of(kind, subject_id)
        if campaign_id is None:
            raise NotFound
        moderating.require(actor, kind, campaign_id)
        row = store_voices.comparing(kind, subject_id, lock=True)
        if row is None or row.state == "done" or now - row.asked_at > jobs.LEASE:
            _ask(row, kind, subject_id, campaign_id, now)


def _ask(row: OpinionComparing | None, kind: str, subject_id: int, campaign_id: int, now: datetime) -> None:
    if row is None:
        row = OpinionComparing(kind=kind, subject_id=subject_id, campaign_id=campaign_id, asked_at=now)
        db.session.add(row)
    row.state, row.done, row.total, row.asked_at = "waiting", 0, 0, now
    jobs.enqueue(JOB, now=now, kind=kind, subject_id=subject_id)


# ── the job ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def compare(*, kind: str, subject_id: int, now: datetime) -> None:
    """Compare everything about a subject and store the groups; what somebody kept apart isn't proposed again.

    Outside of a transaction, in short ones of its own; run twice it comes to the same.
    """
    ids: list[int] = []
    texts: list[str] = []
    for chunk in store_voices.sealed_texts(kind, subject_id):
        for opinion_id, sealed in chunk:
            ids.append(opinion_id)
            texts.append(unseal(sealed))
    db.session.rollback()
    _say(kind, subject_id, state="running", total=len(ids), done=0)
    told = time.monotonic()

    def progress(done: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _TOLD_EVERY:
            told = time.monotonic()
            _say(kind, subject_id, done=done)

    found = similar.groups_of_many(texts, progress=progress)
    del texts
    with unit_of_work():
        row = store_voices.comparing(kind, subject_id, lock=True)
        if row is None:
            return
        apart = store_voices.kept_apart(kind, subject_id)
        store_voices.drop_open_groups(kind, subject_id)
        proposed = [_unless_apart([ids[n] for n in group], apart) for group in found]
        several = [members for members in proposed if len(members) > 1]
        store_voices.add_groups(row.campaign_id, kind, subject_id, several, now)
        row.state, row.total, row.done = "done", len(ids), len(ids)
        row.last_id, row.finished_at = max(ids, default=0), now


def _say(kind: str, subject_id: int, **values: object) -> None:
    with unit_of_work() as session:
        about = [OpinionComparing.kind == kind, OpinionComparing.subject_id == subject_id]
        session.execute(update(OpinionComparing).where(*about).values(**values))


def _unless_apart(members: Sequence[int], apart: dict[int, int]) -> list[int]:
    """One of each set that somebody has kept apart: they aren't proposed to each other again."""
    kept: list[int] = []
    seen: set[int] = set()
    for one in members:
        matter = apart.get(one)
        if matter is None or matter not in seen:
            kept.append(one)
        if matter is not None:
            seen.add(matter)
    return kept


# ── looking at them ─────────────────────────────────────────────────────────────────────────────────────────────────
def groups(kind: str, subject_id: int, *, page: int = 1, actor: Actor) -> Groups:
    """One page of the proposals, the largest first. Raises NotFound, NotAllowed."""
    campaign_id = store_voices.campaign_of(kind, subject_id)
    if campaign_id is not None:
        moderating.require(actor, kind, campaign_id)
    row = store_voices.comparing(kind, subject_id)
    rows, found = store_voices.open_groups(kind, subject_id, GROUPS_PER_PAGE, (page - 1) * GROUPS_PER_PAGE)
    sizes = store_voices.group_counts([one.id for one in rows])
    return Groups(
        lines=tuple(Group(one.id, sizes.get(one.id, 0), tuple(_samples(one.id))) for one in rows),
        found=found,
        state=row.state if row is not None else "none",
        done=row.done if row is not None else 0,
        total=row.total if row is not None else 0,
        fresh=store_voices.fresh(kind, subject_id, row.last_id if row is not None else 0)[0],
        at=row.finished_at if row is not None else None,
    )


def title_of(kind: str, subject_id: int) -> str:
    """The title of a subject about which something was said."""
    campaign_id = store_voices.campaign_of(kind, subject_id)
    return kinds.Titles().of(campaign_id, kind, subject_id) if campaign_id is not None else ""


def group(
    group_id: int, *, page: int = 1, actor: Actor
) -> tuple[OpinionGroup, list[tuple[int, str, str, str]], int]:
    """A proposal with a page of its members as (id, number, state, text), and how many can still be merged."""
    row = _group(group_id, actor)
    total = store_voices.group_counts([group_id]).get(group_id, 0)
    rows = store_voices.group_members(group_id, MEMBERS_PER_PAGE, (page - 1) * MEMBERS_PER_PAGE)
    return row, [(one.id, one.number, one.state, _text(one)) for one in rows], total


def _samples(group_id: int) -> list[tuple[int, str, str]]:
    return [(one.id, one.number, _text(one)) for one in store_voices.group_members(group_id, SAMPLES)]


def _text(row: Opinion) -> str:
    return unseal(row.text_sealed) if row.text_sealed else row.published_text


# ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────
def merge_group(
    group_id: int, chosen: Sequence[int] | None = None, *, actor: Actor, now: datetime
) -> tuple[str, int]:
    """Merge all of a proposal, or those chosen of it, into the one with the lowest number; (its number, how many).

    One that has ended takes precedence: the others get its answer and are told. What has changed meanwhile is left
    out. When some are left, the proposal stays with them. Raises NotFound, NotAllowed, RuleBroken, Conflict.
    """
    with unit_of_work():
        row = _group(group_id, actor, lock=True)
        if row.state != "open":
            raise Conflict("opinions_group_done")
        members = store_voices.mergeable(group_id)
        wanted = set(chosen) if chosen is not None else None
        rows = [one for one in members if wanted is None or one[0] in wanted]
        if len(rows) < 2:
            raise RuleBroken("opinions_merge_few")
        head_id, head_state, number = min(rows, key=lambda one: (one[1] != "ended", one[0]))
        joined = store_voices.join_all(
            [one[0] for one in rows if one[0] != head_id and one[1] != "ended"], head_id
        )
        audit.record_each(
            now, "opinions.merged", [(actor, ("opinion", one), {"into": head_id}) for one in joined],
            campaign_id=row.campaign_id,
        )  # fmt: skip
        db.session.execute(update(Opinion).where(Opinion.id == head_id).values(version=Opinion.version + 1))
        store_voices.recount(head_id)
        if len(members) - len(rows) < 2:
            store_voices.close_group(group_id, "merged")
        _note(row, "opinions.group_merged", actor, now, into=head_id, count=len(joined))
        if head_state == "ended":
            store.end_members(head_id, now)
            jobs.enqueue("opinions.tell_members", now=now, head_id=head_id)
        finding.show(head_id)
        return number, len(joined)


def keep_group_apart(group_id: int, *, actor: Actor, now: datetime) -> None:
    """These are several matters: not proposed together again. Raises NotFound, NotAllowed, Conflict."""
    with unit_of_work():
        row = _group(group_id, actor, lock=True)
        if row.state != "open":
            raise Conflict("opinions_group_done")
        store_voices.close_group(group_id, "apart")
        _note(row, "opinions.group_apart", actor, now)


def _group(group_id: int, actor: Actor, *, lock: bool = False) -> OpinionGroup:
    row = store_voices.group(group_id, lock=lock)
    if row is None or not moderating.may(actor, row.kind, row.campaign_id):
        raise NotFound
    return row


def _note(row: OpinionGroup, action: str, actor: Actor, now: datetime, **codes: int) -> None:
    audit.record(actor, now, action, subject=("opinion_group", row.id), campaign_id=row.campaign_id, **codes)
