"""Residents choose an interview's topic: a proven phone votes once and may change its mind until the end; then the host settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from core.api import (
    VISITOR,
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    campaigns,
    personal,
    privacy,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..models import Ballot, Candidate, Interview
from ..permissions import HOST
from ..rules import schedule as rules
from ..store import schedule as store
from ..store import vote as votes
from . import interviews, schedule

#: what a voter is told before the phone is taken (PI-02)
NOTICE = "interviews.vote"
LONGEST_TITLE, LONGEST_SUMMARY = 120, 500


@dataclass(frozen=True)
class NewTopic:
    """A topic as typed; `id` of one that is there already."""

    title: str
    summary: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Topic:
    """A topic with its votes."""

    id: int
    title: str
    summary: str
    votes: int


@dataclass(frozen=True)
class VoteView:
    """A vote as staff see it: `state` none, coming, open, over, settled. `leading` are the topics with most votes."""

    interview_id: int
    version: int
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    topics: tuple[Topic, ...]
    state: str
    settled_id: int | None
    settled_reason: str
    by_clerks: int
    leading: tuple[int, ...]
    may_host: bool

    @property
    def total(self) -> int:
        return sum(topic.votes for topic in self.topics)


@dataclass(frozen=True)
class PublicVote:
    """A vote as everybody sees it. Votes are shown after the end only: nobody follows the crowd (`shown` False: all are 0)."""

    interview_id: int
    department_id: int
    unit: str
    opens_at: datetime
    closes_at: datetime
    state: str
    topics: tuple[Topic, ...]
    total: int
    shown: bool
    settled_id: int | None
    settled_reason: str
    announced: bool


def view(campaign: Campaign, interview_id: int, *, actor: Actor, now: datetime) -> VoteView:
    """Raises NotFound, Hidden."""
    one = interviews.for_staff(campaign, interview_id, actor=actor)
    row = store.interview(interview_id)
    assert row is not None
    topics = _topics(interview_id)
    return VoteView(
        interview_id=interview_id,
        version=row.version,
        title=row.title,
        opens_at=row.vote_from,
        closes_at=row.vote_until,
        topics=topics,
        state=_state(row, now),
        settled_id=row.settled_id,
        settled_reason=row.settled_reason,
        by_clerks=votes.by_clerks(interview_id),
        leading=tuple(rules.winners({topic.id: topic.votes for topic in topics})),
        may_host=actor.can(HOST, campaign_id=campaign.id, department_id=one.department_id),
    )


def plan(
    campaign: Campaign,
    interview_id: int,
    version: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    topics: tuple[NewTopic, ...],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Set up a vote, change one, or drop it (nothing given). Once somebody voted, only its end can be moved.

    Raises Invalid (interviews.vote_…), RuleBroken("interviews.vote_settled"), what schedule.editable raises.
    """
    topics = tuple(topic for topic in topics if topic.title.strip() or topic.summary.strip())
    for topic in topics:
        if not topic.title.strip():
            raise Invalid("interviews.vote_topic_title", field="topics")
        if len(topic.title) > LONGEST_TITLE or len(topic.summary) > LONGEST_SUMMARY:
            raise Invalid("interviews.too_long", field="topics", most=LONGEST_TITLE)
    if len({topic.title.strip() for topic in topics}) < len(topics):
        raise Invalid("interviews.vote_topic_twice", field="topics")
    secrecy.refuse_marks([text for topic in topics for text in (topic.title, topic.summary)])
    with unit_of_work() as session:
        row = schedule.editable(campaign, interview_id, version, actor=actor, permission=HOST)
        if row.settled_id is not None:
            raise RuleBroken("interviews.vote_settled")
        faults = rules.vote_faults(opens_at, closes_at, len(topics), row.starts_at)
        if faults:
            raise Invalid(faults[0].code, field=faults[0].field, **faults[0].params)
        kept = {one.id: one for one in store.candidates(interview_id)}
        if votes.any_cast(interview_id):
            asked = [(topic.id, topic.title.strip(), topic.summary.strip()) for topic in topics]
            if (
                asked != [(one.id, one.title, one.summary) for one in kept.values()]
                or opens_at != row.vote_from
            ):
                raise RuleBroken("interviews.vote_begun")
        elif closes_at is not None and closes_at <= now:
            raise Invalid("interviews.vote_past", field="vote_until")
        row.vote_from, row.vote_until = opens_at, closes_at
        row.version += 1
        row.saved_at = now
        stay = {topic.id for topic in topics if topic.id in kept}
        for number in kept.keys() - stay:
            session.delete(kept[number])
        for place, topic in enumerate(topics, start=1):
            one = kept.get(topic.id or 0) or Candidate(interview_id=interview_id)
            one.ordinal, one.title, one.summary = place, topic.title.strip(), topic.summary.strip()
            session.add(one)
        schedule.record(row, "interviews.vote_planned", actor, now, topics=len(topics))


