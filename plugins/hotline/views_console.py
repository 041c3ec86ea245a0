"""The operator's console. One form does everything, also without scripts: `do` says which button sent it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DomainError,
    Invalid,
    NavItem,
    RuleBroken,
    clock,
    departments,
    needs,
    words,
)

from . import showing_console as showing
from . import showing_found as finding
from . import views_console_asking as asking_views
from . import wording_intake as wording
from .forms_intake import IntakeForm, ids
from .permissions import INTAKE
from .rules import intake as rules
from .service import console, drafts, helping, line, noting, seat_states, shifts, telephone
from .service.console import Desk
from .service.noting import Incomplete, Likely, Sheet
from .views_staff import Page, staff

BASE = "/console"
#: what of the form is kept as a draft
KEPT = (
    "order_key", "began", "answers", "merge", "not_same", "offered", "told", "phone", "name", "topic", "sort",
    "title", "place", "words", "reply", "language", "confidential", "urgent", "handle", "department",
    "callback_at", "result", "publish", "find", "ask_to", "ask_order", "ask_notice",
)  # fmt: skip
#: a service's name of a field → the form's
FIELDS = {"topic_id": "topic", "department_id": "department", "text": "reply"}


def nav(actor: Actor, campaign: Campaign) -> tuple[NavItem, ...]:
    """The console in the menu of whoever takes calls."""
    if not actor.can(INTAKE, campaign_id=campaign.id):
        return ()
    return (NavItem("staff", _l("热线接听"), "hotline_staff.console", order=20),)


@staff.get(BASE, endpoint="console")
@needs(INTAKE)
def console_page() -> Page:
    """The console: who waits, who is on the telephone, what is being noted down."""
    now = clock.now()
    console.stay(g.campaign, actor=g.actor, now=now)  # also without a script: who opens the page is there
    desk = console.desk_of(g.campaign, actor=g.actor, now=now)
    draft = drafts.load(_key(desk), actor=g.actor)
    form = IntakeForm(formdata=None, data=_values(desk, draft, now))
    offer_choices(form, desk, now)
    return _render(form, desk, now, saved_at=draft.saved_at)


def _key(desk: Desk) -> str:
    """Under which name the draft of the matter in hand is kept."""
    if desk.waiter is not None:
        return f"w{desk.waiter.id}"
    return f"c{desk.call_id}" if desk.call_id is not None else f"n{g.campaign.id}"


def _values(desk: Desk, draft: drafts.Draft, now: datetime) -> dict[str, Any]:
    """What the form begins with: the draft, or what is known of the caller."""
    topic_id = desk.waiter.topic_id if desk.waiter else None
    if topic_id is None and desk.shift is not None and desk.shift.topic_ids:
        topic_id = desk.shift.topic_ids[0]
    topic = next((one for one in desk.topics if one.id == topic_id), None)
    values: dict[str, Any] = {
        "key": draft.key,
        "version": draft.version,
        "order_key": secrets.token_hex(16),
        "began": now.isoformat(),
        "topic": topic_id,
        "sort": "consult",
        "handle": "answer",
        "result": "answered",
        "phone": desk.phone,
        "department": topic.department_ids[0] if topic and topic.department_ids else None,
    }
    if desk.waiter is not None:
        values |= {
            "title": desk.waiter.summary,
            "name": desk.waiter.name,
            "language": desk.waiter.language,
            "urgent": desk.waiter.priority > 0,
        }
    kept = dict(draft.fields or {})
    for name in ("confidential", "urgent", "publish", "ask_order", "ask_notice"):
        if draft.fields:
            values[name] = kept.pop(name, "") == "y"
    for name in ("topic", "department"):
        if name in kept:
            values[name] = int(kept.pop(name)) if kept[name].isdecimal() else None
        elif draft.fields:
            values[name] = None
    return {**values, **kept}


def offer_choices(form: IntakeForm, desk: Desk, now: datetime) -> None:
    """Give the form its choices."""
    form.topic.choices = [("", _("先不选")), *((one.id, one.name) for one in desk.topics)]
    form.department.choices = [
        ("", _("请选择单位")),
        *((one.id, one.short_name or one.name) for one in departments() if one.active),
    ]
    opens, closes = console.hours()
    slots = rules.callback_slots(clock.local(now), opens=opens, closes=closes)
    form.callback_at.choices = [
        ("", _("尽快")),
        *((slot.isoformat(), f"{showing.short_day(slot)} {slot:%H:%M}") for slot in slots),
    ]
    form.ask_to.choices = asking_views.choices(g.campaign, g.actor, now)
    kept = form.callback_at.data
    if kept and kept not in {value for value, _text in form.callback_at.choices}:
        form.callback_at.data = ""


def _render(
    form: IntakeForm,
    desk: Desk,
    now: datetime,
    *,
    saved_at: datetime | None = None,
    number: str = "",
    status: int = 200,
) -> Page:
    page = render_template(
        "hotline/console.html",
        desk=showing.shown(desk, g.campaign, actor=g.actor, now=now, saved_at=saved_at, shown_number=number),
        form=form,
        found=found_for(form, desk, now),
        words=wording.script_words(),
    )
    return page, status


def found_for(form: IntakeForm, desk: Desk, now: datetime) -> finding.Found:
    """What is looked up for what the form holds."""
    typed = form.typed()
    phone = typed.phone or (desk.waiter.phone if desk.waiter else "") or desk.phone
    help_ = helping.help_with(
        g.campaign, typed, phone=phone, find=form.find.data or "", actor=g.actor, now=now
    )
    told = tuple((form.told.data or "").split(",")) if form.told.data else ()
    due_text, due_note = finding.term(g.campaign, typed.sort, now)
    guess = typed.topic_id or rules.suggest_topic(
        f"{typed.title} {typed.words}", [(one.id, f"{one.name} {one.short}") for one in desk.topics]
    )
    topic = next((one for one in desk.topics if one.id == guess), None)
    return finding.Found(
        contacts=finding.earlier(help_.contacts) if help_.contacts else None,
        alarms=finding.alarms(f"{typed.title}。{typed.words}", told),
        told=tuple(_("已记下：告知 %(service)s", service=service) for service in told),
        due_text=due_text,
        due_note=due_note,
        duplicate=finding.duplicate(help_.likely),
        likely_ids=tuple(one.line.id for one in help_.likely),
        merge=help_.merge,
        answers=tuple(finding.answer(one) for one in help_.answers),
        searched=help_.searched,
        language_note=_language_note(typed.language, desk),
        topic_id=guess,
        department_id=topic.department_ids[0] if topic and topic.department_ids else None,
    )


def _language_note(language: str, desk: Desk) -> str:
    """Where somebody sits who speaks this; "" where nothing is to be said."""
    if not language or (desk.shift is not None and language in desk.shift.languages):
        return ""
    seats = [
        str(one.seat_number)
        for one in shifts.shifts_now(g.campaign, now=clock.now())
        if language in one.languages
    ]
    if seats:
        return _("%(seats)s 号席会说，按“转专席”先给他", seats=_("、").join(seats))
    return _("现在没有会说的席")


def keep_draft(
    now: datetime, *, over: bool = False, changed: Mapping[str, str] | None = None
) -> drafts.Draft:
    """Keep the form as it was sent, with what a button changes in it. Raises Conflict when another window was quicker."""
    form = request.form
    fields = {name: form.get(name, "") for name in KEPT} | dict(changed or {})
    seen = form.get("version", "")
    return drafts.save(
        g.campaign,
        form.get("key", "")[:64] or f"n{g.campaign.id}",
        int(seen) if seen.isdecimal() else 0,
        fields,
        actor=g.actor,
        now=now,
        over=over,
    )


def whole(name: str) -> int | None:
    """A number of the sent form, None for none."""
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.post(BASE)
@needs(INTAKE)
def console_save() -> Page:
    """Whatever button sent the form. What was typed is kept in any case."""
    now = clock.now()
    answer = _obey(now)
    if request.form.get("silent"):
        # Without a script nothing is heard of the page until its next form; a talk takes longer than a lease.
        console.stay(g.campaign, actor=g.actor, now=now, silent=True)
    return answer


def _obey(now: datetime) -> Page:
    do, _sep, what = request.form.get("do", "look").partition(":")
    if do == "finish":
        return _finish(now, then=_next)
    if do == "pause" and whole("waiter"):
        return _finish(now, then=lambda at: _act("pause", what, at))
    if do == "number":
        return _number(now)
    if do == "ask":
        return _finish(now, then=lambda at: None, save=asking_views.put)
    try:
        keep_draft(now, changed=_changes(do, what))
    except Conflict as clash:
        flash(words(clash), "warning")
    try:
        _act(do, what, now)
    except DomainError as refused:
        flash(words(refused), "error")
    return redirect(url_for(".console"), 303)


def _changes(do: str, what: str) -> dict[str, str]:
    """What a button of the form changes in it."""
    form = request.form
    if do == "merge":
        return {"merge": what}
    if do == "unmerge":
        return {"merge": ""}
    if do == "apart":
        return {"not_same": ",".join(filter(None, (form.get("not_same", ""), what)))}
    if do == "sos":
        return {"told": ",".join(filter(None, (form.get("told", ""), what))), "urgent": "y"}
    if do == "quote" and what.isdecimal():
        text = helping.text_of(int(what))
        before = form.get("reply", "").rstrip()
        return {
            "reply": f"{before}\n{text}" if before else text,
            "handle": "answer",
            "result": "answered",
            "answers": ",".join(map(str, ids(f"{form.get('answers', '')},{what}"))),
        }
    return {}


def _act(do: str, what: str, now: datetime) -> None:
    """What a button does beside the form."""
    who: dict[str, Any] = {"actor": g.actor, "now": now}
    waiter = whole("waiter")
    if do == "sit":
        running = shifts.shift_of(g.actor.user_id, g.campaign, now=now)
        seat_states.sit_down(running.id if running else shifts.open_general_seat(g.campaign, **who), **who)
    elif do == "next":
        _next(now)
    elif do in ("resume", "leave"):
        shift = console.require_desk(g.campaign, **who)
        (seat_states.resume if do == "resume" else seat_states.leave)(shift.id, **who)
    elif do == "pause":
        seat_states.pause(console.require_desk(g.campaign, **who).id, what, **who)
    elif do == "back" and waiter is not None:
        line.hand_back(waiter, what, **who)
    elif do == "missed" and waiter is not None:
        line.attempt_failed(waiter, what, **who)
    elif do == "sos":
        console.tell_emergency(g.campaign, what, "", whole("call"), **who)
    elif do == "call" and (call := whole("call")) is not None:
        verb, _sep, to = what.partition(":")
        telephone.command(call, verb, to=to, **who)


def _next(now: datetime) -> None:
    """The next caller, at once after the one before; nobody waiting is nothing wrong."""
    shift = shifts.shift_of(g.actor.user_id, g.campaign, now=now)
    if shift is None:
        return
    seat = seat_states.seat_of(shift.id, now=now)
    if seat is None or seat.state == "off":
        return
    if seat.state in ("wrap_up", "paused"):
        seat_states.resume(shift.id, actor=g.actor, now=now)
    if line.claim_next(shift.id, actor=g.actor, now=now) is None and request.form.get("do") == "next":
        raise RuleBroken("hotline.nobody_waits")


def _number(now: datetime) -> Page:
    desk = console.desk_of(g.campaign, actor=g.actor, now=now)
    form = IntakeForm()
    offer_choices(form, desk, now)
    try:
        number = console.show_number(g.campaign, whole("waiter"), whole("call"), actor=g.actor, now=now)
    except DomainError as refused:
        form.form_errors.append(words(refused))
        return _render(form, desk, now, status=refused.status)
    return _render(form, desk, now, number=number)


def _finish(
    now: datetime,
    *,
    then: Callable[[datetime], None],
    save: Callable[[IntakeForm, Sheet, datetime], str] | None = None,
) -> Page:
    form = IntakeForm()
    desk = console.desk_of(g.campaign, actor=g.actor, now=now)
    offer_choices(form, desk, now)
    if not form.validate():
        return _render(form, desk, now, status=422)
    sheet = Sheet(
        draft_key=form.key.data or "",
        order_key=form.order_key.data or secrets.token_hex(16),
        waiter_id=whole("waiter"),
        call_id=whole("call"),
        began=_moment(form.began.data),
        offered=ids(form.offered.data),
    )
    try:
        said = (save or _note)(form, sheet, now)
    except DomainError as refused:
        status = _explain(form, refused)
        return _render(form, desk, now, status=status)
    if said:
        flash(said, "success")
    try:
        then(now)
    except DomainError as refused:
        flash(words(refused), "warning")
    return redirect(url_for(".console"), 303)


def _note(form: IntakeForm, sheet: Sheet, now: datetime) -> str:
    """The matter becomes an order; what is said of it."""
    noted = noting.note(g.campaign, form.typed(), sheet, actor=g.actor, now=now)
    said = _("%(number)s 已记下。", number=noted.number) if noted.number else ""
    return said + _("答复已送去整理成公开答复。") if noted.publish else said


def _explain(form: IntakeForm, refused: DomainError) -> int:
    """Put a refusal beside its field, or above the form."""
    if isinstance(refused, Incomplete):
        for one in refused.missing:
            _beside(form, one.field, words(Invalid(f"hotline.{one.code}")))
        return 422
    if isinstance(refused, Likely):
        form.offered.data = ",".join(str(one.line.id) for one in refused.found)
    name = getattr(refused, "field", None)
    name = FIELDS.get(name or "", name)
    if not name or not _beside(form, name, words(refused)):
        form.form_errors.append(words(refused))
    return refused.status


def _beside(form: IntakeForm, name: str, text: str) -> bool:
    field = form._fields.get(name)
    if field is None or name in ("key", "order_key"):
        return False
    field.errors = [*field.errors, text]
    return True


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None and 1900 < found.year < 2200 else None
