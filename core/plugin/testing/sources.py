"""A plugin's sources, read without running them: which codes it raises, records, emits and asks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ERRORS = frozenset({"DomainError", "RuleBroken", "Conflict", "NotFound", "NotAllowed", "Invalid", "Blocker"})
#: Not part of what runs: history, tests, and the helper of the tests.
LEFT_OUT = frozenset({"schema", "tests", "testing.py"})


@dataclass(frozen=True)
class Use:
    """A code written as a literal in a call: where, the called name, and the figures given by name.

    `figures` is None when they can't be read off the call (`**…`).
    """

    place: str
    called: str
    code: str
    figures: frozenset[str] | None


def python_files(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*.py")):
        if not LEFT_OUT & set(path.relative_to(package).parts):
            yield path


def calls(package: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """(place, dotted name of what is called, the call) of every call in the sources."""
    for path in python_files(package):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(package)}:{node.lineno}", ast.unparse(node.func), node


def literal(call: ast.Call, position: int) -> str | None:
    """The string written at that position, None when it is no literal."""
    if len(call.args) > position:
        argument = call.args[position]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
    return None


def raised(package: Path, plugin: str) -> Iterator[Use]:
    """The codes of refusals, of judges' objections, and of the verdicts that the rules give (`<plugin>.…`)."""
    verdicts = set(_classes_of_rules(package))
    for place, called, call in calls(package):
        name = called.rpartition(".")[2]
        code = literal(call, 0)
        if code is None:
            continue
        if name in ERRORS:
            yield Use(place, name, code, _figures(name, call))
        elif name in verdicts and code.startswith(f"{plugin}."):
            yield Use(place, name, code, None)


def _classes_of_rules(package: Path) -> Iterator[str]:
    for path in python_files(package):
        if path.relative_to(package).with_suffix("").parts[0] == "rules":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    yield node.name


def _figures(name: str, call: ast.Call) -> frozenset[str] | None:
    if name != "Blocker":
        given = [keyword.arg for keyword in call.keywords]
        return None if None in given else frozenset(str(word) for word in given)
    params = next((keyword.value for keyword in call.keywords if keyword.arg == "params"), None)
    params = params or (call.args[1] if len(call.args) > 1 else None)
    if params is None:
        return frozenset()
    if isinstance(params, ast.Dict) and all(isinstance(key, ast.Constant) for key in params.keys):
        return frozenset(str(key.value) for key in params.keys if isinstance(key, ast.Constant))
    return None


def used(package: Path, endings: tuple[str, ...], position: int) -> Iterator[tuple[str, str]]:
    """(place, literal) of calls whose dotted name ends so: used(package, ("events.emit",), 0)."""
    for place, called, call in calls(package):
        code = literal(call, position)
        if code is not None and any(called == end or called.endswith(f".{end}") for end in endings):
            yield place, code
