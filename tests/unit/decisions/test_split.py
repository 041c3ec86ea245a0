"""The splitter on statute-like texts with trees written by hand, and: nothing of any text is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.decisions.rules.split import KINDS, Split, split
from plugins.decisions.rules.split_check import odd_numbers

TEXTS = sorted(Path(__file__).with_name("texts").glob("*.txt"))
WORDS = st.sampled_from(
    ["第一章 总则", "第三节 收费", "第一条 为了管理，", "第三条所称车位", "（一）", "（二）停车；", "1.", "(2)", "①", "一、总体要求", "目录",
     "附件1：表", "— 3 —", "2024年1月1日", "云川市人民政府", "。", "：", "；", "\n", "\n\n", "　　", "“", "”", "1.5公里", "\t", "\f", "办法", "3"]
)  # fmt: skip


def outline(found: Split) -> list[tuple[int, str, str, str]]:
    return [(depth, node.kind, node.number, node.text) for depth, node in found.walk()]


def tight(text: str) -> str:
    return re.sub(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]", "", text)


def assert_nothing_lost(text: str) -> None:
    """Numbers and texts in order, with the dropped lines put back, are the input without blanks."""
    found = split(text)
    said = tight("".join(node.number + node.text for _depth, node in found.walk()))
    lines = re.split(r"\r\n|[\n\r\v\x85\u2028\u2029]", text)
    for dropped in found.dropped:
        assert tight(lines[dropped.line - 1]) == tight(dropped.text)
        lines[dropped.line - 1] = ""
    assert said == tight("".join(lines))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_tree_is_the_one_written_by_hand(path: Path) -> None:
    text = path.read_text("utf-8")
    wanted = []
    for line in path.with_suffix(".tree").read_text("utf-8").splitlines():
        kind, number, *start = line.split(None, 2)
        number = number.replace("␣", " ")
        wanted.append(((len(line) - len(line.lstrip())) // 2, kind, number.strip("-"), (start or [""])[0]))
    found = [
        (depth, kind, number, words[: len(want[3])] if want[3] != "-" else words)
        for (depth, kind, number, words), want in zip(outline(split(text)), wanted, strict=False)
    ]
    assert found == [(d, k, n, "" if w == "-" else w) for d, k, n, w in wanted]
    assert len(outline(split(text))) == len(wanted)
    assert_nothing_lost(text)


@given(st.lists(WORDS, max_size=30).map("".join))
def test_nothing_is_lost(text: str) -> None:
    assert_nothing_lost(text)
    assert {node.kind for _depth, node in split(text).walk()} <= set(KINDS)


@given(st.text(max_size=200))
def test_any_characters(text: str) -> None:
    assert_nothing_lost(text)


def test_furniture_is_reported() -> None:
    dropped = split(TEXTS[2].read_text("utf-8")).dropped
    assert [one.kind for one in dropped] == [
        "page_number",
        "running_head",
        "page_number",
        "running_head",
        "page_number",
    ]


def test_odd_numbers_are_findings_and_stay() -> None:
    odd = odd_numbers(split(TEXTS[9].read_text("utf-8")))
    assert [(one.number, one.problem) for one in odd] == [
        ("第四条", "skipped"), ("第四条", "twice"), ("（二）", "begins_late"), ("（二）", "twice"),
    ]  # fmt: skip
    assert not odd_numbers(split(TEXTS[0].read_text("utf-8")))


def test_a_single_i_is_roman_or_a_letter_by_the_list_it_stands_in() -> None:
    letters = "\n".join(f"({sign}) word {sign};" for sign in "abcdefghij")
    tree = outline(split(f"Article 1 The plan shall include:\n{letters}"))
    assert [(depth, number) for depth, _kind, number, _words in tree][1:] == [
        (1, f"({sign})") for sign in "abcdefghij"
    ]
    inner = outline(
        split("Article 1 The plan shall include:\n(a) places:\n(i) parks;\n(ii) roads;\n(b) costs.")
    )
    assert [depth for depth, *_rest in inner] == [0, 1, 2, 2, 1]


def test_sections_that_count_on_through_the_chapters_are_not_odd() -> None:
    assert not odd_numbers(split(TEXTS[15].read_text("utf-8")))
