"""Pages of the text check: of one document before it is published, and of any text that staff paste."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, Invalid, NotFound
from core.base.text_files import UnreadableFile, decode_text, extract_text
from core.campaigns import service as campaigns
from core.publishing import service
from core.publishing.hygiene_forms import OverruleForm, TextForm
from core.publishing.hygiene_messages import FILE_CODES, OVERRULED
from core.publishing.hygiene_shown import MOST, finding_rows, marked_lines
from core.publishing.permissions import OVERRULE, SUBMIT, VIEW
from core.publishing.service import hygiene as checks
from core.publishing.views_acts import blame
from core.publishing.views_shown import staff_page
from core.publishing.views_staff import staff

LONGEST_TEXT = 200_000


@staff.get("/documents/<int:document_id>/check")
@needs(VIEW)
def check_document(document_id: int) -> Any:
    """The text as it will be public, every finding marked, with its reason and what became of it."""
    return _document_page(document_id, OverruleForm(formdata=None), 200)


@staff.post("/documents/<int:document_id>/check")
@needs(OVERRULE)
def overrule_finding(document_id: int) -> Any:
    """Let one finding stand, with a reason."""
    form = OverruleForm()
    if form.validate_on_submit():
        try:
            checks.overrule(
                document_id, form.digest.data or "", form.finding.data or "", form.reason.data or "",
                actor=g.actor, now=clock.now(),
            )  # fmt: skip
        except DomainError as refusal:
            if refusal.status in (403, 404, 423):
                raise
            blame(form, refusal)
        else:
            flash(str(OVERRULED), "ok")
            return redirect(url_for(".check_document", document_id=document_id, _anchor="findings"), 303)
    return _document_page(document_id, form, 422)


@staff.route("/text-check", methods=["GET", "POST"])
@needs(VIEW)
def check_text() -> Any:
    """Check a text before it is submitted. Nothing of it is kept."""
    form = TextForm()
    checked = None
    if form.validate_on_submit():
        try:
            checked = checks.check_text(_handed_in(form), actor=g.actor)
        except DomainError as refusal:
            if refusal.code == "secret_mark":
                form.text.data = ""
            blame(form, _at_its_field(refusal))
    refused = request.method == "POST" and checked is None
    return (
        render_template(
            "publishing/hygiene_tool.html",
            form=form,
            checked=checked,
            lines=marked_lines(checked) if checked else [],
            rows=finding_rows(checked) if checked else [],
            most=MOST,
        ),
        422 if refused else 200,
    )


def _document_page(document_id: int, form: OverruleForm, status: int) -> Any:
    view = service.document_view(document_id, actor=g.actor)
    if view.revision is None:
        raise NotFound()
    service.note_opened(document_id, actor=g.actor, now=clock.now())
    campaign = campaigns.campaign_by_id(view.campaign_id)
    place = {"department_id": view.department_id, "campaign_id": view.campaign_id}
    owner = service.owner_of(view.kind, campaign)
    checked = checks.check_revision(view.revision, campaign)
    body = render_template(
        "publishing/hygiene.html",
        view=view,
        checked=checked,
        lines=marked_lines(checked),
        rows=finding_rows(checked),
        most=MOST,
        form=form,
        forms=_forms(form, [row["fingerprint"] for row in finding_rows(checked)], view.revision.digest),
        may_overrule=view.under_way and g.actor.can(OVERRULE, **place),
        staff_url=staff_page(owner, view.subject_id, campaign)
        if owner and g.actor.can(SUBMIT, **place)
        else None,
    )
    return body, status


def _forms(sent: OverruleForm, fingerprints: list[str], digest: str) -> dict[str, OverruleForm]:
    """A form per finding; the one that came back keeps what was typed. Each has ids of its own."""
    forms: dict[str, OverruleForm] = {}
    for number, mark in enumerate(fingerprints, start=1):
        form = sent if sent.finding.data == mark else OverruleForm(formdata=None)
        form.finding.data, form.digest.data = mark, digest
        for field in form:
            field.id = f"{field.name}-{number}"
        forms[mark] = form
    return forms


def _handed_in(form: TextForm) -> str:
    """The text of the box or of the file. Raises Invalid at the field to mend."""
    pasted, file = form.text.data or "", form.file.data
    if pasted.strip() and file:
        raise Invalid("hygiene_text_twice", field="file")
    if not pasted.strip() and not file:
        raise Invalid("hygiene_text_missing", field="text")
    try:
        text = extract_text(file.read(), file.filename or "") if file else decode_text(pasted.encode())
    except UnreadableFile as problem:
        raise Invalid(FILE_CODES[problem.code], field="file" if file else "text") from problem
    if len(text) > LONGEST_TEXT:
        raise Invalid("hygiene_text_long", field="file" if file else "text", limit=LONGEST_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _at_its_field(refusal: DomainError) -> DomainError:
    if isinstance(refusal, Invalid):
        return refusal
    where = "file" if request.files.get("file") else "text"
    return Invalid(refusal.code, field=where, **refusal.params)
