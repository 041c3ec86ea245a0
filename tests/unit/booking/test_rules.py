"""Windows, numbers and sessions of the booking room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.booking.rules import booking_number, refuse_cancel, refuse_sessions, refuse_window, same_number

OPENS = datetime(2026, 9, 1, 1, tzinfo=UTC)
CLOSES = datetime(2026, 9, 14, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "state", "code"),
    [
        (OPENS - SECOND, "open", "booking_not_yet"),
        (OPENS, "open", None),
        (CLOSES, "open", None),
        (CLOSES + SECOND, "open", "booking_closed"),
        (OPENS, "closed", "booking_closed"),
        (OPENS, "called_off", "booking_called_off"),
        (OPENS - SECOND, "called_off", "booking_called_off"),
    ],
)
def test_window(now: datetime, state: str, code: str | None) -> None:
    verdict = refuse_window(now, OPENS, CLOSES, state)
    assert (verdict.code if verdict else None) == code


def test_a_place_can_be_given_back_until_the_start() -> None:
    assert refuse_cancel(CLOSES - SECOND, CLOSES) is None
    late = refuse_cancel(CLOSES, CLOSES)
    assert late is not None
    assert late.code == "cancel_too_late"


def test_number_is_readable() -> None:
    assert booking_number(datetime(2026, 9, 19, 14, tzinfo=UTC), 2, 17) == "0919-2-017"
    assert booking_number(datetime(2026, 1, 2, 14, tzinfo=UTC), 1, 1000) == "0102-1-1000"


@pytest.mark.parametrize(
    "typed",
    ["0919-2-017", " 0919 - 2 - 017 ", "０９１９－２－０１７", "09192017", "0919—2—017"],
)
def test_number_as_people_type_it(typed: str) -> None:
    assert same_number(typed) == "0919-2-017"


def test_number_that_is_none_stays_unfound() -> None:
    assert same_number("abc") == "abc"
    assert same_number("") == ""


def test_sessions() -> None:
    start = CLOSES
    assert refuse_sessions([(start, start + timedelta(hours=2), 30)]) is None
    for sessions, code in [
        ([], "sessions_missing"),
        ([(start, start, 30)], "session_ends_first"),
        ([(start, start + timedelta(hours=25), 30)], "session_too_long"),
        ([(start, start + timedelta(hours=1), 0)], "session_without_places"),
    ]:
        verdict = refuse_sessions(sessions)
        assert verdict is not None
        assert verdict.code == code
