"""Pages on which a closed case becomes a public answer: the drafts, one draft with its marks, typical cases."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import Conflict, DomainError, NotAllowed, NotFound, clock, departments, needs, publishing, words

from .forms_answers import AnswerForm, SubmitAnswerForm, answer_form, marks_form, more_form
from .permissions import ANSWERS
from .rules import answers as rules
from .service import answer_drafts as drafts
from .service import answer_public
from .service.answer_drafts import AnswerDraft, SaveAnswer
from .service.topics import list_topics
from .views_answers_drawing import pieces_of
from .views_staff import Page, staff
from .wording_answers import MARK_STATES, SPAN_KINDS


@staff.get("/answers", endpoint="answers")
@needs(ANSWERS)
def answers_list() -> str:
    """Everything on its way and what is public."""
    views = drafts.drafts(g.campaign, actor=g.actor)
    return render_template(
        "hotline/answer_drafts.html",
        views=views,
        topics=_topics(),
        units={unit.id: unit.label for unit in departments()},
        typical=len(answer_public.typical_cases(g.campaign)),
    )


@staff.post("/orders/<int:order_id>/answer")
@needs(ANSWERS)
def answer_from_order(order_id: int) -> Page:
    """Begin an answer from a closed order."""
    try:
        answer_id = drafts.draft_from_order(order_id, actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        flash(words(error), "error")
        return redirect(url_for(".order", order_id=order_id), 303)
    return redirect(url_for(".answer", answer_id=answer_id), 303)


@staff.route("/answers/new", methods=["GET", "POST"])
@needs(ANSWERS)
def answer_new() -> Page:
    """An answer that no order stands behind."""
    form = _form(
        data={"department_id": str(g.actor.department_id or "")} if request.method == "GET" else None
    )
    if form.validate_on_submit():
        try:
            answer_id = drafts.start(g.campaign, _command(form), actor=g.actor, now=clock.now())
            return redirect(url_for(".answer", answer_id=answer_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    page = render_template("hotline/answer_form.html", form=form, view=None, action=url_for(".answer_new"))
    return page, 422 if request.method == "POST" else 200


@staff.get("/answers/<int:answer_id>")
@needs(ANSWERS)
def answer(answer_id: int) -> Page:
    """The texts with their marks, what the public will read, the chain."""
    return _show(_view(answer_id))


@staff.route("/answers/<int:answer_id>/edit", methods=["GET", "POST"])
@needs(ANSWERS)
def answer_edit(answer_id: int) -> Page:
    """Change the texts; decisions about words that stay hold on."""
    view = _view(answer_id)
    if not view.may_edit:
        return redirect(url_for(".answer", answer_id=answer_id), 303)
    data = {
        "version": str(view.version),
        "question": view.question,
        "answer": view.answer,
        "topic_id": str(view.topic_id or ""),
        "department_id": str(view.department_id),
    }
    form = _form(data=data if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            drafts.save(g.campaign, answer_id, _version(form), _command(form), actor=g.actor, now=clock.now())
            flash(_("已保存。标出来的地方请逐处确认。"), "ok")
            return redirect(url_for(".answer", answer_id=answer_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            _blame(form, error)
    action = url_for(".answer_edit", answer_id=answer_id)
    page = render_template("hotline/answer_form.html", form=form, view=view, action=action)
    return page, 422 if request.method == "POST" else 200


@staff.post("/answers/<int:answer_id>/marks")
@needs(ANSWERS)
def answer_marks(answer_id: int) -> Page:
    """Decide about the marks: masked or kept, each by itself."""
    view = _view(answer_id)
    form = marks_form([mark["state"] for mark in view.marks])
    if not form.validate_on_submit():
        return _show(view, status=422)
    chosen = {n: form[f"mark-{n}"].data for n in range(len(view.marks)) if form[f"mark-{n}"].data}
    return _act(
        view,
        lambda: drafts.decide(g.campaign, answer_id, _version(form), chosen, actor=g.actor, now=clock.now()),
    )


@staff.post("/answers/<int:answer_id>/more")
@needs(ANSWERS)
def answer_more(answer_id: int) -> Page:
    """Mask words that weren't found."""
    view = _view(answer_id)
    form = more_form()
    if not form.validate_on_submit():
        return _show(view, more=form, status=422)
    return _act(
        view,
        lambda: drafts.mask_more(
            g.campaign,
            answer_id,
            _version(form),
            form.words.data,
            form.kind.data,
            actor=g.actor,
            now=clock.now(),
        ),
        more=form,
    )


