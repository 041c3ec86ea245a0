"""What somebody typed, as a Query. Nothing typed can be an error: what can't be looked for is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from core.base.search import folding
from core.base.search.contracts import Form, Query, Term
from core.base.search.folding import BREAK, Word
from core.base.search.synonyms import groups, idle_words
from core.base.search.words import read

LONGEST = 200
MOST_TERMS = 12
LONGEST_SAYING = 4
_QUOTED = re.compile('"([^"]+)"|＂([^＂]+)＂|“([^”]+)”|「([^」]+)」')
_CHINESE = re.compile(f"[{folding.CJK}]+")
_DAY_WORD = re.compile(r"\d{4}年|\d{1,2}月|\d{1,2}日")
_NUMBER = re.compile(r"\d{3,}|〔\d{4}〕.*")


def understand(text: str) -> Query:
    """The question as terms; words in quotes stand together, all others may stand anywhere."""
    text = text.strip()
    cut = len(text) > LONGEST
    text = text[:LONGEST]
    terms: list[Term] = []
    last = 0
    for match in _QUOTED.finditer(text):
        terms += _plain(text[last : match.start()])
        terms += _quoted(next(part for part in match.groups() if part is not None))
        last = match.end()
    terms += _plain(text[last:])
    kept = _distinct(terms)
    if any(term.required for term in kept):
        kept = [term for term in kept if term.required]
    else:
        # Somebody asked for nothing but small words: then they are what is looked for.
        kept = [Term(t.forms, t.shown, t.weight, True, t.exact) for t in kept]
    tight = "".join(word.text for word in read(text)).strip(BREAK)
    return Query(tuple(kept[:MOST_TERMS]), tight, cut or len(kept) > MOST_TERMS)


def _distinct(terms: Iterable[Term]) -> list[Term]:
    found: dict[str, Term] = {}
    for term in terms:
        known = found.get(term.forms[0].tight)
        if known is None or (term.exact and not known.exact):
            found[term.forms[0].tight] = term
    return list(found.values())


def _quoted(text: str) -> list[Term]:
    """Each stretch between signs of punctuation is one exact term."""
    stretches = groupby(read(text), lambda word: word.text == BREAK)
    found = [tuple(word.text for word in words) for is_break, words in stretches if not is_break]
    return [Term((_form(words),), _shown(words), 1.5, True, True) for words in found]


def _plain(text: str) -> list[Term]:
    words = read(text)
    terms: list[Term] = []
    place = 0
    while place < len(words):
        length = _saying(words, place) or _day(words, place)
        if length:
            said = tuple(word.text for word in words[place : place + length])
            terms.append(_synonymous(said) or _dated(said))
            place += length
            continue
        length = _name(words, place)
        terms += _term(tuple(word.text for word in words[place : place + length]))
        place += length
    return terms


def _saying(words: Sequence[Word], place: int) -> int:
    """How many words from here are a saying of the table of synonyms, the longest first; 0 when none."""
    for length in range(min(LONGEST_SAYING, len(words) - place), 0, -1):
        if "".join(word.text for word in words[place : place + length]) in _sayings():
            return length
    return 0


def _day(words: Sequence[Word], place: int) -> int:
    """How many words from here are one date; 0 when fewer than two."""
    length = 0
    while place + length < len(words) and _DAY_WORD.fullmatch(words[place + length].text):
        length += 1
    return length if length > 1 else 0


def _name(words: Sequence[Word], place: int) -> int:
    """How many words from here belong to one term: single characters join a neighbour, since names are cut into them."""
    length = 1
    while place + length < len(words):
        here, following = words[place + length - 1], words[place + length]
        touching = here.end == following.start
        plain = _is_content(here.text) and _is_content(following.text)
        single = len(following.text) == 1 or (length == 1 and len(here.text) == 1)
        if not (touching and plain and single) or _saying(words, place + length):
            break
        length += 1
    return length


def _is_content(word: str) -> bool:
    return bool(_CHINESE.fullmatch(word)) and word not in idle_words()


def _term(words: tuple[str, ...]) -> list[Term]:
    word = "".join(words)
    if word == BREAK:
        return []
    form = Form((word,)) if len(words) > 1 else _form(words)
    if word in idle_words() or (len(word) == 1 and not word.isdigit() and word.isascii()):
        return [Term((form,), word, 0.2, required=False)]
    if _NUMBER.fullmatch(word):
        return [Term((form,), _shown(words), 2.0, exact=True)]
    return [Term((form,), word, 1.0 if len(word) > 1 else 0.6)]


def _synonymous(words: tuple[str, ...]) -> Term | None:
    said = "".join(words)
    forms = _sayings().get(said)
    if forms is None:
        return None
    own = next(form for form in forms if form.tight == said)
    return Term((own, *(form for form in forms if form.tight != said)), _shown(words), 1.0)


def _dated(words: tuple[str, ...]) -> Term:
    """A date with its year is also found where only month and day stand."""
    forms = [_form(words)]
    if words[0].endswith("年") and len(words) == 3:
        forms.append(_form(words[1:]))
    return Term(tuple(forms), "".join(words), 1.5)


def _form(words: tuple[str, ...]) -> Form:
    return Form(words, all(word.isascii() for word in words))


def _shown(words: tuple[str, ...]) -> str:
    return (" " if all(word.isascii() for word in words) else "").join(words)


@cache
def _sayings() -> dict[str, tuple[Form, ...]]:
    """Each saying of the table, tight → all forms of its groups."""
    found: dict[str, tuple[Form, ...]] = {}
    for group in groups():
        forms = []
        for saying in group:
            words = tuple(word.text for word in read(saying))
            forms.append(Form((saying,), known=True) if _CHINESE.fullmatch(saying) else _form(words))
        for form in forms:
            found[form.tight] = (*found.get(form.tight, ()), *forms)
    return {said: tuple(dict.fromkeys(forms)) for said, forms in found.items()}
