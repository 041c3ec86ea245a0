"""A plugin that raises, in every hook: the site and its repair tools stay up, and the page says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core.base import clock, events
from core.base.access import SYSTEM, VISITOR
from core.base.audit import AuditEntry, record
from core.base.db import db, unit_of_work
from core.base.events import Delivery
from core.plugin import hookspecs, migrations
from core.plugin.contracts import RevisionView
from core.plugin.host import Host, PluginFault
from core.plugin.testing import Bench
from core.plugin.testing.bench import WHO
from tests.contract import packages

ASKED = (*hookspecs.CONTRIBUTE, *hookspecs.JUDGE, *hookspecs.LIFE, *hookspecs.FACTS)
DECLARED = [hook for hook in hookspecs.DECLARE if hook not in hookspecs.DEMO]


def raising(hooks: tuple[str, ...], name: str, problem: str = "raise RuntimeError('boom')") -> str:
    lines = [packages.HEAD, f'INFO = PluginInfo("{name}", "会出错的", "0.1", scope="site")']
    for hook in hooks:
        lines.append(f"\n@hookimpl\ndef {hook}():\n    {problem}")
    return "\n".join(lines)


@pytest.fixture(scope="session")
def raising_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One plugin per declare hook that raises in it; `sulks` raises in all the others; `stumbles` breaks the SQL."""
    site = tmp_path_factory.mktemp("raising")
    for hook in DECLARED:
        packages.write(site, f"no_{hook}", raising((hook,), f"no_{hook}"))
    packages.write(site, "sulks", raising(ASKED, "sulks"))
    broken = "from core.api import db; from sqlalchemy import text; db.session.execute(text('SELECT 1 FROM nowhere'))"
    packages.write(site, "stumbles", raising(("health", "agenda"), "stumbles", broken))
    return site


