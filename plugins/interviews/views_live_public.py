"""The broadcast for everybody: the live page, what a reader lacks of it, the big screen."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from core.api import NotFound, clock, open_to_all

from . import showing_reading as showing
from .service import interviews, reading
from .views_public import public


@public.get("/<int:interview_id>/live/")
@open_to_all
def live_page(interview_id: int) -> str:
    """The whole broadcast so far; static/live_read.js brings what comes after."""
    view = interviews.public_interview(g.campaign, interview_id)
    return render_template("interviews/live_public.html", **_shown(view, 0))


@public.get("/<int:interview_id>/live/after/<int:place>/")
@open_to_all
def live_after(interview_id: int, place: int) -> str:
    """What a reader lacks who has all turns up to a place. The address holds the place, so that one answer serves all."""
    view = interviews.public_interview(g.campaign, interview_id)
    shown = _shown(view, place)
    if place > shown["live"].released:
        raise NotFound("interviews.gone")
    return render_template("interviews/live_public_after.html", **shown)


@public.get("/<int:interview_id>/screen/")
@open_to_all
def screen(interview_id: int) -> str:
    """The big screen in the hall: only the question that is being answered."""
    view = interviews.public_interview(g.campaign, interview_id)
    return render_template("interviews/live_screen.html", **_shown(view, 0))


def _shown(view: Any, after: int) -> dict[str, Any]:
    now = clock.now()
    live = reading.broadcast(view.id)
    address = url_for(".live_page", interview_id=view.id, _external=True)
    return {
        "view": view,
        "live": live,
        "turns": reading.turns(view.id, after),
        "moment": now,
        "until": showing.until(view.starts_at, now),
        "player": showing.player(live),
        "ask_url": showing.ask_url(view, live, now),
        "address": address,
        "qr": showing.qr(address),
        "answering": showing.answering(reading.turns(view.id), live, view.guests),
        "transcript_out": reading.has_transcript(view.id),
    }
