"""The one clock. Views and commands ask it; everything below them gets `now` as an argument."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.base.config import BadSetting

SHANGHAI = ZoneInfo("Asia/Shanghai")

_shift = timedelta(0)


def set_clock(setting: str) -> None:
    """Obey CLOCK: `2024-08-01T09:00` starts there now, `2024-08-01T09:00@EPOCH` started there at EPOCH.

    Times without a zone are Asia/Shanghai. The second form lets several processes share one clock.
    """
    global _shift
    if not setting:
        _shift = timedelta(0)
        return
    wanted, _, epoch = setting.partition("@")
    try:
        start = datetime.fromisoformat(wanted)
        began = float(epoch) if epoch else time.time()
    except ValueError as problem:
        raise BadSetting(f"CLOCK 要写成 2024-08-01T09:00 这样的时间，现在写的是“{setting}”。") from problem
    if start.tzinfo is None:
        start = start.replace(tzinfo=SHANGHAI)
    _shift = start.astimezone(UTC) - datetime.fromtimestamp(began, UTC)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def local(moment: datetime) -> datetime:
    """The same moment on a wall clock in China."""
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """The calendar day in China."""
    return local(now()).date()


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Tests only: the clock starts at `moment` inside the block and runs on from there."""
    global _shift
    before = _shift
    aware = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    _shift = aware.astimezone(UTC) - datetime.now(UTC)
    try:
        yield
    finally:
        _shift = before
