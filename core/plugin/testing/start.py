"""A plugin comes up alone and in any company; its pages and menus hold."""

from __future__ import annotations

import inspect
import re
from typing import Any

from flask import url_for
from werkzeug.routing import Rule

from core.base import clock
from core.base.access import OPEN, SYSTEM
from core.base.db import unit_of_work
from core.plugin import hookspecs
from core.plugin.finding import find_plugins
from core.plugin.host import Host
from core.plugin.testing.bench import Bench

HOOKS = hookspecs.DECLARE + hookspecs.CONTRIBUTE + hookspecs.JUDGE + hookspecs.LIFE + hookspecs.FACTS
ZONES = {"public": ("public",), "staff": ("staff",), "admin": ("staff",)}


def loads_alone(bench: Bench) -> None:
    """With nothing beside it but what it requires, the plugin works."""
    assert not bench.plugin.fault, bench.plugin.fault
    assert bench.plugin.working


def loads_in_any_order(bench: Bench) -> None:
    """Beside every plugin that is installed, first or last, the plugin works."""
    others = sorted(set(find_plugins()) - {bench.name})
    for order in ([bench.name, *others], [*others, bench.name]):
        app = bench.make_app(PLUGINS=",".join(order), STRICT_PLUGINS="")
        host: Host = app.extensions["yangguang"].host
        assert not host.plugins[bench.name].fault, f"{order}: {host.plugins[bench.name].fault}"


def hooks_are_marked_and_known(bench: Bench) -> None:
    """A function named like a hook but not marked @hookimpl is never called, without a word."""
    module = bench.plugin.module
    functions = dict(inspect.getmembers(module, inspect.isfunction))
    forgotten = [
        name for name in HOOKS if name in functions and not hasattr(functions[name], "yangguang_impl")
    ]
    assert not forgotten, f"plugin.py: without @hookimpl nobody calls {', '.join(forgotten)}"


def pages_refuse_strangers(bench: Bench) -> None:
    """Every page says who may see it, and sends everybody else to the sign-in (nobody) or away (no right)."""
    nobody, powerless = bench.client(), bench.client(bench.actor())
    for rule in _rules(bench):
        access = getattr(bench.app.view_functions[rule.endpoint], "access", None)
        assert access is not None, f"{rule.endpoint} declares no access"
        if access == OPEN:
            continue
        path = address(rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = nobody.open(path, method=method)
            assert answer.status_code in (302, 303), f"{method} {path}: {answer.status_code} for nobody"
            if access in bench.host.registry.permissions:
                answer = powerless.open(path, method=method)
                assert answer.status_code == 403, f"{method} {path}: {answer.status_code} without {access}"


def menus_lead_to_pages(bench: Bench) -> None:
    """Menu entries and document kinds name pages that are there, in the zone they say."""
    with bench.app.test_request_context("/zh/c/sample/"):
        bench.app.preprocess_request()
        items = bench.host.ask_owner("nav", bench.name, actor=SYSTEM, campaign=bench.campaign) or ()
        for item in items:
            assert item.endpoint in bench.app.view_functions, f"nav: no page is called {item.endpoint}"
            zone = item.endpoint.split(".")[0].rpartition("_")[2]
            assert zone in ZONES[item.zone], f"nav: {item.endpoint} stands in the menu {item.zone}"
            assert url_for(item.endpoint, **item.values)
        assert list(bench.host.ask_owner("nav", bench.name, actor=SYSTEM, campaign=None) or ()) is not None
        for kind in bench.host.plugins[bench.name].declared["opinion_kinds"]:
            assert kind.public_endpoint in bench.app.view_functions, (
                f"{kind.code}: no page is called {kind.public_endpoint}"
            )
            about: dict[str, Any] = {kind.subject_arg: 1}
            assert url_for(kind.public_endpoint, **about)
        for kind in bench.host.plugins[bench.name].declared["document_kinds"]:
            for endpoint in (kind.public_endpoint, kind.staff_endpoint):
                assert endpoint in bench.app.view_functions, f"{kind.code}: no page is called {endpoint}"
                subject: dict[str, Any] = {kind.subject_arg: 1}
                assert url_for(endpoint, **subject)
        now = clock.now()
        with unit_of_work():
            campaign = bench.stored_campaign(now)
        asked: dict[str, Any] = {"actor": SYSTEM, "campaign": campaign, "department_id": None, "now": now}
        for hook in (
            "campaign_panels", "desk_items", "agenda", "deadlines", "indicators", "report_section", "health",
        ):  # fmt: skip
            before = bench.plugin.failures
            bench.host.contribute(hook, **asked)
            assert bench.plugin.failures == before, f"{hook}: {bench.plugin.last_failure}"


def _rules(bench: Bench) -> list[Rule]:
    mine = tuple(f"{blueprint.name}." for blueprint in bench.plugin.blueprints)
    return [
        rule
        for rule in bench.app.url_map.iter_rules()
        if rule.endpoint.startswith(mine) and not rule.endpoint.endswith(".static")
    ]


def address(rule: Rule) -> str:
    """An address that fits the rule, for the sample campaign; other parts are numbers or words of nothing."""
    path = rule.rule.replace("<any(zh, en):lang>", "zh").replace("<campaign>", "sample")
    path = re.sub(r"<int:\w+>", "987654", path)
    path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", path)
    return re.sub(r"<[^>]+>", "nothing", path)
