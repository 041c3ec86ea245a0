"""The day at the door: sessions, look-up, letting in, walk-ins, the printed roster; what the page's scripts ask for."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response as FileResponse
from flask import (
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from core.api import Conflict, DomainError, Invalid, NotFound, RuleBroken, clock, needs, words

from . import messages, wording_door
from . import pack as packs
from .forms_check_in import LetInForm, LookUpForm, PaperForm, WalkInForm, paper_form
from .rules.taking_part import categories_of
from .service import check_in
from .service.check_in import Act, Came, Door, Found
from .views_staff import Page, staff

HERE = Path(__file__).parent / "static" / "check_in"
#: The page's own files, in the order in which a device fetches them.
FILES = ("main.js", "store.js", "list.js", "sending.js", "camera.js", "decoder.js", "cards.js")
SHARED = (
    "vendor/bootstrap.min.css",
    "yangguang.css",
    "favicon.svg",
    "js/forms.js",
    "js/page.js",
    "js/live.js",
    "vendor/jsqr.js",
)
BASE = "/announcements/<int:open_day_id>/check-in"


# -- the page


@staff.get(f"{BASE}/")
@needs(check_in.CHECK_IN)
def check_in_page(open_day_id: int) -> Page:
    """The door: choose the session, scan or type, let in."""
    door = _door(open_day_id)
    done = next((a for a in door.inside if a.id == request.args.get("done", type=int)), None)
    return _render(door, done=done)


def _door(open_day_id: int) -> Door:
    return check_in.open_door(g.campaign, open_day_id, actor=g.actor, now=clock.now())


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
    rule = _eligibility()
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
        script=f"{url_for('.check_in_files', open_day_id=door.id, stamp=_stamp(), name='main.js')}",
        config=_config(door, confirm),
    )
    answer = Response(page, status=status, mimetype="text/html")
    answer.headers["Permissions-Policy"] = "geolocation=(), microphone=(), camera=(self)"
    return answer


def _eligibility() -> Any:
    rule = packs.values_of(g.campaign).eligibility
    value = rule.value if rule else None
    return value if value and (value.min_age is not None or value.full_capacity) else None


def _offer(form: WalkInForm, door: Door) -> None:
    form.session.choices = [(s.id, messages.known(s.title)) for s in door.sessions]
    form.category.choices = _categories()
    if form.category.data is None:
        form.category.data = form.category.choices[-1][0]


def _categories() -> list[tuple[str, str]]:
    return [(c, messages.known(c)) for c in categories_of(packs.values_of(g.campaign))]


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
            "decoder": url_for(".check_in_files", open_day_id=door.id, stamp=_stamp(), name="decoder.js"),
            "jsqr": url_for("static", filename="vendor/jsqr.js"),
            "signIn": url_for("users_staff.sign_in", next=at("page")),
        },
        "words": wording_door.script_words(confirm),
    }


@staff.get(f"{BASE}/now")
@needs(check_in.CHECK_IN)
def check_in_now(open_day_id: int) -> Page:
    """The part of the page that changes by itself: counts, conflicts, who came last."""
    door = _door(open_day_id)
    return render_template(
        "open_day/check_in_now.html",
        door=door,
        facts=_facts(door, clock.now()),
        conflicts=wording_door.CONFLICTS,
        ways=wording_door.WAYS,
    )


# -- without scripts, or on plain http


@staff.post(f"{BASE}/look-up")
@needs(check_in.CHECK_IN)
def check_in_look_up(open_day_id: int) -> Page:
    """Whose number or digits these are."""
    door = _door(open_day_id)
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
    door = _door(open_day_id)
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
    flash(_refused(came), "warn" if came.outcome == "duplicate" else "stop")
    return _back(open_day_id, session=came.session_id)


def _refused(came: Came) -> str:
    """The sentence for somebody who was not let in just now."""
    if came.outcome == "duplicate":
        return _(
            "%(number)s 已经签过到：%(time)s，%(people)s 人，经手人 %(who)s。",
            number=came.number,
            time=messages.hour(came.at),
            people=came.people,
            who=came.by,
        )
    if came.outcome == "not_booked":
        return _("%(number)s 没有有效的报名：已经取消，或者还没有排到。", number=came.number)
    return _("名单里没有这个编号。")


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


# -- the printed roster, keyed in afterwards


@staff.route(f"{BASE}/paper", methods=["GET", "POST"])
@needs(check_in.CHECK_IN)
def check_in_paper(open_day_id: int) -> Page:
    """A list with a box and a number for everybody who was on the printed roster, and the true time."""
    now = clock.now()
    door = _door(open_day_id)
    sessions = {s.id: s for s in door.event.sessions if s.starts_at <= now}
    wanted = request.values.get("session", type=int)
    chosen = sessions.get(wanted or 0) or (
        max(sessions.values(), key=lambda s: s.starts_at) if sessions else None
    )
    people = [
        check_in.find(door, p, None)
        for p in (check_in.expected(door, actor=g.actor, now=now) if chosen else ())
        if chosen and p.session.id == chosen.id and p.state == "booked"
    ]
    people.sort(key=lambda one: one.person.number)
    form = paper_form([(one.person.id, one.person.party) for one in people if one.came is None])
    form.category.choices = _categories()
    if request.method == "GET":
        form.category.data = form.category.choices[-1][0]
        form.at.data = clock.local(chosen.starts_at).time() if chosen else None
    rule = _eligibility()
    if chosen and form.validate_on_submit():
        if rule and not form.confirmed.data:
            form.confirmed.errors = [words(Invalid("open_day.door_unconfirmed"))]
        else:
            at = datetime.combine(clock.local(chosen.starts_at).date(), form.at.data, clock.SHANGHAI)
            done = _key_in(open_day_id, form, people, chosen.id, at, now)
            if done is not None:
                return done
    return render_template(
        "open_day/check_in_paper.html",
        door=door,
        form=form,
        people=people,
        chosen=chosen,
        sessions=sorted(sessions.values(), key=lambda s: s.ordinal),
        checked=wording_door.checked_words(rule) if rule else "",
    ), (422 if request.method == "POST" else 200)


def _key_in(
    open_day_id: int, form: PaperForm, people: list[Found], session_id: int, at: datetime, now: datetime
) -> Response | None:
    """Enter what was ticked; None when something was refused and is told on the form."""
    common: dict[str, Any] = {"at": at, "confirmed": bool(form.confirmed.data), "way": "paper", "away": True}
    acts = []
    for one in people:
        if one.came is None and form.line(one.person.id)[0].data:
            count = form.line(one.person.id)[1].data or one.person.party
            key = f"{form.key.data}-{one.person.id}"
            acts.append(Act("arrive", key, booking=one.person.id, people=count, **common))
    if form.walk_ins.data:
        acts.append(
            Act(
                "walk_in",
                f"{form.key.data}-w",
                session_id=session_id,
                people=form.walk_ins.data,
                category=form.category.data or "",
                **common,
            )
        )
    count, refused = check_in.key_in(g.campaign, open_day_id, acts, actor=g.actor, now=now)
    if refused:
        form.form_errors = list(dict.fromkeys(words(error) for _act, error in refused))
        return None
    flash(ngettext("已登记 %(num)d 人到场。", "已登记 %(num)d 人到场。", count), "ok")
    return redirect(url_for(".check_in_paper", open_day_id=open_day_id, session=session_id), 303)


# -- what the page's scripts ask for


@staff.get(f"{BASE}/list.json")
@needs(check_in.CHECK_IN)
def check_in_list(open_day_id: int) -> Response:
    """What this device may keep for today."""
    door = _door(open_day_id)
    listed = check_in.device_list(door, actor=g.actor, now=clock.now())
    for person in listed["people"]:
        person["title"] = messages.known(person["title"])
    return jsonify(listed)


@staff.get(f"{BASE}/token.json")
@needs(check_in.CHECK_IN)
def check_in_token(open_day_id: int) -> Response:
    """A fresh token for what waits to be sent, and what time it is here."""
    _door(open_day_id)
    return jsonify(token=generate_csrf(), user=g.actor.user_id, now=clock.now().isoformat())


@staff.post(f"{BASE}/act.json")
@needs(check_in.CHECK_IN)
def check_in_act(open_day_id: int) -> Response:
    """One act of a device, at once or after the network was away. The same key again answers the first result."""
    now = clock.now()
    try:
        came = check_in.do_act(
            g.campaign, open_day_id, _act_of(request.get_json(silent=True)), actor=g.actor, now=now
        )
    except NotFound:
        raise
    except DomainError as error:
        refused = jsonify(error=words(error), code=error.code)
        refused.status_code = error.status
        return refused
    if came is None:
        return jsonify(outcome="done", now=now.isoformat())
    return jsonify(
        outcome=came.outcome,
        sentence="" if came.outcome == "in" else _refused(came),
        id=came.id,
        booking=came.booking_id,
        number=came.number,
        people=came.people,
        at=came.at.isoformat(),
        by=came.by,
        now=now.isoformat(),
    )


def _act_of(given: Any) -> Act:
    """What a device sent, checked for shape. Raises Invalid."""
    try:
        at = datetime.fromisoformat(given["at"])
        booking = given.get("booking")
        act = Act(
            kind=str(given["kind"]),
            key=str(given["key"]),
            at=at.astimezone(UTC),
            booking=booking[:300] if isinstance(booking, str) else booking,
            session_id=given.get("session"),
            people=given.get("people", 1),
            category=str(given.get("category") or ""),
            confirmed=given.get("confirmed") is True,
            way=str(given.get("way") or "list"),
            arrival=given.get("arrival"),
            away=given.get("away") is True,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise Invalid("open_day.door_unreadable") from fault
    numbers = (act.booking if not isinstance(act.booking, str) else None, act.session_id, act.arrival)
    sound = (
        at.tzinfo is not None
        and all(n is None or (type(n) is int and 0 < n < 2**31) for n in numbers)
        and type(act.people) is int
        and act.way in ("qr", "digits", "list", "walk_in")
    )
    if not sound:
        raise Invalid("open_day.door_unreadable")
    return act


# -- files of the page


@staff.get(f"{BASE}/worker.js")
@needs(check_in.CHECK_IN)
def check_in_worker(open_day_id: int) -> FileResponse:
    """The service worker. It stands in the page's own folder, so it can serve this page and no other."""
    home = url_for(".check_in_page", open_day_id=open_day_id)
    files = [
        *(url_for(".check_in_files", open_day_id=open_day_id, stamp=_stamp(), name=n) for n in FILES),
        *(url_for("static", filename=name) for name in SHARED),
    ]
    facts = json.dumps({"stamp": _stamp(), "home": home, "files": files})
    code = (HERE / "worker.js").read_text("utf-8")
    answer = FileResponse(f"self.DOOR = {facts};\n{code}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@staff.get(f"{BASE}/files/<stamp>/<name>")
@needs(check_in.CHECK_IN)
def check_in_files(open_day_id: int, stamp: str, name: str) -> FileResponse:
    """The page's scripts; the stamp in the address changes with them."""
    if name not in FILES:
        raise NotFound
    answer = send_from_directory(HERE, name, mimetype="text/javascript")
    answer.headers["Cache-Control"] = (
        "private, max-age=31536000, immutable" if stamp == _stamp() else "no-store"
    )
    return answer


@lru_cache(maxsize=1)
def _stamp() -> str:
    """Changes with every file that a device keeps."""
    shared = Path(current_app.static_folder or "")
    together = hashlib.sha256()
    for path in (*(HERE / name for name in (*FILES, "worker.js")), *(shared / name for name in SHARED)):
        together.update(path.read_bytes())
    return together.hexdigest()[:16]
