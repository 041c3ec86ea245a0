"""Events of a telephone system on the real database: calls, places in the line, seats; any order, any number of times."""

from __future__ import annotations

import itertools
import json
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.base.db import db
from core.base.errors import Conflict, DomainError, Invalid, NotFound, RuleBroken
from core.base.live import StreamEvent
from core.base.privacy import digest, unseal
from plugins.hotline.models import Call, SeatState, TelephoneEvent, Waiter
from plugins.hotline.rules.telephone import signature
from plugins.hotline.service import keeping_calls, telephone_events
from plugins.hotline.service.telephone_events import Taken
from tests.integration.hotline.line_scene import NOW, Line, make_line

SECRET = "a secret of the telephone system"
SETTINGS = {"HOTLINE_TELEPHONE_SECRET": SECRET}
_IDS = itertools.count()


def post(payload: dict[str, Any], now: datetime, secret: str = SECRET) -> Taken:
    body = json.dumps(payload).encode()
    stamp = str(int(now.timestamp()))
    return telephone_events.take(body, time_text=stamp, signature=signature(secret, stamp, body), now=now)


def event(kind: str, seconds: float, call: str = "c-1", **more: Any) -> dict[str, Any]:
    at = NOW + timedelta(seconds=seconds)
    return {
        "event_id": f"{call}-{kind}-{seconds}",
        "call_id": call,
        "event": kind,
        "at": at.isoformat(),
        **more,
    }


