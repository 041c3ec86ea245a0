"""Proposed topics: recent calls and orders grouped by words and likeness, for the supervisor to name, merge or dismiss.

A confidential order is never read here, and one that becomes confidential later is neither shown nor counted (HL-03).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Conflict,
    Event,
    NotFound,
    audit,
    campaigns,
    clock,
    db,
    jobs,
    privacy,
    similar,
    unit_of_work,
)

from ..models import Order, TopicProposal
from ..permissions import ORDERS, SUPERVISE
from ..rules import proposals as rules
from ..store import topics as store
from . import topics

JOB = "hotline.propose_topics"
#: the hour at which the day before is looked at
MORNING = 5
EXAMPLES = 3
LOOK_BACK, LEAST, GROWTH = 14, 3, 200


@dataclass(frozen=True)
class Example:
    """An order of a group, as the supervisor may read it."""

    order_id: int
    number: str
    title: str
    registered_at: datetime


@dataclass(frozen=True)
class ProposalView:
    """A group of alike matters. `trend`: how many a day, oldest first, up to `last_day`; `direction` up, down, level."""

    id: int
    words: tuple[str, ...]
    size: int
    trend: tuple[int, ...]
    last_day: date
    direction: str
    examples: tuple[Example, ...]
    state: str
    topic_id: int | None
    made_at: datetime
    decided_by: int | None
    decided_at: datetime | None


def look_back(campaign: Campaign) -> int:
    """How many days of calls and orders are looked at (HL-10)."""
    return _number(campaign, "look_back", LOOK_BACK)


def hear(event: Event, now: datetime) -> None:
    """Whatever came in is grouped the next morning, once."""
    if event.name == "hotline.order_registered" and event.campaign_id is not None:
        there = clock.local(now)
        morning = there.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        morning += timedelta(days=1) if morning <= there else timedelta(0)
        key = f"{JOB}:{event.campaign_id}:{morning.date()}"
        jobs.enqueue(JOB, now=now, run_at=morning, key=key, campaign_id=event.campaign_id)


def run(*, now: datetime, campaign_id: int) -> None:
    """The job."""
    group(campaigns.campaign_by_id(campaign_id), actor=SYSTEM, now=now)


def group(campaign: Campaign, *, actor: Actor, now: datetime) -> int:
    """Group what came in of late and has no topic; returns how many proposals are new.

    An open proposal about the same grows; a dismissed one comes back only when it is much larger than it was (HL-10).
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    since = now - timedelta(days=look_back(campaign))
    open_topics = [topic.id for topic in topics.list_topics(campaign)]
    members, texts = _texts(campaign.id, since, open_topics)
    found = similar.similar_groups(texts)
    least = _number(campaign, "least", LEAST)
    groups = []
    for indexes in found:
        if len(indexes) >= least:
            words = rules.shared_words([similar.read(texts[i]).words for i in indexes])
            groups.append(rules.Group(frozenset(members[i] for i in indexes), words, len(indexes)))
    with unit_of_work():
        made = _keep(campaign, groups, now)
        audit.record(
            actor,
            now,
            "hotline.topics_proposed",
            subject=("campaign", campaign.id),
            campaign_id=campaign.id,
            groups=len(groups),
            new=made,
        )
        return made


def list_proposals(
    campaign: Campaign, *, actor: Actor, now: datetime, states: tuple[str, ...] = ("open",)
) -> list[ProposalView]:
    """Proposals, the largest first; an open one that has shrunk to nothing isn't shown."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    found = [_view(campaign, row, actor, now) for row in store.proposals(campaign.id, states)]
    found = [view for view in found if view.size or view.state != "open"]
    return sorted(found, key=lambda view: (-view.size, view.id))


def proposal(campaign: Campaign, proposal_id: int, *, actor: Actor, now: datetime) -> ProposalView:
    """One proposal. Raises NotFound."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    return _view(campaign, _row(campaign, proposal_id), actor, now)


def take(
    campaign: Campaign, proposal_id: int, command: topics.SaveTopic, *, actor: Actor, now: datetime
) -> int:
    """Make a topic of a proposal and file its orders there; returns the topic's id. Raises as save_topic, Conflict."""
    with unit_of_work():
        row = _row(campaign, proposal_id)
        topic_id = topics.save_topic(campaign, command, actor=actor, now=now)
        _decide(row, "taken", topic_id, actor, now)
        return topic_id


def merge(campaign: Campaign, proposal_id: int, topic_id: int, *, actor: Actor, now: datetime) -> None:
    """File a proposal's orders under a topic that is there. Raises NotFound, Conflict("hotline.proposal_decided")."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work():
        row = _row(campaign, proposal_id)
        if topics.topic_of(campaign, topic_id).state != "open":
            raise NotFound("hotline.topic_gone")
        _decide(row, "merged", topic_id, actor, now)


def dismiss(campaign: Campaign, proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """No topic. Raises NotFound, Conflict("hotline.proposal_decided")."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work():
        row = _row(campaign, proposal_id)
        _decide(row, "dismissed", None, actor, now, size=_view(campaign, row, actor, now).size)


