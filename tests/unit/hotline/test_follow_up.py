"""Follow-up: what a key says, who may ask, and figures whose denominators are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plugins.hotline.rules.follow_up import Row, Said, by_key, figures, may_ask, state_at

NOW = datetime(2026, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("digit", "said", "reopens"),
    [
        ("1", Said(True, 5), False),
        ("3", Said(True, 3), False),
        ("4", Said(None, 2), True),
        ("5", Said(None, 1), True),
        ("0", Said(False, None), True),
    ],
)
def test_a_key_says_a_word(digit: str, said: Said, reopens: bool) -> None:
    assert by_key(digit) == said
    assert said.reopens is reopens


@pytest.mark.parametrize("digit", ["6", "9", "*", "#", "", "12"])
def test_other_keys_say_nothing(digit: str) -> None:
    assert by_key(digit) is None


def test_nobody_asks_about_what_they_had_a_part_in() -> None:
    assert may_ask(7, 3, registered_by=1, acted={2, 5}, unit=4)
    assert not may_ask(1, 3, registered_by=1, acted=set(), unit=4)
    assert not may_ask(5, 3, registered_by=1, acted={2, 5}, unit=4)
    assert not may_ask(7, 4, registered_by=1, acted=set(), unit=4)
    assert not may_ask(None, None, registered_by=None, acted=set(), unit=None)


def test_who_is_silent_is_counted_after_the_days_of_the_pack() -> None:
    assert state_at("asked", NOW, NOW + timedelta(days=6), 7) == "asked"
    assert state_at("asked", NOW, NOW + timedelta(days=7), 7) == "unanswered"
    assert state_at("answered", NOW, NOW + timedelta(days=70), 7) == "answered"


def test_figures_tell_their_denominators() -> None:
    found = figures(
        [
            Row("answered", "key", True, 5),
            Row("answered", "link", False, None),
            Row("answered", "person", None, 2),
            Row("asked", "", None, None),
            Row("unanswered", "", None, None),
            Row("void", "", None, None),
        ]
    )
    assert (found.asked, found.answered, found.waiting, found.unanswered) == (5, 3, 1, 1)
    assert (found.satisfied, found.rated, found.satisfaction) == (1, 2, 50)
    assert (found.resolved, found.told, found.resolution) == (1, 2, 50)
    assert found.response == 60
    assert dict(found.ways) == {"key": 1, "link": 1, "person": 1}
    assert figures([]).satisfaction is None
