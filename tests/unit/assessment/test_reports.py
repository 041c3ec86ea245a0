"""The summary report's pure rules: numbering, figures in words, what it lacks, where the signature stands, charts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from plugins.assessment.document_report import outline
from plugins.assessment.rules import charts
from plugins.assessment.rules import reports as rules
from plugins.assessment.rules.charts import Bar, Chart
from plugins.assessment.rules.reports import Figure, Texts

WHOLE = Texts(
    "总结", "市政府", "云川市水务局", date(2026, 5, 29),
    (("基本情况", "开展了活动。\n（一）开放日\n1. 现场讲"), ("", "不编号的一段"), ("空的", " ")),
    (("水表", "居民问水表。"),),
)  # fmt: skip


def test_levels_are_told_by_how_a_line_begins() -> None:
    text = (
        "（一）开放日办得实\n(二)办得快\n1. 现场讲\n12．再讲\n2026年5月15日办了一场。\n（见附件）\n"
        + "（三）"
        + "长" * 40
    )
    assert [kind for kind, _line in rules.levels(text)] == [
        "heading2", "heading2", "heading3", "heading3", "paragraph", "paragraph", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["3.5万人次参加。", "12.5%的群众满意。", "5.29前报送。"])
def test_a_sentence_that_begins_with_a_fraction_is_no_heading(line: str) -> None:
    assert rules.levels(line) == [("paragraph", line)]


def test_a_typed_number_comes_back_as_it_was_typed() -> None:
    for text in ("12.3456", "0.001", "92.5", "3000"):
        number = rules.read_number(text)
        assert number is not None
        assert rules.exact(number) == text


def test_parts_are_numbered_without_gaps_and_empty_ones_left_out() -> None:
    found = outline(WHOLE, [Figure("到场", "人次", Fraction(3), code="a.b")], [])
    assert found[0] == {"kind": "noindent", "text": "市政府："}
    assert [one["text"] for one in found if one["kind"] == "heading1"] == [
        "一、基本情况",
        "二、主要数据",
        "三、典型事例",
    ]
    assert "（一）水表" in [one["text"] for one in found if one["kind"] == "heading2"]


@pytest.mark.parametrize(
    ("value", "of", "words"),
    [
        (Fraction(1234), None, "1234"), (Fraction(7, 2), None, "3.50"), (Fraction(36), 39, "92.31%（36/39）"),
        (Fraction(0), 0, "—"), (Fraction(1), 3, "33.33%（1/3）"), (Fraction(2), 3, "66.67%（2/3）"),
    ],
)  # fmt: skip
def test_a_figure_in_words_names_its_denominator(value: Fraction, of: int | None, words: str) -> None:
    assert rules.in_words(value, of) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [("3,000", Fraction(3000)), ("９２．５", Fraction("92.5")), ("-1", Fraction(-1)), ("约三千", None), ("1e3", None),
     ("", None), ("9" * 13, None), ("١٢", None)],
)  # fmt: skip
def test_typed_numbers_are_read_or_refused(text: str, number: Fraction | None) -> None:
    assert rules.read_number(text) == number


def test_what_is_missing_is_named_before_it_is_sent() -> None:
    empty = Texts(" ", "", "", None, (("一", " "),), (("例", ""),))
    assert rules.lacks(empty, [], 1, 1) == [
        "assessment.report_title", "assessment.report_empty", "assessment.report_figures", "assessment.report_cases",
        "assessment.report_signature",
    ]  # fmt: skip
    assert rules.lacks(WHOLE, [Figure("到场", "人次", Fraction(3), code="a.b")], 1, 1) == []


def test_only_figures_whose_rows_changed_are_told() -> None:
    then = [
        Figure("一", "个", Fraction(1), code="a", digest="1"),
        Figure("二", "个", Fraction(1), code="b", digest="1"),
    ]
    now = [Figure("一", "个", Fraction(1), code="a", digest="1"), Figure("二", "个", Fraction(1), code="b", digest="2"),
           Figure("三", "个", Fraction(0), code="c", digest="3")]  # fmt: skip
    assert [(a and a.code, b and b.code) for a, b in rules.changed(then, now)] == [("b", "b"), (None, "c")]


def test_the_date_begins_two_characters_to_the_right_of_the_signer_unless_it_is_longer() -> None:
    signer, day = rules.signature_indents("云川市住房和城乡建设局", "2026年5月29日")
    assert signer == 2
    assert (signer + rules.width("云川市住房和城乡建设局")) - (day + rules.width("2026年5月29日")) == 2
    signer, day = rules.signature_indents("水务局", "2026年5月29日")
    assert day == 2
    assert (signer + rules.width("水务局")) - (day + rules.width("2026年5月29日")) == 2


def test_bars_say_their_numbers_in_words_and_escape_names() -> None:
    drawn = charts.svg(Chart("比率", (Bar("<b>满意", 92.3, "92.3%"), Bar("没有", 0, "0")), 100), "k")
    assert "<b>满意" not in drawn
    assert "&lt;b&gt;满意 92.3%" in drawn
    assert 'width="0"' in drawn
    assert charts.by_department("开放日", ["项目", "到场（人次）"], [["甲", 1]]) is None
    found = charts.by_department(
        "开放日", ["单位", "场次", "到场（人次）"], [["甲", 1, 5], ["乙", 1, 9], ["甲", 2, 6]]
    )
    assert found is not None
    assert [(bar.name, bar.words) for bar in found.bars] == [("甲", "11 人次"), ("乙", "9 人次")]


def test_change_against_last_year_needs_a_last_year() -> None:
    assert rules.change(Fraction(9), Fraction(8)) == "+12.5%"
    assert rules.change(Fraction(7), Fraction(8)) == "-12.5%"
    assert rules.change(Fraction(7), Fraction(0)) == ""
