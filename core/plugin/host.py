"""The plugin host: finds plugins, checks them at start, calls their hooks safely, keeps a broken one in quarantine."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import pkgutil
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
import structlog
from flask import Blueprint

from core.base import clock
from core.base.db import db, in_unit_of_work
from core.base.registry import Registry, merge
from core.plugin import hookspecs
from core.plugin.contracts import CORE_API, Blocker, Campaign, HealthNote, PluginInfo

log = structlog.get_logger(__name__)
ENTRY_POINTS = "yangguang.plugins"
hookimpl = pluggy.HookimplMarker("yangguang")


class PluginFault(Exception):
    """A plugin breaks the contract; the text says where and how to mend it."""


@dataclass
class Plugin:
    """One plugin or core room as the host knows it."""

    info: PluginInfo
    module: ModuleType | None
    is_room: bool = False
    source: str = "bundled"
    enabled: bool = True
    fault: str = ""
    blueprints: tuple[Blueprint, ...] = ()
    tables: tuple[str, ...] = ()
    schema: Path | None = None
    translations: Path | None = None
    documents: tuple[str, ...] = ()
    last_failure: tuple[datetime, str, str] | None = None
    failures: int = 0

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def quarantined(self) -> bool:
        return bool(self.fault)

    @property
    def working(self) -> bool:
        return self.enabled and not self.fault


@dataclass
class Host:
    """All plugins of one app. `app.extensions["yangguang"].host`."""

    registry: Registry
    plugins: dict[str, Plugin] = field(default_factory=dict)
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager("yangguang"))

    def __post_init__(self) -> None:
        self.manager.add_hookspecs(hookspecs)

    # ── finding and checking ────────────────────────────────────────────────────────────────────────────────────────
    def add_rooms(self, modules: Sequence[str]) -> None:
        """The rooms of core register like plugins; a fault in one stops the start."""
        for name in modules:
            module = importlib.import_module(name)
            self._admit(Plugin(module.INFO, module, is_room=True, source="core"))
            if hasattr(module, "connect"):
                # What the floors below need of a room (who is signed in, which campaign) goes through the registry.
                module.connect(self.registry)

    def discover(self, wanted: tuple[str, ...] | None, strict: bool) -> None:
        """Find bundled plugins and entry points, in the order of PLUGINS; what isn't wanted is known but not enabled."""
        found = dict(_found())
        order = [name for name in (wanted if wanted is not None else sorted(found)) if name in found]
        for name in wanted or ():
            if name not in found:
                self._keep_out(
                    Plugin(PluginInfo(name, name, "?"), None), "PLUGINS 里写了它，但没有装上。", strict
                )
        for name in [*order, *sorted(set(found) - set(order))]:
            source, load = found[name]
            plugin = Plugin(PluginInfo(name, name, "?"), None, source=source, enabled=name in order)
            try:
                plugin.module = load()
                plugin.info = plugin.module.INFO
                if not isinstance(plugin.info, PluginInfo) or plugin.info.name != name:
                    raise PluginFault(f"INFO.name 应当是 {name!r}。")
                self._admit(plugin)
            except Exception as problem:
                self._keep_out(plugin, _told(problem), strict)

    def _admit(self, plugin: Plugin) -> None:
        info = plugin.info
        if info.name in self.plugins:
            raise PluginFault(f"已经有一个叫 {info.name} 的插件。")
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", info.name):
            raise PluginFault(f"插件名 {info.name!r} 要用小写字母、数字和下划线，字母开头。")
        if not _fits(CORE_API, info.core_api):
            raise PluginFault(f"它要 core_api {info.core_api}，这里是 {CORE_API}。")
        for needed in info.requires:
            other = self.plugins.get(needed)
            if other is None or not other.working:
                raise PluginFault(f"它要用插件 {needed}，而 {needed} 不在或没有启用。")
        self.manager.register(plugin.module, plugin.name)
        try:
            self._check_hook_names(plugin)
            self._declare(plugin)
        except Exception:
            self.manager.unregister(name=plugin.name)
            raise
        self.plugins[plugin.name] = plugin
        if not plugin.enabled:
            self.manager.unregister(name=plugin.name)

    def _check_hook_names(self, plugin: Plugin) -> None:
        try:
            self.manager.check_pending()
        except pluggy.PluginValidationError as problem:
            raise PluginFault(f"有一个钩子名字写错了：{problem}") from problem

    def _declare(self, plugin: Plugin) -> None:
        """Call every declare hook once and check the names it gives; only then does anything become visible."""
        name, given = (
            plugin.name,
            {hook: self._ask(plugin, hook) for hook in hookspecs.DECLARE if hook != "demo"},
        )
        plugin.blueprints = tuple(given["blueprints"] or ())
        for blueprint in plugin.blueprints:
            if blueprint.name not in (f"{name}_public", f"{name}_staff", f"{name}_api"):
                raise PluginFault(f"蓝图 {blueprint.name} 应当叫 {name}_public、{name}_staff 或 {name}_api。")
            if blueprint.url_prefix:
                raise PluginFault(f"蓝图 {blueprint.name} 不要写 url_prefix，地址由平台给。")
        plugin.tables = tuple(model.__tablename__ for model in given["models"] or ())
        for table in plugin.tables:
            if not table.startswith(f"{name}_") and not (plugin.is_room and table.startswith("base_")):
                raise PluginFault(f"表 {table} 的名字应当以 {name}_ 开头。")
        plugin.schema, plugin.translations = given["schema"], given["translations"]
        permissions = {p.code: p for p in given["permissions"] or ()}
        for code in [*permissions, *(given["events"] or ()), *(given["jobs"] or ())]:
            if not code.startswith(f"{name}."):
                raise PluginFault(f"{code} 的名字应当以 {name}. 开头。")
        kinds = {kind.code: kind for kind in given["document_kinds"] or ()}
        plugin.documents = tuple(kinds)
        if not plugin.enabled:
            return
        merge(self.registry.permissions, permissions, name)
        merge(self.registry.messages, given["messages"] or {}, name)
        merge(self.registry.audit_texts, given["audit_texts"] or {}, name)
        merge(self.registry.jobs, given["jobs"] or {}, name)
        merge(self.registry.document_kinds, kinds, name)
        for declaration in given["rules"] or ():
            self.registry.rule_declarations.setdefault(declaration.id, declaration)
        self.registry.event_names.update(given["events"] or ())
        for impl in self.manager.hook.on_event.get_hookimpls():
            if impl.plugin_name == name:
                self.registry.listeners[name] = _with_wanted_arguments(impl)

    def _ask(self, plugin: Plugin, hook: str) -> Any:
        for impl in getattr(self.manager.hook, hook).get_hookimpls():
            if impl.plugin_name == plugin.name:
                return impl.function()
        return None

    def _keep_out(self, plugin: Plugin, fault: str, strict: bool) -> None:
        if strict:
            raise PluginFault(f"插件 {plugin.name}：{fault}")
        plugin.fault = fault
        self.plugins[plugin.name] = plugin
        log.error("plugin.quarantined", plugin=plugin.name, fault=fault)

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
                items = list(_call(impl, campaign=campaign, **arguments) or ())
                gathered.extend((plugin.name, item) for item in items)
            except Exception as problem:
                self.note_failure(plugin, hook, problem)
                # A failed statement leaves PostgreSQL's transaction unusable for everyone after it.
                if not in_unit_of_work():
                    db.session.rollback()
        return gathered

    def judge(self, hook: str, *, campaign: Campaign | None = None, **arguments: Any) -> list[Blocker]:
        """Everyone's objections. A judge that fails, or can't be asked though its tables are there, counts as "no"."""
        blockers: list[Blocker] = []
        for plugin, impl in self._implementations(hook, campaign):
            try:
                with db.session.begin_nested():
                    verdicts = list(_call(impl, campaign=campaign, **arguments) or ())
                blockers.extend(_signed(verdict, plugin) for verdict in verdicts)
            except Exception as problem:
                self.note_failure(plugin, hook, problem)
                blockers.append(
                    Blocker("plugin_cannot_judge", {"plugin": str(plugin.info.title)}, plugin=plugin.name)
                )
        for plugin in self.plugins.values():
            if plugin.quarantined and self.is_on(plugin, campaign) and self.owns_tables(plugin):
                blockers.append(
                    Blocker("plugin_cannot_judge", {"plugin": str(plugin.info.title)}, plugin=plugin.name)
                )
        return blockers

    def ask_owner(self, hook: str, plugin_name: str, **arguments: Any) -> Any:
        """Ask one plugin one hook; faults are the caller's. None when it has no such hook."""
        plugin = self.plugins.get(plugin_name)
        for impl in getattr(self.manager.hook, hook).get_hookimpls():
            if plugin and plugin.working and impl.plugin_name == plugin_name:
                return _call(impl, **arguments)
        return None

    def live(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """Ask everyone inside the caller's transaction; any fault is the caller's, and an absent owner is one.

        Raises PluginFault when a plugin that keeps tables can't be asked, so that nothing is half erased.
        """
        for plugin in self.plugins.values():
            if plugin.quarantined and self.owns_tables(plugin):
                raise PluginFault(f"插件 {plugin.name} 停用中，它保存的内容现在动不了。")
        return [(plugin.name, _call(impl, **arguments)) for plugin, impl in self._implementations(hook, None)]

    def owns_tables(self, plugin: Plugin) -> bool:
        """Whether its tables stand in the database, known by its version table even when its code can't be read."""
        return db.inspect(db.engine).has_table(f"{plugin.name}_alembic_version")

    def note_failure(self, plugin: Plugin, hook: str, problem: Exception) -> None:
        plugin.failures += 1
        plugin.last_failure = (clock.now(), hook, type(problem).__name__)
        log.error(
            "plugin.hook_failed",
            plugin=plugin.name,
            hook=hook,
            fault=type(problem).__name__,
            at=_where(problem),
        )

    def health(self, now: datetime) -> list[tuple[str, HealthNote]]:
        """Every plugin's word on itself, with what the host saw."""
        notes = self.contribute("health", now=now)
        for plugin in self.plugins.values():
            if plugin.quarantined:
                notes.append((plugin.name, HealthNote("fail", plugin.fault)))
            elif plugin.last_failure:
                _, hook, fault = plugin.last_failure
                notes.append((plugin.name, HealthNote("warn", f"{hook}: {fault} ×{plugin.failures}")))
        return notes


def _found() -> Iterator[tuple[str, tuple[str, Callable[[], ModuleType]]]]:
    """name → (source, loader). A bundled plugin wins over an entry point of the same name."""
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
        yield (
            point.name,
            (f"{point.dist.name} {point.dist.version}" if point.dist else "entry point", point.load),
        )
    package = importlib.import_module("plugins")
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg and importlib.util.find_spec(f"plugins.{module.name}.plugin"):
            path = f"plugins.{module.name}.plugin"
            yield module.name, ("bundled", lambda path=path: importlib.import_module(path))  # type: ignore[misc]


def _call(impl: Any, **arguments: Any) -> Any:
    return impl.function(*[arguments[name] for name in impl.argnames])


def _with_wanted_arguments(impl: Any) -> Callable[..., None]:
    def listener(**arguments: Any) -> None:
        _call(impl, **arguments)

    return listener


def _signed(blocker: Blocker, plugin: Plugin) -> Blocker:
    return Blocker(blocker.code, blocker.params, blocker.clause, blocker.url, plugin.name)


def _told(problem: Exception) -> str:
    return (
        str(problem)
        if isinstance(problem, PluginFault)
        else f"{type(problem).__name__}: {problem}（{_where(problem)}）"
    )


def _where(problem: Exception) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _fits(version: str, wanted: str) -> bool:
    have = tuple(int(part) for part in version.split("."))
    for term in wanted.split(","):
        found = re.fullmatch(r"\s*(>=|<=|==|<|>)\s*(\d+(?:\.\d+)*)\s*", term)
        if not found:
            raise PluginFault(f"core_api {wanted!r} 要写成 >=1,<2 这样。")
        sign, number = found[1], tuple(int(part) for part in found[2].split("."))
        width = max(len(have), len(number))
        left, right = have + (0,) * (width - len(have)), number + (0,) * (width - len(number))
        fits = {
            ">=": left >= right,
            "<=": left <= right,
            "==": left == right,
            "<": left < right,
            ">": left > right,
        }
        if not fits[sign]:
            return False
    return True
