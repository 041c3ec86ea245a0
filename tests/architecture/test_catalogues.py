"""English is whole: every word of the sources is in a catalogue, translated, and speaks of the same things.

The msgids are extracted again, as `make translations` does, so a word added without its English fails here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.architecture.sources import Source, sources
from tools.catalogues import KEYWORDS, LANGUAGES, Catalogue, catalogues, extract

GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"} | {
    keyword.partition(":")[0] for keyword in KEYWORDS
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
#: A percent sign that begins no placeholder would end the page with an error when the words are put together.
STRAY_PERCENT = re.compile(r"%(?!\(\w+\)[a-z])")
CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
#: Chinese signs that an English sentence writes otherwise.
FULL_WIDTH = re.compile(r"[，。；：？！（）、【】]")
#: Names, marks and examples that the reader meets in Chinese stand in quotation marks.
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")

EACH = pytest.mark.parametrize(
    ("catalogue", "language"),
    [(catalogue, language) for catalogue in catalogues() for language in LANGUAGES],
    ids=lambda value: value.name if isinstance(value, Catalogue) else value,
)


@cache
def words_of(path: Path) -> tuple[Message, ...]:
    with path.open("rb") as stream:
        return tuple(message for message in read_po(stream) if message.id)


def forms(words: object) -> tuple[str, ...]:
    """The singular and plural of a msgid or translation; a word without plurals has one form."""
    return tuple(words) if isinstance(words, (list, tuple)) else (str(words or ""),)


def key(message: Message) -> tuple[str, str]:
    return message.context or "", forms(message.id)[0]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def wrong(catalogue: Catalogue, language: str) -> Iterator[tuple[str, str]]:
    """Each msgid and the translation of it that says something else or says it in Chinese.

    The form for one may leave the number out ("the row"); the form for many says all that the msgid says.
    """
    for message in words_of(catalogue.po(language)):
        texts = forms(message.string)
        wanted, given = placeholders(forms(message.id)[-1]), placeholders(texts[-1])
        offered = wanted | placeholders(forms(message.id)[0])
        for text in texts:
            outside_quotes = QUOTED.sub("", text)
            if (
                given != wanted
                or not placeholders(text) <= offered
                or (offered and STRAY_PERCENT.search(text.replace("%%", "")))
                or CHINESE.search(outside_quotes)
                or FULL_WIDTH.search(outside_quotes)
            ):
                yield forms(message.id)[0], text


@EACH
def test_the_catalogue_holds_exactly_the_words_of_the_sources(
    catalogue: Catalogue, language: str, tmp_path: Path
) -> None:
    template = tmp_path / "words.pot"
    extract(catalogue, template)
    wanted = {key(message) for message in words_of(template)}
    assert wanted
    held = {key(message) for message in words_of(catalogue.po(language))}
    assert (sorted(wanted - held), sorted(held - wanted)) == ([], []), "run `make translations`"


@EACH
def test_every_word_is_translated(catalogue: Catalogue, language: str) -> None:
    left = [
        message.id
        for message in words_of(catalogue.po(language))
        if message.fuzzy or not all(text.strip() for text in forms(message.string))
    ]
    assert left == []


@EACH
def test_a_translation_keeps_the_placeholders_and_no_chinese(catalogue: Catalogue, language: str) -> None:
    assert list(wrong(catalogue, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_two_catalogues_has_one_translation(language: str) -> None:
    """The site puts the catalogues together, so a plugin's word would take the place of the core's."""
    told: dict[tuple[str, str], dict[tuple[str, ...], list[str]]] = {}
    for catalogue in catalogues():
        for message in words_of(catalogue.po(language)):
            told.setdefault(key(message), {}).setdefault(forms(message.string), []).append(catalogue.name)
    assert {msgid: texts for msgid, texts in told.items() if len(texts) > 1} == {}


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


@pytest.mark.parametrize("source", sources("core", "plugins"), ids=lambda source: source.name)
def test_a_msgid_is_a_finished_text(source: Source) -> None:
    """An f-string, a sum of strings or a variable is no msgid: nobody could translate it. "" is the header's."""
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.Call) and called(node) in GETTEXT and node.args:
            words = node.args[0]
            assert isinstance(words, ast.Constant), f"{source.name}:{node.lineno}: not a plain text"
            assert words.value, f"{source.name}:{node.lineno}: an empty msgid"
