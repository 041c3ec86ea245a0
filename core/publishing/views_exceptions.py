"""Waivers (豁免) and entering what already happened (补录), for one subject; taking down, restoring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm

from core.base import clock, files
from core.base.access import needs
from core.base.errors import DomainError, Invalid
from core.campaigns import service as campaigns
from core.publishing import service
from core.publishing.errors import Hidden
from core.publishing.forms import HappenedForm, WaiverForm
from core.publishing.messages import DONE
from core.publishing.permissions import EXCEPT, TAKE_DOWN, VIEW
from core.publishing.views_acts import blame
from core.publishing.views_public import kind_title
from core.publishing.views_shown import staff_page
from core.publishing.views_staff import staff
from core.users import service as users


@staff.get("/exceptions/<kind>/<int:subject_id>")
@needs(EXCEPT)
def exceptions(kind: str, subject_id: int) -> Any:
    """What may be done outside of the rules for one item, openly: waivers and 补录."""
    waiver = WaiverForm(formdata=None)
    waiver.rule.data = request.args.get("rule", "")
    return _page(kind, subject_id, waiver, HappenedForm(formdata=None), 200)


@staff.post("/exceptions/<kind>/<int:subject_id>/waivers")
@needs(EXCEPT)
def waive(kind: str, subject_id: int) -> Any:
    """Waive one rule from a notice, with a reason and the scanned approval."""
    form = WaiverForm()

    def act() -> None:
        service.waive(
            kind, subject_id, form.rule.data or "", form.reason.data or "", _scan(form), actor=g.actor, now=clock.now()
        )  # fmt: skip

    if form.validate_on_submit() and _done(form, act):
        flash(str(DONE["waived"]), "ok")
        return redirect(url_for(".exceptions", kind=kind, subject_id=subject_id), 303)
    form.scan.data = None
    return _page(kind, subject_id, form, HappenedForm(formdata=None), 422)


@staff.post("/exceptions/<kind>/<int:subject_id>/waivers/<int:waiver_id>/revoke")
@needs(EXCEPT)
def revoke_waiver(kind: str, subject_id: int, waiver_id: int) -> Any:
    """Take a waiver back before anything was published under it."""
    service.revoke_waiver(waiver_id, actor=g.actor, now=clock.now())
    flash(str(DONE["revoked"]), "ok")
    return redirect(url_for(".exceptions", kind=kind, subject_id=subject_id), 303)


@staff.post("/exceptions/<kind>/<int:subject_id>/happened")
@needs(EXCEPT)
def record_happened(kind: str, subject_id: int) -> Any:
    """Enter a publication that took place before, with its true moment."""
    form = HappenedForm()

    def act() -> None:
        moment = form.happened_at.moment
        if moment is not None:
            service.record_happened(
                kind, subject_id, moment.replace(tzinfo=clock.SHANGHAI), form.portal_url.data or "",
                form.reason.data or "", _scan(form), actor=g.actor, now=clock.now(),
            )  # fmt: skip

    if form.validate_on_submit() and _done(form, act):
        flash(str(DONE["happened"]), "ok")
        return redirect(url_for(".exceptions", kind=kind, subject_id=subject_id), 303)
    form.scan.data = None
    return _page(kind, subject_id, WaiverForm(formdata=None), form, 422)


@staff.post("/exceptions/<kind>/<int:subject_id>/happened/<int:happened_id>/drop")
@needs(EXCEPT)
def drop_happened(kind: str, subject_id: int, happened_id: int) -> Any:
    """Take the entry back before it became a version."""
    service.drop_happened(happened_id, actor=g.actor, now=clock.now())
    flash(str(DONE["dropped"]), "ok")
    return redirect(url_for(".exceptions", kind=kind, subject_id=subject_id), 303)


@staff.get("/exceptions/<kind>/<int:subject_id>/files/<int:file_id>")
@needs(VIEW)
def exception_file(kind: str, subject_id: int, file_id: int) -> Any:
    """The scan of an approval, always as a download."""
    found = files.info(service.exception_file(kind, subject_id, file_id, actor=g.actor))
    answer = send_file(files.path_of(found), found.media_type, as_attachment=True, download_name=found.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@staff.post("/documents/<int:document_id>/restore")
@needs(TAKE_DOWN)
def restore(document_id: int) -> Any:
    """Put back what was taken down in urgency and not confirmed yet."""
    service.restore(document_id, actor=g.actor, now=clock.now())
    flash(str(DONE["restored"]), "ok")
    return redirect(url_for(".document", document_id=document_id), 303)


@staff.post("/documents/<int:document_id>/withdrawn-title")
@needs(TAKE_DOWN)
def withdrawn_title(document_id: int) -> Any:
    """Whether the public notice of a withdrawal names the title."""
    service.show_title(document_id, request.form.get("shows") == "1", actor=g.actor, now=clock.now())
    flash(str(DONE["title"]), "ok")
    return redirect(url_for(".document", document_id=document_id), 303)


def _scan(form: WaiverForm | HappenedForm) -> tuple[Any, str] | None:
    return (form.scan.data.stream, form.scan.data.filename or "") if form.scan.data else None


def _done(form: FlaskForm, act: Callable[[], None]) -> bool:
    """Do it; a refusal stands at its field, or above the form."""
    try:
        act()
    except DomainError as refusal:
        if refusal.status in (403, 404) or isinstance(refusal, Hidden):
            raise
        told = refusal if isinstance(refusal, Invalid) else Invalid(refusal.code, **refusal.params)
        blame(form, told, file="scan", rule_id="rule")
        return False
    return True


def _page(kind: str, subject_id: int, waiver: WaiverForm, happened: HappenedForm, status: int) -> Any:
    place = service.place_of(kind, subject_id)
    g.actor.require(EXCEPT, department_id=place.department_id, campaign_id=place.campaign_id)
    campaign = campaigns.campaign_by_id(place.campaign_id)
    rules = service.waivable_rules(campaign)
    waiver.rule.choices = [(rule_id, f"{rule_id} {title}") for rule_id, title, _clause in rules]
    document = service.document_for(kind, subject_id)
    owner = service.owner_of(kind, campaign)
    back = staff_page(owner, subject_id, campaign) if owner else url_for(".documents")
    body = render_template(
        "publishing/exceptions.html",
        kind=kind,
        kind_title=kind_title(kind),
        subject_id=subject_id,
        subject=place,
        unit=users.department_name(place.department_id),
        campaign_of=campaign,
        waiver=waiver,
        happened_form=happened,
        failed=waiver if waiver.errors or waiver.form_errors else happened,
        clauses={rule_id: clause for rule_id, _title, clause in rules},
        waivers=service.waivers(kind, subject_id),
        happened=service.happened(kind, subject_id),
        document=document,
        back=url_for(".document", document_id=document.id) if document else back,
        is_public=bool(document and document.published_version and document.step == "published"),
    )
    return body, status
