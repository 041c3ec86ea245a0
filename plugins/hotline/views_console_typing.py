"""What the console asks while somebody types: drafts, what belongs to the words, emergencies, the whole number."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, render_template, request
from werkzeug.wrappers import Response

from core.api import Conflict, DomainError, clock, needs, words

from . import showing_console as showing
from .forms_intake import IntakeForm
from .permissions import INTAKE
from .service import console
from .views_console import BASE, found_for, keep_draft, offer_choices, whole
from .views_staff import Page, staff


@staff.get(f"{BASE}/now")
@needs(INTAKE)
def console_now() -> Page:
    """The seat's state and the line."""
    now = clock.now()
    desk = console.desk_of(g.campaign, actor=g.actor, now=now)
    return render_template(
        "hotline/console_now.html", desk=showing.shown(desk, g.campaign, actor=g.actor, now=now)
    )


@staff.post(f"{BASE}/beat")
@needs(INTAKE)
def console_beat() -> Page:
    """The console is still open: the caller in hand stays there, and the changing parts come back."""
    console.stay(g.campaign, actor=g.actor, now=clock.now())
    return console_now()


@staff.post(f"{BASE}/assist")
@needs(INTAKE)
def console_assist() -> Page:
    """What belongs to the words typed so far. Nothing is kept, no number stands in an address."""
    now = clock.now()
    desk = console.desk_of(g.campaign, actor=g.actor, now=now, heads=0)
    form = IntakeForm()
    offer_choices(form, desk, now)
    return render_template("hotline/console_assist.html", found=found_for(form, desk, now), desk=None)


@staff.post(f"{BASE}/draft")
@needs(INTAKE)
def console_draft() -> Response | tuple[Response, int]:
    """Keep what was typed: {"version", "time"}; 409 {"finished", "time"} when another window was quicker."""
    now = clock.now()
    try:
        kept = keep_draft(now, over=request.form.get("over") == "1")
    except Conflict as clash:
        at = clash.params.get("time", now)
        told = {"finished": clash.code == "hotline.draft_finished", "time": f"{clock.local(at):%H:%M}"}
        return _json(told), 409
    return _json({"version": kept.version, "time": f"{clock.local(now):%H:%M}"})


def _json(told: dict[str, Any]) -> Response:
    answer: Response = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@staff.post(f"{BASE}/emergency")
@needs(INTAKE)
def console_sos() -> Response:
    """The caller was handed to 110, 119, 120 or 122: written down."""
    now = clock.now()
    service = request.form.get("service", "")
    console.tell_emergency(
        g.campaign, service, request.form.get("kind", ""), whole("call"), actor=g.actor, now=now
    )
    return _json({"service": service, "time": f"{clock.local(now):%H:%M}"})


@staff.post(f"{BASE}/number")
@needs(INTAKE)
def console_number() -> Response | tuple[Response, int]:
    """The whole number, to dial it; written down."""
    try:
        number = console.show_number(
            g.campaign, whole("waiter"), whole("call"), actor=g.actor, now=clock.now()
        )
    except DomainError as refused:
        return _json({"error": words(refused)}), refused.status
    return _json({"number": number})
