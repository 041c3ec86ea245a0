"""How alike two texts are: 0 to 1, and 0 wherever they ask for different things or speak of different places."""

from __future__ import annotations

from core.base.similar.lexicon import DEMANDS, TELLING_NUMBER
from core.base.similar.reading import Place, Reading, as_digits

#: From here on two texts are proposed as one; found on the samples in tests/unit/opinions, see docs/opinions.md.
THRESHOLD = 0.55
_OPPOSITES = tuple((name, opposite) for name, opposite, _ in DEMANDS if name < opposite)
_DIRECTIONS = frozenset("东西南北中上下前后一二三四五六七八九十新老大小")
_ENOUGH = 1.6
#: What a shared wish for a shared thing is worth before the other words are looked at.
TOPIC = 0.6


def likeness(a: Reading, b: Reading) -> float:
    """0 to 1. The same wording apart from padding and punctuation is 1. Symmetric and deterministic."""
    if a.key == b.key:
        return 1.0
    if a.pattern == b.pattern and _telling_numbers(a) != _telling_numbers(b):
        return 0.0
    if _different_numbers(a, b) or _opposed(a, b):
        return 0.0
    place = _place_relation(a, b)
    if place == "different":
        return 0.0
    score = max(
        _words_alike(a, b), 0.95 * _dice(a.grams, b.grams) if min(len(a.grams), len(b.grams)) > 5 else 0
    )
    meeting = _meeting(a.objects, b.objects)
    wish = bool(a.asks & b.asks)
    if a.objects and b.objects and not meeting:
        score *= 0.55
    if a.asks and b.asks and not wish:
        score *= 0.5
    if place == "one-sided":
        score *= 0.5
    elif wish and meeting >= (0.5 if place == "same" else 0.75):
        # The same thing is wished for at the same place: the reasons given may differ altogether.
        score = max(score, TOPIC + 0.1 * score)
    elif place == "same" and score > 0.3:
        score = 0.2 + 0.8 * score
    if place == "same" and (wish or not (a.asks and b.asks)) and _meeting(a.things, b.things) >= 0.5:
        # Nothing contrary is wished for, and half of what the shorter one names is named by the other, too.
        score = max(score, 0.45 + 0.35 * score)
    return score


def _words_alike(a: Reading, b: Reading) -> float:
    """Weighted Dice with a share of containment; words that nearly meet (公交/公交站) count in part."""
    common = sum(min(weight, b.words[word]) for word, weight in a.words.items() if word in b.words)
    left = {word: weight for word, weight in a.words.items() if word not in b.words}
    right = {word: weight for word, weight in b.words.items() if word not in a.words}
    for word in sorted(left):
        best, partner = 0.0, ""
        for other in sorted(right):
            near = _near(word, other)
            if near > best:
                best, partner = near, other
        if partner:
            common += best * min(left[word], right.pop(partner))
    least, both = min(a.weight, b.weight), a.weight + b.weight
    if not least:
        return 0.0
    dice, contained = 2 * common / both, common / least
    return 0.65 * dice + 0.35 * contained if least >= _ENOUGH else dice


def _near(word: str, other: str) -> float:
    """How far two different words share their characters: 健身器材 and 器材."""
    if word[0] in "+-" or other[0] in "+-" or len(word) < 2 or len(other) < 2:
        return 0.0
    if word.isascii() or other.isascii():
        shared = 0
        for one, two in zip(word, other, strict=False):
            if one != two:
                break
            shared += 1
        return 0.8 if shared >= 4 and shared >= 0.7 * max(len(word), len(other)) else 0.0
    if word in other or other in word:
        return 0.7
    share = 2 * len(set(word) & set(other)) / (len(set(word)) + len(set(other)))
    return share if share >= 0.6 else 0.0


def _meeting(some: frozenset[str], others: frozenset[str]) -> float:
    """The share of the smaller set that the larger one has or nearly has."""
    if len(some) > len(others):
        some, others = others, some
    if not some:
        return 0.0
    met = sum(1 for one in some if one in others or any(_near(one, other) for other in others))
    return met / len(some)


def _dice(some: frozenset[str], others: frozenset[str]) -> float:
    return 2 * len(some & others) / ((len(some) + len(others)) or 1)


def _telling_numbers(reading: Reading) -> list[str]:
    return [as_digits(number) for number in TELLING_NUMBER.findall(reading.plain)]


def _different_numbers(a: Reading, b: Reading) -> bool:
    return any(not a.numbers[unit] & b.numbers[unit] for unit in a.numbers.keys() & b.numbers.keys())


def _opposed(a: Reading, b: Reading) -> bool:
    """One asks for more where the other asks for less, or finds too much what the other misses."""
    if (a.denied & b.stressed) - b.denied - a.stressed or (b.denied & a.stressed) - a.denied - b.stressed:
        return True
    for plus, minus in _OPPOSITES:
        for one, two in ((a, b), (b, a)):
            if plus in one.asks and minus not in one.asks and minus in two.asks and plus not in two.asks:
                return True
    return False


def _place_relation(a: Reading, b: Reading) -> str:
    """none, same, one-sided, or different: each names a place that the other doesn't know."""
    if not a.places and not b.places:
        return "none"
    only_a = [p for p in a.places if not _knows(b, p)]
    only_b = [p for p in b.places if not _knows(a, p)]
    shared = len(only_a) < len(a.places) or len(only_b) < len(b.places)
    if only_a and only_b and (not shared or {p.kind for p in only_a} & {p.kind for p in only_b}):
        return "different"
    return "same" if shared else "one-sided"


def _knows(reading: Reading, place: Place) -> bool:
    if any(_same_place(place, other) for other in reading.places):
        return True
    return len(place.core) > 1 and place.core in reading.plain and not _DIRECTIONS & set(place.core[:1])


def _same_place(one: Place, other: Place) -> bool:
    """Equal names, or one a shortened form of the other; 中山路 and 中山东路 are two roads."""
    if one.core == other.core:
        return one.kind == other.kind or len(one.core) > 1
    if one.kind != other.kind:
        return False
    short, long = sorted((one.core, other.core), key=len)
    if len(short) < 2 or short not in long:
        return False
    more = long.replace(short, "", 1)
    return not _DIRECTIONS & set(more) or len(more) > 2
