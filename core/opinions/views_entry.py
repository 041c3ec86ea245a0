"""A clerk enters what came by letter, at the counter, by telephone or from a meeting."""

from __future__ import annotations

import secrets
from datetime import datetime, time
from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from core.base import clock, files, personal
from core.base.access import needs
from core.base.db import unit_of_work
from core.base.errors import DomainError, Invalid, NotFound
from core.base.privacy import normalise_phone, seal, unseal
from core.base.registry import registry
from core.opinions import rules, service
from core.opinions.contracts import NewOpinion
from core.opinions.forms import EntryForm, blame, sound_key
from core.opinions.views_public import split_subject
from core.opinions.views_staff import staff
from core.plugin.contracts import Campaign

_ENTERED = "opinions.entered"


@staff.route("/opinions/enter", methods=["GET", "POST"])
@needs("opinions.enter")
def enter() -> Any:
    """代录意见: similar ones are shown once before it is saved."""
    form = EntryForm()
    offered = _subjects()
    form.subject.choices = [("", _("请选择")), *((value, title) for value, title, _campaign in offered)]
    form.key.data = sound_key(form.key.data) or secrets.token_hex(16)
    chosen = form.subject.data if request.method == "POST" else request.args.get("subject", "")
    form.anchor.choices = [("", _("整件事")), *_parts(chosen or "", offered)]
    if request.method == "GET":
        form.received_on.data = clock.today()
        form.subject.data = request.args.get("subject", "")
        form.anchor.data = request.args.get("part", "")
        if request.args.get("source") in rules.ENTRY_SOURCES:
            form.source.data = request.args["source"]
    alike: list[Any] = []
    if "choose" not in request.form and form.validate_on_submit():
        try:
            new, campaign = _new(form, {value: c for value, _title, c in offered})
            alike = service.propose(campaign.id, new.kind, new.subject_id, rules.plain_text(new.text))
            # A twin is shown before it is saved; the second press of the button saves it all the same.
            if not alike or "anyway" in request.form:
                return _save(form, new)
        except DomainError as refusal:
            blame(form, refusal)
    wrong = bool(form.errors or form.form_errors)
    page = render_template(
        "opinions/enter.html",
        form=form,
        alike=alike if not wrong else [],
        most=rules.MOST,
        offered=offered,
        notice=personal.notice(service.NOTICE, pack=offered[0][2].pack if offered else None),
    )
    return page, 422 if wrong else 200


@staff.get("/opinions/entered")
@needs("opinions.enter")
def entered() -> Any:
    """The number and the code to read out or to write on the counterfoil."""
    try:
        key = unseal(session.get(_ENTERED, ""))
    except DomainError:
        return redirect(url_for(".enter"), 303)
    found = service.receipt_for(key)
    if found is None:
        raise NotFound
    may_open = service.may_open(found.id, g.actor)
    return render_template("opinions/entered.html", receipt=found, may_open=may_open)


def _save(form: EntryForm, new: NewOpinion) -> Any:
    now = clock.now()
    scan = form.scan.data
    with unit_of_work():
        if scan and scan.filename:
            kept = files.store(
                scan.stream, scan.filename, actor=g.actor, now=now, accept=("pdf", "png", "jpeg")
            )
            new = NewOpinion(**{**new.__dict__, "scan_file_id": kept.id})
        receipt = service.receive(new, actor=g.actor, now=now)
    session[_ENTERED] = seal(new.key)
    if receipt.first_time:
        flash(_("已登记，编号 %(number)s。", number=receipt.number), "ok")
    return redirect(url_for(".entered"), 303)


def _new(form: EntryForm, campaigns: dict[str, Campaign]) -> tuple[NewOpinion, Campaign]:
    """What was typed as a command. Raises Invalid for what is missing."""
    campaign = campaigns.get(form.subject.data or "")
    kind, subject_id = split_subject((form.subject.data or "").partition("/")[2])
    if campaign is None or subject_id is None:
        raise Invalid("opinions_unknown_kind", field="subject")
    if not form.notice.data:
        raise Invalid("opinions_notice_missing", field="notice")
    if not form.not_secret.data:
        raise Invalid("opinions_not_secret_missing", field="not_secret")
    phone, call = _contact(form)
    now = clock.now()
    day = form.received_on.data or clock.local(now).date()
    # A day without an hour: now for today, noon of any other day.
    received_at = now if day == clock.local(now).date() else datetime.combine(day, time(12), clock.SHANGHAI)
    new = NewOpinion(
        campaign_id=campaign.id,
        kind=kind,
        subject_id=subject_id,
        source=form.source.data or "telephone",
        text=form.text.data or "",
        key=form.key.data or "",
        name=rules.plain_text(form.name.data or "")[:30],
        phone=phone,
        call=call,
        way="paper" if form.source.data in ("letter", "survey") else "read_aloud",
        language="zh",
        received_at=received_at,
        read_back=bool(form.read_back.data),
        by_clerk=True,
        anchor=form.anchor.data or "",
    )
    return new, campaign


def _contact(form: EntryForm) -> tuple[str, str]:
    """(mobile, other number): a mobile gets messages, another number goes on the list of calls."""
    typed = (form.contact.data or "").strip()
    if not typed:
        if form.no_contact.data:
            return "", ""
        raise Invalid("opinions_contact_missing", field="contact")
    try:
        return normalise_phone(typed), ""
    except Invalid as shape:
        digits = "".join(c for c in typed if c.isdigit())
        if not 5 <= len(digits) <= 16:
            raise Invalid("opinions_call_shape", field="contact") from shape
        return "", typed


def _parts(chosen: str, offered: list[tuple[str, str, Campaign]]) -> list[tuple[str, str]]:
    """(anchor, name and first words) of the parts of the chosen subject."""
    campaign = next((c for value, _title, c in offered if value == chosen), None)
    code, subject_id = split_subject(chosen.partition("/")[2])
    kind = service.kind_of(code, campaign) if campaign is not None else None
    if campaign is None or kind is None or kind.parts is None or subject_id is None:
        return []
    return [
        (part.anchor, f"{part.label} {part.text[:24]}".strip()) for part in kind.parts(campaign, subject_id)
    ]


def _subjects() -> list[tuple[str, str, Campaign]]:
    """("slug/kind:id", title, campaign) of everything that opinions may be entered about."""
    found = []
    for campaign in registry().load_campaigns():
        if not campaign.is_public or not g.actor.can(service.ENTER, campaign_id=campaign.id):
            continue
        for kind in service.kinds_in(campaign):
            for subject_id in kind.subjects(campaign) if kind.subjects is not None else ():
                subject = kind.subject(campaign, subject_id)
                if subject is not None:
                    found.append((f"{campaign.slug}/{kind.code}:{subject_id}", subject.title, campaign))
    return found
