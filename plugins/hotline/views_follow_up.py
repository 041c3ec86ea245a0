"""Ringing callers back to ask how it was, and the figures. Nobody gets a case of their own here."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import Conflict, DomainError, NotAllowed, NotFound, clock, departments, needs, words

from .forms_answers import FollowUpForm, follow_up_form
from .permissions import FOLLOW_UP
from .service import follow_up, satisfaction
from .service.topics import list_topics
from .views_follow_up_public import blame
from .views_staff import Page, staff
from .wording_answers import SATISFACTION, WAYS


@staff.get("/follow-up", endpoint="follow_ups")
@needs(FOLLOW_UP)
def follow_up_list() -> str:
    """Whom to ring, the longest asked first."""
    return render_template(
        "hotline/follow_up_list.html",
        lines=follow_up.to_ring(g.campaign, actor=g.actor, now=clock.now()),
        topics=_topics(),
        units=_units(),
        days=follow_up.days_of(g.campaign),
        attempts=follow_up.attempts_of(g.campaign),
    )


@staff.route("/follow-up/<int:follow_up_id>", methods=["GET", "POST"])
@needs(FOLLOW_UP)
def follow_up_ring(follow_up_id: int) -> Page:
    """One to ring: what the caller says is written down here."""
    form = follow_up_form()
    if request.method == "POST" and form.validate_on_submit():
        try:
            again = follow_up.answer_by_person(
                follow_up_id, form.resolved.data == "yes", int(form.satisfaction.data), form.words.data or "",
                actor=g.actor, now=clock.now(),
            )  # fmt: skip
            flash(_("已登记，工单退回单位重新办理。") if again else _("已登记。"), "ok")
            return redirect(url_for(".follow_ups"), 303)
        except (NotFound, NotAllowed):
            raise
        except Conflict as error:
            flash(words(error), "error")
            return redirect(url_for(".follow_ups"), 303)
        except DomainError as error:
            blame(form, error)
    return _show(follow_up_id, form, status=422 if request.method == "POST" else 200)


@staff.post("/follow-up/<int:follow_up_id>/dial")
@needs(FOLLOW_UP)
def follow_up_dial(follow_up_id: int) -> Page:
    """Show the full number, once, for this call; it is written down who looked."""
    number = follow_up.number_to_dial(follow_up_id, actor=g.actor, now=clock.now())
    return _show(follow_up_id, follow_up_form(formdata=None), number=number)


@staff.post("/follow-up/<int:follow_up_id>/no-answer")
@needs(FOLLOW_UP)
def follow_up_no_answer(follow_up_id: int) -> Page:
    """Rung in vain."""
    tried = follow_up.no_answer(follow_up_id, actor=g.actor, now=clock.now())
    if tried >= follow_up.attempts_of(g.campaign):
        flash(_("打了 %(n)s 次没有接通，记为没有回应。", n=tried), "ok")
    else:
        flash(_("第 %(n)s 次没有接通，先放回名单。", n=tried), "ok")
    return redirect(url_for(".follow_ups"), 303)


@staff.get("/follow-up/figures")
@needs(FOLLOW_UP)
def follow_up_figures() -> str:
    """Satisfaction with its denominators, where answers came from, and who didn't answer."""
    found = satisfaction.overview(g.campaign, now=clock.now())
    units, topics = _units(), _topics()
    return render_template(
        "hotline/follow_up_figures.html",
        all=found.all,
        tables=[
            (_("按办理单位"), _rows(found.by_department, units, _("话务员直接答复"))),
            (_("按热点"), _rows(found.by_topic, topics, _("不属于哪个热点"))),
        ],
        ways=WAYS,
        words=SATISFACTION,
        days=follow_up.days_of(g.campaign),
    )


def _show(follow_up_id: int, form: FollowUpForm, *, number: str = "", status: int = 200) -> Page:
    one = follow_up.one_to_ring(g.campaign, follow_up_id, actor=g.actor, now=clock.now())
    page = render_template(
        "hotline/follow_up_ring.html",
        one=one,
        form=form,
        number=number,
        topic=_topics().get(one.topic_id or 0, ""),
        unit=_units().get(one.department_id or 0, ""),
    )
    return page, status


def _rows(groups: dict[int | None, Any], names: dict[int, str], none: str) -> list[tuple[str, Any]]:
    rows = [(names.get(key, none) if key is not None else none, figures) for key, figures in groups.items()]
    return sorted(rows, key=lambda row: (-row[1].asked, row[0]))


def _topics() -> dict[int, str]:
    return {topic.id: topic.name for topic in list_topics(g.campaign, with_closed=True)}


def _units() -> dict[int, str]:
    return {unit.id: unit.name for unit in departments()}
