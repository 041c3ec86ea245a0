"""Browsers that follow a counted channel, over several server processes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.base import clock
from core.base.audience import FLUSH_EVERY, GONE, Audience, AudienceRow, Count, audience_of, is_counted
from core.base.db import db
from core.base.live import Channel, LiveStream

CHANNEL = Channel("web.counted", 1, 7)
NAME = "web.counted:1:7"


@pytest.fixture(autouse=True)
def counted(app: Flask) -> None:
    app.extensions["yangguang"].live_streams["web.counted"] = LiveStream("web.counted", "test", counted=True)


def seen(later: timedelta = timedelta(0)) -> Audience:
    return audience_of(CHANNEL.stream, CHANNEL.campaign_id, 7, clock.now() + later)


def test_two_processes_agree_on_how_many_read(app: Flask) -> None:
    one, other, now = Count(), Count(), clock.now()
    with app.app_context():
        for _ in range(3):
            one.come((CHANNEL,), frozenset({NAME}))
        one.flush(now)
        other.come((CHANNEL,), frozenset({NAME}))
        other.come((CHANNEL,))  # this browser had the page open before
        other.flush(now)
        assert seen() == Audience(now=5, most=5, opened=4)
        for _ in range(3):
            one.go((CHANNEL,))
        one.flush(now, at_once=True)
        assert seen() == Audience(now=2, most=5, opened=4)
        assert seen(GONE + timedelta(seconds=1)) == Audience(now=0, most=5, opened=4), "a killed process"


def test_it_is_written_seldom(app: Flask) -> None:
    count, now = Count(), clock.now()
    with app.app_context():
        count.come((CHANNEL,))
        count.flush(now)
        count.come((CHANNEL,))
        count.flush(now + timedelta(seconds=FLUSH_EVERY / 2))
        assert seen().now == 1
        count.flush(now + timedelta(seconds=FLUSH_EVERY))
        assert seen().now == 2
        assert db.session.query(AudienceRow).count() == 1


def test_what_could_not_be_written_is_counted_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    count, now = Count(), clock.now()
    with app.app_context():
        count.come((CHANNEL,), frozenset({NAME}))
        with monkeypatch.context() as broken:
            broken.setattr(Count, "_write", lambda *given: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                count.flush(now)
        count.flush(now, at_once=True)
        assert seen() == Audience(now=1, most=1, opened=1)


def test_who_asks_reads_for_a_while(app: Flask) -> None:
    count, now = Count(), clock.now()
    with app.app_context():
        count.ask((CHANNEL,), frozenset({NAME}), now)
        count.flush(now)
        assert seen() == Audience(1, 1, 1)
        count.flush(now + timedelta(seconds=10))
        assert seen(timedelta(seconds=10)).now == 0


def test_only_a_declared_channel_with_a_key_is_counted(app: Flask) -> None:
    house = app.extensions["yangguang"]
    assert is_counted(house, CHANNEL)
    assert not is_counted(house, Channel("web.counted", 1))
    assert not is_counted(house, Channel("booking.places", 1, 7))
    assert not is_counted(house, Channel("nobody.knows", 1, 7))
