"""Meetings as staff and the public see them: what a notice lacks, how far it is, what was published of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    DocumentView,
    NotFound,
    Published,
    RevisionView,
    booking,
    clock,
    publishing,
    registry,
)

from .. import chain
from ..contracts import MeetingFacts
from ..models.meetings import Meeting, MeetingPaper
from ..permissions import MEET, SEE
from ..rules import meetings as rules
from ..rules.meetings import Fault, Told
from ..store import meetings as store
from . import gating

OWNER = "decisions.meeting"


@dataclass(frozen=True)
class SaveMeeting:
    """A meeting's form; fields as in models.Meeting."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    capacity: int
    opens_at: datetime
    closes_at: datetime
    link: str = ""
    invitees: str = ""
    agenda: str = ""
    contact: str = ""
    companions: int = 0
    way: str = "first"
    public_source: str = ""
    offer_hours: int = 12
    gate_list: bool = False


@dataclass(frozen=True)
class MeetingView:
    """A meeting for staff, with everything that is said about it."""

    id: int
    campaign_id: int
    department_id: int
    preview_id: int
    told: SaveMeeting
    state: str
    off_reason: str
    version: int
    saved_at: datetime
    papers: tuple[MeetingPaper, ...]
    lacks: tuple[Fault, ...]
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: Published | None
    event: booking.EventView | None

    @property
    def locked(self) -> bool:
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        return self.published is None or self.saved_at > self.published.published_at

    @property
    def ready(self) -> bool:
        return not self.lacks and not self.blockers


@dataclass(frozen=True)
class PublicMeeting:
    """A meeting as its published notice tells it, with its places. `link` is for participants only."""

    id: int
    preview_id: int
    department_id: int
    department: str
    told: SaveMeeting
    revision: Published
    event: booking.EventView
    commitment: str
    papers: tuple[Mapping[str, Any], ...]
    off_reason: str = ""

    @property
    def session(self) -> booking.SessionView:
        return self.event.sessions[0]

    @property
    def called_off(self) -> bool:
        return self.event.state == "called_off"


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def for_staff(
    campaign: Campaign, meeting_id: int, *, actor: Actor, now: datetime, permission: str = SEE
) -> MeetingView:
    """One meeting for who holds `permission` in its department. Raises NotFound, Hidden while its notice is hidden."""
    row = row_for(campaign, meeting_id, actor, permission)
    publishing.refuse_hidden(chain.MEETING.code, meeting_id)
    return view_of(campaign, row, now)


def meetings_for(campaign: Campaign, *, actor: Actor, now: datetime) -> tuple[MeetingView, ...]:
    """The meetings that this person may see, the next to happen last."""
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    hidden = publishing.hidden_subjects(chain.MEETING.code)
    rows = [row for row in store.meetings(campaign.id) if mine is None or row.department_id in mine]
    return tuple(view_of(campaign, row, now) for row in rows if row.id not in hidden)


