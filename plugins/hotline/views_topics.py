"""Pages of topics and of what is proposed as one."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from core.api import DomainError, NotAllowed, NotFound, clock, departments, needs, words

from . import showing_seats
from .contracts import TopicView
from .forms_seats import MergeForm, TopicForm
from .permissions import SUPERVISE
from .service import proposals as proposing
from .service import topics as service
from .service.topics import SaveTopic
from .views_staff import Page, staff
from .views_start import there
from .wording_seats import DIRECTIONS, TERM_CLASSES


def blame(form: FlaskForm, refusal: DomainError) -> None:
    """Put a refusal's words at its field, or above the form. What isn't about the form is raised on."""
    if isinstance(refusal, (NotFound, NotAllowed)):
        raise refusal
    field = getattr(refusal, "field", None)
    field = {"departments": "unit1"}.get(field or "", field)
    if field and field in form:
        form[field].errors = [*form[field].errors, words(refusal)]
    else:
        form.form_errors.append(words(refusal))


def unit_choices() -> list[tuple[int, str]]:
    """Departments for a select, moved in by their depth."""
    return [(unit.id, unit.label) for unit in departments()]


@staff.get("/topics")
@needs(SUPERVISE)
def topics() -> Page:
    """Every topic with its departments."""
    return render_template(
        "hotline/topics.html",
        topics=service.list_topics(g.campaign, with_closed=True),
        units=showing_seats.unit_names(),
        term_classes=TERM_CLASSES,
        waiting=len(proposing.list_proposals(g.campaign, actor=g.actor, now=clock.now())),
    )


@staff.route("/topics/new", methods=["GET", "POST"])
@needs(SUPERVISE)
def new_topic() -> Page:
    """A topic of one's own."""
    form = TopicForm()
    form.offer(unit_choices())
    if form.validate_on_submit():
        try:
            service.save_topic(g.campaign, _command(form), actor=g.actor, now=clock.now())
            flash(_("热点设好了。"), "ok")
            return redirect(url_for(".topics"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return _topic_page(form, None)


@staff.route("/topics/<int:topic_id>", methods=["GET", "POST"])
@needs(SUPERVISE)
def topic(topic_id: int) -> Page:
    """Change a topic."""
    view = service.topic_of(g.campaign, topic_id)
    form = TopicForm(data=_data(view) if request.method == "GET" else None)
    form.offer(unit_choices())
    if request.method == "GET":
        form.fill_units(view.department_ids)
    elif form.validate_on_submit():
        try:
            service.save_topic(
                g.campaign,
                _command(form),
                actor=g.actor,
                now=clock.now(),
                topic_id=topic_id,
                version=int(form.version.data or 0) if (form.version.data or "").isdecimal() else 0,
            )
            flash(_("已保存。"), "ok")
            return redirect(url_for(".topics"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return _topic_page(form, view)


@staff.post("/topics/<int:topic_id>/close")
@needs(SUPERVISE)
def close_topic(topic_id: int) -> Page:
    """No more callers for it."""
    return _switched(topic_id, service.close_topic, _("热点已关闭，来电人选不到它了。"))


@staff.post("/topics/<int:topic_id>/open")
@needs(SUPERVISE)
def open_topic(topic_id: int) -> Page:
    """Callers for it again."""
    return _switched(topic_id, service.open_topic, _("热点重新打开了。"))


def _switched(topic_id: int, act: Any, done: str) -> Page:
    try:
        act(g.campaign, topic_id, actor=g.actor, now=clock.now())
        flash(done, "ok")
    except NotFound:
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
    return redirect(url_for(".topics"), 303)


def _topic_page(form: TopicForm, view: TopicView | None) -> Page:
    page = render_template(
        "hotline/topic_form.html",
        form=form,
        view=view,
        answers_url=url_for("hotline_staff.answers", topic=view.id)
        if view is not None and there("hotline_staff.answers")
        else "",
    )
    return page, (422 if request.method == "POST" else 200)


def _command(form: TopicForm) -> SaveTopic:
    return SaveTopic(
        form.name.data or "",
        form.short.data or "",
        form.term_class.data or "",
        form.script.data or "",
        form.chosen_units,
        form.min_cover.data if form.min_cover.data is not None else -1,
    )


def _data(view: TopicView) -> dict[str, Any]:
    return {**view.__dict__, "version": str(view.version)}


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/proposals")
@needs(SUPERVISE)
def proposals() -> Page:
    """Groups of alike calls, the largest first."""
    now = clock.now()
    return render_template(
        "hotline/proposals.html",
        proposals=proposing.list_proposals(g.campaign, actor=g.actor, now=now),
        decided=proposing.list_proposals(
            g.campaign, actor=g.actor, now=now, states=("taken", "merged", "dismissed")
        )[:20],
        days=proposing.look_back(g.campaign),
        bars=showing_seats.trend_bars,
        directions=DIRECTIONS,
        names=service.names(g.campaign),
        order_page=there("hotline_staff.order"),
    )


@staff.post("/proposals/group")
@needs(SUPERVISE)
def group_proposals() -> Page:
    """Look again now."""
    made = proposing.group(g.campaign, actor=g.actor, now=clock.now())
    if made:
        flash(ngettext("新归集出 %(num)d 组。", "新归集出 %(num)d 组。", made), "ok")
    else:
        flash(_("看过了，没有新的一组。"), "ok")
    return redirect(url_for(".proposals"), 303)


@staff.route("/proposals/<int:proposal_id>", methods=["GET", "POST"])
@needs(SUPERVISE)
def proposal(proposal_id: int) -> Page:
    """Name it, merge it, or leave it."""
    now = clock.now()
    view = proposing.proposal(g.campaign, proposal_id, actor=g.actor, now=now)
    if view.state != "open":
        return redirect(url_for(".proposals"), 303)
    form = TopicForm()
    form.offer(unit_choices())
    if form.validate_on_submit():
        try:
            proposing.take(g.campaign, proposal_id, _command(form), actor=g.actor, now=now)
            flash(_("热点设好了，这一组工单已经归到它名下。"), "ok")
            return redirect(url_for(".topics"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    page = render_template(
        "hotline/proposal.html",
        form=form,
        merging=_merge_form(),
        view=view,
        days=proposing.look_back(g.campaign),
        bars=showing_seats.trend_bars,
        directions=DIRECTIONS,
        order_page=there("hotline_staff.order"),
    )
    return page, (422 if request.method == "POST" else 200)


@staff.post("/proposals/<int:proposal_id>/merge")
@needs(SUPERVISE)
def merge_proposal(proposal_id: int) -> Page:
    """Into a topic that is there."""
    form = _merge_form()
    if not form.validate_on_submit():
        flash(_("请选一个开着的热点。"), "warn")
        return redirect(url_for(".proposal", proposal_id=proposal_id), 303)
    return _decided(proposal_id, _("已经并进去了。"), topic_id=form.topic.data)


@staff.post("/proposals/<int:proposal_id>/dismiss")
@needs(SUPERVISE)
def dismiss_proposal(proposal_id: int) -> Page:
    """Not a topic."""
    return _decided(proposal_id, _("好的，不设热点。来电明显变多时会再提出来。"))


def _decided(proposal_id: int, done: str, topic_id: int | None = None) -> Page:
    now = clock.now()
    try:
        if topic_id is None:
            proposing.dismiss(g.campaign, proposal_id, actor=g.actor, now=now)
        else:
            proposing.merge(g.campaign, proposal_id, topic_id, actor=g.actor, now=now)
        flash(done, "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
    return redirect(url_for(".proposals"), 303)


def _merge_form() -> MergeForm:
    form = MergeForm()
    form.topic.choices = [(topic.id, topic.name) for topic in service.list_topics(g.campaign)]
    return form