@pytest.fixture(autouse=True)
def beside(raising_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(raising_site)


#: a text that nobody keeps anything of
REVISION = RevisionView(
    1, 987654, "nobody.text", 987654, 1, "标题", "", "云川市水务局", ({"kind": "paragraph", "text": "正文。"},), {}, "0" * 64, 1, 1
)  # fmt: skip


@dataclass
class Site:
    """A bench whose app has some of the raising plugins in it."""

    bench: Bench
    app: Flask

    @property
    def host(self) -> Host:
        found: Host = self.app.extensions["yangguang"].host
        return found

    def client(self, *permissions: str) -> FlaskClient:
        browser = self.app.test_client()
        if permissions:
            who: Any = self.bench.actor(*permissions)
            browser.environ_base[WHO] = who
        return browser


@pytest.fixture
def site_with(bench_of: Callable[[str], Bench]) -> Callable[..., Site]:
    def make(*names: str, **settings: str) -> Site:
        bench = bench_of(names[0])
        app = bench.make_app(PLUGINS=",".join(names), **{"STRICT_PLUGINS": "", **settings})
        migrations.upgrade_all(app)
        return Site(bench, app)

    return make


def test_who_raises_while_declaring_is_out_and_the_site_is_up(site_with: Callable[..., Site]) -> None:
    site = site_with(*(f"no_{hook}" for hook in DECLARED))
    for hook in DECLARED:
        plugin = site.host.plugins[f"no_{hook}"]
        assert plugin.quarantined, hook
        assert plugin.fault.startswith("RuntimeError: boom（plugin.py:")
    assert site.client().get("/zh/c/sample/").status_code == 200
    page = site.client("web.plugins").get("/zh/staff/plugins")
    assert page.status_code == 200
    assert page.text.count("RuntimeError: boom（plugin.py:") >= len(DECLARED)
    assert str(Path.home()) not in page.text
    listed = site.client().get("/healthz").get_json()
    assert listed["quarantined"] == sorted(f"no_{hook}" for hook in DECLARED)


def test_nothing_of_a_quarantined_plugin_stays_in_the_house(site_with: Callable[..., Site]) -> None:
    """It fails in its last declaration, after others were given: they are not taken over."""
    site = site_with("no_jobs")
    house = site.app.extensions["yangguang"]
    assert not [code for code in house.permissions if code.startswith("no_")]
    assert "no_jobs" not in house.listeners
    assert "no_jobs" not in {name for name, _ in site.host.manager.list_name_plugin()}


@pytest.mark.parametrize("hook", DECLARED)
def test_strict_mode_stops_the_start_and_says_where(hook: str, bench_of: Callable[[str], Bench]) -> None:
    with pytest.raises(PluginFault, match=f"插件 no_{hook}：RuntimeError: boom"):
        bench_of(f"no_{hook}").make_app()


def test_the_part_of_who_raises_is_left_out_and_health_says_so(site_with: Callable[..., Site]) -> None:
    site = site_with("sulks")
    plugin = site.host.plugins["sulks"]
    with site.app.app_context(), site.app.test_request_context("/zh/"):
        for hook in hookspecs.CONTRIBUTE:
            before = plugin.failures
            given = site.host.contribute(hook, actor=VISITOR, campaign=site.bench.campaign, now=clock.now())
            assert "sulks" not in {name for name, _ in given}
            assert plugin.failures == before + 1, f"{hook} was not asked"
        notes = dict(site.host.health(clock.now()))
    assert notes["sulks"].level == "warn"
    assert "RuntimeError" in notes["sulks"].text
    for path in ("/zh/", "/zh/c/sample/", "/en/c/sample/"):
        assert site.client().get(path).status_code in (200, 302), path
    desk = site.client("web.plugins")
    assert desk.get("/zh/staff/").status_code == 200
    assert "RuntimeError" in desk.get("/zh/staff/plugins").text


@pytest.mark.parametrize("hook", hookspecs.JUDGE)
def test_a_judge_who_raises_says_no(hook: str, site_with: Callable[..., Site]) -> None:
    site = site_with("sulks")
    arguments = {
        "publish_blockers": {"revision": REVISION},
        "campaign_blockers": {"state": "open"},
        "removal_blockers": {},
    }
    with site.app.app_context(), unit_of_work():
        record(SYSTEM, clock.now(), "before", subject=("sample", 1))
        given = site.host.judge(hook, campaign=site.bench.campaign, now=clock.now(), **arguments[hook])  # type: ignore[arg-type]
        assert [(b.code, b.plugin) for b in given] == [("plugin_cannot_judge", "sulks")]
    with site.app.app_context():
        assert db.session.query(AuditEntry).count() == 1


@pytest.mark.parametrize("hook", hookspecs.LIFE)
def test_whoever_can_not_erase_undoes_the_whole_erasing(hook: str, site_with: Callable[..., Site]) -> None:
    site = site_with("sulks")
    with site.app.app_context():
        with pytest.raises(RuntimeError, match="boom"), unit_of_work():
            record(SYSTEM, clock.now(), "erased", subject=("sample", 1))
            site.host.live(
                hook, person_digest="0" * 64, revision=REVISION, source=site.bench.campaign,
                campaign=site.bench.campaign, now=clock.now(),
            )  # fmt: skip
        assert db.session.query(AuditEntry).count() == 0


def test_a_fact_is_offered_again_ever_later_until_it_is_taken(site_with: Callable[..., Site]) -> None:
    site = site_with("sulks")
    now = clock.now()
    with site.app.app_context():
        house = site.app.extensions["yangguang"]
        house.event_names.add("sample.happened")
        with unit_of_work():
            events.emit("sample.happened", now=now)
        waits = []
        for _ in range(4):
            events.deliver_due(now)  # rooms of the house listen too, and take it
            row = db.session.query(Delivery).filter_by(listener="sulks").one()
            assert not row.done
            assert row.fault == "RuntimeError"
            waits.append(row.try_at - now)
            assert events.deliver_due(row.try_at - timedelta(seconds=1)) == 0
            assert db.session.query(Delivery).filter_by(listener="sulks").one().attempts == len(waits)
            now = row.try_at
        assert waits == sorted(set(waits))
        assert ("sulks", "on_event: ×1") in [(name, note.text) for name, note in site.host.health(now)]
        taken: list[str] = []
        house.listeners["sulks"] = lambda event, now: taken.append(event.key)
        assert events.deliver_due(now) == 1
        assert events.deliver_due(now + timedelta(days=1)) == 0
        assert len(taken) == 1


def test_broken_sql_of_one_plugin_spoils_nobody_elses_transaction(site_with: Callable[..., Site]) -> None:
    """On PostgreSQL a failed statement makes the whole transaction unusable unless it is undone."""
    site = site_with("stumbles")
    with site.app.app_context():
        with unit_of_work():
            record(SYSTEM, clock.now(), "before", subject=("sample", 1))
            assert "stumbles" not in dict(site.host.contribute("health", now=clock.now()))
            record(SYSTEM, clock.now(), "after", subject=("sample", 2))
        assert db.session.query(AuditEntry).count() == 2
        assert "stumbles" not in dict(
            site.host.contribute("agenda", campaign=site.bench.campaign, now=clock.now())
        )
        assert site.host.plugins["stumbles"].failures == 2
        assert db.session.execute(text("SELECT 1")).scalar() == 1
    assert site.client().get("/zh/c/sample/").status_code == 200
