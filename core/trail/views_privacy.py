"""The office for personal data: what is kept and until when, and a person at the counter."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from core.base import clock, outbox, personal
from core.base.access import needs
from core.base.errors import DomainError, Invalid, RuleBroken
from core.base.privacy import mask_phone, normalise_phone, seal, unseal
from core.base.registry import registry
from core.trail import service, store
from core.trail.forms import CorrectForm, CounterForm, PlainForm
from core.trail.rules import COUNTER_LIFE, next_purge
from core.trail.service import counter
from core.users.forms import blame
from core.users.service import personal as persons
from core.users.views_public import exported

KEPT = "counter"
RUNS_SHOWN = 10


def privacy_views(staff: Blueprint) -> None:
    """Hang the pages on the room's staff blueprint."""
    rules: tuple[tuple[str, Any, list[str]], ...] = (
        ("/privacy", privacy, ["GET"]),
        ("/privacy/person", person, ["GET", "POST"]),
        ("/privacy/person/records", records, ["GET"]),
        ("/privacy/person/correct", correct, ["POST"]),
        ("/privacy/person/export.<any(json, html, txt):kind>", export, ["GET"]),
        ("/privacy/person/erase", erase, ["GET", "POST"]),
        ("/privacy/person/leave", leave, ["POST"]),
    )
    for rule, view, methods in rules:
        staff.add_url_rule(rule, view_func=view, methods=methods)


@needs("trail.privacy")
def privacy() -> str:
    """Every declared field: purpose, keeping time, duty, how many values are kept now; the last and the next purge."""
    pack = _pack()
    fields = [
        {
            "owner": str(registry().host.plugins[owner].info.title),
            "field": field,
            "keep": personal.keep_words(field, pack),
            "duty": personal.duty_words(field),
            "count": personal.count_kept(field),
        }
        for owner, field in personal.declared_fields()
    ]
    now = clock.now()
    runs = store.last_runs(RUNS_SHOWN)
    titles = {item["field"].name: item["field"].title for item in fields}  # type: ignore[attr-defined]
    return render_template(
        "trail/privacy.html",
        fields=fields,
        runs=[(run, sum(run.counts.values()), run.counts) for run in runs],
        titles=titles,
        next_run=next_purge(now, clock.SHANGHAI),
        old_keys=sum(key.sealed for key in service.keys_standing() if not key.current),
        pack_title=pack.title if pack is not None else "",
    )


def _pack() -> Any:
    campaigns = registry().load_campaigns()
    return campaigns[0].pack if campaigns else None


# ── a person at the counter ─────────────────────────────────────────────────────────────────────────────────────────
@needs("trail.privacy")
def person() -> Any:
    """Who it is, and how we know."""
    form = CounterForm()
    kept = _kept()
    if form.validate_on_submit():
        try:
            done = _recognise(form)
            if done is not None:
                return done
            return redirect(url_for(".person"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    elif request.method == "GET" and kept.get("asked"):
        form.phone.data, form.way.data = kept["asked"], "code"
    page = render_template(
        "trail/person.html", form=form, waiting=bool(kept.get("proof")), can_send=outbox.can_send()
    )
    return page, (422 if request.method == "POST" else 200)


def _recognise(form: CounterForm) -> Any:
    """Send the code, or take the person as recognised and go to the records."""
    now, typed = clock.now(), form.phone.data or ""
    kept = _kept()
    if form.way.data == "id_seen":
        _keep(phone=counter.recognise_by_card(typed, actor=g.actor, now=now), way="id_seen")
        return redirect(url_for(".records"), 303)
    number = normalise_phone(typed)
    code = (form.code.data or "").strip()
    if kept.get("proof") and kept.get("asked") == number and code:
        phone = counter.recognise_by_code(kept["proof"], code, actor=g.actor, now=now)
        _keep(phone=phone, way="code")
        return redirect(url_for(".records"), 303)
    proof = counter.send_code(number, actor=g.actor, now=now, remote=request.remote_addr or "")
    _keep(asked=number, proof=proof)
    flash(_("验证码已发到 %(phone)s，请来人念给您听。", phone=mask_phone(number)), "ok")
    return None


@needs("trail.privacy")
def records() -> Any:
    """Everything that is kept about the person."""
    phone = _recognised()
    found = persons.gather(phone)
    persons.note("trail.person_shown", actor=g.actor, now=clock.now())
    return render_template(
        "trail/records.html",
        phone=mask_phone(phone),
        groups=persons.grouped(found),
        correct_url=url_for(".correct"),
        form=None,
    )


@needs("trail.privacy")
def correct() -> Any:
    """Set one value right on the person's word."""
    phone = _recognised()
    form = CorrectForm()
    if form.validate_on_submit():
        now = clock.now()
        try:
            persons.correct(
                phone,
                form.ref.data or "",
                form.name.data or "",
                form.value.data or "",
                actor=g.actor,
                now=now,
            )
            persons.note("trail.person_corrected", actor=g.actor, now=now, field=form.name.data or "")
            flash(_("改好了。"), "ok")
            return redirect(url_for(".records"), 303)
        except Invalid as refusal:
            blame(form, refusal)
    page = render_template(
        "trail/records.html",
        phone=mask_phone(phone),
        groups=persons.grouped(persons.gather(phone)),
        correct_url=url_for(".correct"),
        form=form,
    )
    return page, 422


@needs("trail.privacy")
def export(kind: str) -> Any:
    """The person's data to take along."""
    phone, now = _recognised(), clock.now()
    persons.note("trail.person_exported", actor=g.actor, now=now, kind=kind)
    return exported(phone, kind, now)


@needs("trail.privacy")
def erase() -> Any:
    """Show what will go and what stays; then erase and give the receipt to print."""
    phone = _recognised()
    form = PlainForm()
    if not form.validate_on_submit():
        gone, kept = persons.parted(persons.gather(phone))
        return render_template(
            "trail/erase.html",
            phone=mask_phone(phone),
            form=form,
            gone=persons.grouped(gone),
            kept=persons.grouped(kept),
        )
    receipt = persons.erase(phone, action="trail.person_erased", actor=g.actor, now=clock.now())
    session.pop(KEPT, None)
    return render_template(
        "trail/erased.html",
        receipt=receipt,
        gone=persons.grouped(receipt.gone),
        kept=persons.grouped(receipt.kept),
    )


@needs("trail.privacy")
def leave() -> Any:
    """The person has gone: this browser knows no number any more."""
    session.pop(KEPT, None)
    return redirect(url_for(".privacy"), 303)


def _keep(**values: str) -> None:
    until = (clock.now() + COUNTER_LIFE).isoformat()
    session[KEPT] = seal(json.dumps({**values, "until": until, "by": g.actor.user_id}))


def _kept() -> dict[str, Any]:
    """What this clerk's browser holds of the person at the counter, sealed, for a quarter of an hour."""
    try:
        kept: dict[str, Any] = json.loads(unseal(session[KEPT]))
        sound = datetime.fromisoformat(kept["until"]) > clock.now() and kept["by"] == g.actor.user_id
    except (KeyError, ValueError, TypeError, DomainError):
        return {}
    return kept if sound else {}


def _recognised() -> str:
    kept = _kept()
    if "phone" not in kept:
        raise RuleBroken("trail.counter_over" if KEPT in session else "trail.not_recognised")
    return str(kept["phone"])
