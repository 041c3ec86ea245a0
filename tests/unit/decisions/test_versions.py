"""Anchors survive edits, new numbers and moves; two versions are told apart word by word."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from plugins.decisions.rules.anchoring import Piece, survivors
from plugins.decisions.rules.comparing import Text, compare, words_changed


def article(number: str, text: str) -> Piece:
    return Piece("article", number, text)


OLD = [
    Piece("chapter", "第一章", "总则"),
    article("第一条", "为了规范停车管理，制定本办法。"),
    article("第二条", "机关的停车场应当在夜间向社会开放。"),
    article("第三条", "夜间停车每次最高不超过10元。"),
    article("第四条", "停车费可以通过手机缴纳。"),
]


def test_edited_renumbered_and_moved_paragraphs_survive() -> None:
    new = [
        Piece("chapter", "第一章", "总 则"),
        article("第一条", "为了规范城市停车管理，制定本办法。"),
        article("第二条", "本办法所称停车场是指公共场所。"),
        article("第三条", "停车费可以通过手机缴纳。"),
        article("第四条", "机关、事业单位的停车场，应当在夜间和节假日向社会开放。"),
        article("第五条", "夜间停车每次最高不超过5元。"),
    ]
    assert survivors(OLD, new) == [0, 1, None, 4, 2, 3]


def test_a_chapter_never_becomes_an_article() -> None:
    assert survivors(
        [Piece("chapter", "第一章", "车位供给和管理")], [article("第一条", "车位供给和管理措施")]
    ) == [None]


def test_five_hundred_paragraphs_are_quick() -> None:
    chance = random.Random(1)
    letters = [chr(0x4E00 + n) for n in range(600)]
    old = [article(f"第{n}条", "".join(chance.choices(letters, k=80))) for n in range(500)]
    new = [article(p.number, p.text[:40] + "".join(chance.choices(letters, k=20)) + p.text[55:]) for p in old]
    chance.shuffle(new)
    began = time.perf_counter()
    found = survivors(old, new)
    assert time.perf_counter() - began < 5
    assert sum(o is not None and old[o].number == p.number for o, p in zip(found, new, strict=True)) > 490


@given(st.lists(st.text("甲乙丙丁", max_size=6)), st.lists(st.text("甲乙丙丁", max_size=6)))
def test_nobody_survives_twice(old: list[str], new: list[str]) -> None:
    found = survivors([article("", t) for t in old], [article("", t) for t in new])
    lived = [o for o in found if o is not None]
    assert len(lived) == len(set(lived))
    assert len(found) == len(new)


def test_words_that_differ() -> None:
    bits = words_changed("每次最高不超过10元。", "每次最高不超过5元。另行公布。")
    assert [(b.how, b.text) for b in bits] == [
        ("same", "每次最高不超过"), ("del", "10"), ("ins", "5"), ("same", "元。"), ("ins", "另行公布。"),
    ]  # fmt: skip


@given(st.text("一二三，。5", max_size=30), st.text("一二三，。5", max_size=30))
def test_bits_make_both_texts(old: str, new: str) -> None:
    bits = words_changed(old, new)
    assert "".join(b.text for b in bits if b.how != "ins") == old
    assert "".join(b.text for b in bits if b.how != "del") == new


def test_rows_in_order_with_what_went() -> None:
    def text(anchor: str, words: str) -> Text:
        return Text(anchor, 0, "article", "", words)

    old = [text("p-1", "甲。"), text("p-2", "乙。"), text("p-3", "丙。"), text("p-4", "丁。")]
    new = [text("p-1", "甲。"), text("p-4", "丁。"), text("p-3", "丙丙。"), text("p-5", "戊。")]
    rows = compare(old, new)
    assert [(row.state, row.shown.anchor) for row in rows if row.state != "moved"] == [
        ("same", "p-1"), ("deleted", "p-2"), *((r.state, r.shown.anchor) for r in rows[2:] if r.state != "moved"),
    ]  # fmt: skip
    assert {row.shown.anchor: row.state for row in rows} in (
        {"p-1": "same", "p-2": "deleted", "p-4": "moved", "p-3": "changed", "p-5": "added"},
        {"p-1": "same", "p-2": "deleted", "p-4": "same", "p-3": "changed", "p-5": "added"},
    )
