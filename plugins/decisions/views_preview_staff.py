"""Previews for departments and the office: the list, one preview with its way, its form, stopping, the legality review."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Response, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import DomainError, NotAllowed, NotFound, clock, departments, files, needs, words

from . import planning, showing_parts
from .forms_preview import (
    DatesForm,
    EndReviewForm,
    MetForm,
    PreviewForm,
    SendReviewForm,
    StopForm,
    preview_form,
)
from .pack import values_of
from .permissions import EDIT, SEE
from .service import catalogue, gating, legality, phases, previews
from .service.previews import WAYS, SavePreview
from .views_public import public
from .views_staff import Page, staff
from .wording_preview import (
    DAY_KINDS,
    HEARINGS,
    PHASE_STATES,
    PHASES,
    PREVIEW_KINDS,
    RESULTS,
    STEP_WAYS,
    WAY_NAMES,
    phrase_of,
    term_words,
)


@public.context_processor
@staff.context_processor
def about_decisions() -> dict[str, Any]:
    """Words that the pages of every part share."""
    return {
        "decision_words": {
            "kinds": PREVIEW_KINDS,
            "phases": PHASES,
            "phase_states": PHASE_STATES,
            "ways": WAY_NAMES,
            "hearings": HEARINGS,
        }
    }


@staff.get("/")
@needs(SEE)
def index() -> str:
    """The department's previews and catalogues."""
    now = clock.now()
    shown = previews.previews_for(g.campaign, actor=g.actor)
    mine = g.actor.departments_for(EDIT, campaign_id=g.campaign.id)
    lists = catalogue.catalogues(g.campaign, actor=g.actor)
    have = {view.department_id for view in lists}
    return render_template(
        "decisions/preview_index_staff.html",
        views=[(view, phases.newest_state(view.id, now)) for view in shown],
        catalogues=lists,
        units=_units(),
        without=[
            unit for unit in departments() if mine is not None and unit.id in mine and unit.id not in have
        ],
        others=[unit for unit in departments() if unit.id not in have] if mine is None else [],
        may_write=g.actor.can(EDIT, campaign_id=g.campaign.id),
    )


@staff.get("/previews/<int:preview_id>/")
@needs(SEE)
def preview(preview_id: int) -> str:
    """One preview: its way, what waits, a row for each part."""
    view = previews.for_staff(g.campaign, preview_id, actor=g.actor)
    now = clock.now()
    today = clock.local(now).date()
    return render_template(
        "decisions/preview_staff.html",
        view=view,
        unit=_units().get(view.department_id, ""),
        phases=phases.phases(preview_id, now),
        today=today,
        links=showing_parts.links(view, g.actor),
        blocked_list=[(b, phrase_of(b)) for b in gating.consultation_now(g.campaign, view, now)],
        published=gating.is_public(preview_id),
        item=next((i for i in catalogue.items_for(g.campaign) if i.id == view.item_id), None),
        may_edit=g.actor.can(EDIT, campaign_id=g.campaign.id, department_id=view.department_id),
    )


