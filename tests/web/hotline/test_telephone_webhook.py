"""The webhook over HTTP with openssl and curl as the manual shows, the simulator against it, commands to a loopback."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import make_server

from core.base import clock
from core.base.access import Actor, Grant
from core.base.db import db
from core.base.errors import Conflict, Invalid, RuleBroken
from core.campaigns import service as campaigns
from plugins.hotline.commands import hotline_group
from plugins.hotline.models import Call
from plugins.hotline.permissions import INTAKE
from plugins.hotline.rules.telephone import check_signed
from plugins.hotline.service import board, calls, telephone
from tests.integration.hotline.line_scene import NOW, Line, make_line

SECRET = "32 characters or more: keep them!"
OPERATOR = Actor(7, "话务员", (Grant("operator", frozenset({INTAKE})),))
MANUAL = Path(__file__).parents[3] / "docs" / "telephone.md"


@pytest.fixture
def product(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("HOTLINE_TELEPHONE_SECRET", SECRET)
    made = make_app()
    with made.app_context():
        make_line(2, "open-line")
        db.session.remove()
    return made


@pytest.fixture
def url(product: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, product, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)


def script() -> str:
    """The manual's own shell script, word for word."""
    text = MANUAL.read_text("utf-8")
    start = text.index("#!/bin/sh")
    return text[start : text.index("```", start)]


