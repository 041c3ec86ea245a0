"""Groups of alike texts in a list: candidates by shared rare features, exact comparison, groups without chaining."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence

from core.base.similar.comparing import THRESHOLD, likeness
from core.base.similar.reading import Reading, read

#: How many postings one text may look through, and with how many candidates it is compared.
_BUDGET, _COMPARED = 600, 16
#: How many members of a group a newcomer's group is held against.
_WITNESSES = 8
#: after how many texts the progress is told
_TOLD_EACH = 100


def similar_groups(
    texts: Sequence[str], *, threshold: float = THRESHOLD, progress: Callable[[float], None] | None = None
) -> list[list[int]]:
    """Groups of two and more indexes (from 0), each sorted, in the order of their first members. Deterministic.

    `progress` hears now and then which share of the work is done.
    """
    readings: list[Reading] = []
    members: list[list[int]] = []
    by_key: dict[str, int] = {}
    for index, text in enumerate(texts):
        if progress is not None and index % _TOLD_EACH == 0:
            progress(0.5 * index / len(texts))
        if not text.strip():
            continue
        reading = read(text)
        at = by_key.setdefault(reading.key, len(readings))
        if at == len(readings):
            readings.append(reading)
            members.append([])
        members[at].append(index)
    joined = _join(len(readings), _pairs(readings, threshold, progress), readings, threshold)
    groups = [sorted(index for node in group for index in members[node]) for group in joined]
    return sorted((group for group in groups if len(group) > 1), key=lambda group: group[0])


def _features(reading: Reading) -> set[str]:
    return {*reading.words, *(f"g{gram}" for gram in reading.grams), *(f"p{p.core}" for p in reading.places)}


def _pairs(
    readings: Sequence[Reading], threshold: float, progress: Callable[[float], None] | None
) -> list[tuple[float, int, int]]:
    """(likeness, one, other) of every pair over the threshold, most alike first."""
    postings: dict[str, list[int]] = defaultdict(list)
    features = [_features(reading) for reading in readings]
    for node, found in enumerate(features):
        for feature in found:
            postings[feature].append(node)
    pairs: list[tuple[float, int, int]] = []
    for node, found in enumerate(features):
        if progress is not None and node % _TOLD_EACH == 0:
            progress(0.5 + 0.5 * node / len(features))
        rare = sorted((len(postings[f]), f) for f in found if len(postings[f]) > 1)
        shared: dict[int, float] = defaultdict(float)
        left = _BUDGET
        for count, feature in rare:
            if left <= 0:
                break
            same = postings[feature]
            here = bisect_left(same, node)
            # The nearest before it: in a long run of almost equal lines the next of kin stands close by.
            earlier = same[max(here - left, 0) : here]
            left -= len(earlier)
            weight = 1 / (1 + count) ** 0.5
            for other in earlier:
                shared[other] += weight
        best = sorted(shared, key=lambda other: (-shared[other], other))[:_COMPARED]
        for other in best:
            score = likeness(readings[node], readings[other])
            if score >= threshold:
                pairs.append((score, other, node))
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _join(
    count: int, pairs: Sequence[tuple[float, int, int]], readings: Sequence[Reading], threshold: float
) -> list[list[int]]:
    """Groups in which everyone fits with everyone: A like B and B like C doesn't make A like C."""
    group_of = list(range(count))
    groups: dict[int, list[int]] = {node: [node] for node in range(count)}
    known = {(one, other): score for score, one, other in pairs}

    def fit(one: int, other: int) -> float:
        key = (min(one, other), max(one, other))
        if key not in known:
            known[key] = likeness(readings[key[0]], readings[key[1]])
        return known[key]

    for _, one, other in pairs:
        left, right = group_of[one], group_of[other]
        if left == right:
            continue
        scores = [fit(a, b) for a in groups[left][:_WITNESSES] for b in groups[right][:_WITNESSES]]
        if min(scores) <= 0 or sum(scores) / len(scores) < threshold * 0.85:
            continue
        keep, drop = min(left, right), max(left, right)
        for node in groups[drop]:
            group_of[node] = keep
        groups[keep] = sorted([*groups[keep], *groups.pop(drop)])
    return [group for group in groups.values() if group]
