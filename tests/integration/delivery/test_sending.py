"""The life of a message: once for a fact, quiet hours, a clock that is set back, lost workers, erasing, forgetting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from core.base import clock, keyring
from core.base.access import SYSTEM, Actor, Grant
from core.base.db import db, unit_of_work
from core.base.errors import NotAllowed, NotFound, RuleBroken
from core.base.outbox import queue_message
from core.base.privacy import digest, unseal
from core.base.registry import registry, settings
from core.delivery import digest as digests
from core.delivery import rules, service, store
from core.delivery.service import acts, sending
from tests.integration.delivery.conftest import (
    NOW,
    PAIR_KEY,
    PHONE,
    chooses,
    deliver,
    person,
    queue_sms,
    queue_test,
    rows,
)
from tests.integration.delivery.servers import http_server, mail_server

LATE_EVENING = NOW + timedelta(hours=14)  # 23:00 in China
CLERK = Actor(7, "李", (Grant("office", frozenset({acts.SEE, acts.READ, acts.ACT, acts.CALLS}), None, None),))
ADMIN = Actor(8, "程", (Grant("administrator", frozenset({acts.SEE, acts.TEST}), None, None),))


@pytest.fixture
def sms(house):
    """An app whose SMS go to a real HTTP server."""
    with http_server() as (port, posts):
        app: Flask = house(SMS_GATEWAY="http", SMS_URL=f"http://127.0.0.1:{port}/", SMS_KEY=PAIR_KEY)
        with app.app_context():
            yield posts


def test_one_person_gets_one_message_for_one_fact(sms):
    assert queue_sms()
    assert not queue_sms()
    assert queue_sms(fact="booking:2:booked")
    assert queue_sms(phone="13800002047")
    with pytest.raises(ValueError, match="declared by nobody"):
        queue_test(1, kind="delivery.pigeon")
    with pytest.raises(KeyError), unit_of_work():
        queue_message(kind="open_day.cancelled", fact="f", phone=PHONE, now=NOW)
    assert len(rows()) == 3


def test_a_rotation_of_the_keys_doubles_nothing(sms):
    assert queue_sms()
    keyring.rotate(settings(), NOW)
    assert not queue_sms()
    assert queue_sms(fact="booking:2:booked")


def test_nothing_leaves_when_the_fact_is_undone(sms):
    with pytest.raises(RuleBroken), unit_of_work():
        queue_sms()
        raise RuleBroken("no_gateway")
    assert rows() == []


def test_quiet_hours_hold_what_is_not_urgent(sms):
    queue_sms(now=LATE_EVENING)
    with unit_of_work():
        queue_message(
            kind="users.phone_code", fact="users.code:1", phone=PHONE, now=LATE_EVENING,
            params={"code": "123456", "minutes": 10},
        )  # fmt: skip
    assert deliver("sms", LATE_EVENING)
    assert not deliver("sms", LATE_EVENING + timedelta(hours=8))
    assert [row.state for row in rows()] == ["waiting", "sent"]
    morning = NOW + timedelta(hours=23)
    assert morning <= rows()[0].try_at <= morning + timedelta(minutes=20)
    assert deliver("sms", morning + timedelta(minutes=20))
    assert [row.state for row in rows()] == ["sent", "sent"]


def test_a_code_is_not_sent_after_its_minutes(sms):
    with unit_of_work():
        queue_message(
            kind="users.phone_code", fact="users.code:1", phone=PHONE, now=NOW,
            params={"code": "123456", "minutes": 10},
        )  # fmt: skip
    assert not deliver("sms", NOW + timedelta(minutes=10))
    assert (rows()[0].state, rows()[0].fault) == ("dropped", "expired")
    assert sms.bodies == []


def test_a_clock_set_back_neither_holds_nor_doubles(sms):
    """Queued and tried by a clock that was three days fast; then the clock is put right."""
    fast = NOW + timedelta(days=3)
    with clock.travel(fast):
        queue_sms(now=clock.now())
        sms.answers = [(503, "{}")]
        assert deliver("sms", clock.now())
        assert rows()[0].state == "retry"
        queue_sms(fact="booking:2:booked", now=clock.now())
        assert deliver("sms", clock.now())
    with clock.travel(NOW):
        assert deliver("sms", clock.now()), "due by no clock that is right: now"
        assert not deliver("sms", clock.now())
    assert [row.state for row in rows()] == ["sent", "sent"]
    assert len({body["id"] for body in sms.bodies}) == 2


def test_a_message_in_hand_when_the_clock_goes_back_is_left_alone(sms):
    queue_sms()
    parcel = sending.take("sms", now=NOW)
    assert parcel is not None
    leases = rules.Leases(180.0)
    for moment, ticks in ((NOW, 10.0), (NOW - timedelta(days=1), 100.0), (NOW + timedelta(days=1), 189.0)):
        assert service.free_lost(leases, monotonic=ticks, now=moment) == 0
        assert sending.take("sms", now=moment) is None
    assert sending.settle(parcel, rules.Outcome("sent"), repeats_safely=True, now=NOW) == "sent"


def test_what_a_lost_worker_had_in_hand(house):
    """A gateway that knows messages by their key gets it again; for a mail a person decides."""
    with http_server() as (port, _posts), mail_server() as (url, mails):
        app = house(SMS_GATEWAY="http", SMS_URL=f"http://127.0.0.1:{port}/", SMS_KEY=PAIR_KEY, SMTP_URL=url)
        with app.app_context():
            who = person()
            chooses(who, "mail", "a@example.org")
            queue_test(who)
            queue_sms()
            lost_mail = sending.take("mail", now=NOW)
            lost_sms = sending.take("sms", now=NOW)
            assert lost_mail is not None
            assert lost_sms is not None
            leases = rules.Leases(180.0)
            assert service.free_lost(leases, monotonic=0.0, now=NOW) == 0
            assert service.free_lost(leases, monotonic=200.0, now=NOW) == 2
            assert [row.state for row in rows()] == ["uncertain", "retry"]
            assert not deliver("mail")
            # The worker was only slow after all: its word counts, unless somebody else has it in hand meanwhile.
            second = sending.take("sms", now=NOW)
            assert second is not None
            assert sending.settle(lost_sms, rules.Outcome("refused"), repeats_safely=True, now=NOW) == ""
            assert sending.settle(second, rules.Outcome("sent"), repeats_safely=True, now=NOW) == "sent"
            assert sending.settle(lost_mail, rules.Outcome("sent"), repeats_safely=False, now=NOW) == "sent"
            with pytest.raises(RuleBroken, match=r"delivery.nothing_changed"):
                service.send_again([row.id for row in rows()], actor=CLERK, now=NOW)
            assert mails.taken == []


def test_acts_by_hand(sms):
    sms.answers = [(422, "{}")] * 3
    for number in range(3):
        queue_sms(fact=f"booking:{number}:booked")
        deliver("sms")
    again, away, by_phone = (row.id for row in rows())
    assert service.stuck_counts() == {"given_up": 3}
    with pytest.raises(NotAllowed):
        service.send_again([again], actor=ADMIN, now=NOW)
    assert service.send_again([again], actor=CLERK, now=NOW) == 1
    assert service.drop([away], "重复了", actor=CLERK, now=NOW) == 1
    assert service.call_instead([by_phone, away], actor=CLERK, now=NOW) == 1
    assert deliver("sms")
    assert [row.state for row in rows()] == ["sent", "dropped", "call"]
    (call,), _pages, _total = service.calls(actor=CLERK)
    assert (call.number, call.tries) == (PHONE, 0)
    service.record_call(by_phone, "no_answer", "", actor=CLERK, now=NOW)
    service.record_call(by_phone, "told", "本人接的", actor=CLERK, now=NOW)
    assert (rows()[2].state, rows()[2].ended_by, unseal(rows()[2].note_sealed)) == ("called", 7, "本人接的")
    with pytest.raises(NotFound, match="call_gone"):
        service.record_call(by_phone, "told", "", actor=CLERK, now=NOW)


def test_without_a_gateway_people_are_called(house):
    with house().app_context():
        assert queue_sms()
        with unit_of_work():
            assert queue_message(
                kind="open_day.cancelled", fact="booking:9:booked", call="0411-8888000", now=NOW,
                params={"department": "云川市水务局", "number": "KF-9"},
            )  # fmt: skip
        found, _pages, total = service.calls(actor=CLERK)
        assert total == 2
        assert [call.number for call in found] == [PHONE, "0411-8888000"]
        with pytest.raises(ValueError, match="one person's eyes"), unit_of_work():
            queue_message(
                kind="users.phone_code", fact="c", phone=PHONE, now=NOW, params={"code": "1", "minutes": 1}
            )


def test_the_administrator_sees_counts_and_reasons_only(sms):
    sms.answers = [(422, "{}")]
    queue_sms()
    deliver("sms")
    page = service.outbox(actor=ADMIN, now=NOW)
    assert page.lines == ()
    assert page.counts == {"given_up": 1}
    assert [(s.fault, s.figure, s.count) for s in service.stuck(actor=ADMIN)] == [("sms_refused", "422", 1)]
    (line,) = service.outbox(actor=CLERK, now=NOW).lines
    assert line.to == "138****2046"
    assert "KF-7Q4M2" in line.text
    here = replace(CLERK, grants=(replace(CLERK.grants[0], campaign_id=5),))
    assert service.outbox(actor=here, now=NOW).lines == ()


def test_erasing_stops_what_waits_and_leaves_nothing_personal(sms):
    queue_sms()
    deliver("sms")
    queue_sms(fact="booking:2:booked")
    with unit_of_work():
        service.forget_person(digest(PHONE), NOW)
    assert not deliver("sms")
    assert [row.state for row in rows()] == ["sent", "dropped"]
    for row in rows():
        assert row.phone_sealed == row.body_sealed == row.receipt == ""
        assert row.person_digest == f"erased:{row.id}"
    with unit_of_work():
        service.forget_person(digest(PHONE), NOW)
    assert len(sms.bodies) == 1


def test_words_are_forgotten_after_thirty_days(sms):
    queue_sms()
    deliver("sms")
    queue_sms(fact="booking:2:booked")
    assert service.forget_sent(NOW + timedelta(days=29)) == 0
    assert service.forget_sent(NOW + timedelta(days=31)) == 1
    done, waits = rows()
    assert done.phone_sealed == done.body_sealed == ""
    assert waits.body_sealed
    assert not queue_sms(), "what was once told is still known"
    line = service.outbox(actor=CLERK, now=NOW).lines[-1]
    assert (line.to, line.text) == ("", "")


def test_staff_choose(house):
    with mail_server() as (url, _mails), house(SMTP_URL=url).app_context():
        who = person()
        assert not queue_test(who), "nobody is written to unasked"
        chooses(who, "mail", "a@example.org", unwanted=("delivery.digest", "delivery.test"))
        assert not queue_test(who, kind="delivery.digest", params={"count": 1, "late": 0, "day": NOW.date()})
        assert queue_test(who), "a test can't be unwanted"
        chooses(who, "", "")
        assert (rows()[0].state, rows()[0].fault) == ("dropped", "unwanted")


def test_the_morning_digest_tells_how_much_waits(house):
    with mail_server() as (url, mails), house(SMTP_URL=url).app_context():
        from core.users import service as users

        who = person()
        users.give_role(who, "office", None, None, actor=SYSTEM, now=NOW)
        chooses(who, "mail", "a@example.org")
        digests.send_digests(NOW)
        assert rows() == [], "an empty desk is no news"
        with unit_of_work():
            queue_message(
                kind="open_day.cancelled",
                fact="b",
                phone=PHONE,
                now=NOW,
                params={"department": "x", "number": "1"},
            )  # no gateway: somebody has to call
        digests.send_digests(NOW)
        digests.send_digests(NOW)
        assert deliver("mail")
        assert not deliver("mail")
        assert mails.taken[0][1] == "今天有 1 件事等您办"


def test_the_day_is_planned_once(house):
    with house().app_context():
        from core.base.jobs import JobRow

        early = NOW - timedelta(hours=2)
        for moment in (early, early, NOW + timedelta(hours=5)):
            assert service.plan_day(now=moment) == NOW.date()
        (job,) = db.session.query(JobRow).filter_by(name="delivery.digest")
        assert clock.local(job.run_at).strftime("%H:%M") == "08:30"
        assert service.plan_day(now=NOW + timedelta(days=1)) == NOW.date() + timedelta(days=1)  # a Saturday
        assert db.session.query(JobRow).filter_by(name="delivery.digest").count() == 1


def test_health_speaks_up(sms):
    def told(now):
        return [n.level for name, n in registry().host.contribute("health", now=now) if name == "delivery"]

    assert told(NOW) == ["ok"]
    queue_sms()
    assert told(NOW + timedelta(minutes=9)) == ["ok"]
    assert told(NOW + timedelta(minutes=11)) == ["warn"]
    sms.answers = [(422, "{}")]
    deliver("sms")
    assert told(NOW) == ["warn"]
    assert store.any_due("sms", NOW, quiet=False) is False
