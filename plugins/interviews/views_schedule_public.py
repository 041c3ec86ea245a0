"""The interviews that were announced, for everybody: what is on, coming and past, one with its parts, calendar, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import Response, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from core.api import calendar_id, clock, departments, files, open_to_all

from . import chain, showing_parts, wording_schedule
from .contracts import PublicInterview
from .rules.schedule import shown_name
from .service import interviews, vote
from .views_public import public

LONGEST = 100
PER_PAGE = 20


def calendar_key(interview_id: int) -> str:
    """What an interview is called in calendars, whatever becomes of its time and name."""
    return f"interview-{interview_id}"


@public.get("/")
@open_to_all
def index() -> str:
    """What is on, what is coming, day by day, and what was; by unit and words."""
    now = clock.now()
    every = interviews.public_interviews(g.campaign)
    words = " ".join(request.args.get("q", "").split())[:LONGEST]
    unit = request.args.get("unit", type=int)
    shown = [view for view in every if _fits(view, words, unit)]
    on = [view for view in shown if view.state == "planned" and view.live in ("on", "paused")]
    past = [view for view in shown if view not in on and _is_over(view, now)]
    coming = [view for view in shown if view not in on and view not in past]
    units = {one.id: one.name for one in departments()}
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    pages = max((len(past) + PER_PAGE - 1) // PER_PAGE, 1)
    given: dict[str, Any] = {name: value for name, value in (("q", words), ("unit", unit)) if value}
    return render_template(
        "interviews/schedule_index.html",
        on=on if number == 1 else [],
        days=[(day, list(found)) for day, found in groupby(coming, key=_day)] if number == 1 else [],
        past=past[::-1][(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(every),
        chosen={"q": words, "unit": unit},
        units={i: units[i] for i in sorted({view.department_id for view in every}) if i in units},
        first=number == 1,
        votes=[one for one in vote.public_votes(g.campaign, now) if one.state in ("open", "over")],
        vote_states=wording_schedule.VOTE_STATES,
        moment=wording_schedule.moment,
        states=wording_schedule.public_state,
        now=now,
        pager_data={
            "number": number,
            "pages": pages,
            "total": len(past),
            "previous_url": url_for(".index", **given, page=number - 1) if number > 1 else None,
            "next_url": url_for(".index", **given, page=number + 1) if number < pages else None,
        },
    )


@public.get("/<int:interview_id>/")
@open_to_all
def interview(interview_id: int) -> str:
    """One interview at its permanent address: what was announced, and a section for each part."""
    now = clock.now()
    view = interviews.public_interview(g.campaign, interview_id)
    out = chain.NOTICE.published_or_gone(interview_id)
    outline = chain.OUTLINE.published(interview_id)
    return render_template(
        "interviews/schedule_public.html",
        **_told(view),
        parts=showing_parts.public_parts(view, g.campaign, now),
        notice=out,
        outline=[block for block in outline.revision.blocks if block["kind"] != "sign"] if outline else [],
        over=_is_over(view, now),
        state=wording_schedule.public_state(view, now),
    )


@public.get("/<int:interview_id>/notice")
@open_to_all
def notice(interview_id: int) -> str:
    """The notice as an official document, to be read and printed."""
    view = interviews.public_interview(g.campaign, interview_id)
    out = chain.NOTICE.published_or_gone(interview_id)
    return render_template(
        "interviews/schedule_notice.html",
        **_told(view),
        notice=out,
        doc={
            "head": out.revision.issuer,
            "number": out.revision.doc_number,
            "title": out.revision.title,
            "blocks": [dict(block) for block in out.revision.blocks],
        },
    )


@public.get("/<int:interview_id>/calendar.ics")
@open_to_all
def interview_calendar(interview_id: int) -> Response:
    """One interview for a calendar; a changed time moves the same entry, a calling off strikes it."""
    view = interviews.public_interview(g.campaign, interview_id)
    return _calendar(view.title, [view], f"interview-{interview_id}")


@public.get("/calendar.ics")
@open_to_all
def calendar() -> Response:
    """All of them, to be subscribed to; `?unit=` one department's."""
    unit = request.args.get("unit", type=int)
    found = [view for view in interviews.public_interviews(g.campaign) if unit in (None, view.department_id)]
    return _calendar(_("在线访谈"), found, "interviews")


