"""The demo's whole story: forty departments, every state somewhere, figures that say what the rows say, full pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from core.base import clock
from tests.support import sums

#: the moment that other tests want the demo at, too
MOMENT = "2026-05-15T10:42"
LOGINS = (
    "office", "editor", "reviewer", "secrecy", "leader", "lead", "housing", "operator", "supervisor", "expert", "host",
    "admin",
)  # fmt: skip
#: who has nothing to do just now, and is told so: the administrator's desk; an operator calls nobody whose matter was theirs
AT_REST = {
    ("admin", ""), ("admin", "calendar"), ("operator", "hotline/follow-up"), ("office", "hotline/orders"),
    ("office", "privacy"), ("housing", "assessment/inspections"),
}  # fmt: skip
#: what a department that has only begun, or a person who isn't away, has none of
NOT_YET = ("deputies", "catalogue/2/", "documents", "files", "legality", "transcript", "live/")


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def test_forty_departments_take_part(demo: Flask) -> None:
    from core.campaigns import service as campaigns
    from core.users import service as users

    with demo.app_context():
        campaign = campaigns.live_campaigns()[0]
        part = set(campaigns.participants(campaign.id))
        units = [unit for unit in users.all_departments() if unit.id in part]
    assert len(units) == 40
    assert {unit.kind for unit in units} == {"bureau", "company", "county", "town"}
    pages = (demo.test_client().get(f"/zh/c/{campaign.slug}{path}").text for path in ("/", "/about"))
    assert [unit.name for page in pages for unit in units if unit.name not in page] == []


def test_the_hotline_has_calls_seats_and_orders_in_every_state(demo: Flask) -> None:
    from core.base.db import db
    from plugins.hotline.models import Attempt, Call, Order, OrderAct, SeatState, Shift, Waiter
    from plugins.hotline.rules.orders import STATES

    with demo.app_context():
        assert set(sums.counted(Call, Call.state)) == {"ringing", "queued", "talking", "ended"}
        assert {"answered", "abandoned", "no_answer"} <= set(sums.counted(Call, Call.outcome))
        assert set(sums.counted(Call, Call.direction)) == {"in", "out"}
        assert {"waiting", "claimed", "done", "gone", "closed"} <= set(sums.counted(Waiter, Waiter.state))
        assert {"served", "handed_back", "no_answer"} <= set(sums.counted(Attempt, Attempt.outcome))
        assert db.session.query(Waiter).filter(Waiter.lane < 0).count() == 1  # kept for one seat
        assert {"ready", "serving", "wrap_up", "paused"} <= set(sums.counted(SeatState, SeatState.state))
        now = clock.now()
        named = db.session.query(Shift).filter(
            Shift.starts_at <= now, Shift.ends_at > now, Shift.seat_number <= 4
        )
        assert named.count() == 4
        assert set(sums.counted(Order, Order.state)) == set(STATES)
        acts = set(sums.counted(OrderAct, OrderAct.action))
        assert {
            "sent_back", "redispatched", "objection_upheld", "objection_refused", "urged", "extended", "extension_asked",
            "extension_refused", "closed", "reopened", "merged",
        } <= acts  # fmt: skip
        assert db.session.query(Order).filter_by(confidential=True).count() == 1
        assert sums.order_faults() == []


def test_six_previews_show_every_phase(demo: Flask) -> None:
    from core.campaigns import service as campaigns
    from plugins.decisions.rules.phases import CODES
    from plugins.decisions.service import phases, previews

    with demo.test_request_context("/zh/"):
        views = previews.previews_of(campaigns.live_campaigns()[0])
        assert len(views) == 6
        told = {p.code for view in views for p in phases.phases(view.id, clock.now()) if p.starts is not None}
        assert told >= set(CODES) - {"follow_through"}
        under_way = [
            p.code for v in views for p in phases.phases(v.id, clock.now()) if p.state in ("now", "late")
        ]
    assert {"announcement", "comment", "feedback", "legality", "follow_through"} <= set(under_way)


def test_open_days_stand_in_every_state_and_their_places_add_up(demo: Flask) -> None:
    from core.base.db import db
    from core.booking.models import BookingSession
    from plugins.open_day.models import OpenDay, Plan
    from plugins.open_day.models_taking_part import Change

    with demo.app_context():
        assert {"filed", "returned", "approved"} <= set(sums.counted(Plan, Plan.state))
        assert db.session.query(OpenDay).count() >= 5
        assert {row.what for row in db.session.query(Change)} == {"called_off", "moved"}
        assert db.session.query(BookingSession).filter(BookingSession.waiting > 1).count() >= 1
        assert sums.booking_faults() == []


def test_the_numbers_beside_the_tabs_are_the_rows(demo: Flask) -> None:
    from core.base.access import SYSTEM
    from core.base.db import db
    from core.campaigns import service as campaigns
    from core.opinions import service as opinions
    from core.opinions.models import Opinion
    from plugins.hotline.models import Call
    from plugins.hotline.service import board

    with demo.test_request_context("/zh/"):
        campaign = campaigns.live_campaigns()[0]
        rows = sums.counted(Opinion, Opinion.state)
        shown = {
            tab: opinions.inbox(opinions.Asked(tab=tab), actor=SYSTEM, now=clock.now()).total
            for tab in ("new", "open")
        }
        assert shown == {"new": rows["received"], "open": rows.get("assigned", 0) + rows.get("accepted", 0)}
        day = board.day_of(clock.now())
        calls = db.session.query(Call).filter(Call.arrived_at >= day, Call.direction == "in").count()
        snapshot = board.shown(campaign, now=clock.now()).snapshot
        assert len(snapshot.calls) == calls


def test_every_page_that_somebody_is_led_to_shows_something(demo: Flask) -> None:
    from core.campaigns import service as campaigns

    with demo.app_context():
        slug = campaigns.live_campaigns()[0].slug
    empty, closed = [], []
    for login in ("", *LOGINS):
        client, start = demo.test_client(), f"/zh/c/{slug}/"
        if login:
            start = "/zh/staff/"
            client.post("/zh/staff/sign-in", data={"login_name": login, "password": "yunchuan-demo"})
        inside = "/zh/staff/" if login else "/zh/"
        home = client.get(start).text
        for path in sorted({start, *re.findall(rf'href="({inside}[^"#?]*)"', home)}):
            if "sign-out" in path:
                continue
            answer = client.get(path, follow_redirects=True)
            short = path.removeprefix("/zh/staff/").removeprefix(f"c/{slug}/")
            if answer.status_code != 200:
                closed.append((login, path, answer.status_code))
            elif '<div class="empty">' in answer.text and (login, short) not in AT_REST:
                empty += [(login, short)] if not short.endswith(NOT_YET) else []
    assert closed == []
    assert empty == []
