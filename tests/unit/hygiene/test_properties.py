"""What holds for every text: offsets inside it, nothing empty, nothing overlapping, the same answer twice, in linear time."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.hygiene import KINDS, check
from tests.unit.hygiene.sample_texts import clean, polluted

PIECES = [text for _kind, text, _spans in polluted()] + clean()
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("\n".join),
    st.lists(st.sampled_from("政务公开?？□xX×20年月日_著開（gōng）wwW.topbet澳门葡京1389012\u200b\ufffd \n。，"), max_size=120).map("".join),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(texts)
def test_findings_are_well_formed(text: str) -> None:
    found = check(text)
    last = 0
    for item in found:
        assert last <= item.start < item.end <= len(text)
        assert item.text == text[item.start : item.end]
        assert item.text.strip(" \t\r\n") or len(item.text) > 0
        assert item.kind in KINDS
        assert item.reason
        last = item.end
    assert check(text) == found


@pytest.mark.parametrize("seed", range(4))
def test_pollution_anywhere_in_a_clean_text_is_found(seed: int) -> None:
    """Whatever stands around it: one lost character, one traditional one, one name, one link at a random place."""
    chance = random.Random(seed)
    for text in clean()[:3]:
        places = [
            i
            for i in range(1, len(text) - 1)
            if "\u4e00" <= text[i - 1] <= "\u9fff" and "\u4e00" <= text[i] <= "\u9fff"
        ]
        for pollution, kind in (
            ("澳门新葡京", "injected"),
            ("www.abc123.top", "injected"),
            ("開", "garbled"),
            ("�", "lost_character"),
        ):
            place = chance.choice(places)
            found = check(text[:place] + pollution + text[place:])
            assert any(
                i.kind == kind and i.start < place + len(pollution) and place < i.end for i in found
            ), pollution


@pytest.mark.parametrize(
    "unit",
    ["1", "a", "公(gōng)", "(a", "?", "xx局", "“", "《", "X", "_", "www.a", "a.", "a@b.", "13812345678", "市人民政府", "政付", "高清", "<a", "年 月", "澳门", "是□否□", "著", "開", "\u200b", "。", "{{", "博彩"],
)  # fmt: skip
def test_no_text_makes_it_slow(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    started = time.process_time()
    check(text)
    assert time.process_time() - started < 3


def test_a_long_clean_text_takes_less_than_a_second() -> None:
    text = "\n".join(clean())
    text = (text * (66_000 // len(text) + 1))[:66_000]  # 200 KB in UTF-8
    check(text[:100])
    best = min(_seconds(text) for _ in range(2))
    assert best < 1.5  # a busy machine; on a quiet one about half a second


def _seconds(text: str) -> float:
    started = time.process_time()
    check(text)
    return time.process_time() - started


@pytest.mark.parametrize("number", ["13912345671", "6222021234567890128", "12345678"])
def test_a_digest_holds_no_number_of_a_person(number: str) -> None:
    """A draw's commitment is random: one in some dozens would have kept its notice from being published."""
    digest = ("a" + number + "f" * 64)[:64]
    assert check(f"种子的承诺值（SHA-256）如下。\n{digest}\n") == ()
    assert check(f"投诉人李某，手机 13912345671，{digest}") != ()
