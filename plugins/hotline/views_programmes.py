"""Pages of special programmes: their slots, and how each went."""

from __future__ import annotations

from io import BytesIO

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import DomainError, clock, needs

from . import programme_sheet, showing_seats
from .contracts import ProgrammeView
from .forms_seats import ProgrammeForm, moment
from .permissions import BOARD, SUPERVISE
from .service import programmes as service
from .service.programmes import SaveProgramme
from .views_staff import Page, staff
from .views_topics import blame, unit_choices

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/programmes")
@needs(BOARD)
def programmes() -> Page:
    """Every programme."""
    return render_template(
        "hotline/programmes.html",
        programmes=service.list_programmes(g.campaign),
        on_air=service.programme_now(g.campaign, now=clock.now()),
        units=showing_seats.unit_names(),
    )


@staff.route("/programmes/new", methods=["GET", "POST"])
@needs(SUPERVISE)
def new_programme() -> Page:
    """Plan one."""
    form = ProgrammeForm()
    if request.method == "GET":
        form.title.data = _("%(number)s 百姓热线特别节目", number=showing_seats.number())
    return _programme_page(form, None)


@staff.route("/programmes/<int:programme_id>", methods=["GET", "POST"])
@needs(SUPERVISE)
def programme(programme_id: int) -> Page:
    """Change one."""
    view = service.programme_view(g.campaign, programme_id)
    data = None
    if request.method == "GET":
        starts, ends = clock.local(view.starts_at), clock.local(view.ends_at)
        data = {
            **view.__dict__,
            "day": starts.date(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "version": str(view.version),
        }
    return _programme_page(ProgrammeForm(data=data), view)


@staff.post("/programmes/<int:programme_id>/cancel")
@needs(SUPERVISE)
def cancel_programme(programme_id: int) -> Page:
    """It isn't on air."""
    service.cancel_programme(g.campaign, programme_id, actor=g.actor, now=clock.now())
    flash(_("这期节目取消了。"), "ok")
    return redirect(url_for(".programmes"), 303)


@staff.get("/programmes/<int:programme_id>/report")
@needs(BOARD)
def programme_report(programme_id: int) -> Page:
    """How it went, in figures."""
    found = service.report(g.campaign, programme_id, actor=g.actor)
    return render_template(
        "hotline/programme_report.html", report=found, units=showing_seats.unit_names(), now=clock.now()
    )


@staff.get("/programmes/<int:programme_id>/report.xlsx")
@needs(BOARD)
def programme_report_sheet(programme_id: int) -> Page:
    """The same as a sheet."""
    found = service.report(g.campaign, programme_id, actor=g.actor)
    body = programme_sheet.sheet(found, showing_seats.unit_names())
    name = f"programme-{programme_id}.xlsx"
    return send_file(BytesIO(body), mimetype=SHEET, as_attachment=True, download_name=name)


def _programme_page(form: ProgrammeForm, view: ProgrammeView | None) -> Page:
    form.offer(unit_choices())
    form.unit1.label.text = _("上线部门")
    if view is not None and request.method == "GET":
        form.fill_units(view.department_ids)
    if form.validate_on_submit():
        try:
            service.save_programme(
                g.campaign,
                _command(form),
                actor=g.actor,
                now=clock.now(),
                programme_id=view.id if view else None,
                version=int(form.version.data or 0) if (form.version.data or "").isdecimal() else 0,
            )
            flash(_("节目排好了。播出时打进来的电话会自动记到这一期。"), "ok")
            return redirect(url_for(".programmes"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    page = render_template("hotline/programme_form.html", form=form, view=view)
    return page, (422 if request.method == "POST" else 200)


def _command(form: ProgrammeForm) -> SaveProgramme:
    return SaveProgramme(
        form.title.data or "",
        form.place.data or "",
        form.summary.data or "",
        moment(form.day.data, form.starts.data),
        moment(form.day.data, form.ends.data),
        form.chosen_units,
    )
