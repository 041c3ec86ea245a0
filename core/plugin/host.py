"""The plugin host: finds plugins, checks them at start, calls their hooks safely, keeps a broken one in quarantine."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
import structlog
from flask import Blueprint

from core.base import clock
from core.base.db import db
from core.base.registry import Registry
from core.plugin import hookspecs
from core.plugin.calling import (
    call,
    cannot_judge,
    check_usable,
    late_deliveries,
    own_savepoint,
    with_wanted_arguments,
)
from core.plugin.checking import PluginFault as PluginFault
from core.plugin.checking import check_info, check_names, checked, told, where
from core.plugin.contracts import Blocker, Campaign, HealthNote, PluginInfo
from core.plugin.finding import BUNDLED, find_plugins, in_order_of_needs

log = structlog.get_logger(__name__)
VERSION_TABLE = "_alembic_version"
hookimpl = pluggy.HookimplMarker("yangguang")


@dataclass
class Plugin:
    """One plugin or core room as the host knows it."""

    info: PluginInfo
    module: ModuleType | None
    is_room: bool = False
    source: str = BUNDLED
    enabled: bool = True
    fault: str = ""
    blueprints: tuple[Blueprint, ...] = ()
    tables: tuple[str, ...] = ()
    schema: Path | None = None
    translations: Path | None = None
    documents: tuple[str, ...] = ()
    declared: dict[str, Any] = field(default_factory=dict, repr=False)
    last_failure: tuple[datetime, str, str] | None = None
    failures: int = 0

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def quarantined(self) -> bool:
        """It should work and doesn't. A switched-off plugin with a fault is merely off."""
        return self.enabled and bool(self.fault)

    @property
    def working(self) -> bool:
        return self.enabled and not self.fault


