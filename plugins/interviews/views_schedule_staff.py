"""The plan of the year for departments, hosts and the office."""

from __future__ import annotations

from flask import g, render_template

from core.api import clock, departments, needs

from . import showing_parts
from .permissions import SEE
from .service import interviews
from .views_staff import staff


@staff.get("/")
@needs(SEE)
def index() -> str:
    """The plan."""
    shown = interviews.interviews_for(g.campaign, actor=g.actor)
    return render_template("interviews/schedule_staff_index.html", shown=shown)


@staff.get("/<int:interview_id>/")
@needs(SEE)
def interview(interview_id: int) -> str:
    """One interview: its facts, and a row for each part."""
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor)
    return render_template(
        "interviews/schedule_staff.html",
        view=view,
        unit=next((unit.name for unit in departments() if unit.id == view.department_id), ""),
        links=showing_parts.links(view, g.actor, clock.now()),
    )
