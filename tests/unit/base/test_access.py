"""What a grant reaches: departments, campaigns, and nothing else."""

from __future__ import annotations

import pytest

from core.base.access import ANY, SYSTEM, VISITOR, Actor, Grant
from core.base.errors import NotAllowed

WATER, ROADS = 7, 8
EDITOR = Actor(1, "王", (Grant("editor", frozenset({"a.edit"}), frozenset({WATER}), campaign_id=3),))
OFFICE = Actor(2, "李", (Grant("office", frozenset({"a.publish"})),))


@pytest.mark.parametrize(
    ("department", "campaign", "allowed"),
    [
        (WATER, 3, True),
        (ROADS, 3, False),
        (WATER, 4, False),
        (ANY, ANY, True),
        (ANY, 4, False),
        (None, 3, False),  # "for the whole city" is more than one department
    ],
)
def test_a_departments_grant(department: object, campaign: object, allowed: bool) -> None:
    assert EDITOR.can("a.edit", department_id=department, campaign_id=campaign) is allowed


def test_a_citys_grant_reaches_everything_but_other_permissions() -> None:
    assert OFFICE.can("a.publish", department_id=None, campaign_id=99)
    assert not OFFICE.can("a.edit")
    with pytest.raises(NotAllowed):
        OFFICE.require("a.edit")


def test_departments_for() -> None:
    assert EDITOR.departments_for("a.edit", campaign_id=3) == frozenset({WATER})
    assert EDITOR.departments_for("a.edit", campaign_id=4) == frozenset()
    assert OFFICE.departments_for("a.publish") is None
    assert SYSTEM.departments_for("anything") is None


def test_nobody_may_nothing() -> None:
    assert not VISITOR.can("a.edit")
    assert SYSTEM.can("a.edit", department_id=WATER)
