"""The fair draw: a published seed orders the numbers; anyone can do it again (docs/decisions/0018-meetings-and-draws.md).

key(number) = SHA-256 of the seed, a line feed and the number, all UTF-8, as hexadecimal. The smallest key comes first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lot:
    """One name put down: its number, and how many people come with it."""

    number: str
    party: int = 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """`order` is everybody in the drawn order; `taken` who has places, `line` who waits, both in that order."""

    order: tuple[Lot, ...]
    taken: tuple[str, ...]
    line: tuple[str, ...]


def draw(seed: str, lots: Iterable[Lot], places: int) -> Drawn:
    """Order the lots by their keys and give the places away in that order.

    A group that doesn't fit into what is left waits, and whoever comes after it and fits is given a place. Equal keys
    (the same number twice) can't be: numbers are unique; a smaller number would come first.
    """
    order = tuple(sorted(lots, key=lambda lot: (key_of(seed, lot.number), lot.number)))
    taken, line = list[str](), list[str]()
    left = places
    for lot in order:
        fits = lot.party <= left
        (taken if fits else line).append(lot.number)
        left -= lot.party if fits else 0
    return Drawn(order, tuple(taken), tuple(line))


def key_of(seed: str, number: str) -> str:
    """What orders a number under a seed."""
    return _sha256(f"{seed}\n{number}")


def commitment_of(secret: str) -> str:
    """What is published of the secret before anybody puts their name down."""
    return _sha256(secret)


def seed_of(secret: str, public_number: str) -> str:
    """The seed: the secret, and where one was named beforehand a colon and the public number without blanks."""
    number = "".join(public_number.split())
    return f"{secret}:{number}" if number else secret


def list_of(lots: Iterable[Lot]) -> str:
    """The list as it is published: `number,people` a line, by number."""
    return "".join(f"{lot.number},{lot.party}\n" for lot in sorted(lots, key=lambda lot: lot.number))


def digest_of(lots: Iterable[Lot]) -> str:
    """SHA-256 of that list: it can't be changed afterwards without being seen."""
    return _sha256(list_of(lots))


_HEADING = re.compile(r"\s*(?:编号|number)\s*[,，]\s*(?:人数|people)\s*", re.IGNORECASE)
_LINE = re.compile(r"\s*([^\s,，]+)\s*(?:[,，]\s*(\d{1,4})\s*)?")


def read_lots(text: str) -> tuple[Lot, ...]:
    """The lots of such a list; empty lines, lines that begin with # and a heading (编号,人数) are passed over, people left
    out are one.

    Raises ValueError(line number from 1) for a line that says something else or a number that comes twice.
    """
    found: dict[str, Lot] = {}
    for n, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not found and _HEADING.fullmatch(line):
            continue
        read = _LINE.fullmatch(line)
        party = int(read[2] or 1) if read is not None else 0
        if read is None or party < 1 or read[1] in found:
            raise ValueError(n)
        found[read[1]] = Lot(read[1], party)
    return tuple(found.values())


def refuse_draw(categories: Sequence[int], offer_minutes: int) -> str | None:
    """Why an event can't be drawn, as a code: its sessions keep places for `categories`, or nobody may wait."""
    if any(categories):
        return "draw_one_pool"
    return None if offer_minutes > 0 else "draw_needs_line"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
