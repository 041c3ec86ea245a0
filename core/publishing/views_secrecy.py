"""疑似涉密 (SC-01): hiding a document, what to do about its copies, the report form, and the stand-in for everyone else."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale

from core.base import clock, files
from core.base.access import needs
from core.base.errors import DomainError, Invalid, NotFound
from core.base.i18n import LANGUAGES
from core.base.registry import registry
from core.base.wording import words
from core.publishing import service
from core.publishing.contracts import QuarantineView
from core.publishing.errors import Gone, Hidden
from core.publishing.forms import HideForm, InstructionForm
from core.publishing.messages import DECISIONS, DONE, STEP_NAMES
from core.publishing.permissions import HIDE
from core.publishing.views_acts import blame
from core.publishing.views_public import kind_title, public
from core.publishing.views_staff import staff
from core.users import service as users
from core.web.zones import zone_of


@staff.route("/documents/<int:document_id>/hide", methods=["GET", "POST"])
@needs(HIDE)
def hide(document_id: int) -> Any:
    """Asked once more, then hidden from everyone at once. Nothing is typed: a reason could repeat the secret."""
    view = service.document_view(document_id, actor=g.actor)
    form = HideForm()
    if form.validate_on_submit():
        try:
            service.hide(document_id, actor=g.actor, now=clock.now())
        except DomainError as refusal:
            if refusal.status in (403, 404) or isinstance(refusal, Hidden):
                raise
            form.form_errors.append(words(refusal))
        else:
            flash(str(DONE["hidden"]), "ok")
            return redirect(url_for(".quarantine", document_id=document_id), 303)
    body = render_template("publishing/hide.html", view=view, form=form)
    return body, 422 if request.method == "POST" else 200


@staff.get("/documents/<int:document_id>/quarantine")
@needs(HIDE)
def quarantine(document_id: int) -> Any:
    """A hidden document: ids and digests, every copy, who may know it, and the instruction that decides."""
    return _quarantine_page(document_id, InstructionForm(formdata=None), 200)


@staff.post("/documents/<int:document_id>/quarantine")
@needs("publishing.enter_instruction")
def enter_instruction(document_id: int) -> Any:
    """Enter the secrecy department's written instruction; the office carries it out."""
    form = InstructionForm()
    if form.validate_on_submit() and form.dated_on.day is not None:
        new = service.NewInstruction(
            form.decision.data or "", form.number.data or "", form.dated_on.day,
            (form.scan.data.stream, form.scan.data.filename or ""),
        )  # fmt: skip
        try:
            service.enter_instruction(document_id, new, actor=g.actor, now=clock.now())
        except DomainError as refusal:
            if refusal.status in (403, 404):
                raise
            blame(
                form,
                refusal if isinstance(refusal, Invalid) else Invalid(refusal.code, **refusal.params),
                file="scan",
            )
        else:
            flash(str(DONE["instructed"]), "ok")
            return redirect(url_for(".quarantine", document_id=document_id), 303)
    form.scan.data = None
    return _quarantine_page(document_id, form, 422)


@staff.post("/documents/<int:document_id>/quarantine/<int:instruction_id>")
@needs("publishing.confirm_instruction")
def decide_instruction(document_id: int, instruction_id: int) -> Any:
    """The second person: carry the instruction out, or drop one that was entered by mistake."""
    confirm = request.form.get("answer") == "confirm"
    try:
        done = service.decide_instruction(instruction_id, confirm, actor=g.actor, now=clock.now())
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _quarantine_page(document_id, InstructionForm(formdata=None), refusal.status, words(refusal))
    flash(str(DONE[done or "dropped"]), "ok")
    where = ".document" if done == "release" else ".quarantine"
    return redirect(url_for(where, document_id=document_id), 303)


@staff.get("/documents/<int:document_id>/quarantine/report")
@needs(HIDE)
def quarantine_report(document_id: int) -> Any:
    """The 涉密信息报告表 to print, in Chinese for every reader: ids, times, places, digests, persons, never the text."""
    with force_locale(LANGUAGES["zh"]):
        about = _about(service.quarantine_view(document_id, actor=g.actor))
    return render_template("publishing/secrecy_report.html", now=clock.now(), **about)


@staff.get("/documents/<int:document_id>/quarantine/files/<int:file_id>")
@needs(HIDE)
def instruction_file(document_id: int, file_id: int) -> Any:
    """The scan of an instruction, always as a download."""
    found = files.info(service.instruction_file(document_id, file_id, actor=g.actor))
    answer = send_file(files.path_of(found), found.media_type, as_attachment=True, download_name=found.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _quarantine_page(document_id: int, form: InstructionForm, status: int, refusal: str = "") -> Any:
    view = service.quarantine_view(document_id, actor=g.actor)
    if not form.dated_on.data:
        form.dated_on.data = clock.today().isoformat()
    body = render_template("publishing/quarantine.html", form=form, refusal=refusal, **_about(view))
    return body, status


def _about(view: QuarantineView) -> dict[str, Any]:
    acts = registry().audit_texts
    return {
        "view": view,
        "unit": users.department_name(view.department_id),
        "kind": str(kind_title(view.kind)),
        "step": str(STEP_NAMES.get(view.step, view.step)),
        "decisions": {code: str(title) for code, title in DECISIONS.items()},
        "readers": [(who, str(acts.get(act, act)), at) for who, act, at in view.readers],
    }


# ── the stand-ins ───────────────────────────────────────────────────────────────────────────────────────────────────
@public.app_errorhandler(Hidden)
def hidden(error: Hidden) -> Any:
    """Staff learn that there is something; the public gets what it gets for anything unknown."""
    if zone_of(request.endpoint) != "staff":
        return current_app.handle_user_exception(NotFound())
    can = g.actor.can(HIDE)
    return render_template("publishing/hidden.html", document_id=error.document_id, may_see=can), error.status


@public.app_errorhandler(Gone)
def gone(error: Gone) -> Any:
    """本文已于…撤下: by whom, when and why."""
    found = error.withdrawal
    body = render_template(
        "publishing/withdrawn.html",
        found=found,
        unit=users.department_name(found.department_id),
        list_url=url_for("publishing_public.published_list") if g.get("campaign") else "",
        kind=kind_title(found.kind),
    )
    return body, error.status
