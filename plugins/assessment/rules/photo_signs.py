"""What numbers taken from a picture say: whether two show the same, whether one was enlarged (decision 0025).

Standard library only; the numbers come from `service/photo_looks.py`.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import mul

#: hexadecimal digits of one look
DIGITS = 16
#: of 64 bits so many may differ for two pictures to be compared closely
NEAR = 14
#: a look with fewer set or unset bits is of a nearly plain picture (sky, a page): many of them look alike by chance
PLAIN, NEAR_PLAIN = 10, 1
#: two pictures whose grey values go together this far show the same (1: entirely)
SAME = 0.93
#: the spread of grey values (root of the sum of squares of 256) under which a picture is a plain one
LEVEL = 16.0

#: neighbouring lines of a picture that are looked at for a beat
BEAT = 512
#: slower beats are the picture's own
_SLOWEST = 0.15
#: how far a beat must go beyond the middle of the line, and how far beyond the other beats
_STRONG, _STANDS_OUT = 0.08, 6.0
#: JPEG's squares of eight pixels beat at every eighth; so near to it a beat counts as theirs
_SQUARE = 3 / BEAT


def look_of(gray: Sequence[Sequence[int]]) -> str:
    """The look of a picture that was reduced to 9×8 grey values: 64 bits, each whether a pixel is lighter than the next one
    to its right, as 16 hexadecimal digits. Robust to another size, quality and brightness."""
    bits = 0
    for row in gray:
        for left, right in pairwise(row):
            bits = (bits << 1) | (left > right)
    return f"{bits:016x}"


def candidates(looks: str, mirrored: str, others: Iterable[tuple[int, str]]) -> list[tuple[int, int, bool]]:
    """(id, bits that differ, nearly plain) of those that may show the same, the nearest first.

    `looks` and the others' are strings of looks: first the whole picture's, then those of parts of it, which find one that was
    cut; `mirrored` are those of the picture mirrored. Whole is compared with whole and with parts, parts never with parts.
    """
    mine, turned = list(_numbers(looks)), list(_numbers(mirrored))
    plain = not PLAIN <= mine[0].bit_count() <= 64 - PLAIN
    found = []
    for number, other in others:
        theirs = list(_numbers(other))
        gap = min(
            *((one ^ theirs[0]).bit_count() for one in (*mine, *turned)),
            *((whole ^ one).bit_count() for whole in (mine[0], turned[0]) for one in theirs),
        )
        if gap <= (NEAR_PLAIN if plain else NEAR):
            found.append((number, gap, plain))
    return sorted(found, key=lambda one: (one[1], one[0]))


def _numbers(looks: str) -> Iterator[int]:
    return (int(looks[n : n + DIGITS], 16) for n in range(0, len(looks), DIGITS))


def evened(gray: Sequence[int]) -> list[float] | None:
    """Grey values about their mean, with length one, for `together`; None for a plain picture, which says nothing."""
    mean = sum(gray) / len(gray)
    about = [value - mean for value in gray]
    length = math.sqrt(sum(map(mul, about, about)))
    return [value / length for value in about] if length > LEVEL else None


def together(one: Sequence[float], other: Sequence[float]) -> float:
    """How far the grey values of two evened pictures go together: 1 entirely, 0 not at all."""
    return sum(map(mul, one, other))


def beat(lines: Sequence[float]) -> float | None:
    """How often per line the differences between neighbouring lines of a picture (BEAT of them) rise and fall regularly; None
    where they don't. An enlarged picture beats: pixels that were made up differ less from their neighbours than true ones.

    0.5 is every second line (enlarged twice), 1/3 every third (one and a half times, or three times).
    """
    if len(lines) < BEAT:
        return None
    wave = _about_the_middle(lines[:BEAT])
    strength = {k / BEAT: _strength(wave, k) for k in range(math.ceil(_SLOWEST * BEAT), BEAT // 2 + 1)}
    free = {often: far for often, far in strength.items() if not _is_squares(often)}
    usual = sorted(free.values())[len(free) // 2]
    fastest = _strongest(strength, 0.5)
    if fastest > max(_STRONG, 2 * _strongest(strength, 0.375)):
        return 0.5  # squares would beat as strongly at three eighths
    often = max(free, key=lambda one: free[one])
    return often if free[often] > max(_STRONG, _STANDS_OUT * usual) else None


def part_of_beat(often: float) -> float:
    """The part of its width that a picture with this beat truly has at most."""
    return 1 - often


def _is_squares(often: float) -> bool:
    return min(abs(often - n / 8) for n in range(9)) < _SQUARE


def _strongest(strength: dict[float, float], about: float) -> float:
    return max(far for often, far in strength.items() if abs(often - about) < _SQUARE)


def _about_the_middle(lines: Sequence[float]) -> list[float]:
    """Each line's part above or below its neighbourhood's mean, fading towards both ends."""
    found = []
    for n, value in enumerate(lines):
        near = lines[max(0, n - 8) : n + 9]
        mean = sum(near) / len(near)
        fade = 0.5 - 0.5 * math.cos(2 * math.pi * n / len(lines))
        found.append((value / mean - 1) * fade if mean > 0.05 else 0.0)
    return found


def _strength(wave: Sequence[float], k: int) -> float:
    turn = cmath.exp(-2j * math.pi * k / BEAT)
    total, at = 0j, 1 + 0j
    for value in wave:
        total += value * at
        at *= turn
    return abs(total) * 2 / len(wave)
