"""Deputies (AB角): mine, and those of the people whom a lead or the office manages."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, Invalid
from core.publishing import service
from core.publishing.forms import DeputyForm
from core.publishing.messages import DEPUTY_STATES, DONE
from core.publishing.permissions import VIEW
from core.publishing.views_acts import blame
from core.publishing.views_staff import staff
from core.users import roles
from core.users import service as users


@staff.get("/deputies")
@needs(VIEW)
def deputies() -> Any:
    """Who signs for whom now and later, and the form to name somebody."""
    form = DeputyForm(formdata=None)
    form.starts_on.data = clock.today().isoformat()
    return _page(form, 200)


@staff.post("/deputies")
@needs(VIEW)
def name_deputy() -> Any:
    """Name a deputy from day to day."""
    form = DeputyForm()
    if form.validate_on_submit() and form.starts_on.day and form.ends_on.day:
        chosen = form.deputy.data or ""
        try:
            if not chosen.isdecimal():
                raise Invalid("deputy_sees_nothing", field="deputy")
            service.name_deputy(
                form.duty.data or "", int(chosen), form.starts_on.day, form.ends_on.day, actor=g.actor, now=clock.now()
            )  # fmt: skip
        except DomainError as refusal:
            if refusal.status in (403, 404):
                raise
            blame(form, refusal)
        else:
            flash(str(DONE["deputy"]), "ok")
            return redirect(url_for(".deputies"), 303)
    return _page(form, 422)


@staff.post("/deputies/<int:deputyship_id>/end")
@needs(VIEW)
def end_deputy(deputyship_id: int) -> Any:
    """End a deputyship now; what was signed under it stays."""
    service.end_deputy(deputyship_id, actor=g.actor, now=clock.now())
    flash(str(DONE["deputy_ended"]), "ok")
    return redirect(url_for(".deputies"), 303)


def _page(form: DeputyForm, status: int) -> Any:
    units = {unit.id: unit.short_name or unit.name for unit in users.all_departments()}
    duties = service.duties_to_give(actor=g.actor)
    form.duty.choices = [
        (
            duty.key,
            _(
                "%(person)s：%(role)s（%(unit)s）",
                person=duty.person.name,
                role=roles.ROLES[duty.role].title,
                unit=units.get(duty.department_id or 0, _("全市")),
            ),
        )
        for duty in duties
    ]
    people = service.possible_deputies(actor=g.actor) if duties else []
    form.deputy.choices = [
        ("", _("请选择")),
        *((str(p.id), _person(p.name, units.get(p.department_id or 0, ""))) for p in people),
    ]
    lines = service.deputy_lines(actor=g.actor, now=clock.now())
    body = render_template(
        "publishing/deputies.html",
        form=form,
        may_name=bool(duties),
        lines=[(line, roles.ROLES[line.role].title, DEPUTY_STATES[line.state]) for line in lines],
    )
    return body, status


def _person(name: str, unit: str) -> str:
    return _("%(name)s（%(unit)s）", name=name, unit=unit) if unit else name
