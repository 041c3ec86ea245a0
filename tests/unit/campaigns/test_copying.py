"""What a copied campaign counts on and what it asks to be looked at."""

from __future__ import annotations

from datetime import date

import pytest

from core.campaigns import copying


@pytest.mark.parametrize(
    ("title", "old", "edition", "expected"),
    [
        ("云川市2026年第十届“政务公开日”", 2026, 10, "云川市2027年第十一届“政务公开日”"),
        ("云川市第9届政务公开日（二〇二六年）", 2026, 9, "云川市第10届政务公开日（二〇二七年）"),
        ("青溪区 2026 年政府开放日", 2026, None, "青溪区 2027 年政府开放日"),
        ("第 19 次“5·15政务公开日”", 2026, 19, "第 20 次“5·15政务公开日”"),
        ("阳光月", 2026, 3, "阳光月"),
    ],
)
def test_title(title: str, old: int, edition: int | None, expected: str) -> None:
    assert copying.next_title(title, old, old + 1, edition) == expected


def test_a_leap_day_becomes_the_day_before() -> None:
    assert copying.next_year(date(2028, 2, 29)) == date(2029, 2, 28)
    assert copying.next_year(date(2026, 5, 15)) == date(2027, 5, 15)


@pytest.mark.parametrize(
    ("slug", "taken", "expected"),
    [
        ("yunchuan-2026", (), "yunchuan-2027"),
        ("sunshine", (), "sunshine-2027"),
        ("yunchuan-2026", ("yunchuan-2027",), "yunchuan-2027-2"),
        ("a" * 60, (), "a" * 60),
    ],
)
def test_slug(slug: str, taken: tuple[str, ...], expected: str) -> None:
    assert copying.next_slug(slug, 2026, 2027, frozenset(taken))[:60] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("定于5月15日（星期五）上午举行", ["5月15日", "星期五"]),
        ("2026年第十届，5月底前报送", ["2026年", "第十届", "5月底"]),
        ("二〇二六年五月", ["二〇二六年"]),
        ("一次办好，群众满意", []),
        ("热线 8890，服务时间 8:30—17:30", []),
    ],
)
def test_words_that_may_be_last_years(text: str, expected: list[str]) -> None:
    assert copying.stale_words(text) == expected


@pytest.mark.parametrize(("n", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals(n: int, word: str) -> None:
    assert copying.numeral(n) == word
