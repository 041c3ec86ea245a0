"""Counts on the spot for departments and the office: listed, written, questionnaires entered, voided."""

from __future__ import annotations

from fractions import Fraction

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, clock, needs, user_names

from . import wording_onsite
from .forms_onsite import OnSiteForm, RatingsForm, VoidForm
from .permissions import BOARD, HAND_IN, SEE
from .rules import onsite as rules
from .rules.reports import in_words
from .service import onsite
from .service.onsite import OnSiteView, SaveOnSite
from .views_duties_staff import blame, names
from .views_staff import Page, number_of, paged, staff

#: records on one page; the sums are of all
PER_PAGE = 50


def _said(well: int, rated: int) -> str:
    return in_words(Fraction(well), rated)


@staff.get("/onsite", endpoint="onsite")
@needs(SEE)
def onsite_index() -> Page:
    """What was counted on the spot, with the sums of what counts."""
    found = onsite.listed(g.campaign, actor=g.actor)
    standing = [one for one in found if not one.void_reason]
    lines, pager = paged(found, PER_PAGE)
    satisfied, rated = (sum(getattr(one, name) for one in standing) for name in ("satisfied", "rated"))
    return render_template(
        "assessment/onsite_index.html",
        found=lines,
        pager_data=pager,
        sums={
            name: sum(getattr(one.typed, name) for one in standing)
            for name in ("received", "answered", "materials")
        },
        satisfied=satisfied,
        rated=rated,
        said=_said,
        names=names(),
        may_add=bool(onsite.units(g.campaign, g.actor)),
    )


@staff.route("/onsite/new", methods=["GET", "POST"])
@needs(HAND_IN)
def onsite_new() -> Page:
    """A new record."""
    choices = onsite.units(g.campaign, g.actor)
    if not choices:
        raise NotFound()
    form = OnSiteForm(department_id=choices[0])
    return _edit(form, choices, None)


@staff.route("/onsite/<int:record_id>/edit", methods=["GET", "POST"])
@needs(HAND_IN)
def onsite_edit(record_id: int) -> Page:
    """Put one right."""
    view = onsite.one(g.campaign, record_id, actor=g.actor)
    if not view.may_edit:
        raise NotFound()
    form = OnSiteForm(
        data=vars(view.typed) | {"version": str(view.version), "department_id": view.department_id}
    )
    return _edit(form, [view.department_id], view)


def _edit(form: OnSiteForm, choices: list[int], view: OnSiteView | None) -> Page:
    known = names()
    form.department_id.choices = [(one, known.get(one, "")) for one in choices]
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            command = SaveOnSite(
                form.held_on.data, form.title.data or "", form.place.data or "", form.received.data or 0,
                form.answered.data or 0, form.materials.data or 0, form.source.data or "",
            )  # fmt: skip
            try:
                record_id = onsite.save(
                    g.campaign, form.department_id.data, command, record_id=view.id if view is not None else None,
                    version=number_of(form.version.data), actor=g.actor, now=clock.now(),
                )  # fmt: skip
            except (NotFound, NotAllowed):
                raise
            except DomainError as problem:
                status = problem.status
                blame(form, problem)
            else:
                flash(_("已登记，总结会自动取用。"), "ok")
                return redirect(url_for(".onsite_one", record_id=record_id), 303)
    return render_template(
        "assessment/onsite_form.html", form=form, view=view, single=len(choices) == 1
    ), status


@staff.get("/onsite/<int:record_id>")
@needs(SEE)
def onsite_one(record_id: int) -> Page:
    """One record with what can be done to it."""
    return _one(record_id)


def _one(
    record_id: int, *, ratings: RatingsForm | None = None, voiding: VoidForm | None = None, status: int = 200
) -> Page:
    view = onsite.one(g.campaign, record_id, actor=g.actor)
    if ratings is None:
        kept = dict(zip(rules.WORDS, view.ratings or (0,) * len(rules.WORDS), strict=True))
        ratings = RatingsForm(
            formdata=None, data=kept | {"source": view.ratings_source, "version": str(view.version)}
        )
    if voiding is None:
        voiding = VoidForm(formdata=None, data={"version": str(view.version)})
    page = render_template(
        "assessment/onsite_one.html",
        view=view,
        department=names().get(view.department_id, ""),
        ratings=ratings,
        voiding=voiding,
        words=wording_onsite.WORDS,
        codes=rules.WORDS,
        said=_said,
        keeps=onsite.keeps(g.campaign, g.actor) and not view.void_reason,
        by=user_names([view.saved_by]).get(view.saved_by, "") if view.saved_by is not None else "",
    )
    return page, status


@staff.post("/onsite/<int:record_id>/ratings")
@needs(BOARD)
def onsite_rate(record_id: int) -> Page:
    """Enter the questionnaires."""
    form = RatingsForm()
    if not form.validate_on_submit():
        return _one(record_id, ratings=form, status=422)
    try:
        onsite.rate(
            g.campaign, record_id, [form[code].data or 0 for code in rules.WORDS], form.source.data or "",
            number_of(form.version.data), actor=g.actor, now=clock.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _one(record_id, ratings=form, status=problem.status)
    flash(_("问卷已录入，满意率会列进总结。"), "ok")
    return redirect(url_for(".onsite_one", record_id=record_id), 303)


@staff.post("/onsite/<int:record_id>/void")
@needs(HAND_IN)
def onsite_void(record_id: int) -> Page:
    """Let it not count any more."""
    form = VoidForm()
    if not form.validate_on_submit():
        return _one(record_id, voiding=form, status=422)
    try:
        onsite.void(
            g.campaign,
            record_id,
            form.reason.data or "",
            number_of(form.version.data),
            actor=g.actor,
            now=clock.now(),
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _one(record_id, voiding=form, status=problem.status)
    flash(_("已作废，不再计入总结。"), "ok")
    return redirect(url_for(".onsite_one", record_id=record_id), 303)
