"""Channels are asked for by name; data that could hold somebody's words can't be told."""

from __future__ import annotations

import pytest
from flask import Flask

from core.base import clock, live
from core.base.db import unit_of_work


@pytest.mark.parametrize(
    "name",
    ["", "booking.places", "booking.places:", "booking.places:x", "nobody.knows:1", "booking.places:1:2:3",
     "booking.places:1;drop", "booking.places:99999999999"],
)  # fmt: skip
def test_what_is_no_channel(app: Flask, name: str) -> None:
    with app.app_context():
        assert live.channel(name) is None


def test_a_channel_carries_what_bears_its_key(app: Flask) -> None:
    with app.app_context():
        whole, one = live.channel("booking.places:3"), live.channel("booking.places:3:7")
    assert whole is not None
    assert one is not None
    told = live.Told(1, "booking.places", 3, 7, {})
    assert whole.carries(told)
    assert one.carries(told)
    assert not one.carries(live.Told(1, "booking.places", 3, 8, {}))
    assert not whole.carries(live.Told(1, "booking.places", 4, 7, {}))


def test_only_declared_fields_and_no_words(app: Flask) -> None:
    now = clock.now()
    with app.app_context(), unit_of_work():
        with pytest.raises(ValueError, match="declared by nobody"):
            live.tell("nobody.knows", now=now, campaign_id=1)
        with pytest.raises(ValueError, match="doesn't declare"):
            live.tell("booking.places", now=now, campaign_id=1, phone="13800138000")


def test_a_field_holds_a_number_or_a_code_word(app: Flask) -> None:
    app.extensions["yangguang"].live_streams["web.test"] = live.LiveStream("web.test", "test", ("state",))
    now = clock.now()
    with app.app_context(), unit_of_work():
        live.tell("web.test", now=now, campaign_id=1, state="on_air")
        with pytest.raises(ValueError, match="code word"):
            live.tell("web.test", now=now, campaign_id=1, state="王女士在等")


def test_published_texts_travel_on_public_streams_only(app: Flask) -> None:
    streams = app.extensions["yangguang"].live_streams
    streams["web.open"] = live.LiveStream("web.open", "test", ("turn",), words=("text",))
    streams["web.shut"] = live.LiveStream("web.shut", "test", permission="web.see", words=("text",))
    now = clock.now()
    with app.app_context(), unit_of_work():
        live.tell("web.open", now=now, campaign_id=1, text="水费按阶梯计算。<b>", turn=1)
        live.tell("web.open", now=now, campaign_id=1, text="字" * live.LONGEST)
        for text in ("字" * (live.LONGEST + 1), 7, None):
            with pytest.raises(ValueError, match="published text"):
                live.tell("web.open", now=now, campaign_id=1, text=text)
        with pytest.raises(ValueError, match="published text"):
            live.tell("web.shut", now=now, campaign_id=1, text="不公开")
        with pytest.raises(ValueError, match="code word"):
            live.tell("web.open", now=now, campaign_id=1, turn="水费按阶梯计算。")


def test_what_is_taken_back_is_replayed_without_its_words(app: Flask) -> None:
    app.extensions["yangguang"].live_streams["web.open"] = live.LiveStream(
        "web.open", "test", ("turn",), words=("text",)
    )
    now = clock.now()
    with app.app_context():
        with unit_of_work():
            for turn in (1, 2):
                live.tell("web.open", now=now, campaign_id=1, key=5, turn=turn, text="说过的话")
            live.tell("web.open", now=now, campaign_id=1, key=6, turn=1, text="别处的话")
        with unit_of_work():
            live.take_back("web.open", campaign_id=1, key=5, turn=1)
        live.arrange()
        told = live.since(0)
    assert told is not None
    assert [(one.key, one.data["turn"], one.data["text"]) for one in told] == [
        (5, 1, ""),
        (5, 2, "说过的话"),
        (6, 1, "别处的话"),
    ]
