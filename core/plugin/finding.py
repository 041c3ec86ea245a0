"""Where plugins come from: the bundled folder and the entry points of installed packages."""

from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Protocol, TypeVar

from core.plugin.contracts import PluginInfo

ENTRY_POINTS = "yangguang.plugins"
BUNDLED = "bundled"


@dataclass(frozen=True)
class Find:
    """A plugin that is there: its name, the package it comes from, and how its module is loaded."""

    name: str
    source: str
    load: Callable[[], ModuleType]


def find_plugins() -> dict[str, Find]:
    """Every plugin by name. A bundled one wins over an installed one of the same name."""
    return {**_installed(), **_bundled()}


def _installed() -> dict[str, Find]:
    found: dict[str, Find] = {}
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
        source = f"{point.dist.name} {point.dist.version}" if point.dist else "entry point"
        if point.name in found and found[point.name].source != source:
            both = f"{found[point.name].source}、{source}"
            found[point.name] = Find(point.name, both, _refuse(point.name, both))
        else:
            found[point.name] = Find(point.name, source, point.load)
    return found


def _refuse(name: str, both: str) -> Callable[[], ModuleType]:
    def load() -> ModuleType:
        raise ImportError(f"{both} 都带了叫 {name} 的插件，请卸载一个。")

    return load


def _bundled() -> dict[str, Find]:
    found = {}
    package = importlib.import_module("plugins")
    for module in pkgutil.iter_modules(package.__path__):
        # Looked up as a file: asking the import system would already run the plugin's __init__.py.
        if module.ispkg and any(
            (Path(root) / module.name / "plugin.py").exists() for root in package.__path__
        ):
            found[module.name] = Find(module.name, BUNDLED, _importer(f"plugins.{module.name}.plugin"))
    return found


def _importer(path: str) -> Callable[[], ModuleType]:
    return lambda: importlib.import_module(path)


class _Described(Protocol):
    @property
    def info(self) -> PluginInfo: ...


P = TypeVar("P", bound=_Described)


def in_order_of_needs(plugins: Iterable[P]) -> list[P]:
    """The given order, but whoever is required comes before those who require it."""
    waiting = {plugin.info.name: plugin for plugin in plugins}
    ordered: list[P] = []

    def take(name: str) -> None:
        plugin = waiting.pop(name, None)
        if plugin is not None:
            for needed in plugin.info.requires:
                take(needed)
            ordered.append(plugin)

    for name in list(waiting):
        take(name)
    return ordered
