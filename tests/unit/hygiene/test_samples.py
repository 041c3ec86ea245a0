"""Polluted texts are found out to the character, clean ones are left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from core.base.hygiene import KINDS, Context, check
from tests.unit.hygiene.sample_texts import clean, polluted


@pytest.mark.parametrize(("kind", "text", "spans"), polluted(), ids=lambda value: str(value)[:24])
def test_pollution_is_found(kind: str, text: str, spans: list[tuple[int, int]]) -> None:
    found = check(text)
    assert [(item.start, item.end) for item in found] == spans, [(item.text, item.code) for item in found]
    assert {item.kind for item in found} == {kind}
    assert all(item.reason.endswith("。") for item in found)


@pytest.mark.parametrize("text", clean(), ids=lambda text: text[:20])
def test_clean_text_is_left_alone(text: str) -> None:
    assert [(item.text, item.code) for item in check(text)] == []


def test_every_kind_has_samples() -> None:
    counts = Counter(kind for kind, _text, _spans in polluted())
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 7
    assert len(clean()) >= 40


@pytest.mark.parametrize(
    ("text", "context", "code", "right"),
    [
        ("由云川市桃园新区管理委员会负责。", Context(departments=("云川市水务局", "云川市桃源新区管理委员会")), "near_name", "云川市桃源新区管理委员会"),
        ("由云川市公共资源交易中心负责,望岭市教育局配合。", Context(areas=("云川市",)), "other_area", None),
        ("由市环保局负责。", Context(year=2024), "old_name", "生态环境局"),
    ],
)  # fmt: skip
def test_what_only_the_context_tells(text: str, context: Context, code: str, right: str | None) -> None:
    assert check(text) == ()
    found = check(text, context)
    assert [item.code for item in found] == [code]
    assert found[0].params.get("right") == right


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("由市环保局负责。", Context(year=2012)),
        ("云川市税务局发布公告。", Context(departments=("云川市水务局",))),
        ("凌源市教育局、建平县财政局参加。", Context(areas=("朝阳市",))),
        ("按照辽宁省人民政府办公厅要求，沈阳市开展活动。", Context(areas=("沈阳市",))),
    ],
)
def test_what_is_right_in_its_context(text: str, context: Context) -> None:
    assert check(text, context) == ()
