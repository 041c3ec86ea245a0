"""This year beside the years before."""

from __future__ import annotations

import io
from typing import Any

from flask import g, render_template, request, send_file
from flask_babel import gettext as _

from core.api import clock, needs, registry

from .permissions import SEE
from .rules import reports as rules
from .rules.scores import shown
from .service import reports, years
from .views_staff import Page, staff
from .wording_reports import unit_shown
from .years_sheet import years_xlsx


def _department() -> int:
    """Whose figures are asked for; else the first that this person may see."""
    asked = request.args.get("department", type=int)
    if asked is not None:
        return asked
    return next((one.department_id for one in reports.listed(g.campaign, actor=g.actor)), 0)


@staff.get("/years", endpoint="years")
@needs(SEE)
def years_page() -> Page:
    """Every figure with last year's."""
    department_id = _department()
    return render_template(
        "assessment/years.html",
        table=years.table(g.campaign, department_id, actor=g.actor, now=clock.now()),
        department_id=department_id,
        choices=[one.department_id for one in reports.listed(g.campaign, actor=g.actor)],
        name=registry().department_name,
        in_words=rules.in_words,
        unit=unit_shown,
        shown=shown,
    )


@staff.get("/years.xlsx")
@needs(SEE)
def years_file() -> Any:
    """The same as a spreadsheet."""
    table = years.table(g.campaign, _department(), actor=g.actor, now=clock.now())
    return send_file(
        io.BytesIO(years_xlsx(table)),
        download_name=f"{g.campaign.title} {_('和去年比')}.xlsx",
        as_attachment=True,
    )
