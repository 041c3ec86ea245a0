"""A vote on a topic for hosts and the office: plan it, enter votes for who has no mobile, settle it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, clock, needs

from .forms_vote import MOST_TOPICS, EnterForm, SettleForm, VoteForm
from .permissions import HOST, SEE
from .service import vote
from .service.vote import NewTopic, VoteView
from .views_staff import Page, staff
from .wording_schedule import VOTE_STATES, moment


@staff.get("/<int:interview_id>/vote", endpoint="vote")
@needs(SEE)
def vote_page(interview_id: int) -> Page:
    """How the vote stands, and what can be done with it."""
    return _show(interview_id)


@staff.post("/<int:interview_id>/vote/plan")
@needs(HOST)
def vote_plan(interview_id: int) -> Page:
    """Set a vote up or change it."""
    form = VoteForm()
    topics = tuple(
        NewTopic(
            row["title"] or "",
            row["summary"] or "",
            int(row["id"]) if str(row["id"] or "").isdecimal() else None,
        )
        for row in form.topics.data
    )
    return _act(
        interview_id, form, "plan", _("投票的安排已保存。"),
        lambda: vote.plan(
            g.campaign, interview_id, form.seen(), form.vote_from.data, form.vote_until.data, topics,
            actor=g.actor, now=clock.now(),
        ),
    )  # fmt: skip


@staff.post("/<int:interview_id>/vote/enter")
@needs(HOST)
def vote_enter(interview_id: int) -> Page:
    """A vote for somebody without a mobile."""
    form = _with_topics(EnterForm(), _view(interview_id))
    return _act(
        interview_id, form, "enter", _("代投的一票已记下。"),
        lambda: vote.enter(
            g.campaign, interview_id, form.topic.data, form.phone.data or "", told=bool(form.told.data),
            actor=g.actor, now=clock.now(),
        ),
    )  # fmt: skip


@staff.post("/<int:interview_id>/vote/settle")
@needs(HOST)
def vote_settle(interview_id: int) -> Page:
    """Say which topic it is."""
    form = _with_topics(SettleForm(), _view(interview_id))
    return _act(
        interview_id, form, "settle", _("题目定了，票数和理由已经公开。"),
        lambda: vote.settle(
            g.campaign, interview_id, form.seen(), form.topic.data, form.reason.data or "", actor=g.actor,
            now=clock.now(),
        ),
    )  # fmt: skip


def _act(interview_id: int, form: Any, name: str, told: str, act: Any) -> Page:
    if not form.validate_on_submit():
        return _show(interview_id, 422, **{name: form})
    try:
        act()
    except DomainError as refusal:
        form.blame(refusal)
        return _show(interview_id, refusal.status, **{name: form})
    flash(told, "ok")
    return redirect(url_for(".vote", interview_id=interview_id), 303)


def _view(interview_id: int) -> VoteView:
    return vote.view(g.campaign, interview_id, actor=g.actor, now=clock.now())


def _show(interview_id: int, status: int = 200, **forms: Any) -> Page:
    view = _view(interview_id)
    if "plan" not in forms:
        rows = [{"id": one.id, "title": one.title, "summary": one.summary} for one in view.topics]
        rows += [{"id": "", "title": "", "summary": ""}] * (MOST_TOPICS - len(rows))
        forms["plan"] = VoteForm(
            formdata=None,
            data={
                "version": str(view.version),
                "vote_from": view.opens_at,
                "vote_until": view.closes_at,
                "topics": rows,
            },
        )
    forms.setdefault("enter", _with_topics(EnterForm(formdata=None), view))
    data = {"version": str(view.version), "topic": view.leading[0] if len(view.leading) == 1 else None}
    forms.setdefault("settle", _with_topics(SettleForm(formdata=None, data=data), view))
    page = render_template(
        "interviews/vote_staff.html",
        view=view,
        most=max((topic.votes for topic in view.topics), default=0),
        state=VOTE_STATES[view.state],
        moment=moment,
        notice=vote.NOTICE,
        posted=request.method == "POST",
        **forms,
    )
    return page, status


def _with_topics(form: Any, view: VoteView) -> Any:
    form.topic.choices = [(topic.id, topic.title) for topic in view.topics]
    return form
