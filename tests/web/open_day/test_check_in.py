"""The day at the door: scripts' endpoints, the page's own forms, the printed roster keyed in, who may stand there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.base import clock
from core.base.access import SYSTEM
from core.base.clock import SHANGHAI
from core.base.db import db
from core.booking import service as booking
from core.booking.contracts import BookingView, BookPlace
from core.booking.models import BookingArrival
from tests.web.open_day.conftest import EDITING, STAFF, House, officer

DOOR = f"{STAFF}/announcements/1/check-in"
DAY = datetime(2026, 9, 19, 9, 5, tzinfo=SHANGHAI)
PHONES = {"赵先生": "13800002046", "钱女士": "13800003157", "孙老师": "13911112046", "李大爷": "13800004268"}


@dataclass
class Gate:
    """A published open day on its day, with four bookings; the last one is for the afternoon."""

    house: House
    browser: FlaskClient
    held: dict[str, BookingView] = field(default_factory=dict)
    keys: int = 0

    def act(self, **what: Any) -> tuple[int, dict[str, Any]]:
        self.keys += 1
        given = {
            "key": f"{self.keys:032x}",
            "at": clock.now().isoformat(),
            "kind": "arrive",
            "people": 1,
            "way": "list",
            "confirmed": True,
            **what,
        }
        answer = self.browser.post(f"{DOOR}/act.json", json=given, headers={"Accept": "application/json"})
        return answer.status_code, answer.get_json()

    def page(self, **query: Any) -> str:
        return self.browser.get(f"{DOOR}/", query_string=query).text

    def counts(self) -> list[int]:
        return [int(n) for n in re.findall(r'data-arrived="\d+">(\d+)<', self.page())]


def book(event_id: int, session_id: int, name: str, phone: str, party: int = 1) -> BookingView:
    command = BookPlace(
        event_id=event_id,
        session_id=session_id,
        phone=phone,
        call_name=name,
        category="其他群众",
        declared=("age_capacity", "ties"),
        needs=(),
        photo_consent=False,
        notice_agreed_at=clock.now(),
        idempotency_key=f"key-{phone}",
        party=party,
    )
    return booking.book_place(command, actor=SYSTEM, now=clock.now())


@pytest.fixture
def gate(house: House) -> Iterator[Gate]:
    house.publish()
    keeper = officer(101, "editor", house.water, *EDITING, "open_day.check_in")
    held = {}
    with house.app.app_context():
        event = booking.view_event("open_day.announcement", 1) or booking.view_event("open_day", 1)
        assert event is not None
        for n, (name, phone) in enumerate(PHONES.items()):
            held[name] = book(event.id, event.sessions[n // 3].id, name, phone)
    with clock.travel(DAY), house.as_(keeper) as browser:
        yield Gate(house, browser, held)


def test_a_device_learns_no_phone_and_finds_people_by_salted_digests(gate: Gate) -> None:
    answer = gate.browser.get(f"{DOOR}/list.json")
    listed = answer.get_json()
    assert not any(phone in answer.text for phone in PHONES.values())
    assert not any(held.token in answer.text for held in gate.held.values())

    def digest(value: str) -> str:
        return hashlib.sha256(f"{listed['salt']}:{value}".encode()).hexdigest()[:32]

    alike = [p["name"] for p in listed["people"] if p["digits"] == digest("2046")]
    assert alike == ["赵先生", "孙老师"]
    shown = [p["name"] for p in listed["people"] if p["code"] == digest(gate.held["钱女士"].token)]
    assert shown == ["钱女士"]
    # The list belongs to the day: the evening before it is empty.
    with clock.travel(DAY - timedelta(days=1)):
        assert gate.browser.get(f"{DOOR}/list.json").get_json()["people"] == []


def test_an_arrival_counts_once_and_a_second_scan_tells_the_first(gate: Gate) -> None:
    zhao = gate.held["赵先生"].id
    status, first = gate.act(booking=zhao, people=2, key="a" * 32)
    assert (status, first["outcome"], first["people"]) == (200, "in", 2)
    with clock.travel(DAY + timedelta(minutes=7)):
        # The same message again (its answer was lost) is the same arrival; a new scan is a duplicate of the first.
        assert gate.act(booking=zhao, people=2, key="a" * 32)[1]["id"] == first["id"]
        again = gate.act(booking=zhao)[1]
    assert (again["outcome"], again["at"], again["people"]) == ("duplicate", first["at"], 2)
    assert gate.counts() == [2, 0]
    # Whoever stood there was told at once, so nothing is left to look at.
    assert "要看一看" not in gate.page()
    assert gate.act(kind="undo", arrival=first["id"])[0] == 200
    assert gate.counts() == [0, 0]
    assert gate.act(booking=zhao)[1]["outcome"] == "in"


def test_what_was_done_while_away_leaves_conflicts_until_they_are_seen(gate: Gate) -> None:
    zhao, qian = gate.held["赵先生"], gate.held["钱女士"]
    at = (DAY - timedelta(minutes=1)).isoformat()
    gate.act(booking=zhao.id)
    with gate.house.app.app_context(), clock.travel(DAY - timedelta(hours=2)):
        booking.cancel_booking(qian.token, actor=SYSTEM, now=clock.now())
    assert gate.act(booking=zhao.id, away=True, at=at)[1]["outcome"] == "duplicate"
    assert gate.act(booking=qian.id, away=True, at=at)[1]["outcome"] == "not_booked"
    assert gate.act(booking="0919-1-099", away=True, at=at)[1]["outcome"] == "unknown"
    page = gate.page()
    assert "3 条" in page
    assert qian.number in page
    for arrival in re.findall(r'data-settle="seen" data-arrival="(\d+)"', page):
        assert gate.browser.post(f"{DOOR}/seen", data={"arrival": arrival}).status_code == 303
    assert "要看一看" not in gate.page()
    assert gate.counts() == [1, 0]


def test_the_true_time_is_kept_and_an_impossible_one_refused(gate: Gate) -> None:
    true = DAY - timedelta(minutes=50)
    status, told = gate.act(booking=gate.held["赵先生"].id, at=true.isoformat(), away=True)
    assert (status, datetime.fromisoformat(told["at"])) == (200, true)
    assert gate.act(booking=gate.held["钱女士"].id, at=(DAY + timedelta(hours=1)).isoformat())[0] == 409
    assert gate.act(booking=gate.held["钱女士"].id, at=(DAY - timedelta(days=1)).isoformat())[0] == 409
    faults: tuple[dict[str, Any], ...] = (
        {"at": "yesterday"}, {"people": "2"}, {"people": 99}, {"booking": 1.5}, {"booking": None},
        {"kind": "dance"}, {"key": "x" * 65}, {"confirmed": "yes"}, {"session": {}},
    )  # fmt: skip
    for broken in faults:
        status, told = gate.act(**{"booking": gate.held["钱女士"].id, **broken})
        assert status == 422, (broken, told)
    assert gate.browser.post(f"{DOOR}/act.json", data="[", content_type="application/json").status_code == 422


def test_walk_ins_come_in_while_there_is_room(gate: Gate) -> None:
    page = gate.page()
    morning = re.search(r'name="session" value="(\d+)"', page)
    assert morning is not None
    form = {"session": morning[1], "people": "2", "category": "其他群众", "key": "b" * 32}
    refused = gate.browser.post(f"{DOOR}/walk-in", data=form)
    assert refused.status_code == 422
    assert "请先当面核对" in refused.text
    done = gate.browser.post(f"{DOOR}/walk-in", data={**form, "confirmed": "y"}, follow_redirects=True)
    assert "欢迎" in done.text
    assert gate.counts() == [2, 0]
    # 30 places: after the start every place that nobody sits on may be given away, and no more.
    for _twice in range(2):
        gate.act(kind="walk_in", session=int(morning[1]), people=14, category="其他群众")
    status, told = gate.act(kind="walk_in", session=int(morning[1]), people=1, category="其他群众")
    assert (status, told["code"]) == (409, "room_full")
    assert "30" in told["error"]
    # Before the start the places of those who booked are kept for them.
    with clock.travel(DAY.replace(hour=13)):
        afternoon = int(re.findall(r'name="session" value="(\d+)"', page)[1])
        assert gate.act(kind="walk_in", session=afternoon, people=20, category="其他群众")[0] == 200
        assert gate.act(kind="walk_in", session=afternoon, people=10, category="其他群众")[0] == 409
        assert gate.act(kind="walk_in", session=afternoon, people=9, category="其他群众")[0] == 200


def test_the_form_works_without_scripts(gate: Gate) -> None:
    def asked(text: str, session: int = 0) -> str:
        sent = {"text": text} | ({"session": session} if session else {})
        return gate.browser.post(f"{DOOR}/look-up", data=sent).text

    zhao, li = gate.held["赵先生"], gate.held["李大爷"]
    both = asked("2046")
    assert "赵先生" in both
    assert "孙老师" in both
    for text in (zhao.number, zhao.number.replace("-", ""), "1", f"https://x.cn/zh/c/a/booking/{zhao.token}"):
        assert "赵先生" in asked(text), text
    assert "报的是今天另一场" in asked(li.number)
    assert "可以签到" not in asked(li.number)
    assert "名单里没有" in asked("0919-1-077")
    assert gate.browser.post(f"{DOOR}/look-up", data={"text": "你好"}).status_code == 422

    let = {"booking": str(zhao.id), "people": "1", "key": "c" * 32}
    done = gate.browser.post(f"{DOOR}/let-in", data=let, follow_redirects=True)
    assert "欢迎" in done.text
    assert "已经签过到" in asked(zhao.number)


def test_a_printed_roster_is_keyed_in_with_the_true_time(gate: Gate) -> None:
    zhao, qian = gate.held["赵先生"], gate.held["钱女士"]
    gate.act(booking=zhao.id)
    with clock.travel(DAY + timedelta(days=2)):
        page = gate.browser.get(f"{DOOR}/paper?session={zhao.session.id}").text
        assert f'name="came-{zhao.id}"' not in page
        key = re.search(r'name="key"[^>]*value="(\w+)"', page)
        assert key is not None
        form = {"at": "08:55", f"came-{qian.id}": "y", f"people-{qian.id}": "2", "walk_ins": "3",
                "category": "其他群众", "key": key[1], "confirmed": "y"}  # fmt: skip
        for _twice in range(2):
            answer = gate.browser.post(f"{DOOR}/paper?session={zhao.session.id}", data=form)
            assert answer.status_code == 303, answer.text
    with gate.house.app.app_context():
        rows = db.session.query(BookingArrival).filter_by(outcome="in").order_by(BookingArrival.id).all()
        assert [(r.way, r.people) for r in rows] == [("list", 1), ("paper", 2), ("walk_in", 3)]
        assert clock.local(rows[1].at).strftime("%m-%d %H:%M") == "09-19 08:55"


def test_only_those_of_the_door_stand_at_it(gate: Gate) -> None:
    addresses = ("", "now", "list.json", "token.json", "paper")
    stranger = officer(111, "editor", gate.house.water + 1, *EDITING, "open_day.check_in")
    with gate.house.as_(stranger) as other:
        assert {other.get(f"{DOOR}/{a}").status_code for a in addresses} == {404}
        sent = {"key": "d" * 32, "at": DAY.isoformat(), "kind": "seen", "arrival": 1}
        assert other.post(f"{DOOR}/act.json", json=sent).status_code == 404
    with gate.house.as_(gate.house.editor) as without:
        assert {without.get(f"{DOOR}/{a}").status_code for a in addresses} == {403}


def test_the_camera_is_open_on_this_page_only(gate: Gate) -> None:
    with gate.house.as_(officer(101, "editor", gate.house.water, *EDITING, "open_day.check_in")) as browser:
        assert "camera=(self)" in browser.get(f"{DOOR}/").headers["Permissions-Policy"]
        assert "camera=()" in browser.get(f"{STAFF}/").headers["Permissions-Policy"]
        worker = browser.get(f"{DOOR}/worker.js")
        assert worker.mimetype == "text/javascript"
        for address in re.findall(r'"(/zh/[^"]+\.js)"', worker.text):
            answer = browser.get(address)
            assert answer.status_code == 200, address
            answer.close()
