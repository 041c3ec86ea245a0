"""Run every check and test and close with one summary.

`python -m tests.support.run_all [PART …] [-- PYTEST ARGUMENTS]`; without a part, everything runs. The last line
is `N passed, N failed, N skipped`; the exit code is 0 only when nothing failed. Servers are throwaway, on free
ports, and end with this program.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

from tests.support import machine, services

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider")
#: A file stays with one worker, in the order of tests/conftest.py: what takes longest goes first.
WORKERS = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
#: In the browser the crawls of one file are shared out by role.
BROWSERS = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")


@dataclass(frozen=True)
class Part:
    """One line of the summary: a command, and the Debian packages it needs."""

    name: str
    title: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()
    by_name_only: bool = False
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def is_pytest(self) -> bool:
        return self.command[: len(PYTEST)] == PYTEST


PARTS = (
    Part("ruff", "ruff: rules", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Part("format", "ruff: format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Part("mypy", "mypy: types", (str(BIN / "mypy"), "--no-error-summary")),
    Part("imports", "import rules", (str(BIN / "lint-imports"), "--no-logo")),
    Part(
        "sqlite",
        "tests on SQLite",
        (*PYTEST, *WORKERS, "--database=sqlite", "-m", "not e2e and not soak"),
        ("redis-server", *machine.PANGO, *machine.OFFICE),
    ),
    Part(
        "postgresql",
        "tests on PostgreSQL",
        (*PYTEST, *WORKERS, "--database=postgresql", "-m", "not e2e and not soak"),
        ("postgresql", "redis-server", *machine.PANGO, *machine.OFFICE),
    ),
    Part(
        "e2e",
        "browser on PostgreSQL",
        (*PYTEST, *BROWSERS, "--database=postgresql", "-m", "e2e", "tests/e2e"),
        ("postgresql", "redis-server", "chromium", *machine.PANGO),
    ),
    Part(
        "journeys",
        "browser on SQLite",
        (*PYTEST, *BROWSERS, "--database=sqlite", "-m", "e2e and journey", "tests/e2e"),
        ("chromium", *machine.PANGO),
    ),
    Part(
        "soak",
        "long random runs",
        (*PYTEST, *WORKERS, "--database=sqlite", "-m", "not e2e", "--hypothesis-profile=soak", "tests/unit"),
        by_name_only=True,
    ),
    Part(
        "places",
        "a long random life of places",
        (
            *PYTEST,
            "--database=postgresql",
            "--hypothesis-profile=soak",
            "tests/integration/booking/test_machine.py",
        ),
        ("postgresql",),
        by_name_only=True,
    ),
    Part(
        "rush",
        "twenty rushes on PostgreSQL",
        (*PYTEST, "--database=postgresql", "-m", "e2e", "tests/e2e/test_rush.py"),
        ("postgresql",),
        by_name_only=True,
        environment=(("RUSH_ROUNDS", "20"),),
    ),
    Part(
        "rush-sqlite",
        "twenty rushes on SQLite",
        (*PYTEST, "--database=sqlite", "-m", "e2e", "tests/e2e/test_rush.py"),
        by_name_only=True,
        environment=(("RUSH_ROUNDS", "20"),),
    ),
    Part(
        "line",
        "the hotline's line: long random days, 2,000 callers, PostgreSQL",
        (
            *PYTEST,
            "--database=postgresql",
            "--hypothesis-profile=soak",
            "-m",
            "not soak",
            "tests/integration/hotline/test_line_machine.py",
            "tests/integration/hotline/test_line_rush.py",
            "tests/integration/hotline/test_line_erlang.py",
            "tests/e2e/test_hotline_rush.py",
        ),
        ("postgresql",),
        by_name_only=True,
        environment=(("RUSH_CALLERS", "2000"), ("ERLANG_CALLERS", "10000")),
    ),
    Part(
        "line-sqlite",
        "the hotline's line: 2,000 callers on SQLite",
        (
            *PYTEST,
            "--database=sqlite",
            "tests/integration/hotline/test_line_rush.py",
            "tests/e2e/test_hotline_rush.py",
        ),
        by_name_only=True,
        environment=(("RUSH_CALLERS", "2000"),),
    ),
    Part(
        "live",
        "2,000 readers of a broadcast of 60 turns, PostgreSQL",
        (*PYTEST, "--database=postgresql", "-m", "e2e", "tests/e2e/test_interview_readers.py"),
        ("postgresql",),
        by_name_only=True,
        environment=(("READERS", "2000"), ("TURNS", "60")),
    ),
    Part(
        "scores",
        "scores of a hundred departments in five years, PostgreSQL",
        (*PYTEST, "--database=postgresql", "tests/integration/assessment/test_score_runs.py"),
        ("postgresql",),
        by_name_only=True,
        environment=(("SCORED_DEPARTMENTS", "100"), ("SCORED_YEARS", "5")),
    ),
    Part(
        "scores-sqlite",
        "scores of a hundred departments in five years, SQLite",
        (*PYTEST, "--database=sqlite", "tests/integration/assessment/test_score_runs.py"),
        by_name_only=True,
        environment=(("SCORED_DEPARTMENTS", "100"), ("SCORED_YEARS", "5")),
    ),
    Part(
        "decisions",
        "a thousand random acts over decisions",
        (
            *PYTEST,
            "--database=postgresql",
            "--hypothesis-profile=soak",
            "tests/integration/decisions/test_decision_walk.py",
        ),
        ("postgresql",),
        by_name_only=True,
    ),
    Part(
        "walk",
        "a thousand random acts on the chain",
        (*PYTEST, "--database=postgresql", "-m", "e2e", "tests/e2e/test_random_walk.py"),
        ("postgresql",),
        by_name_only=True,
        environment=(("WALK_STEPS", "1000"),),
    ),
)
GROUPS = {"check": ("ruff", "format", "mypy", "imports")}


@dataclass
class Result:
    """How a part went; the counts of a check are one passed or one failed."""

    part: Part
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    note: str = ""


@dataclass
class Run:
    """One run of the parts and what came of it."""

    extra: list[str]
    results: list[Result] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def perform(self, part: Part, folder: Path) -> None:
        result = Result(part)
        self.results.append(result)
        print(f"\n── {part.title} ──", flush=True)
        report = folder / f"{part.name}.xml"
        command = (
            [*part.command, *self.extra, f"--junitxml={report}"] if part.is_pytest else list(part.command)
        )
        started = time.monotonic()
        try:
            code = subprocess.call(
                command,
                cwd=ROOT,
                env={**self.environment, **dict(part.environment)},
                stdin=subprocess.DEVNULL,
            )
        except BaseException:
            result.failed, result.note = 1, "interrupted"
            raise
        finally:
            result.seconds = time.monotonic() - started
        if part.is_pytest:
            self.read_report(result, report, code)
        elif code:
            result.failed = 1
        else:
            result.passed = 1

    def read_report(self, result: Result, report: Path, code: int) -> None:
        """Count from pytest's report; a part without a test, or one that broke off, has failed."""
        if report.exists():
            for suite in ElementTree.parse(report).getroot().iter("testsuite"):
                failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                skipped = int(suite.get("skipped", 0))
                result.failed += failed
                result.skipped += skipped
                result.passed += int(suite.get("tests", 0)) - failed - skipped
        if code == pytest_found_nothing() and self.extra:
            result.note = "no test matches"
        elif code == pytest_found_nothing():
            result.failed, result.note = 1, "no test found"
        elif code and not result.failed:
            result.failed, result.note = 1, f"pytest ended with code {code}"

    def summary(self) -> str:
        lines = [f"\n{'part':<24}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
        for r in self.results:
            lines.append(
                f"{r.part.title:<24}{r.passed:>8}{r.failed:>8}{r.skipped:>9}{r.seconds:>9.1f}  {r.note}".rstrip()
            )
        passed, failed, skipped = (
            sum(getattr(r, f) for r in self.results) for f in ("passed", "failed", "skipped")
        )
        return "\n".join([*lines, "", f"{passed} passed, {failed} failed, {skipped} skipped"])

    @property
    def failed(self) -> bool:
        return any(r.failed for r in self.results)


def pytest_found_nothing() -> int:
    return 5


def chosen(names: list[str]) -> list[Part]:
    """The parts asked for, in the order of PARTS. Raises SystemExit for a name that is none."""
    wanted = {part for name in names for part in GROUPS.get(name, (name,))}
    unknown = wanted - {part.name for part in PARTS}
    if unknown:
        known = ", ".join([*GROUPS, *(part.name for part in PARTS)])
        raise SystemExit(f"There is no part {', '.join(sorted(unknown))}; the parts are: {known}")
    return [part for part in PARTS if (part.name in wanted if wanted else not part.by_name_only)]


def serve(parts: list[Part], stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Start the servers that the parts need; yields the settings under which tests find them."""
    needs = {need for part in parts for need in part.needs}
    if "postgresql" in needs:
        yield "TEST_DATABASE_URL", stack.enter_context(services.postgresql())
    if "redis-server" in needs:
        yield "TEST_REDIS_URL", stack.enter_context(services.redis())


def stop_gently(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    names, _, extra = (sys.argv[1:], "", []) if "--" not in sys.argv else split(sys.argv[1:])
    parts = chosen(names)
    lacking = machine.provide({need for part in parts for need in part.needs})
    if lacking:
        print(lacking, file=sys.stderr)
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_gently)
    run = Run(extra)
    code = 0
    try:
        with tempfile.TemporaryDirectory(prefix="yangguang-tests-") as folder, ExitStack() as stack:
            run.environment.update(serve(parts, stack))
            for part in parts:
                run.perform(part, Path(folder))
    except KeyboardInterrupt:
        code = 130
    print(run.summary(), flush=True)
    return code or int(run.failed)


def split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    place = arguments.index("--")
    return arguments[:place], "--", arguments[place + 1 :]


if __name__ == "__main__":
    sys.exit(main())
