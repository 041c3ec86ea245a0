"""The live board with its rows, and the wall screen's own address."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.api import (
    Actor,
    Campaign,
    DomainError,
    NavItem,
    NotFound,
    Subject,
    clock,
    needs,
    open_to_all,
    registry,
    user_names,
    words,
)

from . import showing_board as showing
from .forms_board import WallForm
from .permissions import BOARD, SEE, SERVE, SUPERVISE
from .rules import board_rows as rules
from .service import board, calls, walls
from .views_public import public
from .views_staff import Page, staff
from .wording_phone import CALL_STATES, EVENTS, LISTS, OUTCOMES, SEATS

#: rows on one page of a list
PAGE = 100
_DRAWING = threading.Lock()


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    """The board's menu entry."""
    if actor.can(BOARD, campaign_id=campaign.id):
        return [NavItem("staff", _l("热线看板"), "hotline_staff.board_page", 27)]
    return []


def call_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Calls by number: never whose."""
    return {one: Subject(_("电话 %(number)s", number=one)) for one in ids}


def wall_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Wall screens by number."""
    return {one: Subject(_("大屏 %(number)s", number=one)) for one in ids}


SUBJECTS = {"hotline_call": call_subjects, "hotline_wall_link": wall_subjects}


# ── the board ───────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/board/")
@needs(BOARD)
def board_page() -> Page:
    """The supervisor's board; every number opens its rows."""
    return render_template("hotline/board.html", live=_drawn("board"), wall=False, **_frame())


@staff.get("/board/now")
@needs(BOARD)
def board_now() -> Response:
    """The part that changes, for the page's script; 304 while nothing has."""
    return _fresh("board")


def _frame() -> dict[str, Any]:
    campaign = g.campaign
    return {
        "campaign_id": campaign.id,
        "may_supervise": g.actor.can(SUPERVISE, campaign_id=campaign.id),
        "now_ms": int(clock.now().timestamp() * 1000),
        # Who may not follow the line itself asks every second.
        "every": 10_000 if g.actor.can(SERVE, campaign_id=campaign.id) else 1000,
    }


def _drawn(audience: str) -> str:
    """The live part, drawn once for everybody who sees the same, as long as its figures are the same object.

    One at a time: 200 boards ask in the same instant after a change, the first draws for all.
    """
    slot = ("hotline.board.html", g.campaign.id, audience, str(get_locale()))
    memory = registry().memory
    with _DRAWING:
        shown = board.shown(g.campaign, now=clock.now())
        kept = memory.get(slot)
        if kept is not None and kept[1][0] is shown:
            html: str = kept[1][1]
            return html
        html = render_template(
            "hotline/board_live.html", b=showing.board(shown, g.campaign), wall=audience == "wall"
        )
        memory[slot] = ((), (shown, html))
        return html


