"""The supervisor's page of the line, and the lean way to the next caller."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import (
    Asked,
    Conflict,
    DomainError,
    NavItem,
    NotAllowed,
    NotFound,
    RuleBroken,
    Told,
    clock,
    departments,
    needs,
    together,
    words,
)

from . import wording_line as wording
from .contracts import SeatView, WaiterView
from .forms_line import CloseForm, RaiseForm, ReassignForm
from .permissions import SERVE, SUPERVISE
from .rules.phones import masked
from .service import line, positions, seat_states, topics
from .views_staff import Page, staff
from .wording_intake import LANGUAGES


def nav(actor: Any, campaign: Any) -> tuple[NavItem, ...]:
    """The line in the menu of whoever supervises it."""
    if not actor.can(SUPERVISE, campaign_id=campaign.id):
        return ()
    return (NavItem("staff", _("热线排队"), "hotline_staff.line", 24),)


@staff.get("/line", endpoint="line")
@needs(SUPERVISE)
def line_page() -> Page:
    """Who waits for what since when; every caller opens their own page."""
    now = clock.now()
    found = positions.waiting(g.campaign)
    known = {topic.id: topic.name for topic in topics.list_topics(g.campaign)}
    lines = [
        (known.get(topic, ""), found[topic]) for topic in sorted(found, key=lambda one: known.get(one, ""))
    ]
    return render_template(
        "hotline/line.html",
        lines=lines,
        seats=seat_states.seats(g.campaign, now=now),
        names=known,
        now=now,
        gave_up=positions.gave_up(g.campaign, clock.local(now).replace(hour=0, minute=0, second=0)),
        **_words(),
    )


@staff.get("/line/<int:waiter_id>")
@needs(SUPERVISE)
def line_caller(waiter_id: int) -> Page:
    """One caller, and what the supervisor can do for them."""
    return _render_caller(waiter_id)


def _render_caller(waiter_id: int, refusal: str = "") -> str:
    now = clock.now()
    found = positions.position(waiter_id, now=now)
    if found.waiter.campaign_id != g.campaign.id:
        raise NotFound
    seats = [seat for seat in seat_states.seats(g.campaign, now=now) if _serves(seat, found.waiter)]
    reassign, raising, closing = ReassignForm(), RaiseForm(), CloseForm()
    _fill(reassign, raising, closing, seats)
    return render_template(
        "hotline/line_caller.html",
        found=found,
        refusal=refusal,
        reassign=reassign,
        raising=raising,
        closing=closing,
        seats=seats,
        now=now,
        **_words(),
    )


def _serves(seat: SeatView, caller: WaiterView) -> bool:
    return seat.state != "off" and (seat.general or caller.topic_id in seat.topic_ids)


def _fill(reassign: ReassignForm, raising: RaiseForm, closing: CloseForm, seats: list[SeatView]) -> None:
    reassign.seat.choices = [
        ("0", _("谁空谁接")),
        *((str(s.shift_id), _("%(number)s 号席", number=s.seat_number)) for s in seats),
    ]
    raising.raise_reason.choices = [(code, str(text)) for code, text in wording.RAISE.items()]
    closing.close_reason.choices = [(code, str(text)) for code, text in wording.CLOSE.items()]


def _words() -> dict[str, Any]:
    return {
        "states": wording.WAITER_STATES,
        "seat_states": wording.SEATS,
        "pauses": wording.PAUSES,
        "languages": LANGUAGES,
        "mask": masked,
        "units": {unit.id: unit.short_name or unit.name for unit in departments()},
    }


@staff.post("/line/<int:waiter_id>/reassign")
@needs(SUPERVISE)
def line_reassign(waiter_id: int) -> Page:
    """Keep a caller for one seat, or give them back to all."""
    shift = request.form.get("seat", 0, type=int)
    return _act(
        waiter_id,
        lambda: line.reassign(waiter_id, shift or None, actor=g.actor, now=clock.now()),
        _("留给这个席位了。") if shift else _("放回大家，谁空谁接。"),
    )


@staff.post("/line/<int:waiter_id>/raise")
@needs(SUPERVISE)
def line_raise(waiter_id: int) -> Page:
    """One step earlier."""
    reason = request.form.get("raise_reason", "")
    return _act(
        waiter_id,
        lambda: line.raise_priority(waiter_id, reason, actor=g.actor, now=clock.now()),
        _("提前了一级。"),
    )


@staff.post("/line/<int:waiter_id>/close")
@needs(SUPERVISE)
def line_close(waiter_id: int) -> Page:
    """Out of the line, with a reason."""
    reason = request.form.get("close_reason", "")
    return _act(
        waiter_id,
        lambda: line.close(waiter_id, reason, actor=g.actor, now=clock.now()),
        _("移出排队了。"),
        back=".line",
    )


def _act(waiter_id: int, act: Callable[[], WaiterView], done: str, back: str = "") -> Page:
    if positions.waiter(waiter_id).campaign_id != g.campaign.id:
        raise NotFound
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        return _render_caller(waiter_id, words(error)), error.status
    flash(done, "ok")
    return redirect(url_for(back) if back else url_for(".line_caller", waiter_id=waiter_id), 303)


# ── the next caller ─────────────────────────────────────────────────────────────────────────────────────────────────
def line_next_together(asked: Sequence[Asked]) -> list[Told | None]:
    """For every seat that gets somebody: back to its console. None where the view has to say something."""
    plain = [n for n, one in enumerate(asked) if "json" not in one.accept]
    wanted = [(int(asked[n].values["shift_id"]), asked[n].actor) for n in plain]
    told: list[Told | None] = [None] * len(asked)
    for n, served in zip(plain, line.claim_together(g.campaign, wanted, now=clock.now()), strict=True):
        if served:
            told[n] = Told(_console())
    return told


@staff.post("/line/next/<int:shift_id>")
@needs(SERVE)
@together(line_next_together)
def line_next(shift_id: int) -> Page:
    """The next caller for one's seat: JSON for a console, else back to the console. Kept lean: a rush goes through here."""
    now = clock.now()
    as_json = request.accept_mimetypes.best == "application/json"
    try:
        got = line.claim_next(shift_id, actor=g.actor, now=now, campaign=g.campaign)
    except (Conflict, RuleBroken) as refused:
        if as_json:
            return jsonify(error=words(refused), code=refused.code), refused.status  # type: ignore[return-value]
        flash(words(refused), "warn")
        return redirect(_console(), 303)
    if not as_json:
        if got is None:
            flash(_("现在没有人在等。"), "info")
        return redirect(_console(), 303)
    if got is None:
        return jsonify(waiter=None)
    return jsonify(
        waiter={
            "id": got.id,
            "topic": got.topic_id,
            "kind": got.kind,
            "phone": got.phone,
            "name": got.name,
            "summary": got.summary,
            "language": got.language,
            "attempts": got.attempts,
            "order": got.order_id,
            "call": got.call_id,
            "joined_at": got.joined_at.isoformat(),
            "lease_until": got.lease_until.isoformat() if got.lease_until else None,
        }
    )


def _console() -> str:
    """The console, where it is part of the product."""
    there = "hotline_staff.console" in current_app.view_functions
    return url_for(".console") if there else url_for("web_staff.desk")
