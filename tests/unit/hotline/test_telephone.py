"""What a telephone system tells: in which order events come in and how often makes no difference."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.hotline.rules import telephone
from plugins.hotline.rules.simulation import disturbed, make_day
from plugins.hotline.rules.telephone import Event, Refused, fold

NOW = datetime(2026, 5, 15, 2, 42, tzinfo=UTC)
SECRET = "a secret of the telephone system"


def event(kind: str, seconds: float, **more: Any) -> Event:
    return Event(f"{kind}-{seconds}", kind, NOW + timedelta(seconds=seconds), **more)


events = st.lists(
    st.builds(
        Event,
        id=st.uuids().map(str),
        kind=st.sampled_from(telephone.KINDS),
        at=st.integers(0, 40).map(lambda s: NOW + timedelta(seconds=s)),
        direction=st.sampled_from(["", "in", "out"]),
        topic_id=st.sampled_from([None, 1, 2]),
        seat=st.sampled_from([None, 3, 4]),
        language=st.sampled_from(["", "en"]),
        phone=st.sampled_from(["", "13800000001", "13800000002"]),
        url=st.sampled_from(["", "https://pbx.example.org/1.wav"]),
    ),
    min_size=1,
    max_size=9,
)


@given(events, st.randoms(use_true_random=False))
def test_the_order_and_repeats_of_events_make_no_difference(
    given_events: list[Event], dice: random.Random
) -> None:
    shuffled = [*given_events, *given_events[: dice.randint(0, len(given_events))]]
    dice.shuffle(shuffled)
    assert fold(shuffled) == fold(given_events)


@given(events)
def test_times_of_a_call_follow_each_other(given_events: list[Event]) -> None:
    state = fold(given_events)
    assert state.arrived_at == min(e.at for e in given_events)
    for later in (state.queued_at, state.answered_at, state.ended_at):
        assert later is None or later >= state.arrived_at
    if state.ended_at is not None:
        assert state.state == "ended"
        assert state.answered_at is None or state.ended_at >= state.answered_at
        assert state.outcome
    assert (state.outcome == "answered") == (state.ended_at is not None and state.answered_at is not None)


def test_a_call_as_it_goes_on() -> None:
    story = [
        event("ringing", 0, phone="13800000001"),
        event("queued", 2, topic_id=7),
        event("answered", 11, seat=4),
        event("hung_up", 90),
        event("recording", 95, url="https://pbx.example.org/1.wav"),
    ]
    assert [fold(story[: n + 1]).state for n in range(5)] == [
        "ringing",
        "queued",
        "talking",
        "ended",
        "ended",
    ]
    whole = fold(story)
    assert (whole.outcome, whole.topic_id, whole.seat, whole.phone) == ("answered", 7, 4, "13800000001")
    assert fold([story[0], story[1], story[3]]).outcome == "abandoned"
    assert fold([story[0], story[3]], outbound=True).outcome == "no_answer"
    assert fold([story[4]]).state == "ended", "a recording alone is no call that still rings"


def test_a_signature_holds_for_its_time_and_body_only() -> None:
    body, stamp = b'{"event":"ringing"}', str(int(NOW.timestamp()))
    good = telephone.signature(SECRET, stamp, body)
    telephone.check_signed(SECRET, stamp, f"sha256={good}", body, NOW)
    telephone.check_signed(SECRET, stamp, good.upper(), body, NOW + timedelta(minutes=4))
    later = str(int(stamp) + 1)
    for code, secret, time_text, given_signature, sent, now in (
        ("telephone_unsigned", SECRET, stamp, "", body, NOW),
        ("telephone_unsigned", SECRET, "", good, body, NOW),
        ("telephone_signature", SECRET, later, good, body, NOW),
        ("telephone_signature", "another", stamp, good, body, NOW),
        ("telephone_signature", SECRET, stamp, good, body + b" ", NOW),
        ("telephone_signature", SECRET, stamp, "签名", body, NOW),
        ("telephone_time", SECRET, stamp, good, body, NOW + timedelta(minutes=6)),
        ("telephone_time", SECRET, stamp, good, body, NOW - timedelta(minutes=6)),
    ):
        with pytest.raises(Refused) as refused:
            telephone.check_signed(secret, time_text, given_signature, sent, now)
        assert refused.value.code == code
    odd = telephone.signature(SECRET, "soon", body)
    with pytest.raises(Refused, match="telephone_time_shape"):
        telephone.check_signed(SECRET, "soon", odd, body, NOW)


def test_openssl_signs_as_the_manual_says() -> None:
    told = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-r"],
        input=b"1778812920.{}",
        capture_output=True,
        check=True,
    )
    assert told.stdout.decode().split()[0] == telephone.signature(SECRET, "1778812920", b"{}")


GOOD = {
    "event_id": "1.1-ringing",
    "call_id": "1.1",
    "event": "ringing",
    "at": NOW.isoformat(),
    "from": "+86 138 0000 0001",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"event": "picked_up"}, "telephone_event"),
        ({"event_id": ""}, "telephone_field"),
        ({"event_id": "a b"}, "telephone_field"),
        ({"call_id": None}, "telephone_field"),
        ({"call_id": True}, "telephone_field"),
        ({"at": "2026-05-15T10:42:00"}, "telephone_zone"),
        ({"at": "soon"}, "telephone_field"),
        ({"at": 1e30}, "telephone_field"),
        ({"at": None}, "telephone_field"),
        ({"at": (NOW + timedelta(hours=1)).isoformat()}, "telephone_future"),
        ({"at": (NOW - timedelta(days=9)).isoformat()}, "telephone_old"),
        ({"from": "<script>"}, "telephone_field"),
        ({"seat": -1}, "telephone_field"),
        ({"seat": "four"}, "telephone_field"),
        ({"direction": "up"}, "telephone_field"),
        ({"digit": "1"}, "telephone_field"),
        ({"url": "https://pbx.example.org/1.wav"}, "telephone_field"),
        ({"event": "recording", "url": "javascript:alert(1)"}, "telephone_field"),
        ({"event": "key"}, "telephone_field"),
        ({"event": "key", "digit": "12"}, "telephone_field"),
        ({"topic": "\ud800"}, "telephone_field"),
        ({"topic": "a\x00"}, "telephone_field"),
        ({"topic": ["住房"]}, "telephone_field"),
        ({"words": "what the caller said"}, "telephone_unknown_field"),
    ],
)
def test_what_is_not_whole_is_refused_with_the_field(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        telephone.read(json.dumps(GOOD | change).encode(), NOW)
    assert refused.value.code == code


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 9000])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="telephone_json"):
        telephone.read(body, NOW)


def test_a_moment_may_be_unix_time_and_a_hidden_number_is_none() -> None:
    stamp = int(NOW.timestamp())
    for at in (stamp, stamp + 0.25, str(stamp), f"{stamp}.123456", NOW.isoformat()):
        assert abs((telephone.read(json.dumps(GOOD | {"at": at}).encode(), NOW).at - NOW).total_seconds()) < 1
    assert telephone.read(json.dumps(GOOD | {"from": "anonymous"}).encode(), NOW).phone == ""


def test_a_made_up_day_is_the_same_for_the_same_seed() -> None:
    rates, seats = {"住房": 60.0, "供水": 20.0}, {"住房": [1, 2, 3, 4], "供水": [9]}
    day = make_day(7, rates, seats, 2)
    assert day == make_day(7, rates, seats, 2)
    assert day != make_day(8, rates, seats, 2)
    assert day.calls == day.answered + day.abandoned > 80
    assert [e.after for e in day.events] == sorted(e.after for e in day.events)
    assert {(e.call_id, e.event) for e in disturbed(day.events, 1)} == {
        (e.call_id, e.event) for e in day.events
    }
    assert len(disturbed(day.events, 1)) > len(day.events)
