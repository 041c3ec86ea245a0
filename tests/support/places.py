"""Where a test's copy of the product lives: an instance folder and a database that are made new for each test, and copies
of the product that are not.

To start a copy costs far more than most tests: hundreds of addresses, all templates, all plugins. Whatever a copy keeps
of its database and its files stands in its registry; once that is as it was after the start and the database and the
folder are fresh, nothing tells it from a new one. A copy of which a test changed more than that is given up.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache

from tests.support.databases import Databases, base_settings

if TYPE_CHECKING:
    from flask import Flask

#: settings under which a copy may serve a second test; any other is of one test only
COMMON = frozenset(("CLOCK", "SMS_GATEWAY", "DEMO", "SECOND_FACTOR_ROLES"))
#: copies that wait in one place; the one that waited longest goes
MOST_IDLE = 6
#: what a running copy has open or would only make again
STAYS = ("stamps", "stamps.raising", "translations")
_COLLECTIONS = (dict, list, set)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


#: the environment before any test
_AT_FIRST = _environment()


def warm_app(settings: dict[str, Any], warm: Path) -> Flask:
    """A copy of the product over what earlier copies have compiled."""
    from core import create_app

    cache = Path(settings["INSTANCE"]) / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / "translations").exists():
        (cache / "translations").symlink_to(warm / "translations")
    app = create_app(settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(warm / "templates"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def leave(app: Flask) -> None:
    """Close what a copy holds open."""
    from core.base.db import db

    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def close_rested() -> None:
    """Close the connections to PostgreSQL that rest in any copy's pool: also of copies that a test made and let fall."""
    from core.base.db import db

    for engines in list(db._app_engines.values()):
        for engine in engines.values():
            if engine.dialect.name == "postgresql":
                engine.dispose()


class Copy:
    """One copy and what it was like right after its start."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.house = app.extensions["yangguang"]
        self.registry = {f.name: _own(getattr(self.house, f.name)) for f in fields(self.house)}
        self.config = dict(app.config)
        self.attributes = {
            name: value for name, value in vars(app).items() if not isinstance(value, _COLLECTIONS)
        }
        self.shape = self.shape_now()

    def shape_now(self) -> list[Any]:
        """What can't be put back: addresses, hooks, the state of plugins."""
        from core.base.db import db

        app = self.app
        hooks = ("before_request_funcs", "after_request_funcs", "teardown_request_funcs", "url_value_preprocessors",
                 "url_default_functions", "template_context_processors", "error_handler_spec")  # fmt: skip
        return [
            [(name, id(view)) for name, view in app.view_functions.items()],
            [(name, id(held)) for name, held in app.extensions.items()],
            [(name, id(engine)) for name, engine in db._app_engines[app].items()],
            [[(key, len(held)) for key, held in getattr(app, name).items()] for name in hooks],
            [len(app.jinja_env.filters), [(name, id(one)) for name, one in app.jinja_env.globals.items()]],
            [(p.name, p.enabled, str(p.fault), id(p.module)) for p in self.house.host.plugins.values()],
            [
                sorted(map(str, held.get_plugins()))
                for held in (self.house.host.manager, self.house.host.resting)
            ],
        ]

    def put_back(self) -> bool:
        """Make it as it was. False when that can't be done."""
        leave(self.app)
        if self.shape_now() != self.shape:
            return False
        for name, was in self.registry.items():
            _restore(self.house, name, was)
        self.app.config.clear()
        self.app.config.update(self.config)
        for name, value in self.attributes.items():
            setattr(self.app, name, value)
        self.house.memory.clear()
        self.house.pages.pages.clear()
        return True

    def begin(self) -> Flask:
        """Set what a start sets for the whole process."""
        from core.base import clock, logs
        from core.base.stamps import ALL

        self.app._got_first_request = False
        clock.set_clock(self.house.settings.clock)
        logs.configure(self.house.settings.log_level)
        self.house.stamps.raise_now(ALL)
        return self.app


def _own(value: Any) -> Any:
    return value.copy() if isinstance(value, _COLLECTIONS) else value


def _restore(house: Any, name: str, was: Any) -> None:
    held = getattr(house, name)
    if isinstance(was, _COLLECTIONS) and isinstance(held, type(was)):
        if held != was:
            held.clear()
            held.extend(was) if isinstance(held, list) else held.update(was)
    elif held is not was:
        setattr(house, name, _own(was))


@dataclass
class Place:
    """A folder and an address that one test after the other has for itself."""

    databases: Databases
    folder: Path
    warm: Path
    database_url: str = ""
    idle: dict[tuple[Any, ...], list[Copy]] = field(default_factory=dict)
    busy: list[tuple[tuple[Any, ...], Copy]] = field(default_factory=list)
    others: list[Flask] = field(default_factory=list)

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    def renew(self, of: str = "", files: Path | None = None) -> None:
        """A fresh database (or a copy of one) and an empty folder (or a copy of one)."""
        self.database_url = self.databases.copy(of=of, to=self.database_url)
        self.empty()
        if files is not None:
            kept = shutil.ignore_patterns(*STAYS)
            shutil.copytree(files, self.instance, symlinks=True, dirs_exist_ok=True, ignore=kept)

    def empty(self) -> None:
        cache = self.instance / "cache"
        for mark in cache.glob("stamps.raising/*"):
            mark.unlink()  # of a process that a test killed while it committed
        for found in [*self.instance.glob("*"), *cache.glob("*")]:
            if found == cache or (found.parent == cache and found.name in STAYS):
                continue
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink(missing_ok=True)

    def app(self, **overrides: Any) -> Flask:
        """A copy with these settings, as if just started."""
        settings = {**base_settings(self.instance, self.database_url), **overrides}
        if not COMMON.issuperset(overrides) or self._says_more():
            self.others.append(warm_app(settings, self.warm))
            return self.others[-1]
        key = tuple(sorted(overrides.items()))
        waiting = self.idle.get(key)
        found = waiting.pop() if waiting else Copy(warm_app(settings, self.warm))
        self.busy.append((key, found))
        return found.begin()

    def _says_more(self) -> bool:
        """Whether the test has put settings elsewhere: into the environment or the file."""
        return _environment() != _AT_FIRST or (self.instance / "config.toml").exists()

    def leave(self) -> None:
        """The test is over: its copies are closed, and wait for another where they can."""
        for app in self.others:
            leave(app)
        self.others.clear()
        for key, copy in self.busy:
            if copy.put_back():
                waiting = self.idle.pop(key, [])
                self.idle[key] = [*waiting, copy]  # at the end: just used
        self.busy.clear()
        while len(self.idle) > MOST_IDLE:
            del self.idle[next(iter(self.idle))]

    def drop(self) -> None:
        if self.database_url:
            self.databases.drop(self.database_url)