@staff.post("/answers/<int:answer_id>/submit")
@needs(ANSWERS)
def answer_submit(answer_id: int) -> Page:
    """Send the masked text into the chain."""
    view = _view(answer_id)
    form = SubmitAnswerForm()
    if not form.validate_on_submit():
        return _show(view, status=422)
    return _act(
        view,
        lambda: drafts.submit(
            g.campaign, answer_id, _version(form), actor=g.actor, now=clock.now(),
            correction=form.correction.data or "",
        ),
        done=_("已送审，下一步是初审。"),
    )  # fmt: skip


@staff.post("/answers/<int:answer_id>/typical")
@needs(ANSWERS)
def answer_typical(answer_id: int) -> Page:
    """Mark it for the magazine, or take the mark away."""
    typical = request.form.get("typical") == "1"
    answer_public.mark_typical(g.campaign, answer_id, typical, actor=g.actor, now=clock.now())
    flash(_("已标为典型案例。") if typical else _("已取消典型案例。"), "ok")
    return redirect(url_for(".answer", answer_id=answer_id), 303)


@staff.get("/answers/typical.docx")
@needs(ANSWERS)
def answers_typical() -> Response:
    """The typical cases as a Word file."""
    data = answer_public.typical_docx(g.campaign, actor=g.actor, now=clock.now())
    return Response(
        data,
        mimetype="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        headers={"Content-Disposition": "attachment; filename=typical-cases.docx"},
    )


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _act(view: AnswerDraft, work: Any, *, more: Any = None, done: str = "") -> Page:
    try:
        work()
    except (NotFound, NotAllowed):
        raise
    except Conflict as error:
        flash(words(error), "error")
    except DomainError as error:
        if more is not None:
            more.words.errors = [words(error)]
            return _show(view, more=more, status=422)
        return _show(view, refusal=words(error), status=422)
    else:
        if done:
            flash(done, "ok")
    return redirect(url_for(".answer", answer_id=view.id), 303)


def _view(answer_id: int) -> AnswerDraft:
    return drafts.view(g.campaign, answer_id, actor=g.actor, now=clock.now())


def _show(view: AnswerDraft, *, more: Any = None, refusal: str = "", status: int = 200) -> Page:
    form = marks_form(
        [mark["state"] for mark in view.marks],
        formdata=None,
        data={
            "version": str(view.version),
            **{
                f"mark-{n}": m["state"] if m["state"] != rules.FOUND else None
                for n, m in enumerate(view.marks)
            },
        },
    )
    again = more if more is not None else more_form(formdata=None)
    again.version.data = str(view.version)
    send = SubmitAnswerForm(formdata=None, data={"version": str(view.version)})
    return (
        render_template(
            "hotline/answer_draft.html",
            view=view,
            form=form,
            more=again,
            send=send,
            refusal=refusal,
            pieces={field: pieces_of(view, field) for field in rules.FIELDS},
            marked=[
                (
                    n,
                    mark,
                    (view.question if mark["field"] == "question" else view.answer)[
                        mark["start"] : mark["end"]
                    ],
                )
                for n, mark in enumerate(view.marks)
            ],
            kinds=SPAN_KINDS,
            states=MARK_STATES,
            steps=publishing.chain_steps(view.document) if view.document is not None else [],
            returned=view.document.returned if view.document else None,
            topics=_topics(),
            unit=next((u.name for u in departments() if u.id == view.department_id), ""),
        ),
        status,
    )


def _form(data: dict[str, Any] | None) -> AnswerForm:
    mine = g.actor.departments_for(ANSWERS, campaign_id=g.campaign.id)
    units = [(unit.id, unit.label) for unit in departments() if mine is None or unit.id in mine]
    return answer_form(list(_topics().items()), units, data=data)


def _topics() -> dict[int, str]:
    return {topic.id: topic.name for topic in list_topics(g.campaign, with_closed=True)}


def _command(form: AnswerForm) -> SaveAnswer:
    return SaveAnswer(
        form.question.data or "",
        form.answer.data or "",
        int(form.department_id.data),
        int(form.topic_id.data) if form.topic_id.data else None,
    )


def _version(form: Any) -> int:
    text = form.version.data or ""
    return int(text) if text.isdecimal() else 0


def _blame(form: AnswerForm, error: DomainError) -> None:
    field = getattr(error, "field", None)
    if field and field in form:
        form[field].errors = [words(error)]
    else:
        form.form_errors.append(words(error))