def public_meeting(campaign: Campaign, meeting_id: int) -> PublicMeeting:
    """One meeting whose notice is public. Raises NotFound, or what tells that it was taken down (撤下)."""
    row = store.meeting(meeting_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound
    published = chain.MEETING.published_or_gone(meeting_id)
    event = booking.view_event(OWNER, meeting_id)
    if event is None:
        raise NotFound
    return _public(row, published, event)


def public_meetings(campaign: Campaign, preview_id: int | None = None) -> tuple[PublicMeeting, ...]:
    """All of a campaign (or of one preview) whose notices are public, in the order of their days."""
    rows = {r.id: r for r in store.meetings(campaign.id) if preview_id in (None, r.preview_id)}
    out = chain.MEETING.all_published(list(rows))
    events = booking.view_events(OWNER, list(out))
    found = [_public(rows[n], out[n], events[n]) for n in out if n in events]
    return tuple(sorted(found, key=lambda m: (m.session.starts_at, m.id)))


def facts_of(preview_id: int) -> tuple[MeetingFacts, ...]:
    """What the phases of a decision rest on: its meetings that are not called off, planned ones too."""
    rows = [row for row in store.meetings_of_preview(preview_id) if row.state == "open"]
    out = chain.MEETING.all_published([row.id for row in rows])
    events = booking.view_events(OWNER, list(out))
    found = []
    for row in rows:
        event = events.get(row.id)
        starts, ends = row.starts_at, row.ends_at
        if event is not None:
            starts, ends = event.sessions[0].starts_at, event.sessions[0].ends_at
        held = row.id in out and store.was_held(row.id)
        found.append(MeetingFacts(row.id, row.kind, row.title, starts, ends, row.id in out, held))
    return tuple(found)


def told_of(revision: RevisionView) -> SaveMeeting:
    """The meeting as a frozen notice has it."""
    kept = dict(revision.data["meeting"])
    for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
        kept[name] = datetime.fromisoformat(kept[name])
    return SaveMeeting(**kept)


def judged(
    campaign: Campaign, told: SaveMeeting, has_papers: bool, text: str, papers_at: datetime, at: datetime
) -> list[Blocker]:
    found: list[Blocker] = []
    if told.kind == rules.HEARING:
        papers = clock.local(papers_at).date() if has_papers else None
        found += gating.hearing_blockers(campaign, papers=papers, hearing=clock.local(told.starts_at).date())
    rule = campaign.pack.rule("PI-01")
    if rule is not None and rules.gate_words_missing(told.gate_list, text):
        found.append(Blocker("decisions.gate_words", clause=f"PI-01 {rule.clause}", rule="PI-01"))
    return found


def row_for(
    campaign: Campaign, meeting_id: int, actor: Actor, permission: str, *, lock: bool = False
) -> Meeting:
    row = store.meeting(meeting_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound
    where = {"department_id": row.department_id, "campaign_id": campaign.id}
    if not actor.can(SEE, **where) and not actor.can(MEET, **where):
        raise NotFound
    actor.require(permission, **where)
    return row


def told_for_rules(command: SaveMeeting) -> Told:
    return Told(**{name: getattr(command, name) for name in Told.__dataclass_fields__})


def command_of(row: Meeting) -> SaveMeeting:
    return SaveMeeting(**{name: getattr(row, name) for name in SaveMeeting.__dataclass_fields__})


def view_of(campaign: Campaign, row: Meeting, now: datetime) -> MeetingView:
    told, papers = command_of(row), store.papers(row.id)
    out = chain.MEETING.published(row.id)
    at = publishing.counted_from(chain.MEETING.code, row.id, now)
    first = out.counts_from if out is not None else at
    # What is written by itself always has the words of PI-01; the chain looks at the frozen text again.
    text = rules.BRING_ID if told.gate_list else ""
    stops = judged(campaign, told, bool(papers), text, first, at)
    lacks = () if row.state != "open" else rules.lacks(told_for_rules(told), at)
    return MeetingView(
        id=row.id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        preview_id=row.preview_id,
        told=told,
        state=row.state,
        off_reason=row.off_reason,
        version=row.version,
        saved_at=row.saved_at,
        papers=tuple(papers),
        lacks=lacks,
        blockers=tuple(stops) if row.state == "open" else (),
        document=chain.MEETING.document(row.id),
        published=out,
        event=booking.view_event(OWNER, row.id),
    )


def _public(row: Meeting, published: Published, event: booking.EventView) -> PublicMeeting:
    data = published.revision.data
    return PublicMeeting(
        id=row.id,
        preview_id=row.preview_id,
        department_id=row.department_id,
        department=registry().department_name(row.department_id),
        told=told_of(published.revision),
        revision=published,
        event=event,
        commitment=str(data.get("commitment", "")),
        papers=tuple(data.get("papers", ())),
        off_reason=row.off_reason,
    )


def link_of(meeting_id: int) -> str:
    """The address of a video meeting, for those who have a place."""
    row = store.meeting(meeting_id)
    return row.link if row is not None else ""
