"""Next year's campaign: days that move from a leap day, duties that the new notice says again, departments that left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    made = make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")
    with made.test_request_context("/zh/"):
        yield made


def brought(first: date, next_first: date, days: tuple[date, ...], leave: bool = False) -> tuple[Any, Any]:
    """The demo's campaign moved to `first`, with duties of the office's own, copied on to `next_first`."""
    from core.api import SYSTEM, campaigns, clock
    from core.campaigns import service
    from plugins.assessment.service import duties, next_year
    from plugins.assessment.service.duties import SaveDuty

    now = clock.now()
    source = campaigns.live_campaigns()[0]
    file = service.campaign_file(source.slug)
    draft = replace(file.draft(), starts_on=first, ends_on=first.replace(month=12, day=20))
    service.update_campaign(source.slug, draft, file.version, actor=SYSTEM, now=now)
    source = campaigns.campaign_by_id(source.id)
    units = campaigns.participants(source.id)
    for n, day in enumerate(days):
        duties.save_duty(
            source, "", SaveDuty(f"第 {n} 件", "other", day, (units[0], units[1])), 0, actor=SYSTEM, now=now
        )
    duties.save_duty(
        source, "", SaveDuty("只归走了的单位", "other", days[0], (units[1],)), 0, actor=SYSTEM, now=now
    )
    after = replace(
        draft, slug="next-year", title="下一届", starts_on=next_first, ends_on=next_first.replace(month=12, day=20),
        department_ids=tuple(one for one in draft.department_ids if not leave or one != units[1]),
        duties=tuple(reversed(draft.duties)),
    )  # fmt: skip
    made = service.create_campaign(after, actor=SYSTEM, now=now)
    next_year.bring(source, made, now)
    return source, made


def own(campaign: Any) -> dict[str, Any]:
    from plugins.assessment.service import duties

    return {one.title: one for one in duties.all_duties(campaign) if one.source == "hand"}


def test_a_leap_day_moves_on_to_a_working_day_and_a_campaign_may_begin_on_one(demo: Flask) -> None:
    _source, made = brought(date(2028, 2, 1), date(2029, 2, 1), (date(2028, 2, 29), date(2028, 3, 1)))
    found = own(made)
    # 2028 has a day more: 366 days on from 29 February is 1 March, a Thursday.
    assert found["第 0 件"].day == date(2029, 3, 1)
    assert found["第 1 件"].day == date(2029, 3, 2)
    assert all(one.carried_over for one in found.values())


def test_a_campaign_that_began_on_a_leap_day_is_brought_on_to_the_first_of_march(demo: Flask) -> None:
    _source, made = brought(date(2028, 2, 29), date(2029, 3, 1), (date(2028, 3, 3), date(2028, 3, 11)))
    found = own(made)
    assert found["第 0 件"].day == date(2029, 3, 5)  # the 4th is a Sunday
    assert found["第 1 件"].day == date(2029, 3, 12)


def test_departments_that_left_owe_nothing_and_the_notices_duties_are_not_doubled(demo: Flask) -> None:
    from plugins.assessment.service import duties

    source, made = brought(date(2026, 5, 1), date(2027, 5, 3), (date(2026, 5, 20),), leave=True)
    found = own(made)
    assert "只归走了的单位" not in found
    from core.api import campaigns

    left = set(campaigns.participants(source.id)) - set(campaigns.participants(made.id))
    assert left
    every = duties.all_duties(made)
    assert all(not left & set(one.owes) for one in every)
    named = [one.title for one in every if one.source == "notice"]
    before = [one.title for one in duties.all_duties(source) if one.source == "notice"]
    assert sorted(named) == sorted(before)
