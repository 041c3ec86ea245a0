"""The notice (访谈预告) and the outline (访谈提纲): frozen for the chain, judged there, with the day they must be out by (IV-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Content,
    DocumentView,
    Invalid,
    Published,
    RevisionView,
    RuleBroken,
    TextKind,
    clock,
    latest_before,
    publishing,
    registry,
    unit_of_work,
)

from .. import chain, document_notice
from ..contracts import InterviewView
from ..permissions import EDIT
from ..rules.schedule import Facts, Fault, lacks
from ..store import schedule as store
from . import interviews, schedule

IV_01 = "IV-01"


@dataclass(frozen=True)
class NoticeView:
    """The notice as it would go out now. `latest` is the last day to publish it (IV-01), None where no rule says so."""

    interview: InterviewView
    lacks: tuple[Fault, ...]
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: Published | None
    latest: date | None
    clause: str
    late: bool
    may_edit: bool

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or the plan was changed since."""
        return self.published is None or self.interview.saved_at > self.published.published_at

    @property
    def ready(self) -> bool:
        return self.interview.state == "planned" and not self.lacks and not self.blockers


def view(campaign: Campaign, interview_id: int, *, actor: Actor, now: datetime) -> NoticeView:
    """Raises NotFound, Hidden while the notice is hidden (疑似涉密)."""
    return view_of(campaign, interviews.for_staff(campaign, interview_id, actor=actor), actor=actor, now=now)


def view_of(campaign: Campaign, interview: InterviewView, *, actor: Actor, now: datetime) -> NoticeView:
    """The same for an interview at hand."""
    at = publishing.counted_from(chain.NOTICE.code, interview.id, now)
    out = chain.NOTICE.published(interview.id)
    latest = latest_day(campaign, interview.starts_at)
    day = clock.local(out.counts_from if out is not None else at).date()
    return NoticeView(
        interview=interview,
        lacks=tuple(lacks(_facts(interview))),
        blockers=tuple(_late(campaign, interview.starts_at, day) if out is None else ()),
        document=chain.NOTICE.document(interview.id),
        published=out,
        latest=latest,
        clause=_clause(campaign),
        late=latest is not None and day > latest,
        may_edit=actor.can(EDIT, campaign_id=campaign.id, department_id=interview.department_id),
    )


def submit(
    campaign: Campaign, interview_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the notice and send it into the chain.

    Raises RuleBroken("interviews.notice_not_ready"), Invalid("interviews.correction_missing"), what the chain raises.
    """
    with unit_of_work():
        found = view(campaign, interview_id, actor=actor, now=now)
        actor.require(EDIT, campaign_id=campaign.id, department_id=found.interview.department_id)
        if not found.ready:
            raise RuleBroken("interviews.notice_not_ready", count=len(found.lacks) + len(found.blockers))
        if found.published is not None and not correction.strip():
            raise Invalid("interviews.correction_missing", field="correction")
        content = notice_content(found.interview)
        _send(campaign, chain.NOTICE, found.interview, content, actor, now, correction)


def submit_outline(
    campaign: Campaign, interview_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the outline and send it into the chain. Raises Invalid("interviews.outline_missing"), what the chain raises."""
    with unit_of_work():
        interview = interviews.for_staff(campaign, interview_id, actor=actor, permission=EDIT)
        if interview.state != "planned":
            raise RuleBroken("interviews.is_off")
        if not interview.outline.strip():
            raise Invalid("interviews.outline_missing", field="outline")
        if chain.OUTLINE.published(interview_id) is not None and not correction.strip():
            raise Invalid("interviews.correction_missing", field="correction")
        unit = registry().department_name(interview.department_id)
        blocks = document_notice.outline_blocks(interview, unit)
        content = Content(f"在线访谈“{interview.title}”提纲", unit, blocks, {"interview_id": interview.id})
        _send(campaign, chain.OUTLINE, interview, content, actor, now, correction)


def notice_content(interview: InterviewView) -> Content:
    """The notice as it is frozen."""
    unit = registry().department_name(interview.department_id)
    place = store.places([interview.place_id])[interview.place_id] if interview.place_id else None
    blocks = document_notice.notice_blocks(interview, place.address if place else "", unit)
    return Content(
        f"在线访谈预告：{interview.title}", unit, blocks, {"interview": interviews.frozen(interview)}
    )


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen notice may not come out now: called off meanwhile, over, or later than a pack allows that blocks (IV-01)."""
    if revision.kind != chain.NOTICE.code:
        return []
    row = store.interview(revision.subject_id)
    if row is None or row.state != "planned":
        return [Blocker("interviews.is_off")]
    starts = datetime.fromisoformat(revision.data["interview"]["starts_at"])
    at = publishing.counted_from(chain.NOTICE.code, revision.subject_id, now)
    if chain.NOTICE.published(revision.subject_id) is not None:
        return []
    if starts <= at:
        return [Blocker("interviews.slot_past")]
    return _late(campaign, starts, clock.local(at).date())


def latest_day(campaign: Campaign, starts_at: datetime | None) -> date | None:
    """The last day on which the notice is in time (IV-01)."""
    rule = campaign.pack.rule(IV_01)
    if rule is None or starts_at is None or not isinstance(rule.value, int):
        return None
    return latest_before(rule, clock.local(starts_at).date(), campaign.calendar)


def _late(campaign: Campaign, starts_at: datetime | None, day: date) -> list[Blocker]:
    rule, latest = campaign.pack.rule(IV_01), latest_day(campaign, starts_at)
    if rule is None or latest is None or rule.kind != "B" or day <= latest:
        return []
    return [Blocker("interviews.notice_late", {"latest": latest}, clause=_clause(campaign), rule=IV_01)]


def _clause(campaign: Campaign) -> str:
    rule = campaign.pack.rule(IV_01)
    return f"{IV_01} {rule.clause}" if rule is not None else ""


def _facts(view: InterviewView) -> Facts:
    return Facts(
        title=view.title, topic=view.topic, starts_at=view.starts_at, ends_at=view.ends_at, place=view.place,
        host=view.host, guests=len(view.guests), questions_from=view.questions_from,
        questions_until=view.questions_until, contact=view.contact,
        vote_open=view.vote_from is not None and view.settled_id is None,
    )  # fmt: skip


def _send(
    campaign: Campaign, kind: TextKind, interview: InterviewView, content: Content, actor: Actor,
    now: datetime, correction: str,
) -> None:  # fmt: skip
    kind.submit(
        interview.id,
        campaign.id,
        interview.department_id,
        content,
        actor=actor,
        now=now,
        correction=correction,
    )
    row = store.interview(interview.id)
    assert row is not None
    schedule.record(row, f"{kind.code}_submitted", actor, now)