def cast(campaign: Campaign, interview_id: int, topic_id: int, phone: str, *, now: datetime) -> None:
    """A proven phone votes, or changes its vote. Raises NotFound, RuleBroken("interviews.vote_closed"), Invalid."""
    for attempt in (1, 2):
        try:
            with unit_of_work():
                row = _open(campaign, interview_id, now)
                _refuse_foreign(interview_id, topic_id)
                mine = votes.of_person(interview_id, privacy.digest_candidates(phone))
                if mine is not None:
                    if mine.candidate_id != topic_id:
                        mine.candidate_id, mine.at = topic_id, now
                    return
                votes.add(
                    Ballot(
                        interview_id=interview_id, candidate_id=topic_id, person_digest=privacy.digest(phone),
                        phone_sealed=privacy.seal(phone), way="phone", at=now,
                    )
                )  # fmt: skip
                _consent(campaign, row, phone, "click", VISITOR, now)
                return
        except IntegrityError:
            # The same phone pressed twice at once: the second press finds the first one's ballot.
            if attempt == 2:
                raise Conflict("interviews.try_again") from None


def choice_of(interview_id: int, phone: str) -> int | None:
    """The topic that a phone voted for."""
    mine = votes.of_person(interview_id, privacy.digest_candidates(phone))
    return mine.candidate_id if mine is not None else None


