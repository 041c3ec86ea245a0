"""A draw can be done again from what was published, tampering shows; two people at once; what is in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.base.errors import NotFound
from tests.integration.booking.test_race import rush


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")


def planned(wanted: int = 3, why: str = "去年意见最多", count: str = "working") -> tuple[Any, int]:
    """A round, kept and not announced."""
    from core.api import SYSTEM, campaigns, clock
    from plugins.assessment.service import inspection

    campaign = campaigns.live_campaigns()[0]
    now = clock.now()
    today = clock.local(now).date()
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id][:8]
    command = inspection.SaveRound(
        "抽查",
        "公告在现场\n有人引导",
        today,
        today + timedelta(days=5),
        5,
        wanted,
        (units[0],),
        tuple(units[1:]),
        why,
        count,
    )
    return campaign, inspection.save(campaign, None, command, 0, actor=SYSTEM, now=now)


def test_a_draw_is_done_again_from_what_was_published_and_tampering_shows(demo: Flask) -> None:
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, booking, clock
        from plugins.assessment.service import inspection

        campaign, made = planned()
        number = inspection.view(campaign, made, actor=SYSTEM).number
        with pytest.raises(NotFound):
            inspection.public_draw(campaign, number)
        inspection.announce(campaign, made, 1, actor=SYSTEM, now=clock.now())
        before = inspection.public_draw(campaign, number)
        assert before.seed == ""
        assert inspection.view(campaign, made, actor=SYSTEM).seed == ""
        inspection.draw(campaign, made, 2, actor=SYSTEM, now=clock.now())
        after = inspection.public_draw(campaign, number)
        assert replace(after, seed="", drawn=(), drawn_at=None) == before
        lots = booking.read_lots(after.text)
        again = booking.draw(after.seed, lots, after.wanted)
        assert again.taken == tuple(unit for unit, _name in after.drawn)
        assert booking.commitment_of(after.seed) == before.commitment
        # another seed does not fit the commitment, another list not its digest
        assert booking.commitment_of(f"{after.seed}0") != before.commitment
        assert booking.digest_of(lots[1:]) != before.digest
        visited = {one.department_id for one in inspection.view(campaign, made, actor=SYSTEM).visits}
        always = inspection.view(campaign, made, actor=SYSTEM).always
        assert {str(one) for one in visited} == {*again.taken, *map(str, always)}


def test_two_who_draw_at_once_draw_once(demo: Flask) -> None:
    from core.api import SYSTEM, clock

    with demo.test_request_context("/zh/"):
        from plugins.assessment.service import inspection

        campaign, made = planned()
        now = clock.now()
        inspection.announce(campaign, made, 1, actor=SYSTEM, now=now)

    def job() -> str:
        inspection.draw(campaign, made, 2, actor=SYSTEM, now=now)
        return "drawn"

    assert rush(demo, [job] * 4) == {"drawn": 1, "assessment.round_changed": 3}


def test_two_who_fill_one_line_and_two_who_end_at_once(demo: Flask) -> None:
    from core.api import SYSTEM, clock

    with demo.test_request_context("/zh/"):
        from plugins.assessment.service import inspection, visits
        from plugins.assessment.store import inspection as store

        campaign, made = planned()
        now = clock.now()
        inspection.announce(campaign, made, 1, actor=SYSTEM, now=now)
        inspection.draw(campaign, made, 2, actor=SYSTEM, now=now)
        ids = [one.id for one in inspection.view(campaign, made, actor=SYSTEM).visits]
        before = len(store.findings(campaign.id))

    def fill() -> str:
        visits.check(campaign, ids[0], "1", "fault", "没有贴公告", (), 0, actor=SYSTEM, now=now)
        return "kept"

    assert rush(demo, [fill] * 3) == {"kept": 1, "assessment.check_changed": 2}
    with demo.app_context():
        for one in ids[1:]:
            visits.check(campaign, one, "1", "fault", "没有贴公告", (), 0, actor=SYSTEM, now=now)
        for one in ids:
            visits.check(campaign, one, "2", "well", "", (), 0, actor=SYSTEM, now=now)

    def end(visit_id: int) -> Callable[[], str]:
        def job() -> str:
            visits.finish(campaign, visit_id, "", "", 2, actor=SYSTEM, now=now)
            return "ended"

        return job

    # different visits at once: every finding gets a number of its own
    assert rush(demo, [end(one) for one in ids]) == {"ended": len(ids)}
    assert rush(demo, [end(ids[0])]) == {"assessment.visit_done": 1}
    with demo.app_context():
        numbers = [one.number for one in store.findings(campaign.id)]
        assert len(numbers) == before + len(ids)
        assert len(set(numbers)) == len(numbers)


def test_the_measure_counts_what_is_decided(demo: Flask) -> None:
    with demo.test_request_context("/zh/"):
        from core.api import campaigns, clock
        from plugins.assessment.service.indicators import indicators

        campaign = campaigns.live_campaigns()[0]
        found = [
            one for one in indicators(campaign, clock.now()) if one.code == "assessment.rectified_in_time"
        ]
        rows = [row for one in found for row in one.rows]
        assert rows
        assert {int(row.amount) for row in rows} == {0, 1}
        assert all(row.endpoint == "assessment_staff.finding" for row in rows)


def test_two_offices_that_plan_at_once_get_a_number_each(demo: Flask) -> None:
    def job() -> str:
        planned()
        return "kept"

    assert rush(demo, [job] * 4) == {"kept": 4}
    with demo.app_context():
        from core.api import campaigns
        from plugins.assessment.store import inspection as store

        numbers = [row.number for row in store.rounds(campaigns.live_campaigns()[0].id)]
        assert len(set(numbers)) == len(numbers)


def test_who_is_always_visited_is_told_why_and_days_are_counted_as_chosen(demo: Flask) -> None:
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, Invalid, clock
        from plugins.assessment.service import inspection, visits
        from plugins.assessment.store import inspection as store

        campaign, unsaid = planned(why=" ")
        now = clock.now()
        with pytest.raises(Invalid, match="round_why"):
            inspection.announce(campaign, unsaid, 1, actor=SYSTEM, now=now)
        campaign, made = planned(count="calendar")
        inspection.announce(campaign, made, 1, actor=SYSTEM, now=now)
        inspection.draw(campaign, made, 2, actor=SYSTEM, now=now)
        view = inspection.view(campaign, made, actor=SYSTEM)
        assert inspection.public_draw(campaign, view.number).why_always == "去年意见最多"
        visit = view.visits[0].id
        visits.check(campaign, visit, "1", "fault", "没有贴公告", (), 0, actor=SYSTEM, now=now)
        visits.check(campaign, visit, "2", "well", "", (), 0, actor=SYSTEM, now=now)
        visits.finish(campaign, visit, "", "", 2, actor=SYSTEM, now=now)
        found = store.findings(campaign.id)[-1]
        # five days of the calendar, whatever they are
        assert found.due_on == clock.local(now).date() + timedelta(days=5)