@dataclass
class Host:
    """All plugins of one app. `app.extensions["yangguang"].host`."""

    registry: Registry
    plugins: dict[str, Plugin] = field(default_factory=dict)
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager("yangguang"))
    #: switched-off plugins: never called, save where what they keep is at stake
    resting: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager("yangguang"))
    strict: bool = False

    def __post_init__(self) -> None:
        self.manager.add_hookspecs(hookspecs)
        self.resting.add_hookspecs(hookspecs)

    # ── finding and checking ────────────────────────────────────────────────────────────────────────────────────────
    def add_rooms(self, modules: Sequence[str]) -> None:
        """The rooms of core register like plugins; a fault in one stops the start."""
        for name in modules:
            module = importlib.import_module(name)
            info = check_info(module.INFO, module.INFO.name, is_room=True)
            self._admit(Plugin(info, module, is_room=True, source="core"))
            if hasattr(module, "connect"):
                # What the floors below need of a room (who is signed in, which campaign) goes through the registry.
                module.connect(self.registry)

    def discover(self, wanted: tuple[str, ...] | None, strict: bool) -> None:
        """Find bundled plugins and entry points, in the order of PLUGINS; what isn't wanted is known but not enabled.

        A plugin that another requires is taken before it, whatever the order.
        """
        self.strict = strict
        found = find_plugins()
        order = list(dict.fromkeys(wanted if wanted is not None else sorted(found)))
        ready: list[Plugin] = []
        for name in [*order, *sorted(set(found) - set(order))]:
            plugin = Plugin(_unread(name), None, enabled=name in order)
            if name not in found:
                self._keep_out(plugin, "PLUGINS 里写了它，但没有装上。")
                continue
            plugin.source = found[name].source
            try:
                plugin.module = found[name].load()
                plugin.info = check_info(getattr(plugin.module, "INFO", None), name)
                ready.append(plugin)
            except (Exception, SystemExit) as problem:
                self._keep_out(plugin, told(problem))
        for plugin in in_order_of_needs(ready):
            try:
                self._check_needs(plugin)
                self._admit(plugin)
            except (Exception, SystemExit) as problem:
                self._keep_out(plugin, told(problem))
        self.registry.settings.refuse_foreign(self.plugins)

    def _check_needs(self, plugin: Plugin) -> None:
        for needed in plugin.info.requires if plugin.enabled else ():
            other = self.plugins.get(needed)
            if other is None or not other.working:
                raise PluginFault(f"它要用插件 {needed}，而 {needed} 不在、没有启用或已隔离。")

    def _admit(self, plugin: Plugin) -> None:
        if plugin.name in self.plugins:
            raise PluginFault(f"已经有一个叫 {plugin.name} 的插件。")
        try:
            # pluggy keeps a plugin in its books even when it refuses one of its hooks.
            self._register(plugin)
            self._declare(plugin)
        except BaseException:
            self._unregister(plugin)
            raise
        self.plugins[plugin.name] = plugin
        if not plugin.enabled:
            self._unregister(plugin)
            self.resting.register(plugin.module, plugin.name)

    def _register(self, plugin: Plugin) -> None:
        try:
            self.manager.register(plugin.module, plugin.name)
            self.manager.check_pending()
        except pluggy.PluginValidationError as problem:
            raise PluginFault(f"有一个钩子写错了名字或参数：{problem}") from problem
        for caller in self.manager.get_hookcallers(plugin.module) or ():
            for impl in caller.get_hookimpls():
                if impl.plugin_name == plugin.name and (impl.wrapper or impl.hookwrapper):
                    raise PluginFault(f"钩子 {caller.name} 不能包住别的插件（wrapper）。")

    def _unregister(self, plugin: Plugin) -> None:
        if self.manager.has_plugin(plugin.name):
            self.manager.unregister(name=plugin.name)

    def _declare(self, plugin: Plugin) -> None:
        """Call every declare hook once and check what it gives; only then does anything become visible."""
        given = {
            hook: checked(hook, self._ask(plugin, hook))
            for hook in hookspecs.DECLARE
            if hook not in hookspecs.DEMO
        }
        check_names(plugin.info, given, is_room=plugin.is_room)
        plugin.blueprints = tuple(given["blueprints"])
        plugin.tables = tuple(model.__tablename__ for model in given["models"])
        plugin.schema, plugin.translations = given["schema"], given["translations"]
        plugin.documents = tuple(kind.code for kind in given["document_kinds"])
        self.registry.settings.declare(plugin.name, given["settings"])
        if not plugin.enabled:
            return
        for hook, (shelf, entries) in self._shelves(given).items():
            for code, value in entries.items():
                # Several plugins may read one rule, as long as they mean the same.
                if code in shelf and not (hook == "rules" and shelf[code] == value):
                    raise PluginFault(f"钩子 {hook} 里的 {code} 已经有别人用了，请换一个名字。")
        theirs = {
            command.name for other in self.plugins.values() for command in other.declared.get("commands", ())
        }
        if taken := theirs & {command.name for command in given["commands"]}:
            raise PluginFault(f"命令 {'、'.join(sorted(map(str, taken)))} 已经有别人用了，请换一个名字。")
        for shelf, entries in self._shelves(given).values():
            shelf.update(entries)
        self.registry.event_names.update(given["events"])
        for impl in self.manager.hook.on_event.get_hookimpls():
            if impl.plugin_name == plugin.name:
                self.registry.listeners[plugin.name] = with_wanted_arguments(impl)
        plugin.declared = given

    def _shelves(self, given: dict[str, Any]) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
        """Hook → (the registry's shelf, what goes on it)."""
        house = self.registry
        return {
            "permissions": (house.permissions, {p.code: p for p in given["permissions"]}),
            "messages": (house.messages, given["messages"]),
            "audit_texts": (house.audit_texts, given["audit_texts"]),
            "audit_subjects": (house.audit_subjects, given["audit_subjects"]),
            "message_kinds": (house.message_kinds, {kind.code: kind for kind in given["message_kinds"]}),
            "jobs": (house.jobs, given["jobs"]),
            "document_kinds": (house.document_kinds, {kind.code: kind for kind in given["document_kinds"]}),
            "opinion_kinds": (house.opinion_kinds, {kind.code: kind for kind in given["opinion_kinds"]}),
            "booking_owners": (house.booking_owners, {o.kind: o for o in given["booking_owners"]}),
            "live_streams": (house.live_streams, {s.name: s for s in given["live_streams"]}),
            "rules": (house.rule_declarations, {rule.id: rule for rule in given["rules"]}),
        }

    def _ask(self, plugin: Plugin, hook: str) -> Any:
        for impl in getattr(self.manager.hook, hook).get_hookimpls():
            if impl.plugin_name == plugin.name:
                return impl.function()
        return None

    def _keep_out(self, plugin: Plugin, fault: str) -> None:
        if self.strict and plugin.enabled:
            raise PluginFault(f"插件 {plugin.name}：{fault}")
        plugin.fault = fault
        if plugin.name in self.plugins:
            # It claims a name that is taken: it is listed beside its owner, not in its place.
            plugin.info = _unread(f"{plugin.name} ({plugin.source})")
        self.plugins[plugin.name] = plugin
        if plugin.enabled:
            log.error("plugin.quarantined", plugin=plugin.name, fault=fault)

    def put_out(self, plugin: Plugin, fault: str) -> None:
        """Quarantine a plugin that was admitted, before the first request: what it declared is withdrawn.

        Those that require it follow. Raises PluginFault in strict mode and for a room of core.
        """
        if self.strict or plugin.is_room:
            raise PluginFault(f"{plugin.name}：{fault}")
        self._withdraw(plugin)
        self._unregister(plugin)
        plugin.fault = fault
        log.error("plugin.quarantined", plugin=plugin.name, fault=fault)
        for other in self.plugins.values():
            if other.working and plugin.name in other.info.requires:
                self.put_out(other, f"它要用插件 {plugin.name}，而 {plugin.name} 已隔离。")

    def _withdraw(self, plugin: Plugin) -> None:
        given, plugin.declared = plugin.declared, {}
        if not given:
            return
        still_read = {rule.id for other in self.plugins.values() for rule in other.declared.get("rules", ())}
        for hook, (shelf, entries) in self._shelves(given).items():
            for code in entries:
                if hook != "rules" or code not in still_read:
                    shelf.pop(code, None)
        self.registry.event_names.difference_update(given["events"])
        self.registry.listeners.pop(plugin.name, None)

    # ── calling ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _implementations(self, hook: str, campaign: Campaign | None) -> Iterator[tuple[Plugin, Any]]:
        calls = {impl.plugin_name: impl for impl in getattr(self.manager.hook, hook).get_hookimpls()}
        for plugin in self.plugins.values():
            if plugin.name in calls and plugin.working and self.is_on(plugin, campaign):
                yield plugin, calls[plugin.name]

    def is_on(self, plugin: Plugin, campaign: Campaign | None) -> bool:
        """Whether a plugin takes part in a campaign; site-wide ones and rooms always do."""
        if campaign is None or plugin.is_room or plugin.info.scope == "site":
            return True
        return plugin.name not in campaign.plugins_off

    def contribute(
        self, hook: str, *, campaign: Campaign | None = None, **arguments: Any
    ) -> list[tuple[str, Any]]:
        """Everyone's contributions as (plugin name, item). Who fails is left out, logged and shown in health."""
        gathered: list[tuple[str, Any]] = []
        for plugin, impl in self._implementations(hook, campaign):
            try:
                with own_savepoint():
                    items = checked(hook, call(impl, campaign=campaign, **arguments))
                for item in items:
                    check_usable(item)
                gathered.extend((plugin.name, item) for item in items)
            except Exception as problem:
                self.note_failure(plugin, hook, problem)
        return gathered

    def judge(self, hook: str, *, campaign: Campaign | None = None, **arguments: Any) -> list[Blocker]:
        """Everyone's objections. A judge that fails, or can't be asked though its tables are there, counts as "no"."""
        blockers: list[Blocker] = []
        for plugin, impl in self._implementations(hook, campaign):
            blockers += self._verdicts(plugin, hook, impl, campaign=campaign, **arguments)
        for plugin in self.plugins.values():
            if plugin.quarantined and self.is_on(plugin, campaign) and self.owns_tables(plugin):
                blockers.append(cannot_judge(plugin))
        return blockers

    def may_remove(self, plugin: Plugin, now: datetime) -> list[Blocker]:
        """Why one plugin's tables may not be removed; a switched-off plugin is asked too."""
        if plugin.fault:
            return [cannot_judge(plugin)]
        users = [p.name for p in self.plugins.values() if p.working and plugin.name in p.info.requires]
        blockers = [Blocker("plugin_required", {"plugin": plugin.name, "others": users})] if users else []
        for impl in self._everyones("removal_blockers"):
            if impl.plugin_name == plugin.name:
                blockers += self._verdicts(plugin, "removal_blockers", impl, now=now)
        return blockers

    def _verdicts(self, plugin: Plugin, hook: str, impl: Any, **arguments: Any) -> list[Blocker]:
        try:
            with db.session.begin_nested():
                verdicts = checked(hook, call(impl, **arguments))
        except Exception as problem:
            self.note_failure(plugin, hook, problem)
            return [cannot_judge(plugin)]
        return [replace(verdict, plugin=plugin.name) for verdict in verdicts]

    def ask_owner(self, hook: str, plugin_name: str, **arguments: Any) -> Any:
        """Ask one plugin one hook; faults are the caller's. None when it has no such hook."""
        plugin = self.plugins.get(plugin_name)
        for impl in getattr(self.manager.hook, hook).get_hookimpls():
            if plugin and plugin.working and impl.plugin_name == plugin_name:
                return call(impl, **arguments)
        return None

    def live(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """Ask everyone who keeps anything, inside the caller's transaction; any fault is the caller's.

        A switched-off plugin keeps its tables, so it is asked too. Raises PluginFault when tables stand whose
        plugin can't be asked, so that nothing is half erased.
        """
        for name in self.out_of_reach():
            raise PluginFault(f"插件 {name} 停用中，它保存的内容现在动不了。")
        return [(impl.plugin_name, call(impl, **arguments)) for impl in self._everyones(hook)]

    def keepers(self, hook: str) -> list[tuple[str, Callable[..., Any]]]:
        """Everyone who keeps anything, switched-off plugins with tables too, each to be called by itself: (name, call)."""
        return [(impl.plugin_name, partial(call, impl)) for impl in self._everyones(hook)]

    def _everyones(self, hook: str) -> list[Any]:
        """The implementations of working and of switched-off plugins; the latter only where their tables stand."""
        resting = getattr(self.resting.hook, hook).get_hookimpls()
        keeping = [impl for impl in resting if self.owns_tables(self.plugins[impl.plugin_name])]
        return [*getattr(self.manager.hook, hook).get_hookimpls(), *keeping]

    def owns_tables(self, plugin: Plugin) -> bool:
        """Whether its tables stand in the database, known by its version table even when its code can't be read."""
        return db.inspect(db.session.connection()).has_table(f"{plugin.name}{VERSION_TABLE}")

    def out_of_reach(self) -> list[str]:
        """Names whose tables stand in the database while nobody can answer for them: quarantined or not installed."""
        standing = db.inspect(db.session.connection()).get_table_names()
        owners = {name.removesuffix(VERSION_TABLE) for name in standing if name.endswith(VERSION_TABLE)}
        answering = {plugin.name for plugin in self.plugins.values() if not plugin.fault}
        return sorted(owners - answering - {"core"})

    def note_failure(self, plugin: Plugin, hook: str, problem: Exception) -> None:
        plugin.failures += 1
        plugin.last_failure = (clock.now(), hook, type(problem).__name__)
        log.error(
            "plugin.hook_failed",
            plugin=plugin.name,
            hook=hook,
            fault=told(problem) if isinstance(problem, PluginFault) else type(problem).__name__,
            at=where(problem),
        )

    def health(self, now: datetime) -> list[tuple[str, HealthNote]]:
        """Every plugin's word on itself, with what the host saw and the facts that wait for it."""
        notes = self.contribute("health", now=now)
        late = late_deliveries()
        for plugin in self.plugins.values():
            if plugin.quarantined:
                notes.append((plugin.name, HealthNote("fail", plugin.fault)))
                continue
            if plugin.last_failure:
                _, hook, fault = plugin.last_failure
                notes.append((plugin.name, HealthNote("warn", f"{hook}: {fault} ×{plugin.failures}")))
            if plugin.name in late:
                notes.append((plugin.name, HealthNote("warn", f"on_event: ×{late[plugin.name]}")))
        return notes


def _unread(name: str) -> PluginInfo:
    return PluginInfo(name, name, "?")
