"""A plugin that has tables and can't be asked: what needs its word stops, what keeps people's data stays open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.base import clock
from core.base.db import unit_of_work
from core.plugin.finding import find_plugins
from core.plugin.host import Host, PluginFault
from core.plugin.testing import Bench

pytestmark = pytest.mark.usefixtures("outside")


@pytest.fixture
def bench(bench_of: Callable[[str], Bench], monkeypatch: pytest.MonkeyPatch) -> Bench:
    """`wishes` was installed and migrated; its new version needs a newer core, so it is out."""
    import wishes.plugin  # type: ignore[import-not-found]

    made = bench_of("wishes")
    made.fill()
    monkeypatch.setattr(wishes.plugin, "INFO", replace(wishes.plugin.INFO, core_api=">=9"))
    return made


def again(bench: Bench, **settings: str) -> Host:
    url = bench.app.config["YANGGUANG"].database_url
    app = bench.make_app(database=url, STRICT_PLUGINS="", **settings)
    host: Host = app.extensions["yangguang"].host
    host.registry.load_campaigns = lambda: [bench.campaign]
    bench.__dict__["app"] = app
    return host


def test_publishing_and_moving_on_wait_for_it(bench: Bench) -> None:
    host = again(bench)
    assert host.plugins["wishes"].fault == "它要 core_api >=9，这里是 1.0。"
    with bench.app.app_context():
        for hook in ("publish_blockers", "campaign_blockers"):
            given = host.judge(hook, campaign=bench.campaign, now=clock.now(), revision=None, state="open")
            assert [(b.code, b.plugin) for b in given if b.plugin == "wishes"] == [
                ("plugin_cannot_judge", "wishes")
            ]
        off = replace(bench.campaign, plugins_off=frozenset({"wishes"}))
        assert not [
            b
            for b in host.judge("campaign_blockers", campaign=off, now=clock.now(), state="open")
            if b.plugin
        ]
        assert [b.code for b in host.may_remove(host.plugins["wishes"], clock.now())] == [
            "plugin_cannot_judge"
        ]


def test_without_tables_it_holds_nobody_up(bench: Bench) -> None:
    from core.plugin import migrations

    with bench.app.app_context():
        history = bench.history
        assert history is not None
        migrations.downgrade(history)
    host = again(bench)
    with bench.app.app_context():
        assert not [
            b
            for b in host.judge("campaign_blockers", campaign=bench.campaign, now=clock.now(), state="open")
            if b.plugin == "wishes"
        ]
        with unit_of_work():
            host.live("erase_personal_data", person_digest="0" * 64, now=clock.now())


def test_erasing_waits_for_it(bench: Bench) -> None:
    host = again(bench)
    with bench.app.app_context(), pytest.raises(PluginFault, match="wishes"), unit_of_work():
        host.live("erase_personal_data", person_digest="0" * 64, now=clock.now())


def test_erasing_waits_even_when_it_is_uninstalled(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody names it any more, but its tables stand there with people in them."""
    found = {name: find for name, find in find_plugins().items() if name != "wishes"}
    monkeypatch.setattr("core.plugin.host.find_plugins", lambda: found)
    host = again(bench, PLUGINS="")
    assert "wishes" not in host.plugins
    with bench.app.app_context():
        assert host.out_of_reach() == ["wishes"]
        with pytest.raises(PluginFault, match="wishes"), unit_of_work():
            host.live("erase_personal_data", person_digest="0" * 64, now=clock.now())
        answer = bench.app.test_cli_runner().invoke(host.plugins["web"].declared["commands"][1])
        assert "wishes\t-\t-\t没有装\t表还在" in answer.output


def test_its_pages_are_gone_and_the_plugin_page_says_why(bench: Bench) -> None:
    again(bench)
    assert bench.client().get("/zh/c/sample/wishes/").status_code == 404
    page = bench.client(bench.actor("web.plugins")).get("/zh/staff/plugins").text
    assert "它要 core_api &gt;=9，这里是 1.0。" in page
    assert "它的网页和菜单已收起，数据都在" in page
