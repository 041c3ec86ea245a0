"""Portraits (PI-04) and photos (CP-06) as decisions."""

from __future__ import annotations

import pytest

from core.files.rules import PhotoRule, shortfalls, standing

RULE = PhotoRule(1600, 1200, True, 12, "某方案五")
TOLD = "云川市第二水厂开放日，市民在化验室测余氯"


@pytest.mark.parametrize(
    ("answer", "persons", "agreed", "expected"),
    [
        ("open", 0, 0, "question_open"), ("none", 0, 0, "clear"), ("crowd", 0, 0, "clear"),
        ("persons", 2, 0, "consent_missing"), ("persons", 2, 1, "consent_missing"), ("persons", 2, 2, "clear"),
        ("persons", 2, 3, "clear"), ("persons", 0, 5, "question_open"), ("什么", 1, 1, "question_open"),
    ],
)  # fmt: skip
def test_a_photo_is_clear_only_when_everybody_in_it_agrees(answer, persons, agreed, expected) -> None:
    assert standing(answer, persons, agreed) == expected


@pytest.mark.parametrize(
    ("width", "height", "caption", "codes"),
    [
        (1600, 1200, TOLD, []), (1200, 1600, TOLD, []), (1599, 1200, TOLD, ["small"]), (1600, 1199, TOLD, ["small"]),
        (4000, 1100, TOLD, ["small"]), (1600, 1200, "", ["caption"]), (800, 600, "现 场 照 片", ["small", "caption"]),
    ],
)  # fmt: skip
def test_a_photo_counts_by_its_true_pixels_however_it_is_held(width, height, caption, codes) -> None:
    assert [lack.code for lack in shortfalls(RULE, width, height, caption)] == codes


def test_a_rule_that_the_pack_does_not_have_keeps_nothing_back() -> None:
    assert shortfalls(None, 1, 1, "") == ()