@staff.route("/previews/new", methods=["GET", "POST"])
@needs(EDIT)
def new_preview() -> Page:
    """Begin a preview, from a catalogue's item where one was chosen."""
    chosen = request.args.get("item", type=int)
    item = next((i for i in catalogue.items_for(g.campaign) if i.id == chosen), None)
    data: dict[str, Any] = {"department_id": str(g.actor.department_id or ""), "hearing": "no", "web": True}
    if item is not None:
        data |= {name: getattr(item, name) for name in ("title", "kind", "basis", "contact")}
        data |= {"item_id": str(item.id), "department_id": str(item.department_id)}
    form = _form(data if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            preview_id = previews.save_preview(g.campaign, _command(form), actor=g.actor, now=clock.now())
            flash(_("已保存。接下来上传草案。"), "ok")
            return redirect(url_for(".preview", preview_id=preview_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    return _form_page(form, None), 422 if request.method == "POST" else 200


@staff.route("/previews/<int:preview_id>/edit", methods=["GET", "POST"])
@needs(EDIT)
def edit_preview(preview_id: int) -> Page:
    """Change what the consultation will say."""
    view = previews.for_staff(g.campaign, preview_id, actor=g.actor, permission=EDIT)
    data = {name: getattr(view, name) for name in _SAME} | {name: view.ways.get(name) for name in WAYS}
    data |= {
        "version": str(view.version),
        "department_id": str(view.department_id),
        "item_id": str(view.item_id or ""),
    }
    form = _form(data if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            previews.save_preview(
                g.campaign, _command(form), actor=g.actor, now=clock.now(), preview_id=preview_id,
                version=_version(form),
            )  # fmt: skip
            flash(_("已保存。"), "ok")
            return redirect(url_for(".preview", preview_id=preview_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    return _form_page(form, view), 422 if request.method == "POST" else 200


@staff.route("/previews/<int:preview_id>/stop", methods=["GET", "POST"])
@needs(EDIT)
def stop_preview(preview_id: int) -> Page:
    """Say why the decision won't be taken."""
    view = previews.for_staff(g.campaign, preview_id, actor=g.actor, permission=EDIT)
    form = StopForm(data={"version": str(view.version)} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            previews.stop_preview(
                g.campaign, preview_id, _version(form), form.reason.data or "", actor=g.actor, now=clock.now()
            )
            flash(_("已停止。征求意见公告公布过的，请送一次更正，公众才看得到。"), "ok")
            return redirect(url_for(".preview", preview_id=preview_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    page = render_template("decisions/preview_stop.html", view=view, form=form)
    return page, 422 if request.method == "POST" else 200


@staff.post("/previews/<int:preview_id>/resume")
@needs(EDIT)
def resume_preview(preview_id: int) -> Page:
    """Take a stopped decision up again."""
    version = request.form.get("version", "0")
    try:
        previews.resume_preview(
            g.campaign, preview_id, int(version) if version.isdigit() else 0, actor=g.actor, now=clock.now()
        )
        flash(_("已恢复。"), "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        flash(words(error), "error")
    return redirect(url_for(".preview", preview_id=preview_id), 303)


# ── the legality review ─────────────────────────────────────────────────────────────────────────────────────────────
@staff.route("/previews/<int:preview_id>/legality", methods=["GET", "POST"])
@needs(SEE)
def legality_page(preview_id: int) -> Page:
    """The legality reviews of a preview: send, note the result, note that it was changed."""
    view = previews.for_staff(g.campaign, preview_id, actor=g.actor)
    step = request.form.get("step", "")
    forms: dict[str, Any] = {
        name: kind(formdata=request.form if name == step else None, prefix="")
        for name, kind in (("send", SendReviewForm), ("end", EndReviewForm), ("met", MetForm))
    }
    status = 200
    if request.method == "POST":
        form, status = forms.get(step), 422
        if form is not None and form.validate():
            try:
                _note_review(step, view.id, form)
                flash(_("已登记。"), "ok")
                return redirect(url_for(".legality_page", preview_id=preview_id), 303)
            except (NotFound, NotAllowed):
                raise
            except DomainError as error:
                _blame(form, error)
    now = clock.now()
    page = render_template(
        "decisions/preview_legality.html",
        view=view,
        reviews=legality.reviews(preview_id),
        forms=forms,
        results=RESULTS,
        term=values_of(g.campaign).legality,
        term_words=term_words,
        blocked_list=[(b, phrase_of(b)) for b in gating.legality_now(g.campaign, preview_id, now)],
        may_edit=g.actor.can(EDIT, campaign_id=g.campaign.id, department_id=view.department_id),
    )
    return page, status


@staff.get("/previews/<int:preview_id>/legality/<int:review_id>/file")
@needs(SEE)
def legality_file(preview_id: int, review_id: int) -> Response:
    """The scan of a review's written opinion."""
    previews.for_staff(g.campaign, preview_id, actor=g.actor)
    scan = legality.scan_of(preview_id, review_id)
    return send_file(
        files.path_of(scan), mimetype=scan.media_type, as_attachment=True, download_name=scan.name
    )


def _note_review(step: str, preview_id: int, form: Any) -> None:
    who: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    if step == "send":
        legality.send_review(g.campaign, preview_id, form.sent_on.data, form.reviewed_by.data, **who)
        return
    given = form.review_id.data or ""
    review_id = int(given) if given.isdigit() else 0
    if step == "met":
        legality.meet_conditions(g.campaign, preview_id, review_id, form.met_on.data, **who)
        return
    upload = request.files.get("file")
    legality.end_review(
        g.campaign,
        preview_id,
        review_id,
        form.done_on.data,
        form.result.data,
        form.conditions.data or "",
        scan=(cast(BinaryIO, upload.stream), upload.filename or "")
        if upload is not None and upload.filename
        else None,
        **who,
    )


# ── is it possible? ─────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/dates")
@needs(SEE)
def dates() -> Page:
    """The first lawful day of each step, and the last one for a wished day of deciding."""
    form = DatesForm(request.args)
    sound = not request.args or form.validate()
    today = clock.today()
    for day in (form.published, form.decided, form.hearing):
        if day.data is not None and abs(day.data - today) > planning.FARTHEST:
            day.errors = [*day.errors, str(_l("离今天太远，请核对年份。"))]
            day.data, sound = None, False
    page = render_template(
        "decisions/preview_dates.html",
        form=form,
        solved=planning.solve(
            g.campaign,
            today,
            published=form.published.data,
            decided=form.decided.data,
            hearing=form.hearing.data,
            chain_days=(form.chain.data or 0) if sound else 0,
        ),
        step_ways=STEP_WAYS,
        day_kinds=DAY_KINDS,
        values=values_of(g.campaign),
    )
    return page, 200 if sound else 422


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
_SAME = ("title", "kind", "summary", "basis", "contact", "comment_from", "comment_until", "shorter_reason", "explanation",
         "hearing")  # fmt: skip


def _units() -> dict[int, str]:
    return {unit.id: unit.name for unit in departments()}


def _form(data: dict[str, Any] | None) -> PreviewForm:
    mine = g.actor.departments_for(EDIT, campaign_id=g.campaign.id)
    units = [(unit.id, unit.label) for unit in departments() if mine is None or unit.id in mine]
    items = [
        (item.id, f"{item.number} {item.title}")
        for item in catalogue.items_for(g.campaign)
        if mine is None or item.department_id in mine
    ]
    return preview_form(units, items, data=data)


def _form_page(form: PreviewForm, view: Any) -> str:
    pack = values_of(g.campaign)
    return render_template(
        "decisions/preview_form.html", form=form, view=view, values=pack, term_words=term_words
    )


def _command(form: PreviewForm) -> SavePreview:
    texts = {name: form[name].data or "" for name in _SAME if not name.startswith("comment_")}
    return SavePreview(
        department_id=int(form.department_id.data),
        item_id=int(form.item_id.data) if form.item_id.data else None,
        comment_from=form.comment_from.data,
        comment_until=form.comment_until.data,
        ways={name: form[name].data for name in WAYS},
        **texts,
    )


def _version(form: Any) -> int:
    text = form.version.data or ""
    return int(text) if text.isdigit() else 0


def _blame(form: Any, error: DomainError) -> None:
    field = getattr(error, "field", None)
    if field and field in form:
        form[field].errors = [words(error)]
    else:
        form.form_errors.append(words(error))
