"""One text as the comparison sees it: what it asks, of what, where."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.base.similar import lexicon

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_STOPS = re.compile(r"[,.;:!?~…\n\r]+|[。，、；：！？]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
#: How much a word of each kind tells.
ASKED, PALE, TIME, VERB, THING, SINGLE = 0.35, 0.3, 0.4, 0.7, 1.0, 0.5


@dataclass(frozen=True)
class Place:
    """A named place: its kind ("road", "school", … or "") and the name without the head (“中山”, “第二”)."""

    kind: str
    core: str


@dataclass(frozen=True)
class Reading:
    """A text taken apart. `words` word or concept → weight; `asks` what is wished (+more, -long …); `objects` what for.

    `pattern` is the wording without its telling numbers; `denied` and `stressed` hold the 热 of 不热 and of 很热.
    """

    key: str
    words: dict[str, float]
    asks: frozenset[str]
    objects: frozenset[str]
    places: frozenset[Place]
    numbers: dict[str, frozenset[str]]
    grams: frozenset[str]
    plain: str
    pattern: str
    denied: frozenset[str]
    stressed: frozenset[str]

    @property
    def things(self) -> frozenset[str]:
        """What the text is about: the words that tell most."""
        return frozenset(word for word, weight in self.words.items() if weight >= THING)

    @property
    def weight(self) -> float:
        return sum(self.words.values())


@cache
def _concepts() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in re.split(r"[|\n]", lexicon.SAME):
        words = group.split()
        found.update({word: words[0] for word in words if word not in found})
    return found


@cache
def _demands() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, opposite, words in lexicon.DEMANDS:
        for word in words.split():
            found.setdefault(word, (name, opposite))
    return found


@cache
def _segmenter() -> Any:
    """The segmenter with our words in it; loading its dictionary takes a moment, so only on use."""
    import rjieba

    made = rjieba.Jieba()
    ours = {*_concepts(), *_demands(), *lexicon.TURNED, *lexicon.EMPTY_WORDS, *lexicon.PALE}
    for word in sorted(word for word in ours if len(word) > 1 and _CHINESE.match(word)):
        made.add_word(word, None, None)
    return made


def cut(text: str) -> list[str]:
    """The words of a text, with those of our lists in one piece."""
    words: list[str] = _segmenter().cut(text, False)
    return words


def meant(word: str) -> str:
    """What a word stands for: the wish it utters (+more), its concept (照明 → 路灯), else itself."""
    wish = _demands().get(word)
    return wish[0] if wish is not None else _concepts().get(word, word)


@cache
def _joined() -> re.Pattern[str]:
    """English words that belong together (speed bump), as the lists write them with a line between."""
    pairs = {word for word in (*_concepts(), *_demands()) if "_" in word}
    return re.compile(r"\b(?:" + "|".join(sorted(word.replace("_", " ") for word in pairs)) + r")\b")


def normal(text: str) -> str:
    """Full-width and compatibility characters, case, blanks and invisible characters made alike."""
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).lower()
    plain = re.sub(r"[。]", ".", plain)
    plain = re.sub(r"[，、]", ",", plain)
    plain = re.sub(r"[；;]", ";", plain)
    plain = re.sub(r"[“”\"'‘’《》〈〉「」『』【】()\[\]*_#<>]", " ", plain.replace("n't", "nt"))
    return re.sub(r"\s+", " ", plain).strip()


def read(text: str) -> Reading:
    """Take a text apart. Pure: the same text always reads the same."""
    shown = unicodedata.normalize("NFKC", text)
    places = set(_english_places(shown))
    plain = normal(text)
    bare = re.sub(r"\s*[,.;:!?~\s]+\s*", " ", lexicon.PADDING.sub(",", f"{plain} ")).strip()
    unnamed = normal(lexicon.ENGLISH_PLACE.sub(" ", shown)) if places else plain
    stripped = lexicon.PADDING.sub(",", f"{unnamed} ")
    stripped = _joined().sub(lambda found: found[0].replace(" ", "_"), stripped)
    words: dict[str, float] = {}
    asks: set[str] = set()
    objects: set[str] = set()
    said: list[str] = []
    for clause in _STOPS.split(stripped):
        found, clause = _named(_without_wishful_roads(clause, places))
        more, rest = _places_in(_tokens(clause))
        places |= found | more
        here, wished = _read_clause(rest, words, said)
        asks |= wished
        if wished:
            objects |= here
    core = "".join(said) or bare
    grams = frozenset(core[n : n + 2] for n in range(len(core) - 1)) or frozenset([core])
    return Reading(
        key=re.sub(r"\W+", "", bare) or plain,
        words=words,
        asks=frozenset(asks),
        objects=frozenset(objects),
        places=frozenset(places),
        numbers=_numbers(plain),
        grams=grams,
        plain=plain,
        pattern=re.sub(r"\W+", "", lexicon.TELLING_NUMBER.sub("0", bare)),
        denied=frozenset(lexicon.DENIED.findall(plain)),
        stressed=frozenset(lexicon.STRESSED.findall(plain)),
    )


def _tokens(clause: str) -> list[tuple[str, str]]:
    """(word, its part of speech); English words by themselves, with their usual endings off."""
    found: list[tuple[str, str]] = []
    for part in re.findall(r"[a-z][a-z_]*|[^a-z\s]+", clause):
        if part[0].isascii() and part[0].isalpha():
            found.append((_stem(part), "eng"))
        else:
            found += [(word, kind) for word, kind in _segmenter().tag(part, False) if word.strip()]
    return found


def _stem(word: str) -> str:
    if word in _concepts() or word in _demands() or word in lexicon.EMPTY_WORDS:
        return word
    for end, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 6), ("s", 4)):
        if word.endswith(end) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(end)] + ("y" if end == "ies" else "")
    return word


def _english_places(shown: str) -> list[Place]:
    kinds = {
        "street": "road",
        "st": "road",
        "road": "road",
        "rd": "road",
        "avenue": "road",
        "ave": "road",
        "lane": "road",
    }
    return [
        Place(kinds.get(head.lower(), head.lower()), name.strip().lower())
        for name, head in lexicon.ENGLISH_PLACE.findall(shown)
        if name.strip().lower() not in ("the", "this", "our", "a", "on", "in", "at", "near", "public", "primary", "local")
    ]  # fmt: skip


def _without_wishful_roads(clause: str, places: set[Place]) -> str:
    """The clause without roads like 建设街, which go to the places."""
    places |= {Place("road", name) for name, _head in lexicon.WISHFUL_ROADS.findall(clause)}
    return lexicon.WISHFUL_ROADS.sub(" ", clause)


def _named(clause: str) -> tuple[set[Place], str]:
    """Places named by their surroundings (安和社区), and the clause without them."""
    places: set[Place] = set()

    def take(found: re.Match[str]) -> str:
        name, head = found[1], found[2]
        known = name in _concepts() or name in _demands() or name in lexicon.EMPTY_WORDS
        if known or name in lexicon.NO_NAMES or lexicon.NOT_IN_NAMES & set(name):
            return found[0]
        places.add(Place(lexicon.PLACE_HEADS.get(head, "home"), name))
        return found[0].replace(name + head, " ")

    return places, lexicon.NAMED.sub(take, clause.strip())


def _places_in(tokens: list[tuple[str, str]]) -> tuple[set[Place], list[tuple[str, str]]]:
    """Named places, and the tokens that are left. A name is what stands unbroken in front of a head (翠湖·花园·小区)."""
    places: set[Place] = set()
    rest: list[tuple[str, str]] = []
    run: list[tuple[str, str]] = []
    for token in [*tokens, ("", "x")]:
        if _may_name(token):
            run.append(token)
            continue
        rest += _close_run(run, places)
        run = []
        if token[0]:
            rest.append(token)
    return places, rest


def _may_name(token: tuple[str, str]) -> bool:
    word, kind = token
    if _is_head(word) or _head_of(word):
        return word not in _demands()
    if word in _concepts() or word in _demands() or word in lexicon.EMPTY_WORDS or word in lexicon.PALE:
        return False
    return (kind or "n")[0] in "nmbjf" and kind != "eng" and not word.isdigit()


def _is_head(word: str) -> bool:
    """Whether a word by itself can close a name; 里 and 城 only do as the end of a longer word."""
    return word in lexicon.PLACE_HEADS and (len(word) > 1 or word in "路街巷桥村镇乡厂湖河")


def _head_of(word: str) -> str:
    """The head a word ends with, when something stands before it."""
    if word in _concepts() or word in lexicon.PALE or word in lexicon.EMPTY_WORDS:
        return ""
    for length in (5, 4, 3, 2, 1):
        head = word[-length:]
        if len(word) > length and head in lexicon.PLACE_HEADS and (length > 1 or len(word) > 2):
            return head
    return ""


def _close_run(run: list[tuple[str, str]], places: set[Place]) -> list[tuple[str, str]]:
    """Cut a run of name-like words behind its heads; what follows the last head is given back as ordinary words."""
    rest: list[tuple[str, str]] = []
    name = ""
    pending: list[tuple[str, str]] = []
    after_head = False
    for index, (word, kind) in enumerate(run):
        head = word if _is_head(word) else _head_of(word)
        following = run[index + 1][0] if index + 1 < len(run) else ""
        if not head:
            pending.append((word, kind))
            name, after_head = ("" if after_head else name) + word, False
            continue
        before = name + word[: len(word) - len(head)]
        crossing = lexicon.PLACE_HEADS[head] == "road" and following in ("路口", "十字路口")
        if _is_head(following) and before and lexicon.PLACE_HEADS[head] != "town" and not crossing:
            name, pending, after_head = before + head, [], False
            continue
        core = before[-6:]
        if not core or core in lexicon.NO_NAMES:
            rest.append((head, "head"))  # a head alone is an ordinary word
        elif lexicon.PLACE_HEADS[head] != "town":
            places.add(Place(lexicon.PLACE_HEADS[head], core))
        name, pending, after_head = "", [], True
    return rest + pending


def _read_clause(
    tokens: list[tuple[str, str]], words: dict[str, float], said: list[str]
) -> tuple[set[str], set[str]]:
    """Add a clause's words; returns (the things it names, what it asks)."""
    things: set[str] = set()
    wished: set[str] = set()
    turned = False
    for word, kind in tokens:
        if word in lexicon.TURNED and word not in _demands():
            turned = True
            continue
        demand = _demands().get(word)
        concept = _concepts().get(word)
        if demand:
            name, opposite = demand
            if turned and opposite and name not in ("-agree", "+agree"):
                name = opposite
                wished -= {"-agree"}
            wished.add(name)
            turned = name == "-agree"
            if concept is None:
                words[name] = ASKED
                continue
        if concept is not None:
            words[concept] = TIME if concept in lexicon.BACKDROP else THING
            if concept not in lexicon.BACKDROP:
                things.add(concept)
            said.append(word)
            continue
        if word in lexicon.EMPTY_WORDS or not re.match(r"\w", word) or word.isdigit():
            continue
        weight = _weight(word, kind)
        if weight:
            words[word] = max(weight, words.get(word, 0))
            said.append(word)
            if weight == THING:
                things.add(word)
    return things, wished


