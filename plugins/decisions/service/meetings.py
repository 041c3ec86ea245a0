"""Meetings as departments write them: saved, with papers, sent into the chain; what the public may see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Content,
    DocumentView,
    Invalid,
    NotFound,
    Published,
    RevisionView,
    RuleBroken,
    audit,
    booking,
    clock,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from .. import chain, document_meeting
from ..contracts import MeetingFacts
from ..models.meetings import Meeting, MeetingPaper
from ..permissions import MEET, SEE
from ..rules import meetings as rules
from ..rules.meetings import Fault, Told
from ..store import meetings as store
from . import gating, meeting_papers, previews

OWNER = "decisions.meeting"
LONGEST = {
    "title": 120, "place": 200, "link": 300, "invitees": 2000, "agenda": 6000, "contact": 200, "public_source": 200,
}  # fmt: skip
MOST_PLACES, MOST_COMPANIONS, MOST_OFFER_HOURS = 2000, 9, 72


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
    row = _row(campaign, meeting_id, actor, permission)
    publishing.refuse_hidden(chain.MEETING.code, meeting_id)
    return _view(campaign, row, now)


def meetings_for(campaign: Campaign, *, actor: Actor, now: datetime) -> tuple[MeetingView, ...]:
    """The meetings that this person may see, the next to happen last."""
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    hidden = publishing.hidden_subjects(chain.MEETING.code)
    rows = [row for row in store.meetings(campaign.id) if mine is None or row.department_id in mine]
    return tuple(_view(campaign, row, now) for row in rows if row.id not in hidden)


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


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def save_meeting(
    campaign: Campaign,
    command: SaveMeeting,
    *,
    actor: Actor,
    now: datetime,
    preview_id: int | None = None,
    meeting_id: int | None = None,
    version: int = 0,
) -> int:
    """Make a meeting of a preview, or change one; returns its id. The drafter has confirmed that it bears no mark of 密级.

    Raises NotFound, NotAllowed, Invalid (decisions.meeting_…), Conflict("decisions.changed" | "decisions.meeting_locked"),
    RuleBroken("draw_source_fixed") for a draw whose names are down.
    """
    values = _checked(command)
    with unit_of_work() as session:
        if meeting_id is None:
            preview = previews.for_staff(campaign, preview_id or 0, actor=actor)
            actor.require(MEET, department_id=preview.department_id, campaign_id=campaign.id)
            row = Meeting(campaign_id=campaign.id, department_id=preview.department_id, preview_id=preview.id)
            row.state, row.off_reason, row.version = "open", "", 0
            session.add(row)
        else:
            row = editable(campaign, meeting_id, version, actor=actor)
            _refuse_redrawing(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.saved_at = now
        session.flush()
        record(row, "decisions.meeting_made" if meeting_id is None else "decisions.meeting_saved", actor, now)
        return row.id


def submit_meeting(
    campaign: Campaign, meeting_id: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze notice and papers and send them into the chain. Before the first time the places are opened, so that the
    notice can promise the draw.

    Raises RuleBroken("decisions.meeting_not_ready"), Invalid("decisions.correction_missing"), Conflict, what the chain raises.
    """
    with unit_of_work():
        row = _row(campaign, meeting_id, actor, MEET, lock=True)
        _refuse_locked(row)
        view = _view(campaign, row, now)
        if not view.ready:
            raise RuleBroken("decisions.meeting_not_ready", count=len(view.lacks) + len(view.blockers))
        if view.published is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        if view.published is None:
            _open_places(row)
        chain.MEETING.submit(
            row.id, campaign.id, row.department_id, content_of(campaign, row),
            actor=actor, now=now, correction=correction,
        )  # fmt: skip
        record(row, "decisions.meeting_submitted", actor, now)


