"""After the broadcast, for departments: what is still to be answered, and the figures with the rows behind them."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotFound, clock, departments, needs, opinions, phrase

from .forms_transcript import AnswerForm, HandOnForm
from .permissions import SEE
from .rules import after as rules
from .service import after, figures, interviews
from .service.after import Owed
from .views_staff import Page, staff
from .views_transcript_staff import blame, number_of
from .wording_transcript import FATES, FIGURES, REASONS, SOURCES


@staff.get("/answers")
@needs(SEE)
def answers() -> Page:
    """Questions that wait for their answer; of one interview where asked."""
    only = request.args.get("interview", type=int)
    found = after.owed_to(g.campaign, actor=g.actor, now=clock.now(), interview_id=only)
    return render_template(
        "interviews/after_staff.html",
        owed=found,
        mine={one.id for one in found if after.may_answer(g.campaign, one, g.actor)},
        units=_units(),
        only=only,
        rule=g.campaign.pack.rule(after.RULE),
    )


@staff.route("/answers/<int:opinion_id>", methods=["GET", "POST"])
@needs(SEE)
def answer(opinion_id: int) -> Page:
    """Answer one question."""
    one = _owed(opinion_id)
    if one is None:
        return redirect(url_for(".answers"), 303)
    form = AnswerForm(data={"version": str(one.version)} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            number = after.answer(
                g.campaign, opinion_id, number_of(form.version.data), form.text.data or "", actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            flash(_("%(number)s 已答复并公布，提问的人会收到通知。", number=number), "ok")
            return redirect(url_for(".answers", interview=one.interview_id), 303)
        except DomainError as problem:
            blame(form, problem)
    return _page(
        one,
        form,
        HandOnForm(formdata=None, data={"version": str(one.version)}),
        422 if form.is_submitted() else 200,
    )


@staff.post("/answers/<int:opinion_id>/hand-on")
@needs(SEE)
def answer_hand_on(opinion_id: int) -> Page:
    """Let another department answer it."""
    one = _owed(opinion_id)
    if one is None:
        return redirect(url_for(".answers"), 303)
    form = HandOnForm()
    units = _units()
    if form.validate_on_submit():
        try:
            if form.department_id.data not in units:
                form.department_id.errors = [phrase("interviews.department_missing", {})]
            else:
                after.hand_on(
                    g.campaign, opinion_id, number_of(form.version.data), form.department_id.data, actor=g.actor,
                    now=clock.now(),
                )  # fmt: skip
                flash(_("已请%(unit)s答复，期限不变。", unit=units[form.department_id.data]), "ok")
                return redirect(url_for(".answers", interview=one.interview_id), 303)
        except DomainError as problem:
            blame(form, problem)
    return _page(one, AnswerForm(formdata=None, data={"version": str(one.version)}), form, 422)


def _page(one: Owed, form: AnswerForm, hand_on: HandOnForm, status: int) -> Page:
    units = _units()
    hand_on.department_id.choices = [
        (0, _("请选择")),
        *((n, name) for n, name in units.items() if n != one.department_id),
    ]
    page = render_template(
        "interviews/after_answer.html",
        one=one,
        form=form,
        hand_on=hand_on,
        units=units,
        may=after.may_answer(g.campaign, one, g.actor),
        may_open=opinions.may_open(one.id, g.actor),
        rule=g.campaign.pack.rule(after.RULE),
    )
    return page, status


def _owed(opinion_id: int) -> Owed | None:
    """The question; None when somebody has just answered it."""
    try:
        return after.one_owed(g.campaign, opinion_id, actor=g.actor, now=clock.now())
    except NotFound:
        if not opinions.may_open(opinion_id, g.actor):
            raise
        flash(_("这个提问已经办结。"), "ok")
        return None


@staff.get("/<int:interview_id>/figures", endpoint="figures")
@needs(SEE)
def figures_page(interview_id: int) -> Page:
    """The figures of one interview; each count of questions opens its list."""
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor)
    code = request.args.get("list", "")
    shown = figures.figures(g.campaign, interview_id, clock.now())
    rows = figures.rows(g.campaign, interview_id, code, actor=g.actor) if code in figures.LISTS else []
    return render_template(
        "interviews/figures_staff.html",
        view=view,
        figures=[
            (name, words_of, shown.of(name), name in figures.LISTS) for name, words_of in FIGURES.items()
        ],
        reasons=[(REASONS.get(name, name), count) for name, count in sorted(shown.counted.reasons.items())],
        listed=code if code in figures.LISTS else "",
        rows=rows,
        opens={row.id for row in rows if opinions.may_open(row.id, g.actor)},
        fates=FATES,
        sources=SOURCES,
        source_of=rules.source_of,
        reason_words=REASONS,
        units=_units(),
        names=FIGURES,
    )


def _units() -> dict[int, str]:
    return {unit.id: unit.name for unit in departments()}
