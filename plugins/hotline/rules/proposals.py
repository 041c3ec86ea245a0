"""When a group of alike calls is worth a proposal, and whether it was dismissed before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Known:
    """An earlier proposal: what it held when it was decided on."""

    id: int
    members: frozenset[str]
    words: frozenset[str]
    size: int


@dataclass(frozen=True)
class Group:
    """Alike matters; `members` are keys ("o12" an order, "w7" a caller in line)."""

    members: frozenset[str]
    words: tuple[str, ...]
    size: int = field(default=0)


def shared_words(texts: Sequence[Iterable[str]], *, most: int = 5) -> tuple[str, ...]:
    """The words that at least half of the texts have, the commonest first.

    Nothing with a figure in it and nothing of one character: a number or a name stands in one call, not in half of them.
    """
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update({w for w in words if 2 <= len(w) <= 8 and w.isalpha()})
    least = max(2, -(-len(texts) // 2))
    found = [(count, word) for word, count in counts.items() if count >= least]
    return tuple(word for _count, word in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:most])


def is_same(group: Group, known: Known) -> bool:
    """Whether a new group is about what a known one was about: shared matters, or most of the words."""
    if group.members & known.members:
        return 2 * len(group.members & known.members) >= min(len(group.members), len(known.members))
    words = set(group.words)
    return bool(words) and 3 * len(words & known.words) >= 2 * max(len(words), len(known.words))


def comes_back(size: int, dismissed_at: int, growth: float) -> bool:
    """A dismissed group comes back when it is `growth` times as large as it was, and not by a call or two."""
    return size >= dismissed_at * growth and size >= dismissed_at + 3


def trend(days: Mapping[date, int], last: date, length: int) -> tuple[int, ...]:
    """Counts per day, oldest first, `length` days up to `last`."""
    return tuple(days.get(last - timedelta(days=back), 0) for back in range(length - 1, -1, -1))


def direction(counts: Sequence[int]) -> str:
    """`up`, `down` or `level`: the later half against the earlier one."""
    half = len(counts) // 2
    early, late = sum(counts[:half]), sum(counts[len(counts) - half :])
    if late > early * 1.25 + 0.5:
        return "up"
    return "down" if late < early * 0.8 - 0.5 else "level"
