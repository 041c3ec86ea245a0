"""What was typed, as terms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.base.search.asking import LONGEST, MOST_TERMS, understand


def shown(text: str) -> list[str]:
    return [term.shown for term in understand(text).terms]


def test_small_words_carry_nothing_unless_they_are_all() -> None:
    assert shown("开放日怎么报名") == ["开放日", "报名"]
    assert shown("how do I book a visit") == ["book", "visit"]
    assert shown("的") == ["的"]


def test_names_that_the_dictionary_parts_stay_whole() -> None:
    assert shown("王青禾") == ["王青禾"]
    assert shown("云川市水务局") == ["云川市", "水务局"]


def test_words_that_mean_the_same_are_looked_for_too() -> None:
    (term,) = understand("公开日").terms
    assert "开放日" in [form.tight for form in term.forms]
    (term,) = understand("open day").terms
    assert "开放日" in [form.tight for form in term.forms]


def test_quotes_keep_words_together() -> None:
    terms = understand('"老旧小区改造" 电梯').terms
    assert [(term.shown, term.exact) for term in terms] == [("老旧小区改造", True), ("电梯", False)]
    assert shown('"没有关上') == shown("没有关上")


def test_a_full_day_is_one_term_found_without_its_year_too() -> None:
    (term,) = understand("2026-9-19").terms
    assert [form.tight for form in term.forms] == ["2026年9月19日", "9月19日"]


def test_too_long_a_question_is_cut_and_says_so() -> None:
    asked = understand("水务局" * 4000)
    assert asked.cut
    assert understand("水" * LONGEST).cut is False
    many = understand(" ".join(f"{n}号楼{n}00" for n in range(20)))
    assert (len(many.terms), many.cut) == (MOST_TERMS, True)


@given(st.text(max_size=300))
def test_nothing_typed_is_an_error(text: str) -> None:
    assert len(understand(text).terms) <= MOST_TERMS


@given(st.text(alphabet="\"'()*:^-+~NEARORAND <>%_\\{}&|!†·〔〕", max_size=40))
def test_no_operator_can_be_typed(text: str) -> None:
    for term in understand(text).terms:
        assert all(
            word.replace("〔", "").replace("〕", "").isalnum() for form in term.forms for word in form.words
        )
