"""The feedback for its department: the check with the text and the chain, the form, comments put under questions and ended."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, EndOpinion, clock, needs

from . import feedback_docx
from .chain import COMMENT
from .forms_feedback import EndForm, FeedbackForm, PlaceForm
from .permissions import EDIT, SEE
from .rules.feedback import ENDS, MOST_QUESTIONS, Asked, excerpt
from .service import feedback, feedback_placing
from .service.after_copies import CopyView
from .service.feedback_placing import CommentsPage, Wanted
from .service.feedback_public import drawn
from .service.feedback_said import SaidOn
from .views_copies import address, blame, number_of, show_copy, submit_copy
from .views_staff import Page, staff
from .wording_feedback import END_TAGS, listed

#: empty rows under the questions there are
BLANK_ROWS = 3


@staff.get("/previews/<int:preview_id>/feedback", endpoint="feedback")
@needs(SEE)
def feedback_page(preview_id: int) -> Page:
    """The feedback: counts, what is missing, the text as it will read, the chain."""
    view = _view(preview_id)
    said: SaidOn = view.more["said"]
    return show_copy(
        view,
        counted=said.counted,
        listed=listed(said.counted.all),
        authors=said.authors,
        questions=drawn([question.asked for question in said.questions], said.counted),
        end_tags=END_TAGS,
        comments_url=url_for(".feedback_comments", preview_id=preview_id),
        docx_url=url_for(".feedback_docx", preview_id=preview_id),
    )


@staff.route("/previews/<int:preview_id>/feedback/edit", methods=["GET", "POST"])
@needs(EDIT)
def edit_feedback(preview_id: int) -> Page:
    """Write the text and its questions."""
    view = _view(preview_id)
    if view.locked or not view.may_edit:
        return redirect(address(view), 303)
    form = FeedbackForm(data=_data(view) if request.method == "GET" else None)
    status = 200
    if form.validate_on_submit():
        try:
            feedback.save_feedback(g.campaign, preview_id, _command(form), actor=g.actor, now=clock.now())
        except DomainError as error:
            blame(form, error)
            status = 422
        else:
            flash(_("已保存，检查结果在下面。"), "ok")
            return redirect(address(view), 303)
    elif request.method == "POST":
        status = 422
    said: SaidOn = view.more["said"]
    page = render_template(
        "decisions/feedback_form.html",
        form=form,
        view=view,
        tallies={question.id: said.counted.question(question.place) for question in said.questions},
        back_url=address(view),
    )
    return page, status


@staff.post("/previews/<int:preview_id>/feedback/submit")
@needs(EDIT)
def submit_feedback(preview_id: int) -> Page:
    """Send the feedback into the chain."""
    return submit_copy(_view(preview_id), feedback.submit_feedback, preview_id)


@staff.route("/previews/<int:preview_id>/feedback/comments", methods=["GET", "POST"])
@needs(SEE)
def feedback_comments(preview_id: int) -> Page:
    """Comments by question, paragraph and end; the ticked ones are put under a question, or end alike."""
    wanted = _wanted()
    place, end = PlaceForm(), EndForm()
    status = 200
    do = request.form.get("do", "")
    if request.method == "POST":
        g.actor.require(EDIT, campaign_id=g.campaign.id)
        form: Any = end if do == "end" else place
        if form.validate():
            try:
                said = _end(preview_id, end) if do == "end" else _place(preview_id, place, wanted)
            except DomainError as error:
                blame(form, error)
            else:
                flash(said, "ok")
                return redirect(request.full_path.rstrip("?"), 303)
        status = 422
    found = feedback_placing.comments_page(g.campaign, preview_id, wanted, actor=g.actor)
    place.question.choices = [
        *(
            (str(question.id), f"{question.place}. {question.asked.name}")
            for question in found.said.questions
        ),
        ("", _("不放在问题下")),
    ]
    names = feedback_placing.anchor_names(preview_id, [a for a in found.said.counted.by_anchor if a])
    page = render_template(
        "decisions/feedback_comments.html",
        found=found,
        wanted=wanted,
        place_form=place,
        end=end,
        done=do,
        ticked=set(request.form.getlist("comment")),
        ends=[code for code in ENDS if found.said.counted.all.of(code)],
        end_tags=END_TAGS,
        excerpt=excerpt,
        anchor_names=names,
        anchors=sorted(
            found.said.counted.by_anchor, key=lambda a: (a != "", list(names).index(a) if a else 0)
        ),
        may_edit=g.actor.can(EDIT, campaign_id=g.campaign.id, department_id=found.preview.department_id),
        sees_ledger=g.actor.can("opinions.see", campaign_id=g.campaign.id),
        back_url=url_for(".feedback", preview_id=preview_id),
        pager_data=_pager(found, preview_id),
        subject=f"{COMMENT}:{preview_id}",
    )
    return page, status


@staff.get("/previews/<int:preview_id>/feedback.docx", endpoint="feedback_docx")
@needs(SEE)
def feedback_docx_draft(preview_id: int) -> Any:
    """The working copy as .docx, with every comment that has ended."""
    view = _view(preview_id)
    said: SaidOn = view.more["said"]
    lines = feedback.draft_lines(preview_id)
    spoken = [anchor for anchor in said.counted.by_anchor if anchor]
    names = feedback_placing.anchor_names(preview_id, spoken)
    made = feedback_docx.feedback_docx(
        title=view.title,
        issuer=view.content.issuer,
        day="",
        intro=str(view.parts.get("intro", "")),
        closing=str(view.parts.get("closing", "")),
        questions=[question.asked for question in said.questions],
        counted=said.counted,
        authors=said.authors,
        paragraphs=[(names[anchor], said.counted.by_anchor[anchor]) for anchor in spoken],
        lines=lines,
        names=names,
        at=clock.now(),
    )
    return send_file(io.BytesIO(made), download_name=f"{view.title}.docx", as_attachment=True)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _view(preview_id: int) -> CopyView:
    return feedback.view_feedback(g.campaign, preview_id, actor=g.actor, now=clock.now())


def _data(view: CopyView) -> dict[str, Any]:
    said: SaidOn = view.more["said"]
    rows: list[dict[str, Any]] = [
        {"id": question.id, **_texts(question.asked)} for question in said.questions
    ]
    rows += [{} for _n in range(min(BLANK_ROWS, MOST_QUESTIONS - len(rows)))]
    return {"draft_number": view.draft_number, "title": view.title, **view.parts, "questions": rows}


def _texts(asked: Asked) -> dict[str, str]:
    return {"asked": asked.asked, "short": asked.short, "said": asked.said, "did": asked.did}


def _command(form: FeedbackForm) -> feedback.SaveFeedback:
    return feedback.SaveFeedback(
        title=(form.title.data or "").strip(),
        intro=form.intro.data or "",
        closing=form.closing.data or "",
        questions=[
            (
                number_of(row.form.id.data) or None,
                Asked(
                    row.form.asked.data or "",
                    row.form.said.data or "",
                    row.form.did.data or "",
                    row.form.short.data or "",
                ),
            )
            for row in form.questions.entries
        ],
        draft_number=number_of(form.draft_number.data),
    )


def _wanted() -> Wanted:
    args = request.args
    question = args.get("question", "")
    return Wanted(
        question=int(question) if question.isdecimal() and len(question) < 4 else None,
        anchor=args["paragraph"][:80] if "paragraph" in args and args["paragraph"] != "*" else None,
        end=args.get("end", "") if args.get("end", "") in ENDS else "",
        page=min(max(args.get("page", 1, type=int), 1), 100_000),
    )


def _place(preview_id: int, form: PlaceForm, wanted: Wanted) -> str:
    chosen = [number_of(value.partition(":")[0]) for value in request.form.getlist("comment")]
    count = feedback_placing.place_comments(
        g.campaign, preview_id, number_of(form.question.data) or None, chosen, actor=g.actor, now=clock.now(),
        every=wanted if form.every.data else None,
    )  # fmt: skip
    return ngettext("已放好 %(num)d 条意见。", "已放好 %(num)d 条意见。", count)


def _end(preview_id: int, form: EndForm) -> str:
    chosen = []
    for value in request.form.getlist("comment"):
        opinion_id, _colon, version = value.partition(":")
        chosen.append((number_of(opinion_id), number_of(version)))
    command = EndOpinion(
        outcome=form.outcome.data or "",
        reason=form.reason.data or "",
        passed_to=form.passed_to.data or "",
        passed_number=form.passed_number.data or "",
    )
    done, late = feedback_placing.end_comments(
        g.campaign, preview_id, chosen, command, actor=g.actor, now=clock.now()
    )
    if late:
        return _(
            "办结 %(count)s 条；%(numbers)s 没有办，别人刚办过或者还没有受理。",
            count=len(done),
            numbers="、".join(late),
        )
    return ngettext(
        "已办结 %(num)d 条意见，并告诉了提意见的人。",
        "已办结 %(num)d 条意见，并告诉了提意见的人。",
        len(done),
    )


def _pager(found: CommentsPage, preview_id: int) -> dict[str, Any]:
    given: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page"}

    def page(number: int) -> str:
        return url_for(".feedback_comments", preview_id=preview_id, **{**given, "page": number})

    number = found.wanted.page
    return {
        "number": number,
        "pages": found.pages,
        "total": found.total,
        "previous_url": page(number - 1) if number > 1 else None,
        "next_url": page(number + 1) if number < found.pages else None,
    }
