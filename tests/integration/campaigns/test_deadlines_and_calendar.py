"""What comes to which day, and the corrections of the working-day calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.base.errors import NotAllowed
from core.campaigns import service
from tests.integration.campaigns.conftest import ADMINISTRATOR, NOW, OFFICE

MAY_DAY_MAKE_UP = date(2026, 5, 9)


def test_the_notices_duties_come_to_days_soonest_first(made):
    found = [(d.day, d.title) for d in service.deadlines_of(made)]
    # Five working days before Friday 15 May 2026; Saturday 9 May is a make-up day of the national calendar.
    assert found == [(date(2026, 5, 9), "报送方案"), (date(2026, 5, 29), "报送总结")]


def test_without_duties_the_packs_fixed_days_hold(draft):
    bare = replace(draft, slug="by-hand", duties=(), pack_id="c20")
    found = service.deadlines_of(service.create_campaign(bare, actor=OFFICE, now=NOW))
    days = {d.rule_id: d.day for d in found}
    assert days["CP-02.plan"] == date(2026, 5, 7)
    assert days["CP-02.material"] == date(2026, 5, 10)
    assert days["CP-02.summary"] == date(2026, 5, 29)
    assert [d.day for d in found] == sorted(d.day for d in found)


def test_a_correction_wins_counts_and_is_taken_back(made):
    service.set_calendar_day(MAY_DAY_MAKE_UP, False, "本市调整", actor=ADMINISTRATOR, now=NOW)
    service.set_calendar_day(date(2026, 5, 8), False, "", actor=ADMINISTRATOR, now=NOW)
    assert service.calendar_overrides() == {MAY_DAY_MAKE_UP: False, date(2026, 5, 8): False}
    view = service.campaign_by_id(made.id)
    assert service.deadlines_of(view)[0].day == date(2026, 5, 7)
    service.unset_calendar_day(MAY_DAY_MAKE_UP, actor=ADMINISTRATOR, now=NOW)
    service.unset_calendar_day(MAY_DAY_MAKE_UP, actor=ADMINISTRATOR, now=NOW)
    assert [c.day for c in service.corrections(2026)] == [date(2026, 5, 8)]
    assert service.corrections(2027) == []


def test_a_second_correction_replaces_the_first(db_session):
    service.set_calendar_day(MAY_DAY_MAKE_UP, False, "甲", actor=ADMINISTRATOR, now=NOW)
    service.set_calendar_day(MAY_DAY_MAKE_UP, True, "乙", actor=ADMINISTRATOR, now=NOW)
    assert [(c.working, c.note) for c in service.corrections(2026)] == [(True, "乙")]


def test_only_the_administrator_corrects_the_calendar(db_session):
    with pytest.raises(NotAllowed):
        service.set_calendar_day(MAY_DAY_MAKE_UP, False, "", actor=OFFICE, now=NOW)
    with pytest.raises(NotAllowed):
        service.unset_calendar_day(MAY_DAY_MAKE_UP, actor=OFFICE, now=NOW)
