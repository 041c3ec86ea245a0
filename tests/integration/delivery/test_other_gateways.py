"""SMS over HTTP and robots, against a real HTTP server on loopback."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from core.base.errors import Invalid
from core.delivery.gateways import Refused, TryLater, Unknown
from core.delivery.gateways.robot import Robot
from core.delivery.gateways.sms_http import HttpSms
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
from tests.integration.delivery.servers import http_server


def test_an_sms_is_signed_and_a_lost_answer_is_asked_for_again(house):
    with http_server() as (port, posts):
        app = house(
            SMS_GATEWAY="http", SMS_URL=f"http://127.0.0.1:{port}/send?v=1", SMS_KEY=PAIR_KEY, SMS_SIGN="政务"
        )
        with app.app_context():
            assert queue_sms()
            posts.answers = [None]  # taken, but the line broke before the answer
            deliver("sms")
            (row,) = rows()
            assert (row.state, row.fault) == ("retry", "sms_unreachable")
            assert deliver("sms", NOW + timedelta(minutes=1))
            (row,) = rows()
            assert (row.state, row.receipt, row.attempts) == ("sent", "sms-1", 2)
    first, second = posts.bodies
    assert first == second, "the same id both times: the gateway delivers it once"
    assert (first["to"], first["sign"]) == (PHONE, "政务")
    assert first["text"].startswith("已取消报名"), "the gateway puts the signature itself"
    for raw, headers in zip(posts.raw, posts.headers, strict=True):
        message = headers["X-Timestamp"].encode() + b"." + raw
        expected = hmac.new(PAIR_KEY.encode(), message, hashlib.sha256).hexdigest()
        assert headers["X-Signature"] == f"sha256={expected}"
        assert headers["Idempotency-Key"] == first["id"]


@pytest.mark.parametrize(
    ("status", "body", "expected", "fault"),
    [
        (422, '{"error": "number"}', Refused, "sms_refused"),
        (403, "{}", TryLater, "sms_key"),
        (429, "{}", TryLater, "sms_busy"),
        (500, "{}", TryLater, "sms_status"),
        (302, "{}", TryLater, "sms_status"),
        (200, "<html>welcome to this network</html>", TryLater, "sms_answer"),
    ],
)
def test_what_an_sms_gateway_says_decides(status: int, body: str, expected: type[Exception], fault: str):
    with http_server() as (port, posts):
        posts.answers = [(status, body)]
        with pytest.raises(expected, match=fault):
            HttpSms(f"http://127.0.0.1:{port}/", PAIR_KEY).send(PHONE, "text", "", "key")


def test_an_id_that_the_gateway_knows_has_arrived():
    with http_server() as (port, posts):
        posts.answers = [(409, "{}")]
        assert HttpSms(f"http://127.0.0.1:{port}/", PAIR_KEY).send(PHONE, "text", "", "key").id == ""


def test_a_robot_gets_the_message(house):
    with http_server() as (port, posts), house(ROBOT_KINDS="dingtalk,json").app_context():
        who = person()
        chooses(who, "robot", f"json://127.0.0.1:{port}/hook")
        queue_test(who)
        posts.answers = [(500, "{}")]
        assert deliver("robot")
        assert (rows()[0].state, rows()[0].fault) == ("retry", "robot_refused")
        assert deliver("robot", NOW + timedelta(minutes=1))
        assert rows()[0].state == "sent"
        assert posts.bodies[-1]["title"] == "测试消息"
        assert "这是一条测试消息" in posts.bodies[-1]["message"]


def test_what_may_have_reached_a_robot_is_not_sent_again():
    with http_server() as (port, posts):
        posts.answers = [None]
        with pytest.raises(Unknown, match="robot_cut"):
            Robot(("json",)).send(f"json://127.0.0.1:{port}/", "text", "subject", "key")
    with pytest.raises(TryLater, match="robot_unreachable"):
        Robot(("json",)).send(f"json://127.0.0.1:{port}/", "text", "subject", "key")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("json://127.0.0.1/hook", "delivery.robot_kind"),
        ("file:///etc/passwd", "delivery.robot_kind"),
        ("syslog://", "delivery.robot_kind"),
        ("dingtalk://", "delivery.robot_address"),
        ("", "delivery.robot_needed"),
    ],
)
def test_only_robots_that_the_administrator_admits(house, address: str, code: str):
    with house().app_context():
        who = person()
        with pytest.raises(Invalid, match=code):
            chooses(who, "robot", address)
