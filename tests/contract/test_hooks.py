"""Every hook is told in the guide, of one kind, asked for with the same words, and used by somebody."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from core.plugin import hookspecs
from core.plugin.guide import KINDS, hook_guide
from core.plugin.testing import Bench
from core.plugin.testing.start import HOOKS
from tests.contract import access_table

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "hooks.md"
SPECS = {
    name: spec
    for name, spec in inspect.getmembers(hookspecs, inspect.isfunction)
    if hasattr(spec, "yangguang_spec")
}
#: What a hook may be given; the same word means the same everywhere.
WORDS = {
    "actor", "campaign", "revision", "now", "event", "source", "state", "person_digest", "opinion_ids", "file_ids",
    "department_id", "size", "progress",
}  # fmt: skip


def test_the_guide_is_what_the_command_writes() -> None:
    assert GUIDE.read_text("utf-8") == hook_guide(), "run: yangguang hooks > docs/hooks.md"


def test_every_spec_is_of_one_kind() -> None:
    assert sorted(HOOKS) == sorted(SPECS)
    assert sorted(name for _, names, _ in KINDS for name in names) == sorted(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_a_spec_says_in_a_sentence_what_to_give(name: str) -> None:
    told = inspect.getdoc(SPECS[name]) or ""
    assert told.endswith("."), f"{name} tells nothing"
    assert set(inspect.signature(SPECS[name]).parameters) <= WORDS
    assert f"### `{name}(" in GUIDE.read_text("utf-8")


def test_no_hook_ships_just_in_case(bench_of: Callable[[str], Bench], outside: Path) -> None:
    """Each is implemented by a room or a bundled plugin, or at least by the outside plugin, which tests all of them."""
    app = bench_of("wishes").make_app(PLUGINS=f"{access_table.bundled()},wishes")
    manager = app.extensions["yangguang"].host.manager
    unused = [name for name in SPECS if not getattr(manager.hook, name).get_hookimpls()]
    assert not unused
