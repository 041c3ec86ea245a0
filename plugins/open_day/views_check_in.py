"""The day at the door: sessions, look-up, letting in, walk-ins. Every act here is a form that works without scripts."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import Conflict, Invalid, RuleBroken, clock, needs, words

from . import messages, wording_door
from .door_at_hand import BASE, categories, door_at, eligibility, refused
from .forms_check_in import LetInForm, LookUpForm, WalkInForm
from .service import check_in
from .service.check_in import Act, Came, Door, Found
from .views_check_in_device import stamp_of_files
from .views_staff import Page, staff

# -- the page


@staff.get(f"{BASE}/")
@needs(check_in.CHECK_IN)
def check_in_page(open_day_id: int) -> Page:
    """The door: choose the session, scan or type, let in."""
    door = door_at(open_day_id)
    done = next((a for a in door.inside if a.id == request.args.get("done", type=int)), None)
    return _render(door, done=done)


def _render(
    door: Door,
    *,
    form: LookUpForm | None = None,
    walk_in: WalkInForm | None = None,
    found: tuple[Found, ...] | None = None,
    done: Came | None = None,
    status: int = 200,
) -> Page:
    now = clock.now()
    chosen = door.session(request.values.get("session", type=int)) or door.session_at(now)
    rule = eligibility()
    confirm = wording_door.confirm_words(rule)
    walk_in = walk_in or WalkInForm(formdata=None, data={"session": chosen.id if chosen else None})
    _offer(walk_in, door)
    page = render_template(
        "open_day/check_in.html",
        door=door,
        chosen=chosen,
        form=form or LookUpForm(formdata=None),
        walk_in=walk_in,
        walk_in_open=status == 422 and walk_in.is_submitted() and form is None,
        cards=[_card(one, door) for one in found] if found is not None else None,
        unknown=wording_door.result("unknown") if found == () else None,
        let_in=LetInForm(formdata=None),
        key=secrets.token_hex(16),
        confirm=confirm,
        checked=wording_door.checked_words(rule) if rule else "",
        done=done,
        welcome=_welcome(done) if done else None,
        facts=_facts(door, now),
        conflicts=wording_door.CONFLICTS,
        ways=wording_door.WAYS,
        script=f"{url_for('.check_in_files', open_day_id=door.id, stamp=stamp_of_files(), name='main.js')}",
        config=_config(door, confirm),
    )
    answer = Response(page, status=status, mimetype="text/html")
    answer.headers["Permissions-Policy"] = "geolocation=(), microphone=(), camera=(self)"
    return answer


def _offer(form: WalkInForm, door: Door) -> None:
    form.session.choices = [(s.id, messages.known(s.title)) for s in door.sessions]
    form.category.choices = categories()
    if form.category.data is None:
        form.category.data = form.category.choices[-1][0]


def _card(one: Found, door: Door) -> dict[str, Any]:
    """One person as the page shows them."""
    session = one.person.session
    said = wording_door.result(
        one.code,
        time=messages.hour(one.came.at if one.came else session.starts_at),
        people=one.came.people if one.came else one.person.party,
        who=one.came.by if one.came else "",
        session=messages.known(session.title),
        day=messages.short_day(session.starts_at),
    )
    return said | {"code": one.code, "person": one.person, "came": one.came}


def _welcome(came: Came) -> dict[str, str]:
    return wording_door.result("in", time=messages.hour(came.at), people=came.people)


def _facts(door: Door, now: datetime) -> dict[str, Any]:
    """Who came so far, for the page's scripts: ids, moments, numbers of people."""
    return {
        "now": now.isoformat(),
        "inside": [
            {"id": a.id, "booking": a.booking_id, "at": a.at.isoformat(), "by": a.by, "people": a.people}
            for a in door.inside
        ],
        "sessions": [{"id": s.id, "booked": s.booked, "arrived": s.arrived} for s in door.sessions],
    }


def _config(door: Door, confirm: str) -> dict[str, Any]:
    """What the page's scripts need: addresses, sessions, words."""

    def at(name: str) -> str:
        return url_for(f".check_in_{name}", open_day_id=door.id)

    return {
        "openDay": door.id,
        "user": g.actor.user_id,
        "lang": g.lang,
        "until": door.until.isoformat(),
        "isToday": door.is_today,
        "sessions": [{"id": s.id, "title": messages.known(s.title)} for s in door.sessions],
        "urls": {
            "page": at("page"),
            "now": at("now"),
            "list": at("list"),
            "token": at("token"),
            "act": at("act"),
            "worker": at("worker"),
            "decoder": url_for(
                ".check_in_files", open_day_id=door.id, stamp=stamp_of_files(), name="decoder.js"
            ),
            "jsqr": url_for("static", filename="vendor/jsqr.js"),
            "signIn": url_for("users_staff.sign_in", next=at("page")),
        },
        "words": wording_door.script_words(confirm),
    }


