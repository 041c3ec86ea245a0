"""Go or no-go: the decision page of one open day with its ways out, and the office's page of all open days."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import Invalid, RuleBroken, clock, needs, words

from . import messages
from . import pack as packs
from .forms_staff import ExtendForm, PlacesForm
from .service import deciding, overview
from .service.at_hand import RECOMMEND, session_for
from .service.deciding import GoNoGo
from .views_staff import Page, staff
from .wording_staff import STAGES


@staff.get("/overview")
@needs("open_day.approve")
def office_overview() -> Page:
    """All open days of the campaign: planned, booked, waiting, recommended, needed; who is short, who is late."""
    seen = overview.overview(g.campaign, actor=g.actor, now=clock.now())
    values = packs.values_of(g.campaign)
    return render_template(
        "open_day/overview.html",
        seen=seen,
        stages=STAGES,
        values=values,
        short_day=messages.short_day,
        may_call_off=g.actor.can("open_day.call_off", campaign_id=g.campaign.id),
    )


@staff.get("/announcements/<int:open_day_id>/decide")
@needs("open_day.call_off")
def decide(open_day_id: int) -> Page:
    """How many have booked, when it is decided, and what can be done."""
    stands = deciding.view(g.campaign, open_day_id, actor=g.actor, now=clock.now())
    return _show(stands, _extend_form(stands))


@staff.post("/announcements/<int:open_day_id>/decide/extend")
@needs("open_day.call_off")
def extend(open_day_id: int) -> Page:
    """Keep booking open longer."""
    now = clock.now()
    form = ExtendForm()
    if form.validate_on_submit():
        try:
            deciding.extend(g.campaign, open_day_id, form.closes_at.data, actor=g.actor, now=now)
            flash(_("报名时间已延长，公告页上马上能看到。"), "ok")
            return redirect(url_for(".decide", open_day_id=open_day_id), 303)
        except (Invalid, RuleBroken) as refusal:
            form.closes_at.errors = [words(refusal)]
    stands = deciding.view(g.campaign, open_day_id, actor=g.actor, now=now)
    return _show(stands, form), 422


@staff.route("/announcements/<int:open_day_id>/sessions/<int:session_id>/places", methods=["GET", "POST"])
@needs("open_day.call_off")
def session_places(open_day_id: int, session_id: int) -> Page:
    """More places (or fewer free ones) for one session, on line and for recommended people."""
    now = clock.now()
    stands = deciding.view(g.campaign, open_day_id, actor=g.actor, now=now)
    session = session_for(stands.shown, session_id)
    kept = session.recommended.capacity if session.recommended else 0
    form = PlacesForm(data={"capacity": session.capacity, "recommended": kept})
    if form.validate_on_submit() and form.capacity.data is not None and form.recommended.data is not None:
        try:
            deciding.enlarge(
                g.campaign,
                open_day_id,
                session_id,
                form.capacity.data,
                form.recommended.data,
                actor=g.actor,
                now=now,
            )
            flash(_("名额已改。公告里写的人数没有变，要一致就更正公告。"), "ok")
            return redirect(url_for(".decide", open_day_id=open_day_id), 303)
        except (Invalid, RuleBroken) as refusal:
            form.form_errors = [words(refusal)]
    page = render_template(
        "open_day/session_places.html",
        shown=stands.shown,
        session=session,
        form=form,
        when=messages.when(session.starts_at, session.ends_at),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _extend_form(stands: GoNoGo) -> ExtendForm:
    """Proposes the evening before the first session."""
    held = [s for s in stands.shown.event.sessions if s.state == "open"]
    form = ExtendForm(formdata=None)
    if held:
        form.closes_at.data = max(min(s.starts_at for s in held), stands.shown.event.closes_at)
    return form


def _show(stands: GoNoGo, form: ExtendForm) -> str:
    now = clock.now()
    today = clock.local(now).date()
    names = {s.id: messages.known(s.title) for s in stands.shown.event.sessions}
    return render_template(
        "open_day/decide.html",
        stands=stands,
        shown=stands.shown,
        due=stands.is_due(today),
        days_left=(stands.first_day - today).days if stands.first_day else None,
        names=names,
        form=form,
        sessions=[(s, messages.when(s.starts_at, s.ends_at)) for s in stands.shown.event.sessions],
        now=now,
        changes=deciding.changes_of(stands.shown),
        correction=deciding.correction_due(g.campaign, stands.shown),
        may_recommend=g.actor.can(
            RECOMMEND, department_id=stands.shown.department_id, campaign_id=g.campaign.id
        ),
        may_edit=g.actor.can(
            "open_day.edit", department_id=stands.shown.department_id, campaign_id=g.campaign.id
        ),
        span=messages.when,
        extending=request.method == "POST",
    )
