"""How many seats a load of calls needs, drawn."""

from __future__ import annotations

from flask import g, render_template, request
from werkzeug.datastructures import MultiDict

from core.api import Invalid, clock, needs

from . import showing_seats
from .forms_seats import StaffingForm
from .permissions import SUPERVISE
from .service import staffing as service
from .service.staffing import Target
from .views_staff import Page, staff
from .views_topics import blame

DAYS = 14


@staff.get("/staffing")
@needs(SUPERVISE)
def staffing() -> Page:
    """Figures typed in, and the recorded calls by hour beside today's plan."""
    now = clock.now()
    target = service.target_of(g.campaign)
    found = service.recorded(g.campaign, days=DAYS, actor=g.actor, now=now)
    mean = round(found.mean_seconds) or 240
    busiest = max(found.by_hour)
    asked = bool(request.args.get("calls"))
    given = MultiDict(
        {
            "calls": f"{busiest:.1f}" if busiest else "40",
            "length": str(mean),
            "share": str(target.share),
            "seconds": str(target.seconds),
        }
    )
    form = StaffingForm(request.args if asked else given)
    lines, hours, status = [], [], 200
    if form.validate():
        wanted = Target(form.share.data or 0, form.seconds.data or 0)
        calls, length = float(form.calls.data or 0), float(form.length.data or 0)
        try:
            lines = service.advice(calls, length, wanted)
            best = service.needed(calls, length, wanted)
            if found.calls:
                hours = service.by_hour(g.campaign, found, length, wanted, clock.today())
        except Invalid as refusal:
            blame(form, refusal)
            best, status = None, 422
    else:
        best, status = None, 422
    page = render_template(
        "hotline/staffing.html",
        form=form,
        lines=lines,
        best=best,
        found=found,
        hours=hours,
        wide=showing_seats.hour_bars(hours, 1040),
        narrow=showing_seats.hour_bars(hours, 328),
        days=DAYS,
        asked=asked,
    )
    return page, status