@staff.get(f"{BASE}/now")
@needs(check_in.CHECK_IN)
def check_in_now(open_day_id: int) -> Page:
    """The part of the page that changes by itself: counts, conflicts, who came last."""
    now = clock.now()  # before anything is read: of two answers the later one knows more
    door = door_at(open_day_id)
    return render_template(
        "open_day/check_in_now.html",
        door=door,
        facts=_facts(door, now),
        conflicts=wording_door.CONFLICTS,
        ways=wording_door.WAYS,
    )


# -- without scripts, or on plain http


@staff.post(f"{BASE}/look-up")
@needs(check_in.CHECK_IN)
def check_in_look_up(open_day_id: int) -> Page:
    """Whose number or digits these are."""
    door = door_at(open_day_id)
    form = LookUpForm()
    chosen = door.session(request.form.get("session", type=int)) or door.session_at(clock.now())
    if form.validate_on_submit():
        try:
            found = check_in.look_up(
                door, form.text.data or "", chosen.id if chosen else None, actor=g.actor, now=clock.now()
            )
        except Invalid as error:
            form.text.errors = [words(error)]
        else:
            return _render(door, form=form, found=found)
    return _render(door, form=form, status=422)


@staff.post(f"{BASE}/let-in")
@needs(check_in.CHECK_IN)
def check_in_let_in(open_day_id: int) -> Page:
    """Let somebody in who has a booking; the button itself confirms age and capacity."""
    form = LetInForm()
    if not form.validate_on_submit():
        flash(next((e for field in form for e in field.errors), _("没有送到，请再试一次。")), "stop")
        return _back(open_day_id)
    now = clock.now()
    act = Act(
        "arrive",
        form.key.data or "",
        now,
        booking=int(form.booking.data) if str(form.booking.data).isdigit() else None,
        people=form.people.data or 1,
        confirmed=True,
    )
    return _done(open_day_id, act, now)


@staff.post(f"{BASE}/walk-in")
@needs(check_in.CHECK_IN)
def check_in_walk_in(open_day_id: int) -> Page:
    """Somebody without a booking, while there is room."""
    door = door_at(open_day_id)
    form = WalkInForm()
    _offer(form, door)
    now = clock.now()
    if form.validate_on_submit():
        act = Act(
            "walk_in",
            form.key.data or "",
            now,
            session_id=form.session.data,
            people=form.people.data or 1,
            category=form.category.data or "",
            confirmed=bool(form.confirmed.data),
            way="walk_in",
        )
        try:
            came = check_in.do_act(g.campaign, open_day_id, act, actor=g.actor, now=now)
        except (Invalid, RuleBroken, Conflict) as error:
            field = error.field if isinstance(error, Invalid) else None
            if field in form:
                form[field].errors = [words(error)]
            else:
                form.form_errors.append(words(error))
        else:
            assert came is not None
            return _back(open_day_id, session=came.session_id, done=came.id)
    return _render(door, walk_in=form, status=422)


def _done(open_day_id: int, act: Act, now: datetime) -> Page:
    try:
        came = check_in.do_act(g.campaign, open_day_id, act, actor=g.actor, now=now)
    except (Invalid, RuleBroken, Conflict) as error:
        flash(words(error), "stop")
        return _back(open_day_id)
    assert came is not None
    if came.outcome == "in":
        return _back(open_day_id, session=came.session_id, done=came.id)
    flash(refused(came), "warn" if came.outcome == "duplicate" else "stop")
    return _back(open_day_id, session=came.session_id)


def _back(open_day_id: int, **query: Any) -> Response:
    return redirect(url_for(".check_in_page", open_day_id=open_day_id, **query), 303)


@staff.post(f"{BASE}/undo")
@needs(check_in.CHECK_IN)
def check_in_undo(open_day_id: int) -> Page:
    """Take an arrival back."""
    return _settle(open_day_id, "undo", _("已撤销。"))


@staff.post(f"{BASE}/seen")
@needs(check_in.CHECK_IN)
def check_in_seen(open_day_id: int) -> Page:
    """Somebody has looked at a conflict."""
    return _settle(open_day_id, "seen", _("记下了，这一条不再显示。"))


def _settle(open_day_id: int, kind: str, said: str) -> Page:
    now = clock.now()
    act = Act(kind, secrets.token_hex(16), now, arrival=request.form.get("arrival", type=int))
    try:
        check_in.do_act(g.campaign, open_day_id, act, actor=g.actor, now=now)
        flash(said, "ok")
    except (Invalid, RuleBroken, Conflict) as error:
        flash(words(error), "stop")
    return _back(open_day_id, session=request.form.get("session", type=int))
