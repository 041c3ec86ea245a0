"""Sending an interview's notice and outline into the chain."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from core.api import DomainError, clock, needs, phrase, publishing, registry

from . import chain, document_notice
from .forms_schedule import CorrectionForm
from .permissions import EDIT, SEE
from .service import interviews, notice
from .views_schedule_staff import off_air_words
from .views_staff import Page, staff
from .wording_schedule import FIELDS


@staff.get("/<int:interview_id>/notice")
@needs(SEE)
def notice_page(interview_id: int) -> Page:
    """The notice as it would go out, what it lacks, the last day to publish it, the chain."""
    return _notice(interview_id, CorrectionForm(formdata=None))


@staff.post("/<int:interview_id>/notice")
@needs(EDIT)
def submit_notice(interview_id: int) -> Page:
    """Send the notice into the chain."""
    form = CorrectionForm()
    return _send(interview_id, form, notice.submit, _notice, _("预告已送审。"), ".notice_page")


@staff.get("/<int:interview_id>/outline")
@needs(SEE)
def outline_page(interview_id: int) -> Page:
    """The outline as it would go out, and the chain."""
    return _outline(interview_id, CorrectionForm(formdata=None))


@staff.post("/<int:interview_id>/outline")
@needs(EDIT)
def submit_outline(interview_id: int) -> Page:
    """Send the outline into the chain."""
    form = CorrectionForm()
    return _send(interview_id, form, notice.submit_outline, _outline, _("提纲已送审。"), ".outline_page")


def _send(interview_id: int, form: CorrectionForm, act: Any, page: Any, told: str, then: str) -> Page:
    if not form.validate():
        return page(interview_id, form, 422)
    try:
        act(g.campaign, interview_id, actor=g.actor, now=clock.now(), correction=form.correction.data or "")
    except DomainError as refusal:
        form.blame(refusal)
        return page(interview_id, form, refusal.status)
    flash(told, "ok")
    return redirect(url_for(then, interview_id=interview_id), 303)


def _notice(interview_id: int, form: CorrectionForm, status: int = 200) -> Page:
    told = notice.view(g.campaign, interview_id, actor=g.actor, now=clock.now())
    lacks = [
        (fault.field, phrase(fault.code, dict(fault.params) | {"what": str(FIELDS.get(fault.field, ""))}))
        for fault in told.lacks
    ]
    page = render_template(
        "interviews/notice_staff.html",
        view=told.interview,
        told=told,
        lacks=lacks,
        blockers=[(one, phrase(one.code, one.params)) for one in told.blockers],
        off_air=off_air_words(told.interview.place_kind, told.interview.starts_at, told.interview.ends_at),
        content=notice.notice_content(told.interview) if not told.lacks else None,
        steps=publishing.chain_steps(told.document) if told.document is not None else [],
        form=form,
        kind_code=chain.NOTICE.code,
        may_except=g.actor.can("publishing.make_exception", campaign_id=g.campaign.id),
        may_document=g.actor.can("publishing.view", campaign_id=g.campaign.id),
    )
    return page, status


def _outline(interview_id: int, form: CorrectionForm, status: int = 200) -> Page:
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor)
    document, out = chain.OUTLINE.document(interview_id), chain.OUTLINE.published(interview_id)
    unit = registry().department_name(view.department_id)
    page = render_template(
        "interviews/outline_staff.html",
        view=view,
        blocks=document_notice.outline_blocks(view, unit) if view.outline.strip() else [],
        document=document,
        published=out,
        locked=document is not None and document.under_way,
        changed=out is None or view.saved_at > out.published_at,
        steps=publishing.chain_steps(document) if document is not None else [],
        form=form,
        may_edit=g.actor.can(EDIT, campaign_id=g.campaign.id, department_id=view.department_id),
        may_document=g.actor.can("publishing.view", campaign_id=g.campaign.id),
    )
    return page, status
