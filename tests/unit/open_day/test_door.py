"""What was shown at the door, who may come in, which moment counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.booking.rules import read_asked
from plugins.open_day.rules.door import judge, refuse_moment

#: (what was scanned or typed, kind, value); the browser's own reading is tried on the same table.
SHOWN = (
    ("https://a.example/zh/c/x/open-day/booking/aB3_-xyzaB3_-xyz01", "token", "aB3_-xyzaB3_-xyz01"),
    ("http://a.example/en/c/x/open-day/booking/aB3_-xyzaB3_-xyz01?fresh=1", "token", "aB3_-xyzaB3_-xyz01"),
    ("0919-1-017", "number", "09191017"),
    (" ０９１９－１－０１７ ", "number", "09191017"),
    ("0919 1 017", "number", "09191017"),
    ("09191017", "number", "09191017"),
    ("2046", "digits", "2046"),
    ("２０４６", "digits", "2046"),
    ("17", "place", "17"),
    ("1-17", "place", "117"),
    ("", "nothing", ""),
    ("王女士", "nothing", ""),
    ("https://a.example/pay/2046", "nothing", ""),
    ("0919-1-017x", "nothing", ""),
)


@pytest.mark.parametrize(("text", "kind", "value"), SHOWN)
def test_what_was_shown(text: str, kind: str, value: str) -> None:
    asked = read_asked(text)
    assert (asked.kind, asked.value) == (kind, value)


def test_who_may_come_in() -> None:
    here = {"today": True, "same_session": True, "inside": False}
    assert judge("booked", **here) == "ready"
    assert judge("booked", **{**here, "inside": True}) == "again"
    assert judge("booked", **{**here, "same_session": False}) == "other_session"
    assert judge("booked", today=False, same_session=False, inside=False) == "other_day"
    for state in ("waiting", "offered", "lapsed", "cancelled", "called_off"):
        assert judge(state, **here) == state
    # Cancelled after they had come in: they are in.
    assert judge("cancelled", **{**here, "inside": True}) == "again"


def test_which_moment_counts() -> None:
    now = datetime(2026, 9, 19, 3, 0, tzinfo=UTC)
    day, days = date(2026, 9, 19), (date(2026, 9, 19), date(2026, 9, 20))
    assert refuse_moment(now, now, days, day) is None
    assert refuse_moment(now + timedelta(seconds=90), now, days, day) is None
    assert refuse_moment(now + timedelta(minutes=3), now, days, day) == "open_day.door_future"
    assert refuse_moment(now, now, days, date(2026, 9, 18)) == "open_day.door_other_day"
