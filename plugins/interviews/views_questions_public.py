"""Questions to an interview for everybody: the list of those that were let through, the way to ask one."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for

from core.api import NotFound, clock, departments, open_to_all, opinions

from . import opinions as kind
from .chain import QUESTION
from .service import interviews
from .service import questions as service
from .views_public import public
from .wording_questions import STATES

#: where a public question can stand, as the filter offers it
SHOWN = ("ready", "chosen", "answered", "passed")


@public.get("/<int:interview_id>/ask")
@open_to_all
def ask(interview_id: int) -> Any:
    """To the ledger's form: the phone is proven there."""
    if kind.subject(g.campaign, interview_id) is None:
        raise NotFound("interviews.gone")
    return redirect(url_for("opinions_public.new", kind=QUESTION, subject_id=interview_id))


@public.get("/<int:interview_id>/questions", endpoint="questions")
@open_to_all
def questions_list(interview_id: int) -> str:
    """What was asked and let through, with its answer: the most supported first, or the newest."""
    view = interviews.public_interview(g.campaign, interview_id)
    newest = request.args.get("order") == "time"
    number = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    found, total = opinions.public_opinions(
        g.campaign, kind=QUESTION, subject_id=interview_id, most_supported=not newest, page=number
    )
    pages = max((total + opinions.PUBLIC_PER_PAGE - 1) // opinions.PUBLIC_PER_PAGE, 1)
    given: dict[str, Any] = {"order": "time" if newest else None}
    return render_template(
        "interviews/questions_list.html",
        view=view,
        found=found,
        total=total,
        newest=newest,
        stands=service.states_of(interview_id),
        states=STATES,
        figures=service.figures(interview_id),
        taking=kind.taking(kind.subject_of(view), clock.now()),
        units={unit.id: unit.short_name or unit.name for unit in departments()},
        pager_data={
            "number": number,
            "pages": pages,
            "total": total,
            "previous_url": url_for(".questions", interview_id=interview_id, **given, page=number - 1)
            if number > 1
            else None,
            "next_url": url_for(".questions", interview_id=interview_id, **given, page=number + 1)
            if number < pages
            else None,
        },
    )
