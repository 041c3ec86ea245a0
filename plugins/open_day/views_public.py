"""What everybody may read: the list of open days and the announcement. These pages hold nothing about a visitor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, url_for
from markupsafe import Markup

from core.api import booking, calendar_id, clock, open_to_all, remembered

from . import messages
from . import pack as packs
from .rules.dates import after
from .service import choices, deciding, places
from .service.places import PublicOpenDay
from .wording_booking import choice_words, left_now, open_places, span_words

public = Blueprint("open_day_public", __name__, template_folder="templates")
#: Endpoints that hold nothing about a visitor; everything else on this blueprint is never stored by anyone.
CACHEABLE = ("index", "announcement", "calendar", "places_now", "results", "evaluation", "column")


@public.context_processor
def words_of_packs() -> dict[str, Any]:
    """`known(word)` and how places are counted, for every template."""
    return {"known": messages.known, "open_places": open_places, "left_now": left_now}


@public.after_request
def keep_private(response: Response) -> Response:
    """Booking pages carry names and tokens: no browser, proxy or search engine keeps them."""
    from flask import request

    name = (request.endpoint or "").rpartition(".")[2]
    if name not in CACHEABLE:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.get("/")
@open_to_all
def index() -> str:
    """Every published open day with places left."""
    now = clock.now()
    shown = places.public_open_days(g.campaign)
    coming = [o for o in shown if o.event.sessions[-1].ends_at >= now]
    return render_template(
        "open_day/index.html",
        coming=coming,
        past=[o for o in shown if o not in coming],
        now=now,
        places_left=messages.places_left,
        left_now=left_now,
    )


@public.get("/<int:open_day_id>/")
@open_to_all
def announcement(open_day_id: int) -> str:
    """The announcement as an official document, with places left beside it."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    return render_template(
        "open_day/public_announcement.html",
        shown=shown,
        drawn=lambda: {
            "doc": _document(shown),
            "facts": _facts(shown),
            "changes": deciding.changes_of(shown),
        },
        span=messages.when,
        phone_link=messages.phone_link(shown.phone),
        **box_of(shown, now),
    )


@public.get("/<int:open_day_id>/places")
@open_to_all
def places_now(open_day_id: int) -> str:
    """The parts of the announcement that change while somebody reads it: places left, sessions to choose from."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    return render_template(
        "open_day/places_now.html",
        shown=shown,
        phone_link=messages.phone_link(shown.phone),
        **box_of(shown, now, counting=True),
    )


@public.get("/<int:open_day_id>/opens-in")
@open_to_all
def opens_in(open_day_id: int) -> Response:
    """How many milliseconds until booking opens, by the clock that decides; kept by nobody."""
    event = places.public_open_day(g.campaign, open_day_id).event
    left = max(int((event.opens_at - clock.now()).total_seconds() * 1000), 0)
    return Response(str(left), mimetype="text/plain")


def box_of(shown: PublicOpenDay, now: datetime, *, counting: bool = False) -> dict[str, Any]:
    """What the booking box needs. `counting`: with the time that is left, on pages that nobody keeps."""
    event = shown.event
    refusal = event.refusal(now)
    held = [s for s in event.sessions if s.state == "open"]
    if (refusal is not None and refusal.code == "booking_called_off") or not held:
        phase = "called_off"
    elif all(s.ends_at <= now for s in held):
        phase = "over"
    elif refusal is not None:
        phase = "not_yet" if refusal.code == "booking_not_yet" else "closed"
    elif choices.any_free(event):
        phase = "open"
    else:
        phase = "line" if event.has_line else "full"
    return {
        "now": now,
        "phase": phase,
        "several_days": len({clock.local(s.starts_at).date() for s in event.sessions}) > 1,
        "chosen": next(
            (s.id for s in held if open_places(event, s) > 0), held[0].id if held and event.has_line else None
        ),
        "places_left": messages.places_left,
        "open_left": left_now(event),
        "choice_words": choice_words,
        "until_words": span_words(event.opens_at, now) if counting and phase == "not_yet" else "",
        "change_of": choices.change_of,
    }


@public.get("/<int:open_day_id>/calendar.ics")
@open_to_all
def calendar(open_day_id: int) -> Response:
    """All sessions for a calendar."""
    shown = places.public_open_day(g.campaign, open_day_id)
    return calendar_file(shown, shown.event.sessions)


def calendar_file(
    shown: PublicOpenDay, sessions: tuple[booking.SessionView, ...], note: str = ""
) -> Response:
    """An iCalendar file of sessions."""
    import icalendar  # a tenth of a second, for this file only

    made = icalendar.Calendar()
    made.add("prodid", "-//Yangguang//open day//ZH")
    made.add("version", "2.0")
    address = url_for("open_day_public.announcement", open_day_id=shown.id, _external=True)
    for session in sessions:
        event = icalendar.Event()
        event.add("uid", calendar_id(messages.calendar_key(session.id)))
        event.add("dtstamp", shown.revision.published_at)
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
        event.add("summary", f"{shown.revision.revision.title.removesuffix('活动公告')}：{shown.theme}")
        event.add("location", session.place)
        event.add("description", f"{note}\n{address}".strip())
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(hours=-2))
        alarm.add("description", shown.theme)
        event.add_component(alarm)
        made.add_component(event)
    return Response(
        made.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": "attachment; filename=open-day.ics"},
    )


def _document(shown: PublicOpenDay) -> dict[str, Any]:
    """The frozen blocks, the places table replaced by the living one."""
    revision = shown.revision.revision
    drawn = remembered(
        ("open_day.drawn", revision.id, shown.revision.version, g.lang), (), lambda: _drawn(shown)
    )
    blocks = []
    for text in drawn:
        if text is None:
            text = Markup(
                render_template("open_day/_places.html", shown=shown, now=clock.now(), campaign=g.campaign)
            )
        blocks.append({"kind": "html", "text": text})
    return {
        "head": revision.issuer,
        "number": revision.doc_number,
        "title": messages.phrases(revision.title, revision.issuer),
        "blocks": blocks,
    }


def _drawn(shown: PublicOpenDay) -> tuple[Markup | None, ...]:
    """The frozen blocks as HTML; None where the living places stand."""
    draw = current_app.jinja_env.get_template("macros/doc.html").module.block  # type: ignore[attr-defined]
    return tuple(None if b.get("id") == "places" else draw(b) for b in shown.revision.revision.blocks)


def _facts(shown: PublicOpenDay) -> dict[str, Any]:
    values = packs.values_of(g.campaign)
    workday = g.campaign.calendar.is_working_day
    first = clock.local(shown.event.sessions[0].starts_at).date()
    last = max(clock.local(s.ends_at).date() for s in shown.event.sessions)
    return {
        "items": len(values.items.value) if values.items else 0,
        "ahead": (first - clock.local(shown.revision.counts_from).date()).days,
        "notice": values.notice.value.n if values.notice else None,
        "filed": shown.plan_filed_at,
        "results": after(last, values.results.value, workday) if values.results else None,
        "evaluation": after(last, values.evaluation.value, workday) if values.evaluation else None,
    }