def told(folder: Path, url: str, *arguments: str, secret: str = SECRET) -> tuple[int, dict[str, Any]]:
    program = folder / "tell-yangguang"
    program.write_text(script())
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin", "YANGGUANG_URL": f"{url}/api/hotline/telephone", "YANGGUANG_SECRET": secret,
    }  # fmt: skip
    done = subprocess.run(
        ["sh", str(program), *arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    return done.returncode, json.loads(done.stdout or "{}")


def test_the_manuals_script_with_openssl_and_curl(url: str, tmp_path: Path) -> None:
    code, answer = told(tmp_path, url, "ringing", "1715740923.17", '"from":"13800002046"')
    assert (code, answer["ok"], answer["state"], answer["again"]) == (0, True, "ringing", False)
    code, answer = told(tmp_path, url, "queued", "1715740923.17", '"topic":"热点1"')
    assert (code, answer["state"]) == (0, "queued")
    code, answer = told(tmp_path, url, "queued", "1715740923.17", '"topic":"热点1"')
    assert (code, answer["again"]) == (0, True)
    code, answer = told(tmp_path, url, "hung_up", "1715740923.17")
    assert (code, answer["state"]) == (0, "ended")
    code, answer = told(tmp_path, url, "hung_up", "1715740923.17", secret="another")
    assert code != 0
    assert answer["code"] == "telephone_signature"
    assert "HMAC" in answer["error"]


def test_refusals_over_http(
    product: Flask, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = product.test_client()
    address = "/api/hotline/telephone"
    assert client.get(address).status_code == 405
    answer = client.post(address, json={})
    assert (answer.status_code, json.loads(answer.data)["code"]) == (401, "telephone_unsigned")
    assert "Set-Cookie" not in answer.headers
    answer = client.post(
        address, data=b"x" * 20_000, headers={"X-Yangguang-Time": "1", "X-Yangguang-Signature": "a"}
    )
    assert (answer.status_code, json.loads(answer.data)["code"]) == (413, "telephone_long")
    monkeypatch.delenv("HOTLINE_TELEPHONE_SECRET")
    answer = make_app().test_client().post(address, json={})
    assert (answer.status_code, json.loads(answer.data)["code"]) == (409, "telephone_no_secret")
    assert "telephone_secret" in json.loads(answer.data)["error"]


def test_the_simulator_tells_a_day(product: Flask, url: str) -> None:
    def simulate(address: str, *more: str) -> Result:
        with product.app_context():
            arguments = ["simulate", "--url", address, "--campaign", "open-line", "--speed", "100000"]
            return CliRunner().invoke(hotline_group, [*arguments, *more])

    made = simulate(url, "--hours", "0.5", "--rate", "热点1=60", "--rate", "2=20", "--seed", "3", "--disturb")
    assert made.exit_code == 0, made.output
    assert "没有收" not in made.output
    with product.app_context():
        kept = db.session.scalar(select(func.count()).select_from(Call))
        assert f"{kept} 个来电" in made.output
        assert db.session.scalars(select(Call.state).distinct()).all() == ["ended"]
        shown = board.shown(campaigns.live_campaigns()[0], now=clock.now())
        assert shown.figures.all.calls in (kept, 0), "0 when the day turned in between"
    for wrong in (["--rate", "没有=3"], ["--rate", "热点1=many"], ["--campaign", "no"]):
        assert simulate(url, *wrong).exit_code == 2
    away = simulate("http://127.0.0.1:9", "--hours", "0.02", "--rate", "热点1=300")
    assert away.exit_code == 1
    assert "没有回应" in away.output


# ── commands ────────────────────────────────────────────────────────────────────────────────────────────────────────
class Exchange(BaseHTTPRequestHandler):
    """A telephone system that takes signed commands; for `decline` it says no, for `elsewhere` it points away."""

    heard: list[dict[str, Any]] = []
    answer = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        check_signed(
            SECRET, self.headers["X-Yangguang-Time"], self.headers["X-Yangguang-Signature"], body, clock.now()
        )
        self.heard.append(json.loads(body))
        self.send_response(self.answer)
        if self.answer == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def exchange() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Exchange)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Exchange.heard, Exchange.answer = [], 200
    yield f"http://127.0.0.1:{server.server_port}/commands"
    server.shutdown()
    server.server_close()


def test_commands_to_the_telephone(
    exchange: str, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_TELEPHONE_SECRET", SECRET)
    monkeypatch.setenv("HOTLINE_TELEPHONE_URL", exchange)
    with make_app().app_context():
        scene: Line = make_line(1, "open-line")
        now = clock.now()

        def note(**more: Any) -> int:
            return calls.note_call(scene.campaign, phone="13800002046", actor=OPERATOR, now=now, **more)

        call = note()
        for verb in ("hold", "mute", "hangup"):
            telephone.command(call, verb, actor=OPERATOR, now=now)
        telephone.command(call, "transfer", to="4", actor=OPERATOR, now=now)
        assert [(c["verb"], c["to"]) for c in Exchange.heard] == [
            ("hold", ""), ("mute", ""), ("hangup", ""), ("transfer", "4"),
        ]  # fmt: skip
        out = calls.begin(scene.campaign, phone="13800002046", actor=OPERATOR, now=now)
        telephone.command(out, "dial", actor=OPERATOR, now=now)
        assert (Exchange.heard[-1]["to"], Exchange.heard[-1]["call_id"]) == (
            "13800002046",
            f"yangguang-{out}",
        )
        assert calls.call_view(out, actor=OPERATOR, now=now).external_id == f"yangguang-{out}"
        for arguments, code in (
            (("sing", ""), "telephone_verb"),
            (("transfer", "4;5"), "telephone_to"),
            (("dial", ""), "telephone_to"),
        ):
            with pytest.raises(Invalid, match=code):
                telephone.command(call, arguments[0], to=arguments[1], actor=OPERATOR, now=now)
        for status in (500, 404, 302):
            Exchange.answer = status
            with pytest.raises(RuleBroken, match="telephone_declined"):
                telephone.command(call, "hold", actor=OPERATOR, now=now)
        calls.end(call, actor=OPERATOR, now=now)
        with pytest.raises(Conflict, match="call_ended"):
            telephone.command(call, "hold", actor=OPERATOR, now=now)


def test_without_an_address_there_are_no_commands(db_session: Any) -> None:
    scene = make_line(1, "open-line")
    assert not telephone.takes_commands()
    call = calls.note_call(scene.campaign, actor=OPERATOR, now=NOW)
    with pytest.raises(RuleBroken, match="telephone_no_commands"):
        telephone.command(call, "hold", actor=OPERATOR, now=NOW)


def test_nobody_there(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_TELEPHONE_SECRET", SECRET)
    monkeypatch.setenv("HOTLINE_TELEPHONE_URL", "http://127.0.0.1:9/commands")
    with make_app().app_context():
        scene = make_line(1, "open-line")
        now: datetime = clock.now()
        call = calls.note_call(scene.campaign, actor=OPERATOR, now=now)
        with pytest.raises(RuleBroken, match="telephone_away"):
            telephone.command(call, "hold", actor=OPERATOR, now=now)
