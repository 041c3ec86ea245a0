"""A large city at a tiny size: as many rows as were asked for, counters that say what the rows say, pages that open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import text

from core.base import audit_seals, clock, personal, privacy
from core.base.errors import RuleBroken
from tests.support import sums

MOMENT = "2026-05-06T12:00"
SIZE = 0.002
LOGINS = (
    "office",
    "editor",
    "reviewer",
    "secrecy",
    "leader",
    "lead",
    "operator",
    "supervisor",
    "expert",
    "host",
    "admin",
)


@pytest.fixture
def busy(make_app: Callable[..., Flask]) -> Flask:
    from core.demo import fill_busy

    app = make_app(DEMO="1", SMS_GATEWAY="demo", CLOCK=MOMENT)
    told: dict[str, list[int]] = {}

    @contextmanager
    def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
        steps: list[int] = []
        told[title] = [total]
        yield steps.append
        told[title].append(sum(steps))

    fill_busy(app, clock.now(), SIZE, progress)
    assert all(total == done for total, done in told.values()), told
    assert len(told) >= 4
    return app


def test_rows_and_sums(busy: Flask) -> None:
    from core.base.db import db
    from core.booking.models import Booking
    from core.campaigns import service as campaigns
    from core.opinions.models import Opinion, OpinionCounter, OpinionSupport
    from plugins.hotline.models import Call, Order, Shift

    with busy.app_context():
        campaign = campaigns.live_campaigns()[0]
        assert db.session.query(Call).count() == 200
        assert db.session.query(Booking).count() == 60
        said = db.session.query(Opinion).filter_by(kind="decisions.comment").count()
        assert said == 20
        assert sums.booking_faults() == []
        assert sums.order_faults() == []
        assert 5 <= db.session.query(Order).count() <= 60
        assert db.session.get_one(OpinionCounter, campaign.id).last == db.session.query(Opinion).count()
        behind = db.session.query(OpinionSupport).count()
        assert sum(row.supports for row in db.session.query(Opinion)) == behind
        window = (campaign.starts_on, clock.local(clock.now()).date())
        days = [clock.local(row.arrived_at).date() for row in db.session.query(Call)]
        assert window[0] <= min(days)
        assert max(days) <= window[1]
        assert all(row.ended_at <= clock.now() for row in db.session.query(Call) if row.ended_at)
        hours = {row.id: (row.starts_at, row.ends_at) for row in db.session.query(Shift)}
        assert {row.shift_id for row in db.session.query(Call) if row.shift_id} <= set(hours)
        seals, entries, findings = audit_seals.verify(clock.now())
        assert (bool(seals), entries > 100, findings) == (True, True, [])


def test_the_office_has_papers_of_every_department(busy: Flask) -> None:
    """Each paper stands as its last handing does, findings are those of faults, and the board counts them."""
    from core.api import SYSTEM
    from core.base.db import db
    from core.campaigns import service as campaigns
    from plugins.assessment.models.inspection import Check, Finding
    from plugins.assessment.models.photos import Photo
    from plugins.assessment.models.scores import ScoreRun
    from plugins.assessment.models.submissions import Handing, Submission
    from plugins.assessment.service import duties

    with busy.app_context():
        campaign = campaigns.live_campaigns()[0]
        last = {row.submission_id: row for row in db.session.query(Handing).order_by(Handing.number)}
        papers = db.session.query(Submission).all()
        assert len(papers) > 100
        assert {row.state for row in papers} == {"accepted", "handed_in", "returned", "draft"}
        for row in papers:
            assert (last[row.id].state if row.id in last else "draft") == row.state
            assert (row.in_at is None) == (row.state == "draft")
        assert all(row.came_at <= clock.now() for row in last.values())
        board = duties.board(campaign, actor=SYSTEM, now=clock.now())
        handed = {(row.department_id, row.key) for row in papers if row.state in ("accepted", "handed_in")}
        shown = {
            place
            for place, cell in board.cells.items()
            if cell.submission_id and cell.state.startswith("in_")
        }
        assert shown == handed
        assert db.session.query(Finding).count() == db.session.query(Check).filter_by(verdict="fault").count()
        assert db.session.query(Photo).filter(Photo.looks != "").count() >= 4
        assert db.session.query(ScoreRun).one().state == "ready"


def test_nothing_of_an_erased_person_is_left(busy: Flask) -> None:
    """Of somebody who rang and gave up, and of somebody who was at an open day."""
    from core.base.db import db, unit_of_work
    from core.booking.models import Booking, BookingSession
    from core.users.service.personal import erase_person
    from plugins.hotline.models import Call, Order

    with busy.app_context():
        now = clock.now()
        rang = db.session.query(Call).filter(Call.outcome == "abandoned").first()
        over = db.session.query(BookingSession.id).filter(BookingSession.ends_at < now)
        came = db.session.query(Booking).filter(Booking.session_id.in_(over)).first()
        assert rang is not None
        assert came is not None
        with_orders = {row.person_digest for row in db.session.query(Order)}
        for row in (rang, came):
            number, person = privacy.unseal(row.phone_sealed), row.person_digest
            assert re.fullmatch(r"13800[01]\d{5}", number)
            assert person not in with_orders
            with unit_of_work():
                erase_person(number, now=now)
            for table, _sealed, digest in personal.sealed_columns():
                if digest and table.partition("_")[0] in ("hotline", "booking", "opinions"):
                    found = text(f"SELECT count(*) FROM {table} WHERE {digest} = :person")
                    assert db.session.execute(found, {"person": person}).scalar() == 0, table
            db.session.rollback()
        assert sums.booking_faults() == []


def test_a_database_with_people_is_left_alone(busy: Flask) -> None:
    from core.demo import drawn, fill_busy

    with pytest.raises(RuleBroken, match="demo_not_empty"):
        fill_busy(busy, clock.now(), SIZE, drawn)


def test_every_main_page_opens_for_every_role(busy: Flask) -> None:
    from core.campaigns import service as campaigns

    with busy.app_context():
        slug = campaigns.live_campaigns()[0].slug
    visitor = busy.test_client()
    paths = set(re.findall(r'href="(/zh/[^"#?]*)"', visitor.get(f"/zh/c/{slug}/").text))
    assert len(paths) > 10
    assert [p for p in sorted(paths) if visitor.get(p, follow_redirects=True).status_code != 200] == []
    for login in LOGINS:
        client = busy.test_client()
        client.post("/zh/staff/sign-in", data={"login_name": login, "password": "yunchuan-demo"})
        home = client.get("/zh/staff/")
        assert home.status_code == 200, login
        links = {p for p in re.findall(r'href="(/zh/staff/[^"#?]*)"', home.text) if "sign-out" not in p}
        closed = [p for p in sorted(links) if client.get(p, follow_redirects=True).status_code != 200]
        assert (login, closed) == (login, [])
