"""What follows from how a hand-over went; leases; quiet hours; settings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from core.base import message_settings, quiet
from core.delivery import rules
from core.delivery.rules import Leases, Outcome, state_after, wait_after


@pytest.mark.parametrize(
    ("outcome", "safe", "attempts", "state"),
    [
        (Outcome("sent"), False, 1, "sent"),
        (Outcome("later", "mail_busy"), False, 1, "retry"),
        (Outcome("later", "mail_busy"), False, rules.MOST_ATTEMPTS, "given_up"),
        (Outcome("refused", "mail_recipient"), False, 1, "given_up"),
        (Outcome("unknown", "mail_cut"), False, 1, "uncertain"),
        (Outcome("unknown", "sms_cut"), True, 1, "retry"),
        (Outcome("unknown", "sms_cut"), True, rules.MOST_ATTEMPTS, "given_up"),
    ],
)
def test_what_comes_after(outcome: Outcome, safe: bool, attempts: int, state: str):
    assert state_after(outcome, attempts, repeats_safely=safe) == state


def test_tries_go_on_for_about_two_days():
    waits = [wait_after(n, urgent=False, chance=0.5) for n in range(1, rules.MOST_ATTEMPTS)]
    assert waits[0] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert max(waits) == timedelta(hours=4)
    assert timedelta(hours=40) < sum(waits, timedelta()) < timedelta(hours=60)
    assert wait_after(3, urgent=False, chance=0.0) < wait_after(3, urgent=False, chance=1.0)
    assert wait_after(1, urgent=True, chance=0.5) == timedelta(seconds=5)


def test_a_lease_is_measured_by_what_was_seen():
    leases = Leases(180.0)
    assert leases.lost([(1, "a"), (2, "b")], 1000.0) == []
    # Message 2 was handed over anew in between: its time starts again.
    assert leases.lost([(1, "a"), (2, "c")], 1170.0) == []
    assert leases.lost([(1, "a"), (2, "c")], 1181.0) == [(1, "a")]
    # What was gone for a while is new when it comes back.
    assert leases.lost([], 1182.0) == []
    assert leases.lost([(1, "a")], 2000.0) == []


NIGHT, MORNING = time(21, 30), time(8, 0)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=quiet.SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [("2026-05-15T21:29", False), ("2026-05-15T21:30", True), ("2026-05-16T03:00", True),
     ("2026-05-16T07:59", True), ("2026-05-16T08:00", False), ("2026-05-16T12:00", False)],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(moment: str, is_quiet: bool):
    assert quiet.is_quiet(shanghai(moment), NIGHT, MORNING) is is_quiet
    assert quiet.is_quiet(shanghai(moment).astimezone(UTC), NIGHT, MORNING) is is_quiet
    assert not quiet.is_quiet(shanghai(moment), NIGHT, NIGHT)


@pytest.mark.parametrize("moment", ["2026-05-15T23:00", "2026-05-16T03:00", "2026-05-16T07:59:59"])
def test_what_waits_overnight_leaves_spread_over_twenty_minutes(moment: str):
    first = quiet.leave_at(shanghai(moment), NIGHT, MORNING, 0.0)
    last = quiet.leave_at(shanghai(moment), NIGHT, MORNING, 1.0)
    assert first == shanghai("2026-05-16T08:00")
    assert last == shanghai("2026-05-16T08:20")
    by_day = shanghai("2026-05-16T09:00")
    assert quiet.leave_at(by_day, NIGHT, MORNING, 1.0) == by_day
    assert last - shanghai(moment) < rules.FARTHEST


def test_settings_are_read():
    read = message_settings.read(
        {
            "SMS_GATEWAY": "http", "SMS_URL": "https://sms.example.org/send", "SMS_KEY": "k" * 16,
            "SMTP_URL": "smtps://notice%40example.org:p%3Aw@mail.example.org", "MAIL_FROM": "notice@example.org",
            "QUIET_FROM": "22:00", "QUIET_TO": "7:30", "ROBOT_KINDS": "dingtalk, json",
        }
    )  # fmt: skip
    assert read.mail is not None
    assert (read.mail.host, read.mail.port, read.mail.tls) == ("mail.example.org", 465, "at_once")
    assert (read.mail.user, read.mail.password) == ("notice@example.org", "p:w")
    assert (read.quiet_from, read.quiet_to, read.robots) == (time(22), time(7, 30), ("dingtalk", "json"))
    assert "p:w" not in repr(read)
    assert "k" * 16 not in repr(read)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"SMS_GATEWAY": "pigeon"}, "SMS_GATEWAY"),
        ({"SMS_GATEWAY": "http"}, "SMS_URL"),
        ({"SMS_GATEWAY": "http", "SMS_URL": "ftp://x"}, "SMS_URL"),
        ({"SMS_GATEWAY": "http", "SMS_URL": "https://x:port"}, "SMS_URL"),
        ({"SMS_GATEWAY": "http", "SMS_URL": "https://x", "SMS_KEY": "short"}, "SMS_KEY"),
        ({"SMTP_URL": "smtps://x"}, "MAIL_FROM"),
        ({"SMTP_URL": "https://x", "MAIL_FROM": "a@b"}, "SMTP_URL"),
        ({"SMTP_URL": "smtps://x:nine", "MAIL_FROM": "a@b"}, "SMTP_URL"),
        ({"QUIET_FROM": "25:00"}, "QUIET_FROM"),
        ({"QUIET_TO": "eight"}, "QUIET_TO"),
    ],
)
def test_a_bad_setting_is_named(values: dict[str, str], named: str):
    with pytest.raises(ValueError, match=named):
        message_settings.read(values)
