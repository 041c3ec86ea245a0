"""Which file of a room may import which: the same small rules for core rooms and plugins (DESIGN: the house)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, is_module, sources

ROOMS = ("users", "campaigns", "publishing", "opinions", "booking", "delivery")
#: Kind of file → kinds of the same room that it may import. `plugin.py`, the room's face, may import all.
MAY_IMPORT = {
    "rules": {"rules"},
    "models": {"models", "rules"},
    "store": {"store", "models", "rules"},
    # A service words what it sends or freezes: a short message, a document.
    "service": {"service", "store", "models", "rules", "messages"},
    "forms": {"forms", "rules", "messages"},
    "messages": {"messages", "rules"},
    "views": {"views", "service", "forms", "messages", "rules"},
    "commands": {"commands", "service", "forms", "messages", "rules"},
}
#: Kinds that must work without a request: they get actor and now as arguments.
WITHOUT_FLASK = {"rules", "models", "store", "service"}


def room_of(source_module: str) -> str | None:
    """`core.booking` for core.booking.rules, `plugins.open_day` for its modules; None outside rooms."""
    parts = source_module.split(".")
    if len(parts) >= 2 and (parts[0] == "plugins" or (parts[0] == "core" and parts[1] in ROOMS)):
        return ".".join(parts[:2])
    return None


def kind_of(module: str) -> str | None:
    """The kind of file inside its room: `views` for views_public and views/booking; None for others."""
    room = room_of(module)
    if room is None or module == room:
        return None
    name = module.split(".")[2]
    kind = "views" if name.startswith("views") else name
    return kind if kind in MAY_IMPORT else None


def room_files() -> list[Source]:
    return [source for source in sources("core", "plugins") if kind_of(source.module)]


def breaches(source: Source) -> Iterator[str]:
    kind = kind_of(source.module)
    assert kind is not None
    for item in source.imports():
        top = item.module.split(".")[0]
        other = kind_of(item.module) if room_of(item.module) == room_of(source.module) else None
        if kind == "rules" and not (other == "rules" or top in sys.stdlib_module_names):
            yield f"{source.name}:{item.line} rules import only the standard library, not {item.module}"
        elif kind in WITHOUT_FLASK and top in {"flask", "flask_login", "flask_wtf", "wtforms"}:
            yield f"{source.name}:{item.line} {kind} must work without a request, but imports {item.module}"
        elif other and other not in MAY_IMPORT[kind]:
            yield f"{source.name}:{item.line} {kind} may not import {other}"


@pytest.mark.parametrize("source", room_files(), ids=lambda source: source.name)
def test_files_of_a_room_keep_their_places(source: Source) -> None:
    assert not list(breaches(source))


@pytest.mark.parametrize("source", sources("plugins"), ids=lambda source: source.name)
def test_a_plugin_imports_only_the_api_of_the_core(source: Source) -> None:
    wrong = [
        f"{source.name}:{item.line} imports {item.module}"
        for item in source.imports()
        if item.module.split(".")[0] == "core" and item.module != "core.api"
    ]
    assert not wrong


def test_the_rules_see_a_breach() -> None:
    """The reading of imports itself: relative ones, and those inside functions."""
    assert kind_of("core.booking.views_public") == "views"
    assert kind_of("plugins.open_day.rules.announcement") == "rules"
    assert kind_of("core.base.db") is None
    assert is_module("tests.architecture.sources")
    here = Source(
        sources("tests")[0].path.parent / "architecture/test_rooms.py", "tests.architecture.test_rooms"
    )
    assert {"sys", "pytest", "tests.architecture.sources"} <= {item.module for item in here.imports()}