def _decide(
    row: TopicProposal, state: str, topic_id: int | None, actor: Actor, now: datetime, **more: int
) -> None:
    orders = list(row.order_ids)
    row_id, campaign_id = row.id, row.campaign_id
    decided = {"topic_id": topic_id, "decided_by": actor.user_id, "decided_at": now, **more}
    if not store.decide(row_id, state, **decided):
        raise Conflict("hotline.proposal_decided")
    filed = store.file_under(orders, topic_id) if topic_id is not None else 0
    db.session.expire_all()
    audit.record(
        actor,
        now,
        f"hotline.proposal_{state}",
        subject=("hotline_topic", topic_id) if topic_id else ("campaign", campaign_id),
        campaign_id=campaign_id,
        proposal=row_id,
        orders=filed,
    )


def _texts(campaign_id: int, since: datetime, open_topics: list[int]) -> tuple[list[str], list[str]]:
    """Keys and texts of everything that has no topic: "o12" an order, "w7" a caller in line."""
    members: list[str] = []
    texts: list[str] = []
    for order in store.unfiled_orders(campaign_id, since, open_topics):
        members.append(f"o{order.id}")
        texts.append("。".join(filter(None, (_opened(order.title_sealed), _opened(order.words_sealed)))))
    for waiter in store.unfiled_waiters(campaign_id, since, open_topics):
        members.append(f"w{waiter.id}")
        texts.append(_opened(waiter.summary_sealed))
    return members, texts


def _keep(campaign: Campaign, groups: list[rules.Group], now: datetime) -> int:
    """Store groups: the same one grows, a dismissed one waits until it is much larger. Proposals that no group
    bears out any more (their calls are too old, or filed) go."""
    rows = list(store.proposals(campaign.id, ("open", "dismissed")))
    known = {row.id: _known(row) for row in rows}
    growth = _number(campaign, "growth", GROWTH) / 100
    borne_out: set[int] = set()
    made = 0
    for one in groups:
        same = [row for row in rows if rules.is_same(one, known[row.id])]
        standing = next((row for row in same if row.state == "open" and row.id not in borne_out), None)
        dismissed = [row.size for row in same if row.state == "dismissed"]
        if standing is None:
            if dismissed and not rules.comes_back(one.size, max(dismissed), growth):
                continue
            standing = TopicProposal(campaign_id=campaign.id, state="open", made_at=now)
            db.session.add(standing)
            made += 1
        standing.words, standing.size = list(one.words), one.size
        standing.order_ids = sorted(int(key[1:]) for key in one.members if key[0] == "o")
        standing.waiter_ids = sorted(int(key[1:]) for key in one.members if key[0] == "w")
        db.session.flush()
        borne_out.add(standing.id)
    for row in rows:
        if row.state == "open" and row.id not in borne_out:
            db.session.delete(row)
    return made


def _known(row: TopicProposal) -> rules.Known:
    keys = {f"o{n}" for n in row.order_ids} | {f"w{n}" for n in row.waiter_ids}
    return rules.Known(row.id, frozenset(keys), frozenset(row.words), row.size)


def _view(campaign: Campaign, row: TopicProposal, actor: Actor, now: datetime) -> ProposalView:
    orders = store.shown_orders(row.order_ids) if row.order_ids else ()
    moments = [order.registered_at for order in orders]
    moments += store.waiter_days(row.waiter_ids) if row.waiter_ids else []
    last = clock.local(row.decided_at or now).date()
    per_day = Counter(clock.local(moment).date() for moment in moments)
    counts = rules.trend(per_day, last, look_back(campaign))
    may_read = actor.can(ORDERS, campaign_id=campaign.id)
    examples = tuple(_example(order) for order in orders[:EXAMPLES]) if may_read else ()
    return ProposalView(
        row.id,
        tuple(row.words) if moments else (),
        len(moments),
        counts,
        last,
        rules.direction(counts),
        examples,
        row.state,
        row.topic_id,
        row.made_at,
        row.decided_by,
        row.decided_at,
    )


def _example(order: Order) -> Example:
    title = _opened(order.title_sealed) or _opened(order.words_sealed)[:60]
    return Example(order.id, order.number, title, order.registered_at)


def _row(campaign: Campaign, proposal_id: int) -> TopicProposal:
    row = db.session.get(TopicProposal, proposal_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("hotline.proposal_gone")
    return row


def _number(campaign: Campaign, part: str, otherwise: int) -> int:
    value = campaign.pack.value(f"HL-10.{part}")
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _opened(sealed: str) -> str:
    return privacy.unseal(sealed) if sealed else ""
