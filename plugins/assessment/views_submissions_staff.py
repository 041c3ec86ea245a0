"""Handing in: the form, what was handed in, the receipt, files; returned or accepted by the office."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import (
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    clock,
    files,
    needs,
    registry,
    user_names,
    words,
)

from . import wording_submissions
from .forms_submissions import JudgeForm, PaperForm
from .permissions import BOARD, HAND_IN, SEE
from .rules import submissions as rules
from .service import handing_in, submissions
from .service.handing_in import KeptAsDraft, SavePaper, Upload
from .service.submissions import SubmissionView
from .views_duties_staff import blame, keeps_board, names
from .views_staff import Page, number_of, staff

#: one form may bring several files, a video among them
ROOM = 120 * 1024 * 1024
#: pages that take several files at once
LARGE = (
    "assessment_staff.hand_in", "assessment_staff.photo_offer", "assessment_staff.visit_check",
    "assessment_staff.finding_report", "assessment_staff.finding_recheck",
)  # fmt: skip
_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"


@staff.url_value_preprocessor
def _take_videos(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who are signed in send videos; before anything of the form is read."""
    if endpoint in LARGE and request.method == "POST" and registry().load_actor() is not None:
        request.max_content_length = ROOM


@staff.route("/hand-in/<key>/<int:department_id>", methods=["GET", "POST"])
@needs(HAND_IN)
def hand_in(key: str, department_id: int) -> Page:
    """Write what is handed in, keep it, hand it in; the office enters what came otherwise."""
    view = submissions.view(g.campaign, key, department_id, actor=g.actor)
    form = PaperForm(
        data={
            "text": view.text, "link": view.link, "gathering": view.gathering, "way": "web",
            "plan_attached": view.plan_attached, "version": str(view.version), "keep": [f.id for f in view.files],
        }
    )  # fmt: skip
    form.keep.choices = [(one.id, one.name) for one in view.files]
    if form.validate_on_submit():
        wants = request.form.get("do") == "hand_in"
        uploads = [
            Upload(one.stream, one.filename or "") for one in form.files.data or [] if one and one.filename
        ]
        try:
            handing_id = handing_in.save(
                g.campaign, key, department_id, _command(form), uploads, number_of(form.version.data), hand_in=wants,
                actor=g.actor, now=clock.now(),
            )  # fmt: skip
            if handing_id is not None:
                flash(_("已报送，这是回执。"), "ok")
                return redirect(url_for(".receipt", handing_id=handing_id), 303)
            flash(_("已保存，还没有报送。"), "ok")
            return redirect(url_for(".hand_in", key=key, department_id=department_id), 303)
        except (NotFound, NotAllowed):
            raise
        except KeptAsDraft as kept:
            return _kept(key, department_id, form, kept)
        except DomainError as problem:
            blame(form, problem)
            return _form(view, form, problem.status)
    return _form(view, form, 422 if request.method == "POST" else 200)


def _kept(key: str, department_id: int, form: PaperForm, kept: KeptAsDraft) -> Page:
    """The form goes on from the draft that was kept: its version, and the good files as kept ones."""
    view = submissions.view(g.campaign, key, department_id, actor=g.actor)
    form.version.data = str(view.version)
    form.keep.choices = [(one.id, one.name) for one in view.files]
    form.keep.data = [one.id for one in view.files]
    form.form_errors = [*form.form_errors, words(kept)]
    for name, problem in kept.problems:
        if name:
            told = _("%(name)s：%(why)s", name=name, why=words(problem))
            form.files.errors = [*form.files.errors, told]
        else:
            blame(form, problem)
    return _form(view, form, kept.status)


def _form(view: SubmissionView, form: PaperForm, status: int) -> Page:
    needs_ = submissions.needs_of(g.campaign)
    page = render_template(
        "assessment/submissions_form.html",
        view=view,
        form=form,
        department=names().get(view.department_id, ""),
        keeps=keeps_board(),
        states=wording_submissions.STATES,
        readable=wording_submissions.READABLE,
        faults=[
            words(Invalid(one.code, figures=needs_.figures, cases=needs_.cases))
            for one in view.faults
            if view.version
        ],
        needs=needs_,
        video_mb=handing_in.video_limit() // handing_in.MB,
    )
    return page, status


def _command(form: PaperForm) -> SavePaper:
    return SavePaper(
        form.text.data or "", form.link.data or "", bool(form.gathering.data), bool(form.plan_attached.data),
        tuple(form.keep.data or ()), form.way.data or "web", form.brought_by.data or "", form.came_at.data,
    )  # fmt: skip


@staff.get("/submissions/<int:submission_id>")
@needs(SEE)
def submission(submission_id: int) -> Page:
    """What was handed in, with every version and how they differ."""
    return _submission(submission_id, JudgeForm(formdata=None))


def _submission(submission_id: int, form: JudgeForm, status: int = 200) -> Page:
    view = submissions.by_id(g.campaign, submission_id, actor=g.actor)
    form.version.data = form.version.data or str(view.version)
    asked = request.args.get("compare", 0, int)
    before, after = (
        next((one for one in view.handings if one.number == number), None) for number in (asked, asked + 1)
    )
    people = {user for one in view.handings for user in (one.entered_by, one.judged_by) if user is not None}
    page = render_template(
        "assessment/submissions_one.html",
        view=view,
        form=form,
        department=names().get(view.department_id, ""),
        states=wording_submissions.STATES,
        ways=wording_submissions.WAYS,
        readable=wording_submissions.READABLE,
        people=user_names(people),
        keeps=keeps_board(),
        may_hand_in=g.actor.can(HAND_IN, department_id=view.department_id, campaign_id=g.campaign.id),
        compared=asked,
        differences=rules.differences(before.text, after.text) if before and after else None,
    )
    return page, status


@staff.post("/submissions/<int:submission_id>/<any(accepted,returned):verdict>")
@needs(BOARD)
def judge(submission_id: int, verdict: str) -> Page:
    """Accept it, or return it with remarks."""
    form = JudgeForm()
    try:
        submissions.judge(
            g.campaign, submission_id, number_of(form.version.data), verdict, form.remarks.data or "", actor=g.actor,
            now=clock.now(),
        )  # fmt: skip
        flash(_("已接收。") if verdict == "accepted" else _("已退回，单位会看到意见。"), "ok")
        return redirect(url_for(".submission", submission_id=submission_id), 303)
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _submission(submission_id, form, problem.status)


@staff.get("/receipts/<int:handing_id>")
@needs(SEE)
def receipt(handing_id: int) -> Page:
    """The receipt, for printing."""
    view, handing = submissions.handing_of(g.campaign, handing_id, actor=g.actor)
    return render_template(
        "assessment/submissions_receipt.html",
        view=view,
        handing=handing,
        department=registry().department_name(view.department_id),
        ways=wording_submissions.WAYS,
    )


@staff.get("/submissions/<int:submission_id>/files/<int:file_id>")
@needs(SEE)
def submission_file(submission_id: int, file_id: int) -> Any:
    """A file; pictures show themselves, everything else is fetched and never run."""
    file = submissions.file_of(g.campaign, submission_id, file_id, actor=g.actor)
    sent = send_file(
        files.path_of(file),
        file.media_type,
        as_attachment=not file.is_picture,
        download_name=file.name,
        conditional=True,
    )
    sent.headers["Content-Security-Policy"] = _CSP
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Cache-Control"] = "no-store"
    return sent
