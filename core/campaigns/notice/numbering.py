"""The numbering grammar of official documents: 第一章 · 第一条 · 一、 · （一） · 1. · （1） · ①."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN = "○零一二三四五六七八九十百"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"○": 0}

# rank, pattern over folded text; ranks grow inwards. A dot after digits must not be a date or a decimal.
_GRAMMAR: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (1, "part", re.compile(rf"第\s?([{_CN}]{{1,4}})\s?(?:部分|章|编|篇)\s?[、:.]?")),
    (2, "chapter", re.compile(rf"([{_CN}]{{1,3}})\s?[、.,](?!\d)")),
    (2, "article", re.compile(rf"第\s?([{_CN}]{{1,4}}|\d{{1,3}})\s?条\s?[、:]?")),
    (3, "section", re.compile(rf"[(【〔]\s?([{_CN}]{{1,3}})\s?[)】〕]\s?[、.]?")),
    (4, "item", re.compile(r"(\d{1,2})\s?(?:[.]\s?(?![\d])|、)")),
    (5, "point", re.compile(r"\(\s?(\d{1,2})\s?\)\s?[、.]?")),
    (5, "point", re.compile(r"(\d{1,2})\s?\)\s?")),
    (6, "circle", re.compile(r"([①-⑳❶-❿])\s?[、.]?")),
)


@dataclass(frozen=True)
class Marker:
    rank: int
    kind: str
    text: str
    value: int
    end: int


def chinese_number(text: str) -> int | None:
    """“十二” → 12, “二○一二” → 2012, “15” → 15; None for anything else."""
    text = text.replace("廿", "二十").replace("两", "二")
    if text.isdigit() and text.isascii():
        return int(text)
    if not text or any(char not in _DIGITS and char not in "十百" for char in text):
        return None
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[char]) for char in text))
    total, current = 0, 0
    for char in text:
        if char == "十":
            total += (current or 1) * 10
            current = 0
        elif char == "百":
            total += (current or 1) * 100
            current = 0
        else:
            current = _DIGITS[char]
    return total + current


def marker_at(folded: str, position: int = 0) -> Marker | None:
    """The numbering marker that starts exactly at `position`, or None."""
    for rank, kind, pattern in _GRAMMAR:
        match = pattern.match(folded, position)
        if match is None:
            continue
        label = match.group(1)
        if kind == "circle":
            value: int | None = ord(label) - ord("①") + 1 if label <= "⑳" else ord(label) - ord("❶") + 1
        else:
            value = chinese_number(label)
        if value is None or (kind == "chapter" and value == 0):
            continue
        return Marker(rank, kind, match.group().strip(), value, match.end())
    return None


# Where several numbered items stand in one line ("…。(二)…"), the next number shows where to cut.
_INLINE = re.compile(rf"(?<=[。;:!?,\s])(?:[(]\s?[{_CN}]{{1,3}}\s?[)]|[{_CN}]{{1,3}}、|\d{{1,2}}[.、](?!\d))")


def inline_cuts(folded: str) -> list[int]:
    """Offsets at which further numbered items begin inside a line. A cut is made only where the numbers run on
    (1, 2, … or n, n+1, …), so a stray “(一)” in a sentence cuts nothing."""
    first = marker_at(folded)
    found = [(match.start(), marker) for match in _INLINE.finditer(folded)
             if (marker := marker_at(folded, match.start())) is not None and match.start() > 0]  # fmt: skip
    if not found:
        return []
    cuts: list[int] = []
    expected: dict[int, int] = {first.rank: first.value + 1} if first else {}
    openings = {marker.rank for _, marker in found if marker.value == 2}
    for offset, marker in found:
        before = folded[max(0, offset - 4) : offset].rstrip()[-1:]
        goes_on = marker.value == expected.get(marker.rank) and before in "。;!?"
        opens = (
            marker.value == 1 and marker.rank in openings and marker.rank not in expected and before in "。:;"
        )
        if not goes_on and not opens:
            continue
        cuts.append(offset)
        expected[marker.rank] = marker.value + 1
        for inner in [rank for rank in expected if rank > marker.rank]:
            del expected[inner]
    return cuts
