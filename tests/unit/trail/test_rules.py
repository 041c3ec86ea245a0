"""Whose acts somebody may read; when the purge runs."""

from __future__ import annotations

from datetime import UTC, datetime

from core.base.access import Grant
from core.base.clock import SHANGHAI
from core.trail.rules import next_purge, reach_of


def grant(*permissions: str, departments: frozenset[int] | None = None, campaign: int | None = None) -> Grant:
    return Grant("role", frozenset(permissions), departments, campaign)


def test_reach_follows_the_grants() -> None:
    assert reach_of(7, []).only_own
    assert reach_of(7, [grant("users.people")]).only_own
    office = reach_of(7, [grant("trail.campaigns", campaign=2)])
    assert office.campaigns == ((2, None),)
    lead = reach_of(
        7,
        [
            grant("trail.department", departments=frozenset({3})),
            grant("trail.department", departments=frozenset({4})),
        ],
    )
    assert lead.departments == frozenset({3, 4})
    assert reach_of(7, [grant("trail.department")]).departments is None
    assert reach_of(7, [grant("trail.system")]).system


def test_the_purge_runs_in_the_small_hours_of_china() -> None:
    evening = datetime(2026, 5, 14, 16, 0, tzinfo=UTC)  # midnight in China
    assert next_purge(evening, SHANGHAI) == datetime(2026, 5, 15, 3, 10, tzinfo=SHANGHAI)
    assert next_purge(datetime(2026, 5, 14, 19, 10, tzinfo=UTC), SHANGHAI) == datetime(
        2026, 5, 16, 3, 10, tzinfo=SHANGHAI
    )
