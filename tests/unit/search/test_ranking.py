"""The order of what was found: the rules one by one, on small texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.base.search.asking import understand
from core.base.search.contracts import Candidate
from core.base.search.ranking import ranked
from core.base.search.words import fold_text

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def candidate(
    number: int,
    title: str,
    body: str = "",
    *,
    names: str = "",
    headings: str = "",
    doc_number: str = "",
    age: int = 0,
) -> Candidate:
    return Candidate(
        number, f"k:{number}", fold_text(title), fold_text(headings), fold_text(names), fold_text(body),
        fold_text(doc_number), NOW - timedelta(days=age),
    )  # fmt: skip


def order(question: str, *candidates: Candidate) -> list[int]:
    return [rank.id for rank in ranked(understand(question), candidates)]


def test_the_title_before_names_before_headings_before_the_body() -> None:
    found = order(
        "水务局",
        candidate(1, "通知", "请到水务局办理。"),
        candidate(2, "通知", "一、水务局的窗口", headings="一、水务局的窗口"),
        candidate(3, "通知", names="云川市水务局"),
        candidate(4, "水务局的通知"),
    )
    assert found == [4, 3, 2, 1]


def test_all_words_before_some() -> None:
    found = order(
        "水厂 停车", candidate(1, "停车停车停车", "停车"), candidate(2, "通知", "水厂门前可以停车。")
    )
    assert found == [2, 1]


def test_the_number_asked_for_comes_first() -> None:
    mention = candidate(1, "关于贯彻云水公告〔2026〕7号的通知", "云水公告〔2026〕7号已经印发。")
    itself = candidate(2, "供水公告", "自印发之日起施行。", doc_number="云水公告〔2026〕7号", age=300)
    other = candidate(3, "供水公告", "自印发之日起施行。", doc_number="云水公告〔2026〕8号")
    assert order("云水公告[2026]7号", mention, itself, other) == [2, 1, 3]


def test_words_side_by_side_before_words_far_apart() -> None:
    near = candidate(1, "通知", "水厂旁边就有停车场。" + "其他。" * 80, age=9)
    far = candidate(2, "通知", "水厂已经建成。" + "其他。" * 80 + "停车场在建。")
    assert order("水厂 停车场", near, far) == [1, 2]


def test_the_word_itself_before_one_that_means_the_same() -> None:
    assert order("公开日", candidate(1, "开放日"), candidate(2, "公开日", age=300)) == [2, 1]


def test_the_newer_where_all_else_is_equal_and_the_key_where_even_the_day_is() -> None:
    alike = [candidate(n, "停水通知", "今天停水。", age=age) for n, age in ((1, 5), (2, 1), (3, 5))]
    assert order("停水", *alike) == [2, 1, 3]
    assert order("停水", *reversed(alike)) == [2, 1, 3]


def test_a_word_torn_out_of_two_others_is_not_found() -> None:
    assert order("水务", candidate(1, "各单位用水务必节约")) == []
    assert order("开放日", candidate(1, "开放日期另行通知")) == []
    assert order("路灯", candidate(1, "解放路路灯不亮")) == [1]


def test_english_words_are_whole() -> None:
    assert order("art", candidate(1, "party"), candidate(2, "art")) == [2]
    assert order("2024", candidate(1, "云政〔2024〕12号"), candidate(2, "12024")) == [1]