@pytest.fixture
def scene(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    app = make_app()
    with app.app_context():
        yield make_line(2, "open-line")
        db.session.remove()


def one_call(call: str = "c-1") -> Call:
    db.session.expire_all()
    return db.session.scalars(select(Call).filter_by(external_id=call)).one()


def waiter_of(call: Call) -> Waiter | None:
    return db.session.scalar(select(Waiter).filter_by(call_id=call.id))


def test_a_call_from_ringing_to_the_end(scene: Line) -> None:
    seat = scene.seat(0, number=4)
    minute = NOW + timedelta(minutes=1)
    assert post(event("ringing", 0, **{"from": "+86 138 0000 2046"}), minute).state == "ringing"
    assert post(event("queued", 2, topic="热点1"), minute).state == "queued"
    call = one_call()
    assert unseal(call.phone_sealed) == "13800002046"
    waiter = waiter_of(call)
    assert waiter is not None
    assert (waiter.state, waiter.kind, waiter.joined_at, waiter.topic_id) == (
        "waiting", "call", NOW + timedelta(seconds=2), scene.topics[0],
    )  # fmt: skip
    assert post(event("answered", 11, seat=4), minute).state == "talking"
    call = one_call()
    assert (call.shift_id, call.taken_by) == (seat, 104)
    assert waiter_of(call).state == "claimed"  # type: ignore[union-attr]
    assert db.session.get(SeatState, seat).state == "serving"  # type: ignore[union-attr]
    post(event("hung_up", 50), minute)
    post(event("recording", 55, url="https://pbx.example.org/1.wav"), minute)
    call = one_call()
    assert (call.state, call.outcome, call.ended_at) == ("ended", "answered", NOW + timedelta(seconds=50))
    assert unseal(call.recording_sealed) == "https://pbx.example.org/1.wav"
    assert waiter_of(call).state == "done"  # type: ignore[union-attr]
    assert db.session.get(SeatState, seat).state == "wrap_up"  # type: ignore[union-attr]
    post(event("ringing", 0, "c-hidden"), minute)
    keys = db.session.scalars(select(StreamEvent.key).filter_by(stream="hotline.calls")).all()
    assert one_call("c-hidden").id in keys, "a call is told of even when nothing but its ringing is known"
    told = db.session.scalars(select(StreamEvent.stream)).all()
    assert "hotline.calls" in told
    assert "hotline.board" in told


def test_who_hangs_up_while_waiting_gave_up(scene: Line) -> None:
    scene.seat(0)
    post(event("queued", 0, topic=scene.topics[0], **{"from": "13800002046"}), NOW)
    post(event("hung_up", 40), NOW)
    call = one_call()
    assert call.outcome == "abandoned"
    assert (waiter_of(call).state, waiter_of(call).outcome) == ("gone", "abandoned")  # type: ignore[union-attr]


def test_answered_outside_of_our_seats_leaves_the_line(scene: Line) -> None:
    """The telephone's word stands: the seat is unknown here, or never sat down."""
    scene.seat(0, number=4)
    post(event("queued", 0, topic="热点1", **{"from": "13800002046"}), NOW)
    assert post(event("answered", 9, seat=77), NOW).state == "talking"
    assert waiter_of(one_call()).state == "closed"  # type: ignore[union-attr]
    scene.seat(1, number=5, sit=False)
    post(event("queued", 0, "c-2", topic="热点2", **{"from": "13800002047"}), NOW)
    assert waiter_of(one_call("c-2")).kind == "callback", "nobody sits there: we ring back"  # type: ignore[union-attr]
    post(event("answered", 9, "c-2", seat=5), NOW)
    assert waiter_of(one_call("c-2")).state == "closed", "who was answered isn't rung back"  # type: ignore[union-attr]


STORY = [
    event("ringing", 0, **{"from": "13800002046"}),
    event("queued", 2, topic="热点1"),
    event("answered", 11, seat=4),
    event("hung_up", 90),
]
FIELDS = (
    "state",
    "outcome",
    "arrived_at",
    "queued_at",
    "answered_at",
    "ended_at",
    "topic_id",
    "shift_id",
    "person_digest",
)


def test_every_order_ends_the_same_and_repeats_change_nothing(scene: Line) -> None:
    scene.seat(0, number=4)
    now = NOW + timedelta(minutes=2)
    expected: tuple[Any, ...] | None = None
    for number, order in enumerate(itertools.permutations(STORY)):
        name = f"p-{number}"
        mine = [e | {"call_id": name, "event_id": f"{name}-{e['event']}"} for e in order]
        for one in mine:
            assert not post(one, now).again
        before = one_call(name).changed_at
        again = [post(one, now + timedelta(seconds=9)) for one in random.Random(number).sample(mine, 4)]
        assert all(one.again and one.state == "ended" for one in again)
        call = one_call(name)
        assert call.changed_at == before
        found = tuple(getattr(call, field) for field in FIELDS)
        expected = expected or found
        assert found == expected, [e["event"] for e in order]
        waiter = waiter_of(call)
        assert waiter is None or waiter.ended_at is not None, "nobody is left in line"
    assert expected is not None
    assert expected[:2] == ("ended", "answered")
    assert db.session.scalar(select(func.count()).select_from(TelephoneEvent)) == 24 * 4


def test_a_key_and_a_recording_alone_make_no_call_that_rings(scene: Line) -> None:
    post(event("key", 5, digit="1", order="26-05-0001"), NOW)
    assert one_call().state == "ended"
    post(event("ringing", 0, direction="out"), NOW)
    assert (one_call().state, one_call().direction) == ("ringing", "out")


def test_what_is_refused(scene: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    good = event("ringing", 0)
    for payload, code, kind in (
        (good | {"campaign": "another"}, "telephone_campaign", NotFound),
        (event("queued", 0, topic="没有的"), "telephone_topic", Invalid),
        (event("lost", 0), "telephone_event", Invalid),
    ):
        with pytest.raises(kind) as refused:
            post(payload, NOW)
        assert refused.value.code == code
    with pytest.raises(Invalid) as wrong:
        post(good, NOW, secret="another")
    assert wrong.value.code == "telephone_signature"
    with pytest.raises(Invalid) as old:
        body, stamp = json.dumps(good).encode(), str(int(NOW.timestamp()) - 3600)
        telephone_events.take(body, time_text=stamp, signature=signature(SECRET, stamp, body), now=NOW)
    assert old.value.code == "telephone_time"
    assert db.session.scalar(select(func.count()).select_from(TelephoneEvent)) == 0
    post(good, NOW)
    make_line(1, "second")
    with pytest.raises(Conflict, match="telephone_other_campaign"):
        post(event("queued", 2, campaign="second", topic="热点1"), NOW)
    assert db.session.scalar(select(func.count()).select_from(TelephoneEvent)) == 1


def test_without_a_secret_it_says_what_to_do(db_session: Any) -> None:
    make_line(1, "open-line")
    with pytest.raises(RuleBroken, match="telephone_no_secret"):
        post(event("ringing", 0), NOW, secret="")


def test_events_of_one_call_at_the_same_moment(scene: Line, make_app: Callable[..., Flask]) -> None:
    """Eight threads tell the same four events: each is kept once, and the last state has all of them in it."""
    scene.seat(0, number=4)
    db.session.remove()
    app = make_app()
    faults: list[BaseException] = []

    def tell(number: int) -> None:
        with app.app_context():
            try:
                for one in random.Random(number).sample(STORY, 4):
                    post(one, NOW + timedelta(minutes=2))
            except DomainError as problem:
                faults.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=tell, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    call = one_call()
    assert (call.state, call.outcome, call.answered_at) == ("ended", "answered", NOW + timedelta(seconds=11))
    assert db.session.scalar(select(func.count()).select_from(TelephoneEvent)) == 4
    waiter = waiter_of(call)
    assert waiter is None or waiter.ended_at is not None


def test_erasing_and_purging_leave_times_only(scene: Line) -> None:
    scene.seat(0, number=4)
    for one in (*STORY, event("recording", 95, url="https://pbx.example.org/13800002046.wav")):
        post(one, NOW + timedelta(minutes=2))
    later = NOW + timedelta(days=89)
    assert sum(p.count for p in keeping_calls.purge(later)) == 0
    due = keeping_calls.records_of(digest("13800002046"))[0].kept_until
    assert due is not None
    purged = keeping_calls.purge(NOW + timedelta(days=91))
    assert {p.field: p.count for p in purged} == {"hotline.call.phone": 1, "hotline.call.recording": 1}
    call = one_call()
    assert (call.phone_sealed, call.recording_sealed, call.person_digest) == ("", "", "")
    assert call.outcome == "answered"
    assert not any(db.session.scalars(select(TelephoneEvent.details_sealed)))
    # an event that comes late doesn't bring the number back
    post(event("ringing", -3, **{"from": "13800002046"}), NOW + timedelta(days=1))
    assert one_call().phone_sealed == ""
