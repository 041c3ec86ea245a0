"""2,000 readers of a broadcast: how long until each has a turn that was just released.

    python -m tests.bench.broadcast [--readers 2000] [--turns 60]

Each reader is a stream over loopback; forty more ask every five seconds instead and must miss nothing either. The time runs
from before the release's transaction until the reader has the turn's words. The releasing process is none of the servers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench import parts
from tests.support import machine
from tests.support.services import die_with_parent

READERS, TURNS, POLLERS = 2000, 60, 40
#: seconds between two turns
PAUSE = 0.5
CLOCK = "2026-09-11T09:05"
TEXT = "这个问题问得好。办法从下个月一日起施行，老小区由物业或者社区统一申请，不用居民自己跑。" * 2


def measure(run: Any, server: str, folder: Path) -> None:
    """Into a run of the bench. `server` is the address of its PostgreSQL, `folder` for the product's files."""
    found = figures(server, folder, READERS, TURNS)
    run.p99["broadcast"] = [found["p99_s"]]
    run.say(
        f"{READERS} readers have a turn within {found['p99_s']:.2f} s (99 of 100), {found['last_s']:.2f} s (all), "
        f"none missing, {found['memory_kb']:.0f} KB for each"
    )


def figures(server: str, folder: Path, readers: int, turns: int) -> dict[str, Any]:
    """What the readers' program found, and KB of the servers' memory for each reader.

    Raises RuntimeError when a turn is missing.
    """
    import signal

    from core import create_app
    from core.base import clock
    from core.base.db import db
    from tests.support import broadcast
    from tests.support.databases import base_settings

    instance, database = folder / "broadcast", f"{server}/broadcast"
    instance.mkdir()
    parts.tell(f"{server}/postgres", "CREATE DATABASE broadcast")
    with ExitStack() as stack:
        product = stack.enter_context(parts.product(instance, database, CLOCK=CLOCK))
        app = create_app(base_settings(instance, database) | {"CLOCK": CLOCK})
        on_air = broadcast.on_air(app, clock.now())
        before = machine.memory_of(product.pid)
        channel = f"interviews.turns:{on_air.campaign_id}:{on_air.interview_id}"
        crowd = subprocess.Popen(
            [sys.executable, "-m", "tests.support.readers", product.url, channel, "--streams", str(readers),
             "--pollers", str(POLLERS)],
            cwd=parts.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )  # fmt: skip
        stack.callback(crowd.wait)
        stack.callback(crowd.kill)
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        if crowd.stdout.readline().strip() != "ready":
            raise RuntimeError("the readers' program ended")
        for number in range(1, turns + 1):
            at = time.time()
            with app.app_context():
                on_air.release(f"第 {number} 段：{TEXT}", clock.now())
                db.session.remove()
            crowd.stdin.write(f"{number} {at}\n")
            crowd.stdin.flush()
            time.sleep(PAUSE)
        memory = (machine.memory_of(product.pid) - before) / readers
        crowd.stdin.write(f"end {turns}\n")
        crowd.stdin.flush()
        found: dict[str, Any] = json.loads(crowd.stdout.readline())
        with app.app_context():
            db.engine.dispose()
    if found["missing"] or found["twice"]:
        raise RuntimeError(f"readers missed turns: {found}")
    return found | {"memory_kb": memory}


def main() -> int:
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--readers", type=int, default=READERS)
    given.add_argument("--turns", type=int, default=TURNS)
    chosen = given.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yangguang-bench-")))
        server = stack.enter_context(parts.postgresql())
        found = figures(server, folder, chosen.readers, chosen.turns)
        print(f"sse_2000_p99_s {found['p99_s']:.2f}: {found}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
