"""A campaign carried into the next year: leap days, duties that the new notice states already, departments that left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    made = make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")
    with made.test_request_context("/zh/"):
        yield made


def begun(starts_on: date) -> Any:
    """This year's campaign, as if it began on that day."""
    from core.api import SYSTEM, campaigns, clock
    from core.campaigns import service

    source = campaigns.live_campaigns()[0]
    file = campaigns.campaign_file(source.slug)
    service.update_campaign(
        source.slug, replace(file.draft(), starts_on=starts_on, ends_on=starts_on + timedelta(days=30)), file.version,
        actor=SYSTEM, now=clock.now(),
    )  # fmt: skip
    return campaigns.campaign_by_id(source.id)


def set_duty(campaign: Any, key: str = "", **told: Any) -> str:
    from core.api import SYSTEM, clock
    from plugins.assessment.service import duties

    command = duties.SaveDuty(
        told.get("title", "联络人名单"), told.get("kind", "other"), told.get("day"), told.get("owes"),
        told.get("dropped", False), told.get("reason", ""),
    )  # fmt: skip
    version = duties.duty(campaign, key).version if key else 0
    return duties.save_duty(campaign, key, command, version, actor=SYSTEM, now=clock.now())


def carried(source: Any) -> Any:
    from core.api import SYSTEM, clock
    from core.campaigns.service import copying

    return copying.copy_campaign(source.slug, actor=SYSTEM, now=clock.now())


@pytest.mark.parametrize(
    ("starts_on", "day", "moved"),
    [
        (date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),  # a Wednesday
        (date(2028, 2, 29), date(2028, 5, 9), date(2029, 5, 9)),
        (date(2028, 3, 1), date(2028, 2, 20), date(2029, 2, 20)),  # the leap day lies between: not the 19th
        (date(2027, 5, 15), date(2027, 2, 9), date(2028, 2, 9)),  # nor the 10th
        (date(2027, 12, 20), date(2028, 1, 10), date(2029, 1, 10)),  # a campaign over the turn of the year
        (date(2028, 5, 15), date(2028, 5, 20), date(2029, 5, 21)),  # a Sunday: the next working day
    ],
)
def test_days_of_the_office_move_as_the_notice_s_do(
    demo: Flask, starts_on: date, day: date, moved: date
) -> None:
    from plugins.assessment.service import duties

    source = begun(starts_on)
    set_duty(source, title="试办事项", day=day)
    made = carried(source)
    assert made.starts_on == (
        date(2029, 2, 28) if starts_on == date(2028, 2, 29) else starts_on.replace(year=starts_on.year + 1)
    )
    found = [one for one in duties.all_duties(made) if one.title == "试办事项"]
    assert [(one.day, one.carried_over) for one in found] == [(moved, True)]


def test_what_the_new_notice_states_stands_once_with_the_office_s_word(demo: Flask) -> None:
    from core.api import campaigns
    from plugins.assessment.service import duties

    source = campaigns.live_campaigns()[0]
    of_notice = [one for one in duties.all_duties(source) if one.source == "notice" and one.day is not None]
    renamed, left_out = of_notice[0], of_notice[1]
    set_duty(source, renamed.key, title="方案和预案", kind=renamed.kind, day=date(2026, 4, 23))
    set_duty(source, left_out.key, title=left_out.title, kind=left_out.kind, day=left_out.day, dropped=True,
             reason="今年不报")  # fmt: skip
    by_rule = next(one for one in duties.all_duties(source) if one.source == "rule")
    set_duty(source, by_rule.key, title="按规则报方案", kind=by_rule.kind, day=by_rule.day)
    before = [(one.source, one.title) for one in duties.all_duties(source)]
    made = carried(source)
    after = duties.all_duties(made)
    assert sorted((one.source, one.title) for one in after) == sorted(before)
    assert len({one.key for one in after}) == len(after)
    now_renamed = next(one for one in after if one.said_title == renamed.said_title)
    assert now_renamed.key != renamed.key
    assert now_renamed.title == "方案和预案"
    assert now_renamed.carried_over
    # A day that the office set aside from last year's notice isn't carried: the new notice's own counts.
    assert now_renamed.day == now_renamed.said_day
    assert renamed.said_day is not None
    assert now_renamed.day == renamed.said_day.replace(year=2027)
    dropped = next(one for one in after if one.said_title == left_out.said_title)
    assert (dropped.dropped, dropped.reason, dropped.carried_over) == (True, "今年不报", True)
    again = next(one for one in after if one.key == by_rule.key)
    assert (again.title, again.carried_over) == ("按规则报方案", True)


def test_a_department_that_left_owes_nothing_and_has_no_report(demo: Flask) -> None:
    from core.api import SYSTEM, campaigns, clock
    from core.campaigns import service
    from core.users import service as users
    from plugins.assessment.service import duties, inspection, reports
    from plugins.assessment.store import inspection as rounds

    source, now = campaigns.live_campaigns()[0], clock.now()
    departments = {one.name: one for one in users.all_departments()}
    gone, stays = departments["云川市水务局"], departments["云川市住房和城乡建设局"]
    both = set_duty(source, title="两家都报", day=date(2026, 5, 20), owes=(gone.id, stays.id))
    set_duty(source, title="只有一家报", day=date(2026, 5, 20), owes=(gone.id,))
    of_all = set_duty(source, title="都要报", day=date(2026, 5, 20))
    for unit in (gone.id, stays.id, 0):
        if not reports.view(source, unit, actor=SYSTEM, now=now).version:
            reports.fill(source, unit, 0, actor=SYSTEM, now=now)
    version = next(iter(rounds.rounds(source.id)), None)
    assert version is not None
    version.always = sorted({*version.always, gone.id})
    assert [duties.duty(source, key).title for key in (both, of_all)] == ["两家都报", "都要报"]
    file = campaigns.campaign_file(source.slug)
    service.update_campaign(
        source.slug,
        replace(file.draft(), department_ids=tuple(one for one in file.department_ids if one != gone.id)),
        file.version, actor=SYSTEM, now=now,
    )  # fmt: skip
    made = carried(campaigns.campaign_by_id(source.id))
    assert gone.id not in campaigns.participants(made.id)
    found = {one.title: one for one in duties.all_duties(made)}
    assert found["两家都报"].owes == (stays.id,)
    assert "只有一家报" not in found  # nobody of those chosen is left; not everybody's either
    assert gone.id not in found["都要报"].owes
    assert stays.id in found["都要报"].owes
    assert all(gone.id not in one.owes for one in found.values())
    units = {one.department_id for one in reports.listed(made, actor=SYSTEM) if one.state == "drafting"}
    assert stays.id in units
    assert gone.id not in units
    drawn = inspection.listed(made, actor=SYSTEM)[0]
    row = rounds.rounds(made.id)[0]
    assert drawn.id == row.id
    assert gone.id not in {*row.always, *row.drawn_from}
