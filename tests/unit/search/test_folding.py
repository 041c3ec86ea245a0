"""One form for every way to write a thing, and words that keep their places in the real text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.search.folding import BREAK, stem
from core.base.search.words import fold_text, indexed, needed, read, tokens


@pytest.mark.parametrize(
    "written",
    [
        "云政办发〔2024〕12号", "云政办发[2024]12号", "云政办发(2024)12号", "云政办发（2024）第12号", "云政办发【２０２４】０１２号",
        "云政办发 〔2024〕 12 号", "云政办发2024年12号", "云政办发 2024-12号", "云政办发〈2024〉12号",
    ],
)  # fmt: skip
def test_a_document_number_in_any_brackets_and_width(written: str) -> None:
    assert "〔2024〕12号" in fold_text(written).split()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("260 0110", "2600110"), ("260-0110", "2600110"), ("２６００１１０", "2600110"), ("0421-2600110", "2600110"),
        ("（0421）260 0110", "2600110"), ("138 0000 2046", "13800002046"), ("400-123-4567", "4001234567"),
        ("1,600", "1600"), ("9：05", "9:05"), ("5·15", "5.15"), ("5.15", "5.15"),
    ],
)  # fmt: skip
def test_a_number_is_one_word(written: str, meant: str) -> None:
    assert meant in fold_text(f"请打{written}。").split()


@pytest.mark.parametrize(
    "written",
    [
        "2026年9月19日",
        "2026-09-19",
        "2026/9/19",
        "2026.9.19",
        "19 September 2026",
        "September 19, 2026",
        "19th Sept. 2026",
    ],
)
def test_a_day_in_any_writing(written: str) -> None:
    assert fold_text(written).split() == ["2026年", "9月", "19日"]


def test_two_years_are_no_telephone() -> None:
    assert fold_text("2024-2025").split() == ["2024", "2025"]


@pytest.mark.parametrize(
    ("root", "words"),
    [
        ("book", ["book", "books", "booked", "booking", "bookings"]), ("visit", ["visit", "visits", "visiting"]),
        ("company", ["company", "companies"]), ("run", ["run", "running"]), ("bus", ["bus"]), ("class", ["class", "classes"]),
        ("hous", ["house", "houses", "housing"]), ("need", ["need", "needed"]), ("red", ["red"]), ("sing", ["sing", "sings"]),
    ],
)  # fmt: skip
def test_english_endings(root: str, words: list[str]) -> None:
    assert {stem(word) for word in words} == {root}


def test_invisible_signs_and_accents_go() -> None:
    assert fold_text("caf\u00e9 Mon\u200bey\x00 😀 Ａ").split() == ["cafe", "money", "a"]


def test_a_clause_ends_a_neighbourhood_but_quotes_do_not() -> None:
    assert "公开" not in tokens(fold_text("办公。开放"))
    assert {"府开", "政府"} <= set(tokens(fold_text("政府“开放日”")))


@given(st.text(max_size=200))
def test_every_word_stands_where_it_says(text: str) -> None:
    last = 0
    for word in read(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.start >= last or word.start <= last  # several words of one date share their place
        last = word.start


@given(st.text(max_size=200))
def test_tokens_pass_every_engine(text: str) -> None:
    """Nothing in a token could part it, or be an operator, in one engine and not in the other."""
    folded = fold_text(text)
    made = [*indexed(folded, [folded]).split(), *needed(w for w in folded.split() if w != BREAK)]
    assert not [token for token in made if any(c.isascii() and not c.isalnum() and c != "_" for c in token)]


@given(st.text(alphabet="政府开放日水务局ab1 。", min_size=1, max_size=30))
def test_what_is_asked_word_for_word_has_its_tokens_in_the_text(text: str) -> None:
    held = set(tokens(fold_text(f"前面{text}后面")))
    for word in fold_text(text).split():
        if word not in (BREAK,) and not word.isdigit() and not word[0].isascii():
            assert set(needed([word])) <= held
