"""The same first results on both databases, and nothing that can be typed breaks them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.base import search
from core.base.search import Filters, Hit
from tests.support.search_corpus import UNITS, corpus
from tests.support.search_expected import EXPECTED

EVERYWHERE = Filters()


def first(question: str, limit: int = 3, **filters: Any) -> list[str]:
    found = search.search(question, Filters(**filters), limit=limit)
    return [hit.key.removeprefix("test:") for hit in found.hits]


def test_there_is_enough_to_search_in() -> None:
    texts = corpus()
    assert len(texts) >= 300
    assert len({(text.title, text.body) for text in texts}) == len(texts)
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize("question", EXPECTED)
def test_first_results(library: Flask, question: str) -> None:
    assert first(question) == list(EXPECTED[question])


def test_nothing_found_comes_with_something_to_try(library: Flask) -> None:
    found = search.search("图书舘", EVERYWHERE)
    assert (found.total, found.partial_total, found.hits) == (0, 0, ())
    assert "图书馆" in found.suggestions


def test_only_some_of_the_words_is_said(library: Flask) -> None:
    found = search.search("解放路 停气 停水", EVERYWHERE)
    assert found.total == 0
    assert found.partial_total > 0
    assert all(hit.partial for hit in found.hits)


def test_filters(library: Flask) -> None:
    water = list(UNITS).index("water") + 1
    assert first("政府开放日", department_id=water) == ["open-day-water", "results-water", "english-1"]
    assert first("水务局", kind="test.results") == ["results-water"]
    assert first("水务局", campaign_id=2) == []
    assert first("水务局", campaign_ids=frozenset()) == []
    assert len(first("停水", since=datetime(2026, 9, 6, tzinfo=UTC))) == 1
    assert first("停水", until=datetime(2026, 5, 2, tzinfo=UTC)) == []


def test_pages_follow_each_other_without_gap_or_double(library: Flask) -> None:
    pages = [search.search("政府开放日", EVERYWHERE, limit=7, offset=at) for at in range(0, 49, 7)]
    keys = [hit.key for page in pages for hit in page.hits]
    assert len(keys) == len(set(keys)) == pages[0].shown_total == pages[0].total


def test_words_are_marked_in_title_passage_and_number(library: Flask) -> None:
    def drawn(pieces: Any) -> str:
        return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)

    hit: Hit = search.search("云水公告〔2026〕1号 取水", EVERYWHERE).hits[0]
    assert drawn(hit.doc_number) == "[云水公告〔2026〕1号]"
    assert "第二水厂的[取水]、净化" in drawn(hit.passages[0])


def test_the_newest_without_a_question(library: Flask) -> None:
    found = search.newest(EVERYWHERE, limit=2)
    assert found.total == len(corpus())
    assert [hit.published_at for hit in found.hits] == sorted(
        (hit.published_at for hit in found.hits), reverse=True
    )


ODD = (
    '"',
    "'",
    "%",
    "_",
    "*",
    "NEAR(",
    "AND",
    "OR NOT",
    "a:b",
    "-",
    "(",
    ")",
    "†水",
    "|",
    "&",
    "!",
    "\\",
    "😀",
    "\x00",
    "云\u200b川",
)


@pytest.mark.parametrize(
    "question", [*ODD, "".join(ODD), "水" * 10_000, "a" * 10_000, '"' * 300, " ", "㍿ ﷺ"]
)
def test_no_question_breaks_it(library: Flask, question: str) -> None:
    search.search(question, EVERYWHERE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_breaks_it(library: Flask, question: str) -> None:
    search.search(question, EVERYWHERE)
