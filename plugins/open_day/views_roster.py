"""The roster: on the screen with filters, as .xlsx, on paper with a signature column; the gate list."""

from __future__ import annotations

from typing import Any

from flask import Response, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import RuleBroken, booking, clock, needs, words

from . import messages
from . import pack as packs
from .rules.taking_part import categories_of
from .service import rosters
from .service.rosters import Column, Filter
from .views_recommended import xlsx
from .views_staff import Page, staff
from .wording_staff import REACHES, STATES, WAYS


@staff.get("/announcements/<int:open_day_id>/roster")
@needs("open_day.roster")
def roster(open_day_id: int) -> Page:
    """Who comes: names and phones by session, who waits apart, with filters."""
    chosen = _asked()
    found = rosters.roster(g.campaign, open_day_id, chosen, actor=g.actor, now=clock.now())
    return render_template(
        "open_day/roster.html",
        roster=found,
        shown=found.shown,
        chosen=chosen,
        asked=_given(chosen),
        sessions=[s for s in found.shown.event.sessions if chosen.session_id in (0, s.id)],
        categories=[(c, messages.known(c)) for c in categories_of(packs.values_of(g.campaign))],
        needs=messages.NEEDS,
        states=STATES,
        ways=WAYS,
        reaches=REACHES,
        until=messages.moment,
    )


@staff.get("/announcements/<int:open_day_id>/roster.xlsx")
@needs("open_day.roster")
def roster_sheet(open_day_id: int) -> Response:
    """The same as a spreadsheet; those who wait on a sheet of their own."""
    now, chosen = clock.now(), _asked()
    found = rosters.roster(g.campaign, open_day_id, chosen, actor=g.actor, now=now)
    content = rosters.sheet(
        found,
        _columns(found.full_names),
        _line_columns(),
        waiting_title=_("候补，不是参加的人"),
        name_of=lambda s: f"{s.ordinal} {messages.known(s.title)}",
        session_id=chosen.session_id,
        actor=g.actor,
        now=now,
    )
    return xlsx(content, f"roster-{open_day_id}-{clock.local(now):%Y%m%d-%H%M}.xlsx")


@staff.get("/announcements/<int:open_day_id>/roster/print")
@needs("open_day.roster")
def roster_print(open_day_id: int) -> Page:
    """For the table at the door: number, name, people, and a place to sign."""
    chosen = _asked()
    found = rosters.roster(g.campaign, open_day_id, chosen, actor=g.actor, now=clock.now())
    return _paper(found, chosen, gate=False)


@staff.get("/announcements/<int:open_day_id>/gate-list")
@needs("open_day.roster")
def gate_list(open_day_id: int) -> Page:
    """Full names for the gate, where the plan needs such a list."""
    chosen = _asked()
    try:
        found = rosters.gate_list(g.campaign, open_day_id, actor=g.actor, now=clock.now())
    except RuleBroken as refusal:
        back = url_for(".roster", open_day_id=open_day_id)
        return render_template("open_day/gate_list_none.html", sentence=words(refusal), back=back), 409
    return _paper(found, chosen, gate=True)


def _paper(found: rosters.Roster, chosen: Filter, *, gate: bool) -> str:
    return render_template(
        "open_day/roster_print.html",
        roster=found,
        shown=found.shown,
        gate=gate,
        sessions=[
            (s, messages.when(s.starts_at, s.ends_at))
            for s in found.shown.event.sessions
            if chosen.session_id in (0, s.id) and s.state == "open"
        ],
        needs=messages.NEEDS,
        asked=_given(chosen),
    )


def _asked() -> Filter:
    """The filters of the address, those that can be used. None of them is a personal text."""
    wanted = request.args.get("needs", "")
    return Filter(
        session_id=request.args.get("session", 0, type=int),
        category=request.args.get("category", "")[:40],
        needs=wanted if wanted == "any" or wanted in messages.NEEDS else "",
    )


def _given(chosen: Filter) -> dict[str, Any]:
    return {
        "session": chosen.session_id or None,
        "category": chosen.category or None,
        "needs": chosen.needs or None,
    }


def _needs_words(got: booking.BookingView) -> str:
    return _("、").join(str(messages.NEEDS.get(code, code)) for code in got.needs)


def _columns(full_names: bool) -> list[Column]:
    """The sheet's columns: what the roster shows, and one for the signature."""
    columns: list[tuple[Any, Any]] = [
        (_l("编号"), lambda b: b.number),
        (_l("称呼"), lambda b: b.call_name),
        (_l("姓名"), lambda b: b.full_name),
        (_l("人数"), lambda b: b.party),
        (_l("电话"), lambda b: b.phone),
        (_l("类别"), lambda b: messages.known(b.category)),
        (_l("需要的帮助"), _needs_words),
        (_l("照片"), lambda b: _("同意") if b.photo_consent else _("不同意")),
        (_l("怎样报的"), lambda b: str(WAYS.get(b.way, b.way))),
        (_l("签名"), lambda _b: ""),
    ]
    if not full_names:
        del columns[2]
    return [(str(heading), value) for heading, value in columns]


def _line_columns() -> list[Column]:
    columns: list[tuple[Any, Any]] = [
        (_l("场次"), lambda b: messages.known(b.session.title)),
        (_l("候补第几位"), lambda b: b.place or ""),
        (_l("编号"), lambda b: b.number),
        (_l("称呼"), lambda b: b.call_name),
        (_l("人数"), lambda b: b.party),
        (_l("电话"), lambda b: b.phone),
        (_l("类别"), lambda b: messages.known(b.category)),
        (_l("状态"), lambda b: str(STATES[b.state][1])),
    ]
    return [(str(heading), value) for heading, value in columns]
