"""What the office says about a duty, and what stays the notice's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def house(make_demo: Callable[..., Flask]) -> Iterator[Any]:
    demo = make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, campaigns, clock
        from plugins.assessment.service import duties

        campaign = campaigns.live_campaigns()[0]

        class House:
            def of(self, key: str) -> Any:
                return duties.duty(campaign, key)

            def first(self) -> Any:
                return next(
                    one for one in duties.all_duties(campaign)
                    if one.source in ("notice", "rule") and one.day is not None and len(one.owes) > 2 and not one.version
                )  # fmt: skip

            def save(self, key: str, version: int, **other: Any) -> str:
                known = self.of(key) if key else None
                told = duties.SaveDuty(
                    known.title if known else "新事项", known.kind if known else "other",
                    known.day if known else None, None,
                )  # fmt: skip
                return duties.save_duty(
                    campaign, key, replace(told, **other), version, actor=SYSTEM, now=clock.now()
                )

        yield House()


def test_chosen_departments_stay_chosen_and_the_rest_follows_the_notice(house: Any) -> None:
    first = house.first()
    key = house.save(first.key, 0, owes=first.owes[:2])
    saved = house.of(key)
    assert saved.owes == first.owes[:2]
    assert saved.chosen
    from core.api import campaigns
    from plugins.assessment.store import duties as store

    row = store.choice(campaigns.live_campaigns()[0].id, key)
    assert row is not None
    assert (row.title, row.kind, row.day) == ("", "", None)
    again = house.of(house.save(key, 1, owes=saved.owes, title="另起的名字"))
    assert again.owes == first.owes[:2]
    assert again.title == "另起的名字"
    assert again.said_title == first.title
    assert again.day == first.day


def test_a_duty_of_the_office_keeps_its_day_and_two_at_once_are_told(house: Any) -> None:
    from core.api import Conflict, Invalid

    with pytest.raises(Invalid):
        house.save("", 0)
    key = house.save("", 0, day=date(2026, 5, 20))
    with pytest.raises(Invalid):
        house.save(key, 1, day=None)
    house.save(key, 1, title="联络人名单二")
    with pytest.raises(Conflict):
        house.save(key, 1, title="联络人名单三")
    assert house.of(key).title == "联络人名单二"
