"""What everybody reads of meetings: the list, the notice as an official document, the draw that anyone can check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, render_template, url_for

from core.api import NotFound, booking, calendar_id, clock, open_to_all

from . import chain, wording_meetings
from .service import draws, meetings
from .service.meetings import PublicMeeting
from .views_public import public


def places_of(shown: PublicMeeting, now: datetime) -> dict[str, Any]:
    """How booking stands: off, over, not_yet, closed, open, line, full, or draw (names are put down)."""
    event, refusal = shown.event, shown.event.refusal(now)
    session = shown.session
    if event.state == "called_off" or session.state != "open":
        phase = "off"
    elif session.ends_at <= now:
        phase = "over"
    elif refusal is not None:
        phase = "not_yet" if refusal.code == "booking_not_yet" else "closed"
    elif event.undrawn:
        phase = "draw"
    elif session.left > 0 and not session.waiting:
        phase = "open"
    else:
        phase = "line" if event.has_line else "full"
    return {"phase": phase, "left": session.left, "waiting": session.waiting, "now": now}


@public.get("/meetings/")
@open_to_all
def meetings_list() -> str:
    """Every meeting whose notice is public, those to come first."""
    now = clock.now()
    found = meetings.public_meetings(g.campaign)
    return render_template(
        "decisions/meetings_public.html",
        coming=[(m, places_of(m, now)) for m in found if m.session.ends_at >= now],
        past=[m for m in reversed(found) if m.session.ends_at < now],
        kinds=wording_meetings.KINDS_OF_MEETING,
        when=wording_meetings.when,
    )


@public.get("/meetings/<int:meeting_id>/")
@open_to_all
def meeting(meeting_id: int) -> str:
    """The notice, with places beside it, and the minutes once the feedback has published them."""
    now = clock.now()
    shown = meetings.public_meeting(g.campaign, meeting_id)
    revision = shown.revision.revision
    return render_template(
        "decisions/meetings_one.html",
        shown=shown,
        doc={
            "head": revision.issuer,
            "number": revision.doc_number,
            "title": revision.title,
            "blocks": [dict(block) for block in revision.blocks],
        },
        draw=booking.view_draw(shown.event.id) if shown.event.terms.by_lot else None,
        kind=wording_meetings.KINDS_OF_MEETING[shown.told.kind],
        when=wording_meetings.when(shown.session.starts_at, shown.session.ends_at),
        moment=wording_meetings.moment,
        minutes=_minutes(shown),
        **places_of(shown, now),
    )


def _minutes(shown: PublicMeeting) -> dict[str, Any] | None:
    """The minutes as the published feedback froze them."""
    feedback = chain.FEEDBACK.published(shown.preview_id)
    kept = feedback.revision.data.get("minutes", ()) if feedback is not None else ()
    return next((dict(one) for one in kept if one.get("meeting_id") == shown.id), None)


@public.get("/meetings/<int:meeting_id>/draw")
@open_to_all
def meeting_draw(meeting_id: int) -> str:
    """The draw: promise, frozen numbers, seed, result, and how to check it."""
    found = draws.public_draw(g.campaign, meeting_id)
    return render_template(
        "decisions/meetings_draw.html",
        found=found,
        shown=found.shown,
        draw=found.draw,
        moment=wording_meetings.moment,
    )


@public.get("/meetings/<int:meeting_id>/draw.csv")
@open_to_all
def meeting_draw_list(meeting_id: int) -> Response:
    """The frozen numbers in the form that the command and the digest take: `number,people` a line. No person is in it."""
    found = draws.public_draw(g.campaign, meeting_id)
    if found.draw.frozen_at is None:
        raise NotFound
    return Response(
        booking.list_of(found.lots),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=draw-{meeting_id}.csv"},
    )


@public.get("/meetings/<int:meeting_id>/calendar.ics")
@open_to_all
def meeting_calendar(meeting_id: int) -> Response:
    """The meeting for a calendar."""
    return calendar_file(meetings.public_meeting(g.campaign, meeting_id))


def calendar_key(meeting_id: int) -> str:
    """What a meeting is called in calendars, whatever becomes of its time and name."""
    return f"decisions-meeting-{meeting_id}"


def calendar_file(shown: PublicMeeting, note: str = "") -> Response:
    """An iCalendar file of one meeting."""
    import icalendar  # a tenth of a second, for this file only

    made, event = icalendar.Calendar(), icalendar.Event()
    made.add("prodid", "-//Yangguang//decisions//ZH")
    made.add("version", "2.0")
    event.add("uid", calendar_id(calendar_key(shown.id)))
    event.add("dtstamp", shown.revision.published_at)
    event.add("dtstart", shown.session.starts_at)
    event.add("dtend", shown.session.ends_at)
    event.add("summary", shown.told.title)
    event.add("location", shown.session.place)
    event.add("status", "CANCELLED" if shown.called_off else "CONFIRMED")
    address = url_for("decisions_public.meeting", meeting_id=shown.id, _external=True)
    event.add("description", f"{note}\n{address}".strip())
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(hours=-2))
    alarm.add("description", shown.told.title)
    event.add_component(alarm)
    made.add_component(event)
    return Response(
        made.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": "attachment; filename=meeting.ics"},
    )
