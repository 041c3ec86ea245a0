"""What people call a paragraph: 第十二条第二款, 第二条第（一）项, 二、（一）. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .comparing import Text

_COUNT = "〇一二三四五六七八九十"
_LONGEST = 14


def names(paragraphs: Sequence[Text]) -> dict[str, str]:
    """The name of every paragraph by its anchor, in the order of the text."""
    found: dict[str, str] = {}
    path: list[Text] = []
    clauses: dict[str, int] = {}
    for one in paragraphs:
        path = [*path[: one.depth], one]
        article = next((n for n, above in enumerate(path) if above.kind == "article"), None)
        if article is None:
            found[one.anchor] = _outside(path)
        else:
            found[one.anchor] = _inside(path[article:], clauses)
    return found


def _outside(path: Sequence[Text]) -> str:
    one = path[-1]
    if one.kind in ("chapter", "annex", "section") and one.number:
        return f"{_bare(one.number)}　{_short(one.text)}".strip("　")
    numbers = "".join(above.number for above in path if above.number and above.kind != "chapter")
    if one.number:
        return numbers
    return f"{numbers}“{_short(one.text)}”" if one.text else numbers


def _inside(path: Sequence[Text], clauses: dict[str, int]) -> str:
    name = _bare(path[0].number)
    for above, one in pairwise(path):
        if one.kind == "paragraph":
            if one is path[-1]:
                clauses[above.anchor] = clauses.get(above.anchor, 1) + 1
            clause = clauses.get(above.anchor, 2)
            name += f"第{_chinese(clause)}款"
        elif one.number:
            name += f"第{_bare(one.number)}{'项' if one.kind == 'item' else '目'}"
    return name


def _bare(number: str) -> str:
    return re.sub(r"[、.．：:]$", "", number)


def _short(text: str) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _chinese(number: int) -> str:
    if number <= 10:
        return _COUNT[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _COUNT[tens]) + "十" + (_COUNT[ones] if ones else "")