def call_off(
    campaign: Campaign, meeting_id: int, version: int, reason: str, *, actor: Actor, now: datetime
) -> int:
    """Call a meeting off and tell everybody who has a place or waits, with the reason; returns how many bookings."""
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise Invalid("decisions.off_reason_missing", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = editable(campaign, meeting_id, version, actor=actor, locked_too=True)
        if row.ends_at <= now:
            raise RuleBroken("decisions.meeting_over")
        row.state, row.off_reason = "called_off", reason
        row.version += 1
        row.saved_at = now
        event = booking.view_event(OWNER, meeting_id)
        told = booking.call_off_event(event.id, actor=actor, now=now) if event is not None else ()
        record(row, "decisions.meeting_called_off", actor, now, count=len(told))
        return len(told)


def follow_notice(meeting_id: int, now: datetime, *, actor: Actor) -> None:
    """After a corrected notice came out: the places follow it; those who have one are told of another time or place."""
    row, out = store.meeting(meeting_id), chain.MEETING.published(meeting_id)
    event = booking.view_event(OWNER, meeting_id)
    if row is None or out is None or event is None or event.state == "called_off":
        return
    told, session = told_of(out.revision), event.sessions[0]
    if (told.starts_at, told.ends_at, told.place) != (session.starts_at, session.ends_at, session.place):
        booking.move_session(
            session.id, starts_at=told.starts_at, ends_at=told.ends_at, place=told.place, actor=actor, now=now
        )
    if told.capacity != session.capacity:
        booking.enlarge_session(session.id, capacity=told.capacity, actor=actor, now=now)
    if told.closes_at > event.closes_at:
        booking.extend_booking(event.id, told.closes_at, actor=actor, now=now)


# ── the notice in the chain ─────────────────────────────────────────────────────────────────────────────────────────
def content_of(campaign: Campaign, row: Meeting) -> Content:
    """The notice as it is frozen."""
    told = _command(row)
    draw = None
    event = booking.view_event(OWNER, row.id)
    if event is not None and event.terms.by_lot:
        draw = booking.view_draw(event.id)
    papers = meeting_papers.frozen(row.id)
    department = registry().department_name(row.department_id)
    preview = previews.preview_view(row.preview_id)
    blocks = document_meeting.blocks(
        told, preview.title, department, papers, draw.commitment if draw is not None else ""
    )
    kept = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.__dict__.items()
        # Everybody reads what is frozen; the way in is for those who have a place.
        if name != "link"
    }
    data = {
        "meeting": kept, "preview_id": row.preview_id, "papers": [dict(p) for p in papers],
        "commitment": draw.commitment if draw is not None else "",
    }  # fmt: skip
    return Content(f"{told.title}公告", department, blocks, data)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen notice may not come out now: DP-04, PI-01, a time that is over."""
    told = told_of(revision)
    text = "".join(str(block.get("text", "")) for block in revision.blocks)
    at = publishing.counted_from(chain.MEETING.code, revision.subject_id, now)
    out = chain.MEETING.published(revision.subject_id)
    first = out.counts_from if out is not None else at
    found = _judged(campaign, told, bool(revision.data.get("papers")), text, first, at)
    if told.starts_at <= at and out is None:
        found.append(Blocker("decisions.meeting_past"))
    return found


def told_of(revision: RevisionView) -> SaveMeeting:
    """The meeting as a frozen notice has it."""
    kept = dict(revision.data["meeting"])
    for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
        kept[name] = datetime.fromisoformat(kept[name])
    return SaveMeeting(**kept)


def _judged(
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


# ── pieces that the other files of meetings use ─────────────────────────────────────────────────────────────────────
def editable(
    campaign: Campaign, meeting_id: int, version: int, *, actor: Actor, locked_too: bool = False
) -> Meeting:
    """The locked row for a change, inside a unit of work. Raises NotFound, NotAllowed, Conflict, RuleBroken."""
    row = _row(campaign, meeting_id, actor, MEET, lock=True)
    publishing.refuse_hidden(chain.MEETING.code, meeting_id)
    if row.state != "open":
        raise RuleBroken("decisions.meeting_off")
    if not locked_too:
        _refuse_locked(row)
    if row.version != version:
        raise Conflict("decisions.changed")
    return row


def record(row: Meeting, action: str, actor: Actor, now: datetime, **figures: Any) -> None:
    """An audit entry about a meeting."""
    audit.record(
        actor, now, action, subject=("decisions_meeting", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id, **figures,
    )  # fmt: skip


def _row(
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


def _refuse_locked(row: Meeting) -> None:
    document = chain.MEETING.document(row.id)
    if document is not None and document.under_way:
        raise Conflict("decisions.meeting_locked")


def _refuse_redrawing(row: Meeting, values: Mapping[str, Any]) -> None:
    if (row.way, row.public_source) != (values["way"], values["public_source"]):
        event = booking.view_event(OWNER, row.id)
        if event is not None and chain.MEETING.published(row.id) is not None:
            raise RuleBroken("draw_source_fixed")


def _open_places(row: Meeting) -> booking.EventView:
    draws = row.way == "draw"
    return booking.prepare_event(
        OWNER,
        row.id,
        campaign_id=row.campaign_id,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        sessions=(booking.NewSession(row.title[:60], row.place, row.starts_at, row.ends_at, row.capacity),),
        terms=booking.EventTerms(
            companions=row.companions,
            offer_minutes=row.offer_hours * 60,
            by_lot=draws,
            public_source=row.public_source if draws else "",
        ),
    )


def _checked(command: SaveMeeting) -> dict[str, Any]:
    values = dict(command.__dict__)
    for name, most in LONGEST.items():
        text = str(values[name]).replace("\r\n", "\n").strip()
        if name not in ("agenda", "invitees"):
            text = " ".join(text.split())
        if len(text) > most:
            raise Invalid("decisions.text_long", field=name, limit=most)
        values[name] = text
    if not values["title"]:
        raise Invalid("decisions.meeting_lacks", field="title", what="title")
    if command.kind not in rules.KINDS:
        raise Invalid("decisions.meeting_kind", field="kind")
    if command.way not in rules.WAYS:
        raise Invalid("decisions.meeting_way", field="way")
    for name, least, most in (
        ("capacity", 1, MOST_PLACES), ("companions", 0, MOST_COMPANIONS), ("offer_hours", 0, MOST_OFFER_HOURS),
    ):  # fmt: skip
        if not least <= int(values[name]) <= most:
            raise Invalid("decisions.number_range", field=name, least=least, most=most)
    if values["link"] and not values["link"].startswith(("https://", "http://")):
        raise Invalid("decisions.link_shape", field="link")
    values["gate_list"] = bool(command.gate_list) or command.kind == rules.ATTEND
    fault = rules.times_fault(_told(replace(command, gate_list=values["gate_list"])))
    if fault is not None:
        raise Invalid(fault.code, field=fault.field)
    secrecy.refuse_marks([str(values[name]) for name in LONGEST])
    return values


def _told(command: SaveMeeting) -> Told:
    return Told(**{name: getattr(command, name) for name in Told.__dataclass_fields__})


def _command(row: Meeting) -> SaveMeeting:
    return SaveMeeting(**{name: getattr(row, name) for name in SaveMeeting.__dataclass_fields__})


def _view(campaign: Campaign, row: Meeting, now: datetime) -> MeetingView:
    told, papers = _command(row), store.papers(row.id)
    out = chain.MEETING.published(row.id)
    at = publishing.counted_from(chain.MEETING.code, row.id, now)
    first = out.counts_from if out is not None else at
    # What is written by itself always has the words of PI-01; the chain looks at the frozen text again.
    text = rules.BRING_ID if told.gate_list else ""
    judged = _judged(campaign, told, bool(papers), text, first, at)
    lacks = () if row.state != "open" else rules.lacks(_told(told), at)
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
        blockers=tuple(judged) if row.state == "open" else (),
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


def day_of(meeting: PublicMeeting) -> date:
    """The day of a meeting, in Shanghai."""
    return clock.local(meeting.session.starts_at).date()
