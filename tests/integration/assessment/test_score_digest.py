"""The same records give the same ranking on every database and machine: held to a digest that is written down here."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flask import Flask

from plugins.assessment.rules.scores import Gauge

UNITS = [11, 12, 13, 14, 15, 16]
#: computed once; a change of it means that earlier rankings can't be reproduced any more
RESULT = "095e9754dbd656b830ad08713fd13b290776aabe0bbbf72aa58b11f1e7f6eabd"
F = Fraction
GAUGES = (
    Gauge("KH-01", "按时", "", "", F(10), "share", "assessment.in_time", F(0), F(0)),
    Gauge("KH-02", "迟交", "", "", F(10), "per_late_day", "assessment.late_days", F(1, 2), F(2)),
)


def test_a_fixed_set_of_records_has_the_ranking_that_is_written_down(
    make_demo: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, Indicator, IndicatorRow, campaigns, clock, unit_of_work
        from plugins.assessment.service import scores, scores_freezing
        from plugins.assessment.store import scores as store

        campaign = campaigns.live_campaigns()[0]

        def given(*_asked: object) -> dict[int, list[Indicator]]:
            found = {}
            for unit in UNITS[:-1]:
                # Rows in no order, with thirds among the amounts: exact whatever a database makes of numbers.
                rows = [IndicatorRow(f"项:{n}", "", F(n % unit % 2)) for n in (7, 3, 9, 1, 8, 2)]
                days = [IndicatorRow(f"天:{n}", "", F(unit % 4 + n, 3)) for n in (2, 0, 1)]
                found[unit] = [
                    Indicator("assessment.in_time", "按时", "项", unit, tuple(rows)),
                    Indicator("assessment.late_days", "迟交", "天", unit, tuple(days), False),
                ]
            return found

        monkeypatch.setattr(scores_freezing, "given", given)
        monkeypatch.setattr(scores, "gauges_of", lambda _campaign: GAUGES)
        monkeypatch.setattr(scores.campaigns, "participants", lambda _campaign: UNITS)
        with unit_of_work():
            run_id = scores.begin(campaign, "固定的记录", actor=SYSTEM, now=clock.now())
        scores.compute(clock.now(), run_id)
        row = store.run(run_id)
        assert row is not None
        assert scores.check_number(campaign, row.number).same
        places = scores.check_number(campaign, row.number).places
        assert [(one.rank, one.department_id) for one in places] == [
            (1, 12), (2, 13), (3, 14), (4, 11), (4, 15), (None, 16),
        ]  # fmt: skip
        assert row.result == RESULT
