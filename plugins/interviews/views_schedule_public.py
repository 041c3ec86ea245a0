"""The interviews that were announced, for everybody."""

from __future__ import annotations

from flask import g, render_template

from core.api import clock, open_to_all

from . import showing_parts
from .service import interviews
from .views_public import public


@public.get("/")
@open_to_all
def index() -> str:
    """What is on, what is coming, what was."""
    return render_template("interviews/schedule_index.html", shown=interviews.public_interviews(g.campaign))


@public.get("/<int:interview_id>/")
@open_to_all
def interview(interview_id: int) -> str:
    """One interview at its permanent address: the notice, and a section for each part."""
    view = interviews.public_interview(g.campaign, interview_id)
    parts = showing_parts.public_parts(view, g.campaign, clock.now())
    return render_template("interviews/schedule_public.html", view=view, parts=parts)
