"""Staff pages of rules: the packs and what they say, writing one's own, and the working-day calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, NotFound
from core.base.rulepacks import BASE_ID, Rule, value_words
from core.base.wording import phrase
from core.base.workdays import FIRST_DAY, LAST_DAY
from core.campaigns import packs_store, service
from core.campaigns.forms import CalendarForm, PackForm, PlainForm, blame
from core.campaigns.messages import RULE_KINDS
from core.campaigns.service import packs as own_packs


def pack_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    both = ["GET", "POST"]
    staff.add_url_rule("/packs", "packs", packs)
    staff.add_url_rule("/packs/new", "new_pack", new_pack, methods=both)
    staff.add_url_rule("/packs/<pack_id>", "pack", pack)
    staff.add_url_rule("/packs/<pack_id>/edit", "edit_pack", edit_pack, methods=both)
    staff.add_url_rule("/calendar", "calendar", calendar, methods=both)
    staff.add_url_rule("/calendar/<day>/remove", "remove_correction", remove_correction, methods=["POST"])


@needs("campaigns.view")
def packs() -> Any:
    """Sound packs, and broken ones with their lines."""
    found, _errors = packs_store.load()
    used: dict[str, list[str]] = {}
    for campaign in service.all_campaigns():
        used.setdefault(campaign.pack.id, []).append(campaign.title)
    return render_template(
        "campaigns/packs.html",
        packs=list(found.values()),
        broken=own_packs.broken_packs(),
        own=own_packs.own_ids(),
        used=used,
        base_id=BASE_ID,
    )


@needs("campaigns.view")
def pack(pack_id: str) -> Any:
    """Every rule with its value, kind, clause and where it comes from."""
    found = packs_store.load()[0].get(pack_id)
    if found is None:
        raise NotFound()
    return render_template(
        "campaigns/pack.html",
        pack=found,
        rules=[(rule, [rule, *rule.parts]) for rule in found.rules],
        sources={source.key: source for source in found.sources},
        value_words=value_words,
        kind_words=kind_words,
        is_own=pack_id in own_packs.own_ids(),
        is_base=found.base_id == "",
    )


@needs("campaigns.packs")
def new_pack() -> Any:
    """A pack of our own, begun from another."""
    form = PackForm()
    start = request.args.get("from", "")
    if request.method == "GET" and start:
        form.text.data = own_packs.sample_text(start)
    return _pack_page(form, None, start)


@needs("campaigns.packs")
def edit_pack(pack_id: str) -> Any:
    """Change a pack of our own; a broken one too."""
    form = PackForm()
    text = own_packs.own_text(pack_id)
    if request.method == "GET":
        form.text.data = text
        form.seen.data = own_packs.digest_of(text)
    return _pack_page(form, pack_id, "")


@needs("campaigns.view")
def calendar() -> Any:
    """The corrections of a year, and whether its arrangement is known."""
    form, status = CalendarForm(), 200
    allowed = g.actor.can("campaigns.calendar")
    if request.method == "POST":
        g.actor.require("campaigns.calendar")
        status = 422
        if form.validate():
            day = date.fromisoformat(form.day.data or "")
            if FIRST_DAY <= day <= LAST_DAY:
                working = form.working.data == "yes"
                service.set_calendar_day(day, working, form.note.data or "", actor=g.actor, now=clock.now())
                flash(_("已更正，所有按工作日算的期限马上照新的算。"), "ok")
                return redirect(url_for(".calendar", year=day.year), 303)
            form.day.errors = [_year_words()]
    year = _year(request.args.get("year"))
    known = service.calendar()
    return (
        render_template(
            "campaigns/calendar.html",
            form=form,
            year=year,
            corrections=service.corrections(year),
            published=known.is_published(year),
            weekends_only=bool(known.notes(date(year, 1, 1), date(year, 12, 31))),
            allowed=allowed,
            first=FIRST_DAY.year,
            last=LAST_DAY.year,
        ),
        status,
    )


@needs("campaigns.calendar")
def remove_correction(day: str) -> Any:
    """Take one correction back."""
    try:
        that = date.fromisoformat(day)
    except ValueError:
        raise NotFound() from None
    if PlainForm().validate_on_submit():
        service.unset_calendar_day(that, actor=g.actor, now=clock.now())
        flash(_("已撤回，照国家放假安排算。"), "ok")
    return redirect(url_for(".calendar", year=that.year), 303)


def kind_words(rule: Rule) -> list[str]:
    """B/W → [拦下, 提醒]."""
    return [str(RULE_KINDS[kind]) for kind in rule.kinds if kind in RULE_KINDS]


def _pack_page(form: PackForm, pack_id: str | None, start: str) -> Any:
    mistakes: tuple[own_packs.Mistake, ...] = ()
    if form.validate_on_submit():
        try:
            saved = own_packs.save_pack(
                form.text.data or "", name=pack_id, seen=form.seen.data or "", actor=g.actor, now=clock.now()
            )
            flash(
                _("“%(title)s”已保存，共 %(count)s 条规则。", title=saved.title, count=len(saved.rules)), "ok"
            )
            return redirect(url_for(".pack", pack_id=saved.id), 303)
        except own_packs.PackFaulty as refusal:
            mistakes = refusal.mistakes
            blame(form, refusal)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    lines = (form.text.data or "").split("\n")
    shown = [(m, lines[m.line - 1] if 0 < m.line <= len(lines) else "") for m in mistakes]
    samples = list(packs_store.load()[0].values())
    return (
        render_template(
            "campaigns/pack_form.html",
            form=form,
            pack_id=pack_id,
            start=start,
            mistakes=shown,
            samples=samples,
        ),
        status,
    )


def _year(text: str | None) -> int:
    year = int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    return min(max(year, FIRST_DAY.year), LAST_DAY.year)


def _year_words() -> str:
    return phrase("year_out_of_range", {"least": FIRST_DAY.year, "most": LAST_DAY.year})
