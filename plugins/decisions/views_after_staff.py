"""Decision, interpretation and milestones for their department."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, clock, needs

from .forms_after import DecisionForm, DropForm, InterpretationForm, MilestoneForm
from .permissions import EDIT, SEE
from .rules.after import MOST_ANSWERS
from .service import decision, interpretation, milestones, previews
from .service.after_copies import CopyView, may_edit
from .service.milestones import SaveMilestone
from .views_copies import address, blame, number_of, show_copy, submit_copy
from .views_staff import Page, staff
from .wording_feedback import STEPS, standing

BLANK_ROWS = 3


# ── the decision ────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/previews/<int:preview_id>/decision", endpoint="decision")
@needs(SEE)
def decision_page(preview_id: int) -> Page:
    """The decision with its gates: legality review, feedback, interpretation."""
    return show_copy(_decision(preview_id), milestones_url=url_for(".milestones", preview_id=preview_id))


@staff.route("/previews/<int:preview_id>/decision/edit", methods=["GET", "POST"])
@needs(EDIT)
def edit_decision(preview_id: int) -> Page:
    """Write the decision, paste or upload its text, or say where it stands."""
    view = _decision(preview_id)
    if view.locked or not view.may_edit:
        return redirect(address(view), 303)
    data = {**view.parts, "title": view.title, "draft_number": view.draft_number}
    if data.get("decided_on"):
        data["decided_on"] = date.fromisoformat(data["decided_on"])
    form = DecisionForm(data=data if request.method == "GET" else None)
    status = 200
    if form.validate_on_submit():
        upload = request.files.get("file")
        file = (upload.read(), upload.filename) if upload is not None and upload.filename else None
        command = decision.SaveDecision(
            title=form.title.data or "",
            number=form.number.data or "",
            decided_on=form.decided_on.data,
            body=form.body.data or "",
            note=form.note.data or "",
            way=form.way.data or "",
            text=form.text.data or "",
            url=form.url.data or "",
            place=form.place.data or "",
            draft_number=number_of(form.draft_number.data),
            file=file,
        )
        try:
            decision.save_decision(g.campaign, preview_id, command, actor=g.actor, now=clock.now())
        except DomainError as error:
            blame(form, error)
            status = 422
        else:
            flash(_("已保存，检查结果在下面。"), "ok")
            return redirect(address(view), 303)
    elif request.method == "POST":
        status = 422
    page = render_template(
        "decisions/after_decision_form.html",
        form=form,
        view=view,
        final=view.more["final"],
        back_url=address(view),
    )
    return page, status


@staff.post("/previews/<int:preview_id>/decision/submit")
@needs(EDIT)
def submit_decision(preview_id: int) -> Page:
    """Send the decision into the chain."""
    return submit_copy(_decision(preview_id), decision.submit_decision, preview_id)


def _decision(preview_id: int) -> CopyView:
    return decision.view_decision(g.campaign, preview_id, actor=g.actor, now=clock.now())


# ── the interpretation ──────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/previews/<int:preview_id>/interpretation", endpoint="interpretation")
@needs(SEE)
def interpretation_page(preview_id: int) -> Page:
    """The interpretation: drafted with the decision, out within its term."""
    return show_copy(_interpretation(preview_id))


@staff.route("/previews/<int:preview_id>/interpretation/edit", methods=["GET", "POST"])
@needs(EDIT)
def edit_interpretation(preview_id: int) -> Page:
    """Write it as questions and answers; usual questions are offered."""
    view = _interpretation(preview_id)
    if view.locked or not view.may_edit:
        return redirect(address(view), 303)
    form = InterpretationForm(data=_interpretation_data(view) if request.method == "GET" else None)
    status = 200
    if form.validate_on_submit():
        command = interpretation.SaveInterpretation(
            title=form.title.data or "",
            background=form.background.data or "",
            # An offered question without an answer is no promise to answer it.
            answers=[
                (row.form.question.data or "", row.form.answer.data or "")
                for row in form.answers.entries
                if (row.form.answer.data or "").strip()
            ],
            contact=form.contact.data or "",
            draft_number=number_of(form.draft_number.data),
        )
        try:
            interpretation.save_interpretation(
                g.campaign, preview_id, command, actor=g.actor, now=clock.now()
            )
        except DomainError as error:
            blame(form, error)
            status = 422
        else:
            flash(_("已保存，检查结果在下面。"), "ok")
            return redirect(address(view), 303)
    elif request.method == "POST":
        status = 422
    page = render_template(
        "decisions/after_interpretation_form.html", form=form, view=view, back_url=address(view)
    )
    return page, status


@staff.post("/previews/<int:preview_id>/interpretation/submit")
@needs(EDIT)
def submit_interpretation(preview_id: int) -> Page:
    """Send the interpretation into the chain."""
    return submit_copy(_interpretation(preview_id), interpretation.submit_interpretation, preview_id)


def _interpretation(preview_id: int) -> CopyView:
    return interpretation.view_interpretation(g.campaign, preview_id, actor=g.actor, now=clock.now())


def _interpretation_data(view: CopyView) -> dict[str, Any]:
    rows = [{"question": question, "answer": answer} for question, answer in view.parts.get("answers") or ()]
    there = {row["question"] for row in rows}
    offered = [q for q in interpretation.proposals(view.preview.id) if q not in there]
    rows += [{"question": question, "answer": ""} for question in offered]
    rows += [{"question": "", "answer": ""} for _n in range(BLANK_ROWS)]
    return {
        **view.parts,
        "title": view.title,
        "draft_number": view.draft_number,
        "answers": rows[: MOST_ANSWERS + BLANK_ROWS],
    }


# ── follow-through ──────────────────────────────────────────────────────────────────────────────────────────────────
@staff.route("/previews/<int:preview_id>/milestones", methods=["GET", "POST"], endpoint="milestones")
@needs(SEE)
def milestones_page(preview_id: int) -> Page:
    """What was promised by when, and how it stands; a new one is added below."""
    now = clock.now()
    preview = previews.for_staff(g.campaign, preview_id, actor=g.actor)
    form = MilestoneForm()
    status = 200
    if request.method == "POST":
        g.actor.require(EDIT, campaign_id=g.campaign.id, department_id=preview.department_id)
        if _save(form, preview_id):
            return redirect(url_for(".milestones", preview_id=preview_id), 303)
        status = 422
    page = render_template(
        "decisions/after_milestones.html",
        form=form,
        preview=preview,
        lines=milestones.milestones_of([preview_id], now),
        standing=standing,
        steps=STEPS,
        may_edit=may_edit(preview, g.campaign, g.actor),
        back_url=url_for(".preview", preview_id=preview_id),
    )
    return page, status


@staff.get("/milestones/<int:milestone_id>", endpoint="milestone")
@needs(SEE)
def milestone_page(milestone_id: int) -> Page:
    """One milestone: what it lacks before its progress may come out, and the chain."""
    view = _milestone(milestone_id)
    return show_copy(view, drop_form=DropForm(version=str(view.draft_number)))


@staff.route("/milestones/<int:milestone_id>/edit", methods=["GET", "POST"])
@needs(EDIT)
def edit_milestone(milestone_id: int) -> Page:
    """Change a milestone, say that it is done and what can be seen of it."""
    view = _milestone(milestone_id)
    if view.locked or not view.may_edit:
        return redirect(address(view), 303)
    step = view.more["milestone"]
    data = {
        name: getattr(step, name) for name in ("title", "due", "done_on", "note", "evidence_url", "version")
    }
    form = MilestoneForm(data=data if request.method == "GET" else None)
    status = 200
    if request.method == "POST":
        if _save(form, view.preview.id, milestone_id):
            return redirect(address(view), 303)
        status = 422
    page = render_template(
        "decisions/after_milestone_form.html", form=form, view=view, back_url=address(view)
    )
    return page, status


@staff.post("/milestones/<int:milestone_id>/submit")
@needs(EDIT)
def submit_milestone(milestone_id: int) -> Page:
    """Send its progress into the chain."""
    return submit_copy(_milestone(milestone_id), milestones.submit_progress, milestone_id)


@staff.post("/milestones/<int:milestone_id>/drop")
@needs(EDIT)
def drop_milestone(milestone_id: int) -> Page:
    """Take back a milestone that nobody has read of."""
    view = _milestone(milestone_id)
    form = DropForm()
    try:
        milestones.drop_milestone(
            g.campaign, milestone_id, number_of(form.version.data), actor=g.actor, now=clock.now()
        )
    except DomainError as error:
        blame(form, error)
        return show_copy(view, form.form_errors[0], 422, drop_form=DropForm(version=str(view.draft_number)))
    flash(_("已删除。"), "ok")
    return redirect(url_for(".milestones", preview_id=view.preview.id), 303)


def _milestone(milestone_id: int) -> CopyView:
    return milestones.view_milestone(g.campaign, milestone_id, actor=g.actor, now=clock.now())


def _save(form: MilestoneForm, preview_id: int, milestone_id: int | None = None) -> bool:
    if not form.validate():
        return False
    command = SaveMilestone(
        title=form.title.data or "",
        due=form.due.data,
        done_on=form.done_on.data,
        note=form.note.data or "",
        evidence_url=form.evidence_url.data or "",
    )
    try:
        milestones.save_milestone(
            g.campaign, preview_id, command, actor=g.actor, now=clock.now(), milestone_id=milestone_id,
            version=number_of(form.version.data),
        )  # fmt: skip
    except DomainError as error:
        blame(form, error)
        return False
    flash(_("已保存。"), "ok")
    return True