@public.get("/interviews.json")
@open_to_all
def interviews_json() -> Response:
    """Everything announced, as open data."""
    return jsonify({"interviews": [_json(view) for view in interviews.public_interviews(g.campaign)]})


@public.get("/<int:interview_id>.json")
@open_to_all
def interview_json(interview_id: int) -> Response:
    """One of them."""
    return jsonify(_json(interviews.public_interview(g.campaign, interview_id)))


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _told(view: PublicInterview) -> dict[str, Any]:
    photos = [one.photo_id for one in view.guests if one.photo_id is not None]
    kept = {number: file for number, file in files.infos(photos).items() if files.allowed(file, None)}
    return {
        "view": view,
        "unit": next((one.name for one in departments() if one.id == view.department_id), ""),
        "place_kind": wording_schedule.PLACE_KINDS.get(view.place_kind, ""),
        "guests": [(shown_name(one.name), one.post, kept.get(one.photo_id or 0)) for one in view.guests],
        "span": wording_schedule.span,
    }


def _day(view: PublicInterview) -> Any:
    return clock.local(view.starts_at).date()


def _is_over(view: PublicInterview, now: Any) -> bool:
    return view.live == "over" or (view.ends_at <= now and view.live not in ("on", "paused"))


def _fits(view: PublicInterview, words: str, unit: int | None) -> bool:
    told = " ".join(
        [view.title, view.topic, view.place, view.host, *(f"{one.name} {one.post}" for one in view.guests)]
    )
    return unit in (None, view.department_id) and all(word in told.lower() for word in words.lower().split())


def _json(view: PublicInterview) -> dict[str, Any]:
    units = {one.id: one.name for one in departments()}
    return {
        "id": view.id,
        "title": view.title,
        "topic": view.topic,
        "department": units.get(view.department_id, ""),
        "starts_at": clock.local(view.starts_at).isoformat(),
        "ends_at": clock.local(view.ends_at).isoformat(),
        "place": view.place,
        "place_kind": view.place_kind,
        "address": view.address,
        "host": view.host,
        "guests": [{"name": shown_name(one.name), "post": one.post} for one in view.guests],
        "questions_from": clock.local(view.questions_from).isoformat() if view.questions_from else None,
        "questions_until": clock.local(view.questions_until).isoformat() if view.questions_until else None,
        "contact": view.contact,
        "state": view.state,
        "off_reason": view.off_reason,
        "live": view.live,
        "published_at": clock.local(view.published_at).isoformat(),
        "version": view.version,
        "url": url_for(".interview", interview_id=view.id, _external=True),
    }


def _calendar(name: str, found: Sequence[PublicInterview], filename: str) -> Response:
    import icalendar  # a tenth of a second, for this file only

    made = icalendar.Calendar()
    made.add("prodid", f"-//Yangguang//{g.campaign.slug}//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    for view in found:
        event = icalendar.Event()
        event.add("uid", calendar_id(calendar_key(view.id)))
        event.add("dtstamp", view.published_at)
        event.add("sequence", view.version - 1 + (view.state == "called_off"))
        event.add("dtstart", view.starts_at)
        event.add("dtend", view.ends_at)
        event.add("summary", _("在线访谈：%(title)s", title=view.title))
        event.add("location", " ".join(part for part in (view.place, view.address) if part))
        off = view.state == "called_off"
        event.add("status", "CANCELLED" if off else "CONFIRMED")
        address = url_for(".interview", interview_id=view.id, _external=True)
        event.add(
            "description",
            "\n".join(part for part in (view.off_reason if off else view.topic, address) if part),
        )
        event.add("url", address)
        if not off:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("trigger", timedelta(minutes=-30))
            alarm.add("description", view.title)
            event.add_component(alarm)
        made.add_component(event)
    return Response(
        made.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )
