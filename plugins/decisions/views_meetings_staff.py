"""Meetings for departments: list, form, papers, the chain, calling off, the draw's public number."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, clock, needs, phrase, publishing, words

from . import chain, wording_meetings
from .forms_meetings import CallOffForm, CorrectionForm, MeetingForm, NumberForm, PaperForm, PressForm
from .permissions import MEET, SEE
from .service import draws, meeting_papers, meetings, previews
from .service.meetings import SaveMeeting
from .views_staff import Page, staff


@staff.get("/meetings")
@needs(SEE)
def meetings_index() -> Page:
    """Every meeting that this person may see."""
    now = clock.now()
    found = meetings.meetings_for(g.campaign, actor=g.actor, now=now)
    return render_template(
        "decisions/meetings_index.html",
        coming=[m for m in found if m.told.ends_at >= now and m.state == "open"],
        past=[m for m in found if m.told.ends_at < now or m.state != "open"],
        may_meet=g.actor.can(MEET, campaign_id=g.campaign.id),
        kinds=wording_meetings.KINDS_OF_MEETING,
        when=wording_meetings.when,
    )


@staff.route("/meetings/new", methods=["GET", "POST"])
@needs(MEET)
def meeting_new() -> Page:
    """Begin a meeting."""
    form = MeetingForm(
        data={"preview_id": request.args.get("preview", type=int)} if request.method == "GET" else None
    )
    _offer(form)
    if form.validate_on_submit():
        try:
            meeting_id = meetings.save_meeting(
                g.campaign, _command(form), preview_id=form.preview_id.data, actor=g.actor, now=clock.now()
            )
            flash(_("已保存。下面是检查结果。"), "ok")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    page = render_template("decisions/meetings_form.html", form=form, view=None)
    return page, 422 if request.method == "POST" else 200


@staff.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@needs(MEET)
def meeting_edit(meeting_id: int) -> Page:
    """Change a meeting."""
    view = meetings.for_staff(g.campaign, meeting_id, actor=g.actor, now=clock.now(), permission=MEET)
    if view.locked or view.state != "open":
        return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    kept = {**view.told.__dict__, "version": str(view.version), "preview_id": view.preview_id}
    form = MeetingForm(data=kept)
    _offer(form, view.preview_id)
    if form.validate_on_submit():
        try:
            meetings.save_meeting(
                g.campaign, _command(form), meeting_id=meeting_id, version=_version(form), actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            flash(_("已保存。下面是检查结果。"), "ok")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    page = render_template("decisions/meetings_form.html", form=form, view=view)
    return page, 422 if request.method == "POST" else 200


@staff.get("/meetings/<int:meeting_id>")
@needs(SEE)
def meeting(meeting_id: int) -> Page:
    """One meeting: what its notice lacks, papers, the chain, and where to go on."""
    return _show(meeting_id)


def _show(
    meeting_id: int, refusal: DomainError | None = None, paper: PaperForm | None = None, status: int = 200
) -> Page:
    view = meetings.for_staff(g.campaign, meeting_id, actor=g.actor, now=clock.now())
    where = {"department_id": view.department_id, "campaign_id": g.campaign.id}
    # What was announced and took place has nothing to be mended any more.
    held = view.published is not None and view.told.starts_at <= clock.now()
    draw = None
    if view.published is not None and view.event is not None and view.event.terms.by_lot:
        draw = draws.public_draw(g.campaign, meeting_id)
    page = render_template(
        "decisions/meetings_staff.html",
        view=view,
        preview=previews.preview_view(view.preview_id),
        lacks=[] if held else [(f, lack_words(f)) for f in view.lacks],
        blockers=[] if held else [(b, phrase(b.code, b.params)) for b in view.blockers],
        refusal=words(refusal) if refusal else "",
        draw=draw,
        number_form=NumberForm(formdata=None),
        paper=paper or PaperForm(formdata=None, data={"version": str(view.version)}),
        correction=CorrectionForm(formdata=None),
        may_meet=g.actor.can(MEET, **where),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        kinds=wording_meetings.KINDS_OF_MEETING,
        when=wording_meetings.when(view.told.starts_at, view.told.ends_at),
        moment=wording_meetings.moment,
        may_except=g.actor.can("publishing.make_exception", campaign_id=g.campaign.id),
        kind_code=chain.MEETING.code,
        over=view.told.starts_at <= clock.now(),
    )
    return page, (refusal.status if refusal else status)


def lack_words(fault: Any) -> str:
    """What a notice lacks, in words."""
    params = dict(fault.params)
    if "what" in params:
        params["what"] = str(wording_meetings.FIELDS[params["what"]])
    return phrase(fault.code, params)


@staff.post("/meetings/<int:meeting_id>/papers")
@needs(MEET)
def meeting_paper_add(meeting_id: int) -> Page:
    """Add a paper."""
    form = PaperForm()
    if form.validate_on_submit():
        try:
            meeting_papers.add_paper(
                g.campaign, meeting_id, _version(form), form.title.data or "", form.file.data.stream,
                form.file.data.filename or "", no_secret_marks=bool(form.not_secret.data), actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            flash(_("材料已放上。"), "ok")
            return redirect(url_for(".meeting", meeting_id=meeting_id) + "#papers", 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    return _show(meeting_id, paper=form, status=422)


@staff.post("/meetings/<int:meeting_id>/papers/<int:paper_id>/drop")
@needs(MEET)
def meeting_paper_drop(meeting_id: int, paper_id: int) -> Page:
    """Take a paper off."""
    return _act(
        meeting_id,
        lambda: meeting_papers.drop_paper(
            g.campaign,
            meeting_id,
            request.form.get("version", 0, int),
            paper_id,
            actor=g.actor,
            now=clock.now(),
        ),
        _("已去掉这份材料。文件还在“图片与附件”里。"),
    )


@staff.post("/meetings/<int:meeting_id>/submit")
@needs(MEET)
def meeting_submit(meeting_id: int) -> Page:
    """Send the notice into the chain."""
    correction = CorrectionForm().correction.data or ""
    return _act(
        meeting_id,
        lambda: meetings.submit_meeting(
            g.campaign, meeting_id, actor=g.actor, now=clock.now(), correction=correction
        ),
        _("公告和材料已送审。"),
    )


@staff.post("/meetings/<int:meeting_id>/number")
@needs(MEET)
def meeting_number(meeting_id: int) -> Page:
    """Enter the public number; it draws at once."""
    form = NumberForm()
    typed = form.number.data or ""
    return _act(
        meeting_id,
        lambda: draws.enter_number(g.campaign, meeting_id, typed, actor=g.actor, now=clock.now()),
        _("号码已填入，抽签已完成，正在通知报名的人。"),
    )


@staff.route("/meetings/<int:meeting_id>/call-off", methods=["GET", "POST"])
@needs(MEET)
def meeting_call_off(meeting_id: int) -> Page:
    """Ask, then call the meeting off and tell everybody."""
    view = meetings.for_staff(g.campaign, meeting_id, actor=g.actor, now=clock.now(), permission=MEET)
    form = CallOffForm(data={"version": str(view.version)})
    if form.validate_on_submit():
        try:
            meetings.call_off(
                g.campaign, meeting_id, _version(form), form.reason.data or "", actor=g.actor, now=clock.now()
            )
            flash(_("会议已取消，正在通知报名的人。"), "ok")
            return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
    page = render_template("decisions/meetings_call_off.html", form=form, view=view)
    return page, 422 if request.method == "POST" else 200


def _act(meeting_id: int, act: Any, done: str) -> Page:
    if not PressForm().validate_on_submit():
        return _show(meeting_id, status=422)
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(meeting_id, problem)
    flash(done, "ok")
    return redirect(url_for(".meeting", meeting_id=meeting_id), 303)


def blame(form: Any, problem: DomainError) -> None:
    """Put a refusal at the field that it is about, else above the form."""
    name = getattr(problem, "field", None) or ""
    if "what" in problem.params:
        problem.params["what"] = str(wording_meetings.FIELDS.get(problem.params["what"], ""))
    if name in form:
        form[name].errors = [*form[name].errors, words(problem)]
    else:
        form.form_errors = [*form.form_errors, words(problem)]


def _version(form: Any) -> int:
    return int(form.version.data) if str(form.version.data or "").isdigit() else 0


def _offer(form: MeetingForm, only: int | None = None) -> None:
    """The decisions that a meeting can be about: those of one's department."""
    form.preview_id.choices = [
        (p.id, p.title)
        for p in previews.previews_for(g.campaign, actor=g.actor)
        if (only in (None, p.id))
        and g.actor.can(MEET, department_id=p.department_id, campaign_id=g.campaign.id)
    ]


def _command(form: MeetingForm) -> SaveMeeting:
    kept: dict[str, Any] = {name: form[name].data for name in SaveMeeting.__dataclass_fields__}
    filled: dict[str, Any] = {name: "" if value is None else value for name, value in kept.items()}
    return SaveMeeting(**filled)
