"""What follows a day, on the database: figures that stay, persons that go on time, reminders that come once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.base.access import SYSTEM, VISITOR
from core.base.clock import SHANGHAI, travel
from plugins.open_day.rules.after_the_day import EVALUATION
from plugins.open_day.service import figures, keeping, looking_back, places, reminding
from tests.web.open_day.conftest import NOW, STAFF, House
from tests.web.open_day.test_after import EVENING, confirm, editor, walk

if TYPE_CHECKING:
    from core.booking.contracts import BookingView

DAY = timedelta(days=1)
SOON = NOW + timedelta(hours=1)


def book(house: House, n: int, *, party: int = 1, session: int = 0) -> BookingView:
    shown = places.public_open_day(house.campaign, 1)
    return places.book(
        house.campaign,
        places.BookRequest(
            open_day_id=1, session_id=shown.event.sessions[session].id, phone=f"1380000{n:04d}",
            category="其他群众" if n % 2 else "职工代表", call_name="王女士", declared=("age_capacity", "ties"),
            needs=(), photo_consent=True, notice_agreed_at=SOON, key=f"after-{n}", party=party,
        ),
        actor=VISITOR,
        now=SOON,
    )  # fmt: skip


def people_come(house: House) -> None:
    """Three bookings (one cancelled), one arrival, a walk-in of two, and an arrival that was undone."""
    from core.booking import service as booking

    with house.app.app_context():
        first, second, third = (book(house, n) for n in (1, 2, 3))
        booking.cancel_booking(third.token, actor=VISITOR, now=SOON)
        event = places.public_open_day(house.campaign, 1).event
        door: dict[str, Any] = {"declared": ("age_capacity",), "at": EVENING, "actor": SYSTEM, "now": EVENING}
        booking.arrive(event.id, booking=first.id, way="list", people=1, client_key="k1", **door)
        taken_back = booking.arrive(
            event.id, booking=second.id, way="list", people=1, client_key="k2", **door
        )
        booking.undo_arrival(taken_back.id, actor=SYSTEM, now=EVENING)
        booking.walk_in(
            event.id, event.sessions[0].id, people=2, category="其他群众", client_key="k3", **door
        )


def evaluated(house: House, at: datetime) -> None:
    """The evaluation is public `at`."""
    with travel(at):
        confirm(house)
        with house.as_(editor(house)) as browser:
            text = {
                "title": "总结评估",
                "part-effects": "好",
                "part-problems": "少",
                "part-measures": "改",
                "not_secret": "y",
            }
            browser.post(f"{STAFF}/announcements/1/evaluation/edit", data=text)
            assert browser.post(f"{STAFF}/announcements/1/evaluation/submit").status_code == 303
        walk(house, "open_day.evaluation")


def test_figures_count_people_and_outlive_them(house: House) -> None:
    house.publish()
    people_come(house)
    evaluated(house, EVENING)
    with house.app.app_context():
        before = figures.counted_of(1, places.public_open_day(house.campaign, 1).event)
        assert (before.booked, before.cancelled, before.attended, before.walk_ins) == (2, 1, 3, 2)
        assert before.by_category == (("其他群众", 1, 3), ("职工代表", 1, 0))
        # 90 days after the evaluation, which came out on the evening of the day itself.
        assert [p.count for p in keeping.purge_due(EVENING + 89 * DAY)] == [0, 0]
        gone = keeping.purge_due(EVENING + 90 * DAY)
        assert {p.field: p.count for p in gone} == {"open_day.booking.phone": 3, "open_day.booking.name": 3}
        assert [p.count for p in keeping.purge_due(EVENING + 91 * DAY)] == [0, 0]
        after = figures.counted_of(1, places.public_open_day(house.campaign, 1).event)
        assert after == before


def test_without_an_evaluation_the_old_term_runs(house: House) -> None:
    house.publish()
    with house.app.app_context():
        book(house, 1)
        due = datetime(2026, 9, 19, 12, tzinfo=SHANGHAI) + 105 * DAY  # OD-11 and PI-03
        assert sum(p.count for p in keeping.purge_due(due - DAY)) == 0
        assert sum(p.count for p in keeping.purge_due(due)) == 2


def test_a_day_that_was_called_off_counts_from_the_calling_off(house: House) -> None:
    from core.base.db import unit_of_work
    from core.booking import service as booking
    from plugins.open_day.models_taking_part import Change

    house.publish()
    off = NOW + 2 * DAY
    with house.app.app_context():
        book(house, 1)
        with unit_of_work() as session:
            event = places.public_open_day(house.campaign, 1).event
            booking.call_off_event(event.id, actor=SYSTEM, now=off)
            session.add(
                Change(
                    open_day_id=1,
                    session_id=None,
                    what="called_off",
                    reason="暴雨",
                    before={},
                    after={},
                    at=off,
                )
            )
        assert looking_back.days_behind(house.campaign, off)[0].called_off
        assert sum(p.count for p in keeping.purge_due(off + 89 * DAY)) == 0
        assert sum(p.count for p in keeping.purge_due(off + 90 * DAY)) == 2


def test_reminders_come_once_before_and_once_after(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.base import jobs, outbox
    from core.base.db import db, unit_of_work
    from core.base.registry import registry
    from core.users import service as users
    from core.users.contracts import SavePerson

    house.publish()
    with house.app.app_context():
        person = users.add_person(
            SavePerson("王青禾", "editor", house.water, "", "e@example.org"), actor=SYSTEM, now=NOW
        )
        users.give_role(person, "editor", house.water, None, actor=SYSTEM, now=NOW)
        monkeypatch.setattr(registry(), "staff_way", lambda _user, _kind: outbox.StaffWay("mail", "zh"))

        def told() -> list[str]:
            rows = db.session.query(outbox.OutboxMessage).order_by(outbox.OutboxMessage.id)
            return [
                f"{row.kind}:{row.fact}"
                for row in rows
                if row.kind.startswith("open_day.") and row.user_id == person
            ]

        for day in (20, 21, 22, 23, 24):  # OD-10 is the 22nd
            with unit_of_work():
                reminding.look_back(datetime(2026, 9, day, 8, 40, tzinfo=SHANGHAI))
        assert told() == [
            "open_day.due_soon:open_day:1:results:before:2026-09-22",
            "open_day.overdue:open_day:1:results:after:2026-09-22",
        ]
        # Each look has asked for the next one, once.
        rows = db.session.query(jobs.JobRow).filter_by(name=reminding.JOB).all()
        assert max(row.key or "" for row in rows) == f"{reminding.JOB}:2026-09-25"


def test_the_evaluation_is_archived_listed_and_blanked_with_its_draft(house: House) -> None:
    from core.publishing import service as publishing
    from plugins.open_day import showing_after, store_after

    house.publish()
    evaluated(house, EVENING)
    with house.app.app_context():
        published = publishing.published("open_day.evaluation", 1)
        assert published is not None
        assert [c.title for c in showing_after.copies(published.revision)] == ["#1"]
        showing_after.blank(published.revision, EVENING)
        row = store_after.text(1, EVALUATION)
        assert row is not None
        assert set(row.parts.values()) == {""}
        day = looking_back.days_behind(house.campaign, EVENING + DAY)[0]
        assert [(d.what, d.mark) for d in day.duties] == [("results", "due"), ("evaluation", "done")]
