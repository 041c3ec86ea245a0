"""Groups of alike texts among tens of thousands: most of them are copies of each other with a word changed.

First the copies and near copies are laid together by the characters and words they share, which is quick; then one of
each pile is compared with the others as `similar_groups` does, which understands what is asked. Deterministic.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core.base.similar import lexicon
from core.base.similar.grouping import similar_groups
from core.base.similar.reading import cut, meant

#: shared pairs of characters (Dice) from which on two texts are held against each other word by word
NEAR = 0.6
#: how many rare pairs of a text are looked up, how many piles each of them leads to, how many of those are tried
_PROBES, _LEADERS, _TRIED = 8, 16, 3
#: how many piles are compared by what they ask: reading one takes about a millisecond
READ_AT_MOST = 5000
#: two piles are joined from here on; single texts are proposed from comparing.THRESHOLD on
JOINED = 0.72
#: up to this size a pile may join another one
SMALL = 3
#: a word that so many piles name is one of this subject's own words
USUAL = 4
#: so many words of weight in the sentence that asks make it known by them
_TELLING = 3
_CLAUSES = re.compile(r"[，。！？；：、,.!?;:\s]+")
_NOISE = re.compile(r"[\W_]+")
_AROUND = frozenset(
    (
        "门口",
        "旁边",
        "附近",
        "周边",
        "周围",
        "门前",
        "一带",
        "那里",
        "这里",
        "地方",
        "进行",
        "方面",
        "问题",
        "情况",
    )
)
_OPENINGS = frozenset(
    ("建议", "希望", "恳请", "强烈", "强烈建议", "能不能", "能否", "可否", "是否", "应当", "应该", "可以", "认为", "觉得", "我们", "尽快", "麻烦", "请求", "呼吁")
)  # fmt: skip
_NEGATIONS = frozenset(
    (
        "不",
        "别",
        "勿",
        "无",
        "没",
        "未",
        "没有",
        "反对",
        "取消",
        "禁止",
        "停止",
        "减少",
        "缩短",
        "降低",
        "不要",
        "不应",
        "不得",
    )
)
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千]+(?=[条款项号章节楼栋路个月天年日点])")


@dataclass(frozen=True)
class _Shape:
    """A text as the quick look sees it: the words of the sentence that asks, numbers, what it is against."""

    words: frozenset[str]
    numbers: frozenset[str]
    negations: frozenset[str]

    @property
    def key(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]] | None:
        """What all texts share that ask for this in these words; None when it says too little."""
        return (self.words, self.numbers, self.negations) if len(self.words) >= _TELLING else None


def groups_of_many(
    texts: Sequence[str], *, progress: Callable[[int], None] | None = None, read_at_most: int = READ_AT_MOST
) -> list[list[int]]:
    """Groups of two and more indexes (from 0), each sorted, the largest first. `progress` hears how many texts are done."""
    piles, known = _piles(texts, progress)
    shapes = [known[pile[0]] for pile in piles]
    usual = Counter(word for shape in shapes for word in shape.words)
    order = sorted(range(len(piles)), key=lambda n: (-len(piles[n]), piles[n][0]))[:read_at_most]
    # By the first member, so that the nearest texts stand beside each other as in any list.
    order.sort(key=lambda n: piles[n][0])
    # Laying together was about the first half of the work.
    half = len(texts) // 2

    def further(share: float) -> None:
        if progress is not None:
            progress(half + int(share * (len(texts) - half)))

    joined = similar_groups([texts[piles[n][0]] for n in order], threshold=JOINED, progress=further)
    taken: set[int] = set()
    groups: list[list[int]] = []
    for group in joined:
        # What many said in the same words stands by itself: only the large pile's rewordings join it.
        largest = max(group, key=lambda n: (len(piles[order[n]]), -n))
        fits = [n for n in group if n == largest or _joins(order[n], order[largest], piles, shapes, usual)]
        taken |= {order[n] for n in fits}
        groups.append(sorted(index for n in fits for index in piles[order[n]]))
    groups += [pile for n, pile in enumerate(piles) if n not in taken and len(pile) > 1]
    if progress is not None:
        progress(len(texts))
    return sorted((group for group in groups if len(group) > 1), key=lambda group: (-len(group), group[0]))


def _joins(
    one: int, large: int, piles: Sequence[list[int]], shapes: Sequence[_Shape], usual: Counter[str]
) -> bool:
    """Whether a small pile may stand with a large one: unless each names what many others here name, and not the same."""
    if len(piles[one]) > SMALL:
        return False
    more, less = shapes[one].words - shapes[large].words, shapes[large].words - shapes[one].words
    return not (any(usual[w] >= USUAL for w in more) and any(usual[w] >= USUAL for w in less))


def _piles(
    texts: Sequence[str], progress: Callable[[int], None] | None
) -> tuple[list[list[int]], dict[int, _Shape]]:
    """Copies and near copies laid together, and the shape of each pile's first; every text is in exactly one pile."""
    copies: dict[Any, list[int]] = {}
    plain: dict[int, str] = {}
    shapes: dict[int, _Shape] = {}
    seen: dict[str, Any] = {}
    for index, text in enumerate(texts):
        if progress is not None and index % 1000 == 0:
            progress(index * 2 // 5)
        bare = _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
        if not bare:
            continue
        if bare not in seen:
            shape = _shape(text)
            seen[bare] = shape.key or bare
            if seen[bare] not in copies:
                plain[index], shapes[index] = bare, shape
        copies.setdefault(seen[bare], []).append(index)
    piles = {members[0]: members for members in copies.values()}
    laid = _near_piles(piles, plain, shapes, len(texts), progress)
    return laid, {pile[0]: shapes[pile[0]] for pile in laid}


def _near_piles(
    piles: dict[int, list[int]],
    plain: dict[int, str],
    shapes: dict[int, _Shape],
    total: int,
    progress: Callable[[int], None] | None,
) -> list[list[int]]:
    """The same with those laid together whose characters agree for the most part."""
    pairs = {head: frozenset(a + b for a, b in pairwise(text)) for head, text in plain.items()}
    counts: Counter[str] = Counter()
    for found in pairs.values():
        counts.update(found)
    by_pair: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_LEADERS))
    laid: dict[int, list[int]] = {}
    for done, (head, members) in enumerate(piles.items()):
        if progress is not None and done % 1000 == 0:
            progress(total * 2 // 5 + done * total // (10 * len(piles)))
        rare = sorted((counts[pair], pair) for pair in pairs[head] if counts[pair] > 1)[: 2 * _PROBES]
        votes: Counter[int] = Counter()
        for _count, pair in rare[:_PROBES]:
            votes.update(by_pair.get(pair, ()))
        leader = next(
            (
                one
                for one, _votes in votes.most_common(_TRIED)
                if _dice(pairs[head], pairs[one]) >= NEAR and _same(shapes[head], shapes[one])
            ),
            None,
        )
        if leader is not None:
            laid[leader] += members
            continue
        laid[head] = list(members)
        for _count, pair in rare:
            by_pair[pair].append(head)
    return [sorted(pile) for pile in laid.values()]


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _same(one: _Shape, other: _Shape) -> bool:
    """Nothing of weight is exchanged for something else: a word more or less is, another place or number isn't the same."""
    if one.numbers != other.numbers or one.negations != other.negations:
        return False
    more, less = one.words - other.words, other.words - one.words
    return not (more and less) and len(more or less) <= max(1, len(one.words & other.words) // 2)


def _shape(text: str) -> _Shape:
    plain = unicodedata.normalize("NFKC", text).lower()
    clauses = [cut(clause) for clause in _CLAUSES.split(plain) if clause]
    core = max(map(_words, clauses), key=lambda words: (_asks(words), len(words)), default=frozenset())
    said = frozenset(word for clause in clauses for word in clause)
    return _Shape(core, frozenset(_NUMBER.findall(plain)), said & _NEGATIONS)


def _words(clause: Sequence[str]) -> frozenset[str]:
    """What the words of weight in a sentence stand for: no padding, no way of asking, no "beside" and "in front of"."""
    return frozenset(
        meant(word) for word in clause if len(word) > 1 and word not in lexicon.EMPTY_WORDS and word not in _AROUND
        and word not in _OPENINGS and not word.isdigit()
    )  # fmt: skip


def _asks(words: frozenset[str]) -> bool:
    """Whether a sentence asks for something."""
    return any(word[0] in "+-" for word in words)
