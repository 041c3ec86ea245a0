"""The web room's own pages: the guard, headers, what may be cached, the plugin page, missing tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.base.db import db
from core.plugin import migrations
from core.plugin.testing import Bench
from core.web.zones import CSP
from tests.support.databases import Databases

PUBLIC = ("/zh/c/sample/", "/en/c/sample/", "/zh/campaigns", "/zh/privacy", "/zh/accessibility")


@pytest.fixture
def bench(databases: Databases, tmp_path: Path) -> Iterator[Bench]:
    with Bench("none", databases.empty, tmp_path, databases.drop) as made:
        app = made.make_app(PLUGINS="")
        migrations.upgrade_all(app)
        made.__dict__["app"] = app
        yield made


@pytest.mark.parametrize("path", [*PUBLIC, "/zh/nowhere", "/zh/staff/plugins", "/healthz", "/api/nothing"])
def test_every_answer_carries_the_house_headers(path: str, bench: Bench) -> None:
    answer = bench.client().get(path)
    assert answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_may_be_kept_but_is_asked_for_again(path: str, bench: Bench) -> None:
    first = bench.client().get(path)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in first.headers["Vary"]
    assert "Set-Cookie" not in first.headers
    assert "csrf_token" not in first.text
    again = bench.client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == CSP
    assert not re.search(r"<script(?![^>]*\bsrc=)|<[^>]+\sstyle=|<[^>]+\son[a-z]+=", first.text)


def test_elder_mode_is_another_page_to_a_cache(bench: Bench) -> None:
    plain = bench.client().get("/zh/c/sample/")
    elder = bench.client()
    elder.set_cookie("elder", "1")
    assert elder.get("/zh/c/sample/").headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("path", ["/zh/staff/plugins", "/zh/staff/sign-in", "/zh/nowhere", "/healthz"])
def test_nothing_else_is_kept(path: str, bench: Bench) -> None:
    assert bench.client(bench.actor("web.plugins")).get(path).headers["Cache-Control"] == "no-store"


def test_nobody_is_sent_to_the_sign_in_and_back(bench: Bench) -> None:
    answer = bench.client().get("/en/staff/plugins?x=1")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/staff/sign-in?next=")
    assert "plugins" in answer.headers["Location"]
    assert bench.client(bench.actor()).get("/zh/staff/plugins").status_code == 403
    assert bench.client(bench.actor("web.plugins")).get("/zh/staff/plugins").status_code == 200


def test_a_page_without_a_mark_is_seen_by_nobody(bench: Bench) -> None:
    """Default deny, should one slip past the check at start."""
    bench.app._got_first_request = False
    bench.app.add_url_rule("/zh/forgotten", "web_public.forgotten", lambda: "secret")
    for actor in (None, bench.actor("web.plugins")):
        assert bench.client(actor).get("/zh/forgotten").status_code == 404


def test_the_plugin_page_lists_plugins_and_rooms_in_both_languages(bench: Bench) -> None:
    office = bench.client(bench.actor("web.plugins"))
    page = office.get("/zh/staff/plugins").text
    for name in ("open_day", "users", "booking"):
        assert f'<span class="muted">{name}</span>' in page
    assert "没有启用" in page
    assert office.get("/en/staff/plugins").status_code == 200


def test_missing_tables_are_told_in_plain_words(databases: Databases, tmp_path: Path) -> None:
    url = databases.empty()
    with Bench("none", lambda: url, tmp_path, databases.drop) as bench:
        app = bench.make_app(PLUGINS="")
        broken = ask_a_table(app)
        assert broken.status_code == 503
        assert "yangguang migrate" in broken.text
        assert "Traceback" not in broken.text
        migrations.upgrade_all(app)
        assert ask_a_table(app).status_code == 200


def ask_a_table(app: Flask) -> TestResponse:
    """A page whose view reads a table of the core."""
    from core.base.access import open_to_all
    from core.base.outbox import OutboxMessage

    @open_to_all
    def view() -> str:
        return str(db.session.query(OutboxMessage).count())

    if "web_public.count" not in app.view_functions:
        app._got_first_request = False
        app.add_url_rule("/zh/count", "web_public.count", view)
    return app.test_client().get("/zh/count")


def test_another_fault_of_the_database_is_not_called_a_missing_migration(bench: Bench) -> None:
    from sqlalchemy import text

    from core.base.access import open_to_all

    @open_to_all
    def view() -> str:
        return str(db.session.execute(text("SELECT nothing FROM base_event")).all())

    bench.app._got_first_request = False
    bench.app.add_url_rule("/zh/typo", "web_public.typo", view)
    answer = bench.client().get("/zh/typo")
    assert answer.status_code == 500
    assert "yangguang migrate" not in answer.text


def test_when_even_the_frame_fails_there_is_a_page(bench: Bench) -> None:
    """The menus, the signed-in person, the campaign: what the frame shows may be what is broken."""
    bench.app.extensions["yangguang"].load_campaigns = lambda: 1 / 0
    answer = bench.client(bench.actor("web.plugins")).get("/en/staff/plugins")
    assert answer.status_code == 500
    assert "<h1>500</h1>" in answer.text
    assert answer.headers["Content-Security-Policy"] == CSP


def test_the_address_without_a_language_chooses_one(bench: Bench) -> None:
    ask: Callable[[str], str] = lambda wanted: (  # noqa: E731 - one line says it
        bench.client().get("/", headers={"Accept-Language": wanted}).headers["Location"]
    )
    assert ask("zh-CN,zh;q=0.9") == "/zh/"
    assert ask("en-GB,en;q=0.9,zh;q=0.1") == "/en/"
    assert ask("fr") == "/zh/"
