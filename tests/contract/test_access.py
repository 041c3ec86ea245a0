"""Default deny over the whole URL map, and the table that reviews read."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from core.base.access import OPEN, SIGNED_IN
from core.plugin import migrations
from core.plugin.testing import Bench
from core.plugin.testing.bench import WHO
from core.plugin.testing.start import address
from tests.contract import access_table

HOW = "look at the change, then run: python -m tests.contract.access_table"


@pytest.fixture
def bench(bench_of: Callable[[str], Bench]) -> Bench:
    """The whole product: every room and every bundled plugin, with stand-ins for who asks and for the campaign."""
    made = bench_of("all")
    app = made.make_app(PLUGINS=access_table.bundled())
    migrations.upgrade_all(app)
    made.__dict__["app"] = app
    return made


def requests(app: Flask) -> Iterator[tuple[Rule, str, str, str]]:
    """(rule, access, method, path) of every page of the site."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.endpoint.endswith(".static"):
            continue
        access = str(getattr(app.view_functions[rule.endpoint], "access", "nothing"))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, access, method, address(rule)


def test_every_page_and_role_stands_in_the_table(bench: Bench) -> None:
    written = tomllib.loads(access_table.TABLE.read_text("utf-8"))
    for title, now in (("pages", access_table.pages(bench.app)), ("roles", access_table.roles(bench.app))):
        then: dict[str, Any] = written[title]
        changed = {
            name: (then.get(name), now.get(name)) for name in {*then, *now} if then.get(name) != now.get(name)
        }
        told = [
            f"{name}: {old or 'not in the table'} → {new or 'gone'}"
            for name, (old, new) in sorted(changed.items())
        ]
        assert not told, "\n".join([f"{title} differ from access_table.toml; {HOW}", *told])


def test_every_page_declares_an_access_that_somebody_knows(bench: Bench) -> None:
    known = {OPEN, SIGNED_IN, *bench.app.extensions["yangguang"].permissions}
    wrong = sorted(
        {f"{rule.endpoint}: {access}" for rule, access, *_ in requests(bench.app) if access not in known}
    )
    assert not wrong


def test_nobody_gets_no_further_than_the_sign_in(bench: Bench) -> None:
    nobody = bench.client()
    wrong = []
    for _rule, access, method, path in requests(bench.app):
        answer = nobody.open(path, method=method)
        place = answer.headers.get("Location", "")
        turned_away = answer.status_code in (302, 303) and "/staff/sign-in" in place
        if access != OPEN and not turned_away:
            wrong.append(f"{method} {path} needs {access} and answered {answer.status_code} to nobody")
        if access == OPEN and answer.status_code in (401, 403, 500):
            wrong.append(f"{method} {path} is open and answered {answer.status_code}")
        answer.close()
    assert not wrong, "\n".join(wrong)


def test_every_other_permission_together_does_not_open_a_page(bench: Bench) -> None:
    everything = set(bench.app.extensions["yangguang"].permissions)
    wrong = []
    for _rule, access, method, path in requests(bench.app):
        if access in everything:
            answer = client_with(bench, everything - {access}).open(path, method=method)
            if answer.status_code != 403:
                wrong.append(f"{method} {path} needs {access} and answered {answer.status_code} without it")
            answer.close()
    assert not wrong, "\n".join(wrong)


def test_a_permission_for_another_campaign_does_not_open_a_page(bench: Bench) -> None:
    from core.base.access import Actor, Grant

    everything = frozenset(bench.app.extensions["yangguang"].permissions)
    elsewhere = Actor(1, "样例", (Grant("editor", everything, campaign_id=4711),), 1)
    wrong = []
    for rule, access, method, path in requests(bench.app):
        if access in everything and "<campaign>" in rule.rule:
            answer = bench.client(elsewhere).open(path, method=method)
            if answer.status_code != 403:
                wrong.append(f"{method} {path} answered {answer.status_code} to someone of another campaign")
    assert not wrong, "\n".join(wrong)


def test_an_unknown_or_unpublished_campaign_is_not_there(bench: Bench) -> None:
    """404, not 403: from outside both look the same."""
    from dataclasses import replace

    draft = replace(bench.campaign, slug="draft", state="draft")
    bench.app.extensions["yangguang"].load_campaign = {"draft": draft}.get
    visitor = bench.client()
    for rule, access, method, path in requests(bench.app):
        if access == OPEN and "<campaign>" in rule.rule:
            for slug in ("draft", "nowhere"):
                answer = visitor.open(path.replace("/sample/", f"/{slug}/"), method=method)
                assert answer.status_code == 404, f"{method} {path} for {slug}: {answer.status_code}"


def test_the_roles_of_permissions_are_roles_of_the_house(bench: Bench) -> None:
    from core.users.roles import ROLES

    unknown = {
        f"{code}: {role}"
        for code, roles in access_table.roles(bench.app).items()
        for role in roles
        if role not in ROLES
    }
    assert not unknown


def client_with(bench: Bench, permissions: set[str]) -> FlaskClient:
    browser = bench.app.test_client()
    who: Any = bench.actor(*permissions)
    browser.environ_base[WHO] = who
    return browser
