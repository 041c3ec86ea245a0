"""`make bench`: how quick the product is beside floors that do as little as possible, in one run on one machine.

    python -m tests.bench [--rounds 5] [--seconds 2] [--grown 1000000] [--out instance]

Never a test: it fails when something goes wrong, not when it is slow. Only ratios hold on another machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench import answers, board, broadcast, claims, parts, report, stage
from tests.bench.stage import FULL, HOT, SPREAD

#: no run gets more time than this (seconds); what wasn't measured often enough then is told in the report
LONGEST = 570.0


class Run:
    """The figures of one run: name → what each round gave."""

    def __init__(self, rounds: int, seconds: float) -> None:
        self.rounds, self.seconds = rounds, seconds
        self.began = time.monotonic()
        self.rates: dict[str, list[float]] = {}
        self.p99: dict[str, list[float]] = {}

    def note(self, name: str, rate: float, p99: float | None = None) -> None:
        self.rates.setdefault(name, []).append(rate)
        if p99 is not None:
            self.p99.setdefault(name, []).append(p99)

    def time_left(self) -> float:
        return LONGEST - (time.monotonic() - self.began)

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)  # noqa: T201

    def in_turn(self, ways: dict[str, Callable[[], tuple[float, float | None]]]) -> None:
        """Warm every way up, then measure them in turn, so that what else the machine does falls on all alike."""
        for way in ways.values():
            way()
        for number in range(self.rounds):
            if number >= 3 and self.time_left() < 60:
                self.say("time is short: fewer rounds than wished")
                return
            for name, way in ways.items():
                self.note(name, *way())
            self.say(
                f"round {number + 1}: " + ", ".join(f"{name} {self.rates[name][-1]:,.0f}" for name in ways)
            )


def bench(run: Run, grown: int, out: Path) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yangguang-bench-")))
        instance = folder / "instance"
        instance.mkdir()
        server = stack.enter_context(parts.postgresql())
        parts.tell(f"{server}/postgres", *(f"CREATE DATABASE {name}" for name in ("floor", "stage")))
        subprocess.run(
            ["psql", "--quiet", "--file", str(parts.HERE / "floors" / "tables.sql"), f"{server}/floor"],
            check=True,
        )
        app = stage.build(instance, f"{server}/stage")
        stage.close(app)
        run.say("the stage is built")
        parts.tell(f"{server}/postgres", "CREATE DATABASE grown TEMPLATE stage")
        claims.copy_stage(server)
        stage.grow(f"{server}/grown", grown)
        run.say(f"{grown:,} earlier bookings are there")
        app = stage.again(instance, f"{server}/stage")
        crowd = stage.Crowd(app, f"{server}/stage", folder)
        crowd_grown = stage.Crowd(stage.again(instance, f"{server}/grown"), f"{server}/grown", folder)
        hello = stack.enter_context(parts.floor("hello", folder))
        bare = stack.enter_context(parts.floor("booking", folder, FLOOR_DATABASE=f"{server}/floor"))
        starts = []
        for _ in range(3):
            with parts.product(instance, f"{server}/stage", **stage.SETTINGS) as cold:
                starts.append(cold.started_in)
        first = stack.enter_context(
            parts.product(instance, f"{server}/stage", **stage.SETTINGS, **board.SETTINGS)
        )
        run.say(f"the product starts in {statistics.median(starts):.1f} s")

        column, detail = f"/zh/c/{crowd.slug}/", f"/zh/c/{crowd.slug}/open-day/1/"
        root, column_page, detail_page = crowd.page("/"), crowd.page(column), crowd.page(detail)
        with urllib.request.urlopen(first.url + column) as answer:
            etag = answer.headers["ETag"]

        def look(url: str, page: Path, **more: Any) -> Callable[[], tuple[float, float | None]]:
            def way() -> tuple[float, float | None]:
                found = parts.wrk(url, page, connections=32, seconds=run.seconds, **more)
                if found["refused"] or found["broken"]:
                    raise RuntimeError(f"{page.read_text()}: {found}")
                return found["rate"], found["p99_ms"]

            return way

        run.in_turn(
            {
                "hello": look(hello.url, root),
                "public_page": look(first.url, column_page),
                "not_modified": look(first.url, column_page, known=etag),
                "detail": look(first.url, detail_page, unique=True),
            }
        )

        sold = {"stage": 0, "grown": 0}

        def book(where: Any, who: stage.Crowd, base: str, open_day: int, connections: int) -> Any:
            guess = [1200.0]

            def way() -> tuple[float, float | None]:
                asked = who.gather(open_day, int(guess[0] * run.seconds * 1.5) + 200)
                before = stage.booked(f"{server}/{base}", open_day)
                found = parts.wrk(where.url, asked, connections=connections, seconds=run.seconds)
                asked.unlink()
                time.sleep(0.3)  # what was under way when the client hung up is stored, too
                stored = stage.booked(f"{server}/{base}", open_day) - before
                if open_day == FULL:
                    if stored or found["refused"] != found["requests"]:
                        raise RuntimeError(f"a full session sold {stored}: {found}")
                elif found["refused"] or found["broken"] or stored < found["requests"]:
                    raise RuntimeError(f"of {found['requests']} answers {stored} are stored: {found}")
                sold[base] += stored
                guess[0] = max(found["rate"], 300.0)
                return found["rate"], found["p99_ms"]

            return way

        def bare_booking() -> tuple[float, float | None]:
            posts = folder / "bare.txt"
            posts.write_text("/\t\ta=1\n" * 100_000)
            found = parts.wrk(bare.url, posts, connections=32, seconds=run.seconds)
            return found["rate"], found["p99_ms"]

        floors: dict[str, Callable[[], tuple[float, float | None]]] = {
            name: lambda s=script, c=clients: (
                parts.pgbench(f"{server}/floor", s, clients=c, seconds=run.seconds),
                None,
            )  # type: ignore[misc]
            for name, script, clients in (
                ("pgbench_one_row_8", "one_row.sql", 8),
                ("pgbench_three_statements_8", "three_statements.sql", 8),
                ("pgbench_fifty_rows_8", "fifty_rows.sql", 8),
            )
        }
        run.in_turn(
            {
                **floors,
                "bare_booking": bare_booking,
                "booking_hot": book(first, crowd, "stage", HOT, 32),
                "booking_hot_8": book(first, crowd, "stage", HOT, 8),
                "booking_spread": book(first, crowd, "stage", SPREAD, 32),
                "refuse": book(first, crowd, "stage", FULL, 32),
            }
        )
        run.p99["board_event"] = [board.event_p99(first.url, crowd.slug)]
        run.say(f"an event is on {board.BOARDS} boards within {run.p99['board_event'][0]:.2f} s")
        memory = parts.workers_memory(first.pid)
        run.say(f"memory after the run: {', '.join(f'{size:.0f} MB' for size in memory)}")
        other = folder / "grown"
        other.mkdir()
        for name in ("secret.key", "config.toml"):
            if (instance / name).exists():
                (other / name).write_bytes((instance / name).read_bytes())
        second = stack.enter_context(parts.product(other, f"{server}/grown", **stage.SETTINGS))
        run.in_turn(
            {
                "booking_empty": book(first, crowd, "stage", HOT, 32),
                "booking_grown": book(second, crowd_grown, "grown", HOT, 32),
            }
        )
        claims.measure(run, server, instance, folder)
        answers.measure(run, server, folder)
        broadcast.measure(run, server, folder)
        run.say(f"{sold['stage'] + sold['grown']:,} bookings were sold and stand in the databases")
        return report.write(run.rates, run.p99, starts, memory, out, grown=grown, rounds=run.rounds)


def main() -> int:
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--seconds", type=float, default=2.0)
    given.add_argument("--grown", type=int, default=1_000_000)
    given.add_argument("--out", type=Path, default=parts.ROOT / "instance")
    given.add_argument("--docs", type=Path, default=parts.ROOT / "docs")
    chosen = given.parse_args()
    parts.need("wrk", "wrk")
    run = Run(chosen.rounds, chosen.seconds)
    found = bench(run, chosen.grown, chosen.out)
    report.page(found, chosen.docs)
    for line in report.lines(found):
        run.say(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