def _weight(word: str, kind: str) -> float:
    if word in lexicon.PALE:
        return PALE
    if kind == "head":
        return VERB if len(word) > 1 else PALE
    kind = kind or "n"
    if kind == "eng":
        return THING if len(word) > 2 else 0
    if kind[0] in "mqurcpyeod" and len(word) < 3:
        return 0
    if kind[0] in "tfs":
        return TIME
    if len(word) == 1:
        return SINGLE if kind[0] in "nva" else 0
    return VERB if kind[0] in "vadz" and kind != "vn" else THING


def _numbers(plain: str) -> dict[str, frozenset[str]]:
    """Numbers that name something, by their unit: 3号楼, 102路, block 5; and which kind of venue is meant."""
    found: dict[str, set[str]] = {}
    for number, unit in lexicon.NUMBER.findall(plain):
        found.setdefault(unit, set()).add(as_digits(number))
    for one, other in lexicon.ENGLISH_NUMBER.findall(plain):
        found.setdefault("number", set()).add(one or other)
    venues = {lexicon.VENUES[word] for word in _venues().findall(plain)}
    if venues:
        found["venue"] = venues
    return {unit: frozenset(values) for unit, values in found.items()}


@cache
def _venues() -> re.Pattern[str]:
    words = sorted(lexicon.VENUES, key=len, reverse=True)
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words))


def as_digits(number: str) -> str:
    """二十三 → 23; what is no plain number stays."""
    if number.isdigit() or number.isascii():
        return number.lstrip("0") or number
    total = unit = 0
    for char in number:
        if char == "十":
            total += (unit or 1) * 10
            unit = 0
        elif char == "百":
            total += (unit or 1) * 100
            unit = 0
        else:
            unit = _DIGITS.get(char, 0)
    return str(total + unit)
