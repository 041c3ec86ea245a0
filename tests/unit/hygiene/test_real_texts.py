"""The real notices are clean; of the sample plans exactly this is wrong, read by eye, line by line."""

from __future__ import annotations

import pytest

from core.base.hygiene import check
from tests.unit.campaigns.notice.test_real_notices import _text

#: (line, kind, what is found); 悬挂著 and its like are 着 gone through a conversion, 20xx a year never filled in
SAMPLE_PLANS = [
    (5, "lost_character", "《。"),
    (9, "lost_character", "“。"),
    (15, "wrong_name", "《中华人民共和国信息公开条例》"),
    (29, "lost_character", "“。"),
    (91, "placeholder", "x"),
    (105, "lost_character", "〔。"),
    (115, "lost_character", "﹝。"),
    (135, "lost_character", "http:///"),
    (181, "garbled", "悬挂著"),
    (189, "garbled", "著重点"),
    (193, "garbled", "著力点"),
    (203, "garbled", "著力形"),
    (207, "garbled", "著眼于"),
    (249, "placeholder", "20xx"),
    (259, "placeholder", "xx市"),
    (259, "placeholder", "20xx"),
    (259, "placeholder", "20xx"),
    (261, "placeholder", "20xx"),
    (261, "placeholder", "20xx"),
    (261, "placeholder", "20xx"),
    (261, "placeholder", "xx市"),
    (261, "placeholder", "20xx"),
    (261, "placeholder", "20xx"),
    (317, "placeholder", "__"),
    (317, "placeholder", "__"),
    (327, "garbled", "`"),
    (327, "placeholder", "20xx"),
    (343, "lost_character", "、、"),
    (423, "placeholder", "xx"),
    (423, "placeholder", "xx"),
]
CLEAN = ("2020-city-515-plan.txt", "2020-chaoyang-515-notice.txt", "2012-xiuyan-515-plan.txt", "2024-yuanzhou-open-day-plan.txt")  # fmt: skip


@pytest.mark.parametrize("name", CLEAN)
def test_the_real_notices_are_clean(name: str) -> None:
    assert [(item.text, item.code) for item in check(_text(name))] == []


def test_the_sample_plans_give_what_is_there() -> None:
    text = _text("sample-plans.txt")
    found = [(text.count("\n", 0, item.start) + 1, item.kind, item.text) for item in check(text)]
    assert found == SAMPLE_PLANS


def test_the_house_s_own_notice_is_clean() -> None:
    from datetime import date

    from core.campaigns.notice.demo import demo_notice

    assert check(demo_notice(date(2026, 9, 1))) == ()
