"""The fictional city, and the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from core.base import clock
from core.base.errors import RuleBroken
from core.users import service
from core.users.commands import admin_group, setup_link_command
from tests.integration.users.conftest import NOW, PASSWORD


def test_the_demo_has_one_account_per_role_that_can_sign_in(make_app: Callable[..., Flask]):
    with make_app(DEMO="1").app_context():
        accounts = service.create_demo_people(NOW)
        assert len(accounts) == 12
        assert len(service.all_departments()) >= 40
        roles = set()
        for _title, login, password in accounts:
            actor = service.load_actor(
                service.sign_in(service.SignIn(login, password, "10.0.0.1", ""), now=NOW), now=NOW
            )
            assert actor is not None
            roles |= {grant.role for grant in actor.grants}
        assert len(roles) == 11


def test_outside_the_demo_there_are_no_known_passwords(app: Flask):
    with app.app_context():
        with pytest.raises(RuleBroken, match="demo_only"):
            service.create_demo_people(NOW)
        assert service.demo_accounts() == []
        assert service.is_empty()


def test_an_administrator_from_standard_input(app: Flask, runner: FlaskCliRunner):
    with app.app_context():
        _administrator(runner)


def _administrator(runner: FlaskCliRunner) -> None:
    refused = runner.invoke(admin_group, ["create", "程星野", "--password-stdin"], input="kurz\n")
    assert refused.exit_code == 2
    assert "至少 10 位" in refused.output
    made = runner.invoke(
        admin_group, ["create", "程星野", "--login", "admin", "--password-stdin"], input=f"{PASSWORD}\n"
    )
    assert made.exit_code == 0, made.output
    assert service.sign_in(service.SignIn("admin", PASSWORD, "10.0.0.1", ""), now=NOW)
    again = runner.invoke(setup_link_command, [])
    assert again.exit_code == 2
    assert "已经有系统管理员" in again.output


def test_the_setup_link_is_printed_with_the_address(app: Flask, runner: FlaskCliRunner):
    with app.app_context():
        printed = runner.invoke(setup_link_command, ["--url", "https://open.example.org/"])
    assert printed.exit_code == 0, printed.output
    start = "https://open.example.org/zh/staff/set-up/"
    assert printed.output.startswith(start)


def test_a_demo_that_was_broken_off_is_finished_by_the_next_start(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.base.db import db
    from core.demo import UNFINISHED, fill_demo
    from plugins.open_day.models import Plan

    app = make_app(DEMO="1", SMS_GATEWAY="demo")
    host = app.extensions["yangguang"].host
    told = host.ask_owner

    def break_off(hook: str, plugin: str, **values: Any) -> Any:
        if plugin == "open_day":
            raise KeyboardInterrupt
        return told(hook, plugin, **values)

    monkeypatch.setattr(host, "ask_owner", break_off)
    with pytest.raises(KeyboardInterrupt):
        fill_demo(app, clock.now())
    monkeypatch.undo()
    filled = []
    for _ in range(2):
        fill_demo(app, clock.now())
        with app.app_context():
            filled.append(db.session.query(Plan).count())
            db.session.remove()
    assert filled[0] == filled[1] > 0
    assert not (app.config["YANGGUANG"].instance / UNFINISHED).exists()
