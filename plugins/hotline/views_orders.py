"""Work orders: the list of the city and of each department, one order with everything, its sheet of paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from core.api import Conflict, Invalid, NotFound, RuleBroken, clock, departments, needs, user_names, words

from . import showing_answers, showing_asking
from .contracts import Likeness, OrderView
from .forms_orders import blame, chosen_unit, form_of, offer
from .forms_seats import read_day
from .permissions import EXCHANGE, INTAKE, SEE, SUPERVISE
from .rules import orders as rules
from .rules.phones import masked
from .service import contacts, order_terms, orders
from .service.order_duties import acts_for
from .service.order_pieces import today_of
from .service.order_views import TABS, Asked
from .service.topics import list_topics
from .views_staff import Page, staff
from .wording_orders import (
    ACTIONS,
    FIELDS,
    LOOP,
    SATISFACTION,
    SORTS,
    STATES,
    TABS_WORDS,
    TERM_CLASSES,
    done_words,
)

#: acts whose button stands open; the others unfold
MAIN = ("accept", "reply", "decide", "dispatch", "close")


@staff.get("/orders", endpoint="orders")
@needs(SEE)
def orders_list() -> Page:
    """Fifty a page, with the numbers behind the tabs."""
    now = clock.now()
    asked = _asked()
    found = orders.orders(g.campaign, asked, actor=g.actor, now=now)
    given: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "hotline/order_list.html",
        asked=asked,
        found=found,
        tabs=[(tab, TABS_WORDS[tab], url_for(".orders", **{**given, "tab": tab})) for tab in TABS],
        counts=orders.tallies(g.campaign, actor=g.actor, now=now),
        units={unit.id: unit.name for unit in departments()},
        departments=departments() if _of_city() else (),
        topics={topic.id: topic for topic in list_topics(g.campaign, with_closed=True)},
        states=STATES,
        sorts=SORTS,
        is_late=rules.is_late,
        today=today_of(now),
        elsewhere=order_terms.dispatches_elsewhere(),
        may_exchange=g.actor.can(EXCHANGE, campaign_id=g.campaign.id),
        filtered=any(name not in ("tab", "page") for name in given),
        pager_data={
            "number": found.number,
            "pages": found.pages,
            "total": found.total,
            "previous_url": url_for(".orders", **given, page=found.number - 1) if found.number > 1 else None,
            "next_url": url_for(".orders", **given, page=found.number + 1)
            if found.number < found.pages
            else None,
        },
    )


def _of_city() -> bool:
    return bool(
        g.actor.can(INTAKE, campaign_id=g.campaign.id) or g.actor.can(SUPERVISE, campaign_id=g.campaign.id)
    )


def _asked() -> Asked:
    args = request.args
    tab = args.get("tab", "")
    return Asked(
        tab=tab if tab in TABS else "todo",
        text=args.get("q", "").replace("\x00", "")[:80],  # PostgreSQL keeps no NUL
        state=args.get("state", ""),
        department_id=args.get("department", type=int),
        topic_id=args.get("topic", type=int),
        sort=args.get("sort", ""),
        urgent=args.get("urgent") == "1",
        first=read_day(args.get("first", "")),
        last=read_day(args.get("last", "")),
        page=min(max(args.get("page", 1, type=int), 1), 100_000),
    )


@staff.get("/orders/<int:order_id>")
@needs(SEE)
def order(order_id: int) -> Page:
    """One order: what was said, what may be done now, what was done."""
    return show(order_id)


def show(order_id: int, *, form: Any = None, act: str = "", phone: str = "", status: int = 200) -> Page:
    """The page; `form` is the one of `act` that came back with something to mend."""
    now = clock.now()
    view = _of_campaign(orders.order_view(order_id, actor=g.actor, now=now))
    acts = acts_for(order_id, actor=g.actor, now=now)
    open_acts = set(acts - {"uphold", "refuse", "uphold_open"})
    if "uphold" in acts:
        open_acts.add("decide")
    forms = {name: form_of(name, version=view.line.version) for name in open_acts}
    if form is not None and act in forms:
        form.version.data = str(view.line.version)
        forms[act] = form
    _fill(forms, view)
    alike: tuple[Likeness, ...] = ()
    if "merge" in acts:
        alike = contacts.duplicates_of(
            g.campaign, view.line.topic_id, f"{view.line.title}。{view.words[:300]}", view.place,
            actor=g.actor, now=now, besides=order_id,
        )  # fmt: skip
    people = {line.user_id for line in view.acts} | {view.registered_by, view.answered_by}
    page = render_template(
        "hotline/order.html",
        view=view,
        line=view.line,
        forms=forms,
        failed=act if form is not None else "",
        main=[name for name in MAIN if name in forms],
        alike=alike,
        loop=_loop(view),
        phone=phone or _masked(view),
        phone_open=bool(phone),
        may_ring="*" not in view.phone and bool(view.phone),
        people=user_names([who for who in people if who is not None]),
        late=rules.is_late(view.line.state, view.line.due_on, today_of(now)),
        days_left=_days_left(view),
        terms=order_terms.terms_of(g.campaign),
        term=order_terms.due_of(g.campaign, "other", today_of(now)),
        term_notes=_term_notes(),
        satisfaction_words=SATISFACTION,
        asked=showing_asking.of_order(order_id, g.campaign, g.actor),
        after=showing_answers.after_closing(view.line, g.campaign.id, g.actor, now),
        **_words(),
    )
    return page, status


def _masked(view: OrderView) -> str:
    return view.phone if "*" in view.phone else masked(view.phone)


def _words() -> dict[str, Any]:
    return {
        "units": {unit.id: unit.name for unit in departments()},
        "topics": {topic.id: topic for topic in list_topics(g.campaign, with_closed=True)},
        "states": STATES,
        "sorts": SORTS,
        "actions": ACTIONS,
        "fields": FIELDS,
        "as_day": date.fromisoformat,
        "elsewhere": order_terms.dispatches_elsewhere(),
    }


def _of_campaign(view: OrderView) -> OrderView:
    """An order of another campaign has no page here."""
    from .service.order_pieces import readable_row

    if readable_row(view.line.id, g.actor).campaign_id != g.campaign.id:
        raise NotFound
    return view


def _days_left(view: OrderView) -> int | None:
    if view.line.due_on is None or view.line.state not in rules.RUNNING:
        return None
    left: int = g.campaign.calendar.between(today_of(clock.now()), view.line.due_on, "working")
    return left


def _fill(forms: dict[str, Any], view: OrderView) -> None:
    """Choices and what they mean today."""
    units = departments()
    if "edit" in forms:
        edited = forms["edit"]
        edited.topic_id.choices = [
            ("", _("没有分热点")),
            *((str(one.id), one.name) for one in list_topics(g.campaign, with_closed=True)),
        ]
        if edited.title.data is None:
            edited.title.data, edited.place.data, edited.words.data = view.line.title, view.place, view.words
            edited.topic_id.data = str(view.line.topic_id or "")
            edited.urgent.data, edited.confidential.data = view.line.urgent, view.line.confidential
    if "dispatch" in forms:
        offer(forms["dispatch"], units, _("请选择"))
        forms["dispatch"].term_class.choices = [(name, TERM_CLASSES[name]) for name in rules.TERM_CLASSES]
        if not forms["dispatch"].term_class.data:
            usual = rules.term_class_of(view.line.sort, _topic_term(view))
            forms["dispatch"].term_class.data = usual
    for name, first in (("redispatch", _("请选择")), ("decide", _("交回话务台另派"))):
        if name in forms:
            offer(forms[name], [unit for unit in units if unit.id != view.line.department_id], first)


def _term_notes() -> dict[str, str]:
    """What each class of matter means if it is dispatched today."""
    found = {}
    for name in rules.TERM_CLASSES:
        due = order_terms.due_of(g.campaign, name, today_of(clock.now()))
        if due.day is None:
            found[name] = _("规则包没有定时限")
        else:
            sentence = (
                _("%(days)s 个工作日，%(day)s前（暂按周末计算）")
                if due.weekends_only
                else _("%(days)s 个工作日，%(day)s前")
            )
            found[name] = sentence % {"days": due.days, "day": format_date(due.day, "medium")}
    return found


def _topic_term(view: OrderView) -> str:
    found = next((t for t in list_topics(g.campaign, with_closed=True) if t.id == view.line.topic_id), None)
    return found.term_class if found is not None else ""


def _loop(view: OrderView) -> list[dict[str, Any]]:
    """HL-05 as steps: what is behind, what is now, what comes."""
    codes = [code for code, _chars, _word in LOOP]
    state = {"objected": "dispatched"}.get(view.line.state, view.line.state)
    if state == "merged":
        return []
    at = codes.index(state) + (1 if state in ("closed",) else 0)
    if view.line.satisfaction is not None:
        at = len(codes)
    return [
        {
            "code": code,
            "name": word,
            "seal": chars,
            "state": "done" if n < at else "now" if n == at else "todo",
        }
        for n, (code, chars, word) in enumerate(LOOP)
    ]


@staff.get("/orders/<int:order_id>/<act>")
@needs(SEE)
def order_act_again(order_id: int, act: str) -> Page:
    """Whoever reloads a form that was refused, or reads it in the other language, comes back to the order."""
    return redirect(url_for(".order", order_id=order_id), 303)


@staff.post("/orders/<int:order_id>/<act>")
@needs(SEE)
def order_act(order_id: int, act: str) -> Page:
    """Do one act; the service knows who may and whether it is possible."""
    now = clock.now()
    if act == "phone":
        return show(order_id, phone=orders.show_phone(order_id, actor=g.actor, now=now))
    view = _of_campaign(orders.order_view(order_id, actor=g.actor, now=now))
    try:
        form = form_of(act, fresh=False)
    except KeyError:
        raise NotFound from None
    if not form.validate():
        return show(order_id, form=form, act=act, status=422)
    try:
        done = _do(act, view, form)
    except (Conflict, Invalid, RuleBroken) as refusal:
        if act not in _shown_acts(order_id):
            # Where the order stands now there is no such form to come back to.
            flash(words(refusal), "warn")
            return redirect(url_for(".order", order_id=order_id), 303)
        blame(form, refusal)
        return show(order_id, form=form, act=act, status=refusal.status)
    flash(done_words(act) if done else _("和原来一样，没有改动。"), "ok" if done else "info")
    try:
        orders.order_view(order_id, actor=g.actor, now=now)
    except NotFound:
        # A confidential order that was handed on is no longer for these eyes.
        return redirect(url_for(".orders"), 303)
    return redirect(url_for(".order", order_id=order_id), 303)


def _shown_acts(order_id: int) -> set[str]:
    acts = set(acts_for(order_id, actor=g.actor, now=clock.now()))
    return acts | {"decide"} if "uphold" in acts else acts


def _do(act: str, view: OrderView, form: Any) -> bool:
    """The service's function for an act, with what the form holds; whether anything was done."""
    given: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    order_id, version = view.line.id, form.seen()
    reason = form.reason.data or "" if "reason" in form else ""
    match act:
        case "accept":
            orders.accept(order_id, version, **given)
        case "object":
            orders.object_to(order_id, version, reason, **given)
        case "decide":
            if form.verdict.data not in ("upheld", "refused"):
                raise Invalid("hotline.order_verdict_missing", field="verdict")
            upheld = form.verdict.data == "upheld"
            unit = chosen_unit(form) if upheld else None
            orders.decide_objection(order_id, version, upheld, reason, unit, **given)
        case "dispatch":
            unit = chosen_unit(form)
            if unit is None:
                raise Invalid("hotline.order_department_missing", field="department_id")
            orders.dispatch(order_id, version, unit, form.term_class.data or "", **given)
        case "redispatch":
            unit = chosen_unit(form)
            if unit is None:
                raise Invalid("hotline.order_department_missing", field="department_id")
            orders.redispatch(order_id, version, unit, reason, **given)
        case "answer":
            orders.answer(order_id, version, form.reply.data or "", **given)
        case "reply":
            orders.reply(order_id, version, form.reply.data or "", **given)
        case "ask_extension":
            orders.ask_extension(order_id, version, form.days.data or 0, reason, **given)
        case "extend":
            orders.extend(order_id, version, **given)
        case "refuse_extension":
            orders.refuse_extension(order_id, version, reason, **given)
        case "send_back":
            orders.send_back(order_id, version, reason, **given)
        case "close":
            orders.close(order_id, version, **given)
        case "urge":
            orders.urge(order_id, version, reason, **given)
        case "note":
            orders.add_note(order_id, form.note.data or "", **given)
        case "unmerge":
            orders.unmerge(order_id, version, **given)
        case "make_confidential":
            orders.make_confidential(order_id, version, **given)
        case "edit":
            changes = orders.OrderChanges(
                form.title.data or "", form.place.data or "", form.words.data or "", form.topic(),
                form.urgent.data, form.confidential.data,
            )  # fmt: skip
            return bool(orders.edit(order_id, version, changes, **given)[1])
        case "told":
            orders.note_told(order_id, version, **given)
        case "merge":
            orders.merge(order_id, version, _target(form), **given)
    return True


def _target(form: Any) -> int:
    """The order to go with: chosen among the alike ones, or its number as typed."""
    chosen = form.target.data or ""
    if chosen.isdecimal() and len(chosen) < 10:
        return int(chosen)
    found = orders.find_by_number(g.campaign, (form.into.data or "").strip(), actor=g.actor)
    if found is None:
        raise Invalid("hotline.order_number_unknown", field="into")
    return found


@staff.get("/orders/<int:order_id>/print")
@needs(SEE)
def order_print(order_id: int) -> Page | Response:
    """The order on a sheet of paper, with its time line; the caller's number stays masked."""
    view = _of_campaign(orders.order_view(order_id, actor=g.actor, now=clock.now()))
    people = {line.user_id for line in view.acts}
    return render_template(
        "hotline/order_print.html",
        view=view,
        line=view.line,
        phone=_masked(view),
        people=user_names([who for who in people if who is not None]),
        **_words(),
    )
