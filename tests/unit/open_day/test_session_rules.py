"""Places kept for categories inside a session."""

from __future__ import annotations

import pytest

from plugins.open_day.rules.sessions import common, refuse_quotas, used

Quota = tuple[str, int]


@pytest.mark.parametrize(
    ("capacity", "quotas", "code"),
    [
        (30, (), None),
        (30, (("专家学者", 0),), None),
        (30, (("专家学者", 10), ("其他群众", 20)), None),
        (30, (("其他群众", 30),), None),
        (30, (("专家学者", 10), ("其他群众", 21)), "quotas_exceed"),
        (30, (("专家学者", 31),), "quotas_exceed"),
        (30, (("专家学者", 10),), "quota_others_missing"),
        (30, (("专家学者", 10), ("其他群众", 0)), "quota_others_missing"),
        (30, (("专家学者", -1), ("其他群众", 2)), "quota_negative"),
    ],
)
def test_quotas(capacity: int, quotas: tuple[Quota, ...], code: str | None) -> None:
    refusal = refuse_quotas(capacity, quotas)
    assert (refusal.code if refusal else None) == code


def test_a_sum_that_is_too_big_says_by_how_much() -> None:
    refusal = refuse_quotas(30, (("专家学者", 12), ("其他群众", 21)))
    assert refusal is not None
    assert refusal.params == {"total": 33, "capacity": 30, "over": 3}


def test_the_rest_is_everybodys() -> None:
    kept = used((("专家学者", 4), ("媒体记者", 0), ("其他群众", 12)))
    assert kept == (("专家学者", 4), ("其他群众", 12))
    assert common(24, kept) == 8
