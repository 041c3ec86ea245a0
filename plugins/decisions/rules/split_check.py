"""Numbering that skips, comes twice or begins late: told to people, never mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .split import Node, Split


@dataclass(frozen=True)
class OddNumber:
    """A number that is not the one after the last of its kind: `problem` skipped, twice, back or begins_late."""

    line: int
    number: str
    before: str
    problem: Literal["skipped", "twice", "back", "begins_late"]


def odd_numbers(found: Split) -> list[OddNumber]:
    """Every odd number, in the order of the text. Articles count through the whole text or annex, the rest among siblings."""
    return sorted(_scope(found.nodes), key=lambda one: one.line)


def _scope(nodes: Sequence[Node]) -> Iterable[OddNumber]:
    yield from _counted([node for node in _inside(nodes) if node.kind == "article"])
    counted: dict[str, int] = {}
    for siblings in _families(nodes):
        for style in {node.mark.style for node in siblings if node.mark is not None and node.mark.value}:
            if style in ("article", "subpart"):
                continue
            alike = [n for n in siblings if n.mark is not None and n.mark.style == style]
            odd = list(_counted(alike))
            if alike[0].kind == "section" and alike[0].mark is not None and alike[-1].mark is not None:
                if (
                    alike[0].mark.value == counted.get(style, 0) + 1
                    and odd
                    and odd[0].problem == "begins_late"
                ):
                    odd = odd[1:]  # the sections of a plan count on through its chapters
                counted[style] = alike[-1].mark.value
            yield from odd
    for node in nodes:
        if node.kind == "annex":
            yield from _scope(node.children)


def _inside(nodes: Sequence[Node]) -> Iterable[Node]:
    for node in nodes:
        if node.kind != "annex":
            yield node
            yield from _inside(node.children)


def _families(nodes: Sequence[Node]) -> Iterable[list[Node]]:
    """Brothers and sisters; chapters count on through the parts (编) that hold them."""
    chapters = [n for n in _inside(nodes) if n.mark is not None and n.mark.style == "chapter"]
    yield chapters
    yield [n for n in nodes if n.mark is None or n.mark.style != "chapter"]
    for node in _inside(nodes):
        yield [n for n in node.children if n.mark is None or n.mark.style != "chapter"]


def _counted(nodes: Sequence[Node]) -> Iterable[OddNumber]:
    before: Node | None = None
    for node in nodes:
        mark = node.mark
        if mark is None or not mark.value:
            continue
        if before is None or before.mark is None:
            if mark.value > 1 and mark.style not in ("annex", "letter"):
                yield OddNumber(node.line, node.number, "", "begins_late")
        else:
            here, there = (mark.value, mark.after), (before.mark.value, before.mark.after)
            if here == there:
                yield OddNumber(node.line, node.number, before.number, "twice")
            elif here < there:
                yield OddNumber(node.line, node.number, before.number, "back")
            elif not (here == (there[0] + 1, 0) or here == (there[0], there[1] + 1)):
                yield OddNumber(node.line, node.number, before.number, "skipped")
        before = node
