"""What those who run the site ask it: health, readiness, figures, logs that tell without telling on anybody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base import clock, heartbeat
from core.base.db import unit_of_work
from core.base.outbox import OutboxMessage


def test_ready_when_everything_needed_is_there(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["ready"]
    assert found["worker"] == "silent", "nobody has started one: told, but no reason to turn visitors away"
    with app.app_context():
        heartbeat.beat(clock.now())
    assert app.test_client().get("/readyz").get_json()["worker"] == "ok"
    with app.app_context(), clock.travel(clock.now() - timedelta(hours=2)):
        heartbeat.beat(clock.now())  # a clock that was set back
        assert heartbeat.last_beat() == clock.now().replace(microsecond=heartbeat.last_beat().microsecond)  # type: ignore[union-attr]


def test_not_ready_before_the_tables_are(make_app: Any, databases: Any) -> None:
    app = make_app(DATABASE_URL=databases.empty())
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["tables"] == "fail"


def test_not_ready_without_a_database(make_app: Any) -> None:
    app = make_app()
    from sqlalchemy import create_engine

    from core.base.db import db

    with app.app_context():
        db.engines[None] = create_engine("postgresql+psycopg://127.0.0.1:1/none")  # type: ignore[index]
        answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "fail"


def test_figures_count_requests_by_endpoint(app: Flask) -> None:
    client = app.test_client()
    client.get("/zh/")
    client.get("/zh/no-such-page?name=王芳")
    told = client.get("/metrics").text
    assert 'endpoint="web_public.home",method="GET"' in told
    assert 'endpoint="nowhere",method="GET",status="404"' in told
    assert "yangguang_worker_silent_seconds" in told
    assert "王芳" not in told
    assert "no-such-page" not in told


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "203.0.113.5"}, {"Forwarded": "for=203.0.113.5"}])
def test_figures_are_for_the_machine_itself(app: Flask, headers: dict[str, str]) -> None:
    assert app.test_client().get("/metrics", headers=headers).status_code == 404
    assert app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


def test_or_for_who_bears_the_token(make_app: Any) -> None:
    client = make_app(METRICS_TOKEN="long-and-secret").test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer long-and-secret"}).status_code == 200


def test_one_log_line_with_a_number_and_no_address(make_app: Any, capfd: Any) -> None:
    client = make_app(LOG_LEVEL="INFO").test_client()
    answer = client.get("/zh/?q=13800138000", headers={"X-Request-ID": "from-the-proxy-1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    mine = [line for line in lines if line["event"] == "request"]
    assert [(m["request"], m["endpoint"], m["status"]) for m in mine] == [
        ("from-the-proxy-1", "web_public.home", answer.status_code)
    ]
    assert "13800138000" not in str(lines)
    odd = client.get("/zh/", headers={"X-Request-ID": "a b;<script>"}).headers["X-Request-ID"]
    assert odd.isalnum()


def test_a_fault_is_logged_without_its_words(make_app: Any, capfd: Any) -> None:
    """A failed statement would tell its values; the visitor gets the number that is in the log."""
    app = make_app(LOG_LEVEL="INFO", STRICT_PLUGINS="")

    def broken() -> str:
        with unit_of_work() as session:
            session.add(OutboxMessage(kind="王芳 13800138000"))
        return ""

    broken.access = "open"  # type: ignore[attr-defined]
    from core.base.access import open_to_all

    app.add_url_rule("/zh/broken", "broken", open_to_all(broken))
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/zh/broken")
    assert answer.status_code == 500
    log = capfd.readouterr().err
    number = answer.headers["X-Request-ID"]
    assert number in answer.text
    assert f'"request": "{number}"' in log
    assert "IntegrityError" in log
    assert "13800138000" not in log
    assert "王芳" not in log