def enter(
    campaign: Campaign,
    interview_id: int,
    topic_id: int,
    phone: str,
    *,
    told: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """A clerk votes for somebody at the counter or on the telephone: one with a landline (once), or with no phone at all.

    Mobiles vote themselves: whose they are is proven by a code. Raises Invalid (vote_mobile, call_shape, vote_untold),
    Conflict("interviews.vote_twice"), RuleBroken("interviews.vote_closed").
    """
    number = booking.phone_of(phone) if phone.strip() else ""
    if number is None:
        raise Invalid("call_shape", field="phone")
    if number and booking.is_mobile(number):
        raise Invalid("interviews.vote_mobile", field="phone")
    if number and not told:
        raise Invalid("interviews.vote_untold", field="told")
    try:
        with unit_of_work():
            view = interviews.for_staff(campaign, interview_id, actor=actor)
            actor.require(HOST, campaign_id=campaign.id, department_id=view.department_id)
            row = _open(campaign, interview_id, now)
            _refuse_foreign(interview_id, topic_id)
            if number and votes.of_person(interview_id, privacy.digest_candidates(number)) is not None:
                raise Conflict("interviews.vote_twice")
            votes.add(
                Ballot(
                    interview_id=interview_id, candidate_id=topic_id, way="clerk", entered_by=actor.user_id, at=now,
                    person_digest=privacy.digest(number) if number else "",
                    phone_sealed=privacy.seal(number) if number else "",
                )
            )  # fmt: skip
            if number:
                _consent(campaign, row, number, "read_aloud", actor, now)
            schedule.record(row, "interviews.vote_entered", actor, now)
    except IntegrityError:
        raise Conflict("interviews.vote_twice") from None


def settle(
    campaign: Campaign,
    interview_id: int,
    version: int,
    topic_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Choose the topic after the end: the one with most votes, or another (or one of several even ones) with a reason that is
    published. It becomes the interview's title.

    Raises RuleBroken (vote_none, vote_still_open, vote_settled), Invalid("interviews.vote_reason_missing").
    """
    reason = reason.strip()
    if len(reason) > 300:
        raise Invalid("interviews.too_long", field="reason", most=300)
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = schedule.editable(campaign, interview_id, version, actor=actor, permission=HOST)
        if row.vote_until is None:
            raise RuleBroken("interviews.vote_none")
        if now <= row.vote_until:
            raise RuleBroken("interviews.vote_still_open")
        if row.settled_id is not None:
            raise RuleBroken("interviews.vote_settled")
        topics = {topic.id: topic for topic in _topics(interview_id)}
        if topic_id not in topics:
            raise Invalid("interviews.vote_topic_missing", field="topic")
        if rules.winners({topic.id: topic.votes for topic in topics.values()}) != [topic_id] and not reason:
            raise Invalid("interviews.vote_reason_missing", field="reason")
        row.settled_id, row.settled_reason = topic_id, reason
        row.title = topics[topic_id].title
        row.topic = row.topic or topics[topic_id].summary
        row.version += 1
        row.saved_at = now
        schedule.record(row, "interviews.vote_settled", actor, now)


def public_votes(campaign: Campaign, now: datetime) -> list[PublicVote]:
    """Votes that have begun and whose interview stands, those that end first before the others."""
    hidden = publishing.hidden_subjects(chain.NOTICE.code)
    rows = [row for row in store.interviews(campaign.id) if row.id not in hidden and _is_public(row, now)]
    out = chain.NOTICE.all_published([row.id for row in rows])
    found = [_public(row, row.id in out, now) for row in rows]
    return sorted(found, key=lambda vote: (vote.state != "open", vote.closes_at))


def public_vote(campaign: Campaign, interview_id: int, now: datetime) -> PublicVote:
    """One of them. Raises NotFound."""
    row = store.interview(interview_id)
    hidden = publishing.hidden_subjects(chain.NOTICE.code)
    if row is None or row.campaign_id != campaign.id or row.id in hidden or not _is_public(row, now):
        raise NotFound("interviews.gone")
    return _public(row, chain.NOTICE.published(interview_id) is not None, now)


# ── what is kept about voters ───────────────────────────────────────────────────────────────────────────────────────
def purge(now: datetime) -> int:
    """PI-03: the phones behind votes that ended long ago go; the votes stay. Returns how many went."""
    gone = 0
    for row in votes.with_phones():
        days = campaigns.campaign_by_id(row.campaign_id).pack.value("PI-03")
        if not isinstance(days, int) or row.vote_until is None:
            continue
        if row.vote_until + timedelta(days=days) < now:
            with unit_of_work():
                gone += votes.forget_all(row.id)
    return gone


def erase(person_digest: str) -> None:
    """Forget a person; the vote stays counted."""
    with unit_of_work():
        votes.forget(person_digest)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _topics(interview_id: int) -> tuple[Topic, ...]:
    counted = store.votes(interview_id)
    return tuple(
        Topic(one.id, one.title, one.summary, counted.get(one.id, 0))
        for one in store.candidates(interview_id)
    )


def _state(row: Interview, now: datetime) -> str:
    if row.vote_from is None or row.vote_until is None:
        return "none"
    if row.settled_id is not None:
        return "settled"
    if now < row.vote_from:
        return "coming"
    return "open" if now <= row.vote_until else "over"


def _is_public(row: Interview, now: datetime) -> bool:
    return row.state == "planned" and row.vote_from is not None and row.vote_from <= now


def _public(row: Interview, announced: bool, now: datetime) -> PublicVote:
    assert row.vote_from is not None
    assert row.vote_until is not None
    state, topics = _state(row, now), _topics(row.id)
    shown = state != "open"
    told = topics if shown else tuple(Topic(one.id, one.title, one.summary, 0) for one in topics)
    return PublicVote(
        row.id, row.department_id, registry().department_name(row.department_id), row.vote_from, row.vote_until,
        state, told, sum(one.votes for one in told), shown, row.settled_id, row.settled_reason, announced,
    )  # fmt: skip


def _open(campaign: Campaign, interview_id: int, now: datetime) -> Interview:
    public_vote(campaign, interview_id, now)
    # Locked against a settling at the same moment.
    row = store.interview(interview_id, lock=True)
    if row is None or _state(row, now) != "open":
        raise RuleBroken("interviews.vote_closed")
    return row


def _refuse_foreign(interview_id: int, topic_id: int) -> None:
    if topic_id not in {one.id for one in store.candidates(interview_id)}:
        raise Invalid("interviews.vote_topic_missing", field="topic")


def _consent(campaign: Campaign, row: Interview, phone: str, way: str, actor: Actor, now: datetime) -> None:
    personal.record_consent(
        NOTICE, phone=phone, way=way, actor=actor, now=now, who=registry().department_name(row.department_id),
        pack=campaign.pack, campaign_id=campaign.id, subject=("interviews_interview", row.id),
    )  # fmt: skip
