"""A plugin packaged outside the tree and installed through its entry point works as the bundled ones do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.base import clock, events, jobs
from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.base.events import Delivery
from core.booking import service as booking
from core.plugin import hookspecs, migrations
from core.plugin.testing import CONTRACT, Bench, Check
from core.plugin.testing.bench import sample_campaign
from core.plugin.testing.start import HOOKS
from tests.support.databases import Databases

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("outside")
BenchOf = Callable[[str], Bench]


@pytest.mark.parametrize("check", CONTRACT, ids=lambda check: check.__name__)
def test_contract(check: Check, bench_of: BenchOf) -> None:
    check(bench_of("wishes"))


def test_it_is_found_through_its_entry_point_and_uses_every_hook(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    assert bench.plugin.source == "yangguang-wishes 1.2.3"
    used = {
        hook
        for hook in HOOKS
        for impl in getattr(bench.host.manager.hook, hook).get_hookimpls()
        if impl.plugin_name == "wishes"
    }
    assert used == set(HOOKS)


def test_its_pages_are_reached_in_their_zones(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    visitor, reader = bench.client(), bench.client(bench.actor("wishes.read"))
    assert "一共 0 个心愿" in visitor.get("/zh/c/sample/wishes/").text
    assert "0 wishes in all" in visitor.get("/en/c/sample/wishes/").text
    assert reader.get("/zh/staff/c/sample/wishes/").status_code == 200
    assert visitor.get("/api/wishes/number").get_json() == {"wishes": 0}
    with visitor.get("/zh/c/sample/wishes/static/wishes.css") as static:
        assert static.status_code == 200
        assert static.headers["X-Content-Type-Options"] == "nosniff"


def test_its_blocks_stand_on_the_column_and_its_menus_on_every_page(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    page = bench.client().get("/zh/c/sample/").text
    assert "一共 0 个心愿" in page
    assert "读心愿" in page
    assert 'href="/zh/c/sample/wishes/"' in page
    desk = bench.client(bench.actor("wishes.read", "web.plugins"))
    assert 'href="/zh/staff/c/sample/wishes/"' in desk.get("/zh/staff/").text
    plugins = desk.get("/zh/staff/plugins").text
    assert "yangguang-wishes 1.2.3" in plugins
    assert "心愿都好" in plugins


@pytest.mark.parametrize("hook", [*hookspecs.CONTRIBUTE, *hookspecs.JUDGE])
def test_every_asked_hook_is_heard(hook: str, bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    bench.fill()
    with bench.app.app_context(), bench.app.test_request_context("/zh/"):
        campaign, now = bench.stored_campaign(clock.now()), clock.now()
        arguments: dict[str, Any] = {
            "campaign": campaign,
            "now": now,
            "actor": SYSTEM,
            "revision": None,
            "state": "closed",
            "opinion_ids": [1],
            "file_ids": [1],
            "department_id": None,
        }
        if hook in hookspecs.JUDGE:
            assert [b.code for b in bench.host.judge(hook, **arguments) if b.plugin == "wishes"] == [
                "wishes.unread"
            ]
        else:
            assert "wishes" in [name for name, _ in bench.host.contribute(hook, **arguments)]
        assert not bench.plugin.failures


def test_the_worker_delivers_facts_once_and_runs_its_jobs(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    bench.fill()
    with bench.app.app_context():
        heard = "SELECT key FROM wishes_heard WHERE name = 'wishes.wish_made'"
        assert events.deliver_due(clock.now()) > 0
        keys = db.session.execute(text(heard)).all()
        assert len(keys) == 1
        with unit_of_work() as session:  # a crash after the listener, before "done" was stored
            for delivery in session.query(Delivery):
                delivery.done = False
        assert events.deliver_due(clock.now()) > 0
        assert db.session.execute(text(heard)).all() == keys
        with unit_of_work():
            jobs.enqueue("wishes.read_all", now=clock.now())
        assert jobs.run_due(clock.now()) == 1
        assert db.session.execute(text("SELECT count(*) FROM wishes_wish WHERE NOT read")).scalar() == 0


def test_off_for_one_campaign_is_404_there_and_on_elsewhere(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    other = replace(sample_campaign(), slug="without", plugins_off=frozenset({"wishes"}))
    house = bench.app.extensions["yangguang"]
    known = {"sample": bench.campaign, "without": other}
    house.load_campaign = known.get
    editor = bench.client(bench.actor("wishes.read"))
    for path in ("c/{}/wishes/", "staff/c/{}/wishes/"):
        assert editor.get("/zh/" + path.format("sample")).status_code == 200
        answer = editor.get("/zh/" + path.format("without"))
        assert answer.status_code == 404
        assert "这一届活动没有这个栏目" in answer.text
    assert "wishes" not in bench.client().get("/zh/c/without/").text
    with bench.app.app_context():
        assert not bench.host.contribute("agenda", campaign=other, now=clock.now())
        assert "wishes" not in {
            b.plugin
            for b in bench.host.judge("campaign_blockers", campaign=other, state="open", now=clock.now())
        }


def test_switched_off_it_is_silent_but_its_tables_move_and_its_people_are_erased(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    bench.fill()
    off = bench.make_app(database=str(bench.app.config["YANGGUANG"].database_url), PLUGINS="")
    host = off.extensions["yangguang"].host
    assert not host.plugins["wishes"].enabled
    assert off.test_client().get("/zh/c/sample/wishes/").status_code == 404
    with off.app_context():
        assert "wishes" in {standing.name for standing in migrations.standings(off)}
        assert not host.contribute("agenda", campaign=bench.campaign, now=clock.now())
        before = db.session.execute(text("SELECT count(*), max(person_digest) FROM wishes_wish")).one()
        with unit_of_work():
            host.live("erase_personal_data", person_digest=before[1], now=clock.now())
        assert db.session.execute(text("SELECT count(*) FROM wishes_wish")).scalar() == before[0] - 1


def test_the_commands_find_it_run_it_and_remove_it(
    databases: Databases, outside: Path, tmp_path: Path
) -> None:
    """The whole way on the command line, in processes of their own."""
    url = databases.empty()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(outside)]),
        "INSTANCE": str(tmp_path / "instance"),
        "DATABASE_URL": url,
        "PLUGINS": "wishes",
        "LOG_LEVEL": "CRITICAL",
    }

    def yangguang(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "core", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert yangguang("migrate", "--check").returncode == 1
    assert yangguang("migrate").returncode == 0
    assert yangguang("migrate", "--check").returncode == 0
    listed = yangguang("plugins")
    assert "wishes\t1.2.3\tyangguang-wishes 1.2.3\t正常\t表最新" in listed.stdout
    assert yangguang("wishes").stdout == "一共 0 个心愿\n"
    environment["DEMO"] = "1"
    assert yangguang("demo").returncode == 0, yangguang("demo").stderr
    target = tmp_path / "wishes.zip"
    refused = yangguang("plugin", "remove", "wishes", "--export", str(target))
    assert refused.returncode == 1
    assert "还有 1 个心愿没有看" in refused.stderr
    assert not target.exists()
    databases_say(url, "UPDATE wishes_wish SET read = (1 = 1)")
    removed = yangguang("plugin", "remove", "wishes", "--export", str(target))
    assert removed.returncode == 0, removed.stderr
    assert "已导出 1 行" in removed.stdout
    assert "表待更新" in yangguang("plugins").stdout
    assert yangguang("migrate").returncode == 0
    assert yangguang("wishes").stdout == "一共 0 个心愿\n"
    databases.drop(url)


def databases_say(url: str, statement: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_an_owner_of_places_is_told_who_booked(bench_of: BenchOf) -> None:
    bench = bench_of("wishes")
    with bench.app.app_context():
        now = clock.now()
        later = now + timedelta(days=9)
        event = booking.prepare_event(
            "wishes", 1, campaign_id=1, opens_at=now, closes_at=later,
            sessions=(booking.NewSession("上午场", "东门", later, later + timedelta(hours=1), 2),),
        )  # fmt: skip
        got = booking.book_place(
            booking.BookPlace(
                event.id, event.sessions[0].id, "13800002046", "周", "其他群众", (), (), False, now, "key"
            ),
            actor=SYSTEM, now=now,
        )  # fmt: skip
        booking.cancel_booking(got.token, actor=SYSTEM, now=now)
        told = "SELECT name FROM wishes_heard WHERE key LIKE 'booking:%' ORDER BY key"
        assert [row.name for row in db.session.execute(text(told))] == ["wishes.booked", "wishes.cancelled"]


def test_a_large_city_is_filled_with_everyones_part(bench_of: Callable[[str], Bench]) -> None:
    """`busy_demo` gets the size and something to draw its progress with."""
    from contextlib import contextmanager

    told: list[tuple[str, int, int]] = []

    @contextmanager
    def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
        done: list[int] = []
        yield done.append
        told.append((title, total, sum(done)))

    bench = bench_of("wishes")
    with bench.app.app_context(), bench.app.test_request_context("/zh/"):
        campaign = bench.stored_campaign(clock.now())
        before = db.session.execute(text("SELECT count(*) FROM wishes_wish")).scalar() or 0
        db.session.rollback()
        bench.host.ask_owner(
            "busy_demo", "wishes", campaign=campaign, now=clock.now(), size=0.25, progress=progress
        )
        assert told == [("心愿", 10, 10)]
        assert db.session.execute(text("SELECT count(*) FROM wishes_wish")).scalar() == before + 10
        db.session.rollback()
