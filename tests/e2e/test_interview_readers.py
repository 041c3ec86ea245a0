"""Many readers of one broadcast: none misses a turn, also over a server that is killed; how quick, and how much memory.

READERS and TURNS make it large (make soak: 2,000 readers, 60 turns). Times are printed, never judged here: the machine may
have other work (`make bench` measures).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from core import create_app
from core.base import clock
from core.base.audience import GONE
from core.base.db import db
from tests.support import broadcast as broadcasts
from tests.support import product as running
from tests.support.databases import base_settings
from tests.support.machine import memory_of
from tests.support.product import ROOT, Product

READERS = int(os.environ.get("READERS", "150"))
TURNS = int(os.environ.get("TURNS", "20"))
POLLERS = 40 if READERS >= 1000 else 8
#: seconds between two turns
PAUSE = 0.8 if READERS >= 1000 else 0.2
CLOCK = "2026-09-11T09:05"
TEXT = "这个问题问得好。办法从下个月一日起施行，老小区由物业或者社区统一申请，不用居民自己跑。" * 2


@contextmanager
def crowd(copy: Product, channel: str, streams: int, pollers: int) -> Iterator[subprocess.Popen[str]]:
    """The readers' program, once all of them follow."""
    command = [
        sys.executable, "-m", "tests.support.readers", copy.url, channel, "--streams", str(streams), "--pollers",
        str(pollers),
    ]  # fmt: skip
    readers = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert readers.stdout is not None
        assert readers.stdout.readline().strip() == "ready"
        yield readers
    finally:
        readers.kill()
        readers.communicate()


def told(readers: subprocess.Popen[str], line: str) -> None:
    assert readers.stdin is not None
    readers.stdin.write(line + "\n")
    readers.stdin.flush()


def figures(readers: subprocess.Popen[str], turns: int) -> dict[str, Any]:
    told(readers, f"end {turns}")
    assert readers.stdout is not None
    found: dict[str, Any] = json.loads(readers.stdout.readline())
    return found


@pytest.fixture
def air(server: Callable[..., Product]) -> Any:
    """(the product, its app in this process, a broadcast that is on)"""
    copy = server(clock=CLOCK, demo=False, fresh=True)
    app = create_app(base_settings(copy.instance, copy.database_url) | {"CLOCK": CLOCK})
    return copy, app, broadcasts.on_air(app, clock.now())


def release(app: Any, broadcast: broadcasts.Broadcast, number: int) -> float:
    """Release one turn; the moment before it."""
    with app.app_context():
        before = time.time()
        broadcast.release(f"第 {number} 段：{TEXT}", clock.now())
        db.session.remove()
    return before


def test_nobody_misses_a_turn(air: Any, capsys: pytest.CaptureFixture[str]) -> None:
    copy, app, broadcast = air
    channel = f"interviews.turns:{broadcast.campaign_id}:{broadcast.interview_id}"
    release(app, broadcast, 1)  # everything is warm
    before = memory_of(copy.process.pid)
    with crowd(copy, channel, READERS, POLLERS) as readers:
        for number in range(2, TURNS + 2):
            told(readers, f"{number} {release(app, broadcast, number)}")
            time.sleep(PAUSE)
        each = (memory_of(copy.process.pid) - before) / READERS
        # A poller's first answer may hold nothing of the first turn: all count from the second.
        found = figures(readers, TURNS)
        seen = audience(app, broadcast, READERS + POLLERS)
    with capsys.disabled():
        print(f"\n{found} memory per reader {each:.0f} KB, load {os.getloadavg()[0]:.1f}")  # noqa: T201
    assert found["missing"] == 0
    assert found["twice"] == 0
    assert found["refused"] == 0
    assert seen.opened == READERS + POLLERS
    assert READERS <= seen.most <= READERS + 2 * POLLERS, "those who ask are counted by how often they do"


def audience(app: Any, broadcast: broadcasts.Broadcast, opened: int) -> Any:
    """What the servers have counted, once they have written it."""
    from plugins.interviews.service import reading

    deadline = time.monotonic() + 20
    while True:
        with app.app_context():
            seen = reading.watchers(broadcast.campaign_id, broadcast.interview_id, clock.now())
            db.session.remove()
        if seen.opened >= opened or time.monotonic() > deadline:
            return seen
        time.sleep(0.5)


def test_a_server_killed_between_two_turns_costs_nobody_a_turn(air: Any) -> None:
    copy, app, broadcast = air
    channel = f"interviews.turns:{broadcast.campaign_id}:{broadcast.interview_id}"
    port = urlsplit(copy.url).port
    again = None
    try:
        with crowd(copy, channel, 40, 4) as readers:
            for number in range(1, 4):
                told(readers, f"{number} {release(app, broadcast, number)}")
            os.killpg(copy.process.pid, signal.SIGKILL)
            for number in range(4, 7):  # nobody serves now
                told(readers, f"{number} {release(app, broadcast, number)}")
            settings = {"CLOCK": CLOCK, "PORT": str(port)}
            again = running.start(copy.instance, copy.database_url, settings, demo=False)
            for number in range(7, 10):
                told(readers, f"{number} {release(app, broadcast, number)}")
            found = figures(readers, 9)
    finally:
        if again is not None:
            again.stop()
    assert found["missing"] == 0
    assert found["twice"] == 0
    assert found["breaks"] >= 40
    with app.app_context():
        # The killed process' readers are forgotten, those who opened the page are not.
        from plugins.interviews.service import reading

        late = reading.watchers(broadcast.campaign_id, broadcast.interview_id, clock.now() + 2 * GONE)
    assert late.now == 0
