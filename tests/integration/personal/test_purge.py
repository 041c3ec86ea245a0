"""The nightly purge: what is due goes and is counted; who fails is left for later; figures stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.base import clock
from core.base.db import db
from core.booking.models import Booking
from core.trail import service
from core.trail.models import PurgeRun
from tests.web.open_day.conftest import house as house

if TYPE_CHECKING:
    from tests.web.open_day.conftest import House

PHONE = "13800002046"


def booked(house: House) -> None:
    house.publish()
    with house.as_(None) as browser:
        house.book(browser, PHONE, session="1")


def test_visitors_are_forgotten_when_their_time_is_over(house: House) -> None:
    """OD-11 (15 days after the end) and PI-03 (90 days): the day of 19 September is due on 2 January."""
    booked(house)
    with house.app.app_context():
        early = service.purge_due(house.later(days=130))
        assert "open_day.booking.phone" not in early.counts
        assert early.counts["users.proof.phone"] == 1
        row = db.session.query(Booking).one()
        assert row.phone_sealed != ""
        due = house.later(days=140)
        told = service.purge_due(due, dry_run=True)
        assert told.counts["open_day.booking.phone"] == 1
        db.session.expire_all()
        assert db.session.query(Booking).one().phone_sealed != "", "a dry run changes nothing"
        done = service.purge_due(due)
        assert (done.counts["open_day.booking.phone"], done.counts["open_day.booking.name"]) == (1, 1)
        db.session.expire_all()
        row = db.session.query(Booking).one()
        assert (row.phone_sealed, row.name_sealed, row.needs, row.state) == ("", "", [], "booked")
        assert service.purge_due(due).total == 0
        runs = db.session.query(PurgeRun).order_by(PurgeRun.id).all()
        assert [run.counts.get("open_day.booking.phone", 0) for run in runs] == [0, 1, 0]


def test_who_fails_is_tried_again_and_holds_up_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.base.jobs import JobRow
    from plugins.open_day.service import keeping

    booked(house)

    def boom(now: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(keeping, "purge_due", boom)
    with house.app.app_context():
        done = service.purge_due(house.later(days=140))
        assert done.failed == ("open_day",)
        assert done.counts["users.proof.phone"] == 1
        again = db.session.query(JobRow).filter_by(name="trail.purge", state="waiting").one()
        assert again.run_at == house.later(days=140) + timedelta(hours=1)
        assert again.payload == {"tries": 1}


def test_the_job_runs_at_night_and_plans_the_next(house: House) -> None:
    from core.base import jobs
    from core.base.jobs import JobRow
    from core.trail.service import plan_purge

    with house.app.app_context():
        plan_purge(clock.now())
        assert jobs.run_long(clock.now()) == 0
        night = clock.now() + timedelta(days=1)
        assert jobs.run_long(night) == 1
        assert db.session.query(PurgeRun).count() == 1
        assert db.session.query(JobRow).filter_by(name="trail.purge", state="waiting").count() == 1


def test_the_command(house: House) -> None:
    from core.trail.commands import purge_command

    booked(house)
    with house.app.app_context(), clock.travel(house.later(days=140)):
        runner = house.app.test_cli_runner()
        dry = runner.invoke(purge_command, ["--dry-run"])
        assert "会清除" in dry.output
        assert "open_day.booking.phone\t手机号\t1" in dry.output
        assert runner.invoke(purge_command, ["--json"]).exit_code == 0