def _fresh(audience: str) -> Response:
    html = _drawn(audience)
    answer = Response(html, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(hashlib.sha256(html.encode()).hexdigest()[:24])
    return answer.make_conditional(request)


# ── rows behind a number ────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/board/rows")
@needs(BOARD)
def board_rows() -> Page:
    """The callers whom a number counts: times, topic, seat; no number of theirs and no word."""
    what = request.args.get("what", "calls")
    topic_id, quarter = request.args.get("topic", type=int), request.args.get("quarter", type=int)
    now = clock.now()
    if what not in LISTS:
        raise NotFound()
    shown = board.shown(g.campaign, now=now)
    names = {topic: name for topic, name, _short in shown.topics}
    if what == "seats":
        state = request.args.get("state", "")
        chosen = [s for s in shown.figures.seats if state in ("", s.state)]
        return render_template(
            "hotline/board_seats.html",
            seats=[(s, *SEATS[s.state], [names.get(t, "") for t in s.topic_ids]) for s in chosen],
            state=SEATS[state][1] if state in SEATS else "",
            at=now, hour=showing.hour, span=showing.span,
        )  # fmt: skip
    if what == "callbacks":
        return render_template(
            "hotline/board_callbacks.html", moments=shown.snapshot.callbacks, now=now.timestamp(), at=now,
            hour=showing.hour,
        )  # fmt: skip
    found = board.rows_of(g.campaign, what, topic_id=topic_id, quarter=quarter, actor=g.actor, now=now)
    page = max(1, request.args.get("page", 1, type=int))
    part = found[(page - 1) * PAGE : page * PAGE]
    seats = board.seat_numbers(row.shift_id for row in part)
    pages = -(-len(found) // PAGE)
    return render_template(
        "hotline/board_rows.html",
        what=what,
        title=LISTS[what],
        topic=names.get(topic_id or 0, ""),
        quarter=_quarter_words(shown.day_start, quarter),
        count=len(found),
        rows=[_row(row, names, seats, now.timestamp()) for row in part],
        at=now,
        pager=_pager(page, pages, len(found)),
        target=int(shown.terms.target),
    )


def _quarter_words(day_start: Any, quarter: int | None) -> str:
    if quarter is None or not 0 <= quarter < 96:
        return ""
    begin = day_start + timedelta(seconds=quarter * rules.QUARTER)
    return f"{showing.hour(begin)}—{showing.hour(begin + timedelta(seconds=rules.QUARTER))}"


def _row(row: rules.Row, names: dict[int, str], seats: dict[int, int], now: float) -> dict[str, Any]:
    waited = rules.waited(row, now)
    state = "queued" if row.state == "waiting" else row.state
    tag = OUTCOMES[row.outcome] if row.state == "ended" and row.outcome in OUTCOMES else CALL_STATES[state]
    return {
        "call_id": row.call_id,
        "arrived": showing.hour(row.arrived),
        "topic": names.get(row.topic_id or 0, "—"),
        "seat": seats.get(row.shift_id or 0, "—"),
        "waited": showing.span(waited) if waited is not None else "—",
        "talked": showing.span((row.ended or now) - row.answered) if row.answered is not None else "—",
        "tag": tag,
    }


def _pager(page: int, pages: int, total: int) -> dict[str, Any] | None:
    if pages < 2:
        return None
    args: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page"}

    def url(number: int) -> str | None:
        return url_for(".board_rows", **args, page=number) if 1 <= number <= pages else None

    return {
        "number": page,
        "pages": pages,
        "total": total,
        "previous_url": url(page - 1),
        "next_url": url(page + 1),
    }


@staff.get("/board/day")
@needs(BOARD)
def board_day() -> Page:
    """The whole day by quarters of an hour, drawn and as a table."""
    now = clock.now()
    shown = board.shown(g.campaign, now=now)
    return render_template(
        "hotline/board_day.html",
        chart=showing.calls_chart(shown.figures.quarters, shown, whole_day=True),
        quarters=[
            {
                "index": q.index,
                "words": _quarter_words(shown.day_start, q.index),
                "counts": q.counts,
                "service": showing.percent(q.counts.service),
                "connection": showing.percent(q.counts.connection),
                "last_year": q.last_year,
            }
            for q in shown.figures.quarters
        ],
        whole=shown.figures.all,
        service=showing.percent(shown.figures.all.service),
        service_answered=showing.percent(shown.figures.all.service_of_answered),
        connection=showing.percent(shown.figures.all.connection),
        target=int(shown.terms.target),
        at=now,
        clock_words=showing.hour(now),
    )


# ── one call ────────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/calls/<int:call_id>/")
@needs(BOARD)
def call_page(call_id: int) -> Page:
    """A call: its times and events, its orders for whom they are to see."""
    now = clock.now()
    call = calls.call_view(call_id, actor=g.actor, now=now)
    if call.campaign_id != g.campaign.id:
        raise NotFound()
    shown = board.shown(g.campaign, now=now)
    names = {topic: name for topic, name, _short in shown.topics}
    numbers = board.seat_numbers([call.shift_id])
    return render_template(
        "hotline/call.html",
        call=call,
        topic=names.get(call.topic_id or 0, ""),
        seat=numbers.get(call.shift_id or 0),
        who=user_names([call.taken_by]).get(call.taken_by, "") if call.taken_by else "",
        orders=calls.orders_of(call, actor=g.actor),
        may_open=g.actor.can(SEE, campaign_id=g.campaign.id),
        states=CALL_STATES,
        outcomes=OUTCOMES,
        events=EVENTS,
        may_listen=g.actor.can(SUPERVISE, campaign_id=g.campaign.id),
    )


@staff.post("/calls/<int:call_id>/recording")
@needs(SUPERVISE)
def open_recording(call_id: int) -> Page:
    """To the recording in the telephone system; that it was opened is written down."""
    try:
        return redirect(calls.recording_of(call_id, actor=g.actor, now=clock.now()), 303)
    except NotFound:
        raise
    except DomainError as problem:
        flash(words(problem), "warn")
        return redirect(url_for(".call_page", call_id=call_id), 303)


# ── wall screens ────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.route("/board/walls", methods=["GET", "POST"])
@needs(SUPERVISE)
def wall_links() -> Page:
    """Make an address for a wall screen; it is shown once."""
    form = WallForm()
    made, status = "", 200
    if form.is_submitted():
        status = 422
        if form.validate():
            key = walls.make_link(g.campaign, form.label.data or "", actor=g.actor, now=clock.now())
            made = url_for("hotline_public.wall", key=key, _external=True)
            form, status = WallForm(formdata=None), 200
    found = walls.links(g.campaign, actor=g.actor)
    names = user_names([link.made_by for link in found if link.made_by is not None])
    return (
        render_template("hotline/walls.html", form=form, made=made, links=found, names=names),
        status,
    )


@staff.post("/board/walls/<int:link_id>/revoke")
@needs(SUPERVISE)
def revoke_wall(link_id: int) -> Page:
    """The address stops working at once."""
    walls.revoke_link(g.campaign, link_id, actor=g.actor, now=clock.now())
    flash(_("这个大屏地址已经停用。"), "ok")
    return redirect(url_for(".wall_links"), 303)


@public.get("/wall/<key>/")
@open_to_all
def wall(key: str) -> Response:
    """The wall screen: seats by number, topics and figures; no names, nothing to open."""
    _look(key)
    page = render_template(
        "hotline/board.html", live=_drawn("wall"), wall=True, campaign_id=g.campaign.id, key=key,
        now_ms=int(clock.now().timestamp() * 1000), may_supervise=False,
        every=700,
    )  # fmt: skip
    answer = Response(page, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@public.get("/wall/<key>/now")
@open_to_all
def wall_now(key: str) -> Response:
    """The part that changes; a wall asks every second and mostly hears 304."""
    _look(key)
    return _fresh("wall")


def _look(key: str) -> None:
    if not walls.may_look(g.campaign, key):
        raise NotFound()
