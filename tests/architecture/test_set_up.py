"""The tools of the set-up: what they refuse, and that nothing is fetched twice."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.support import machine, run_all
from tools import frontend


def test_help_lists_every_command() -> None:
    done = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True)
    for command in ("run", "test", "check", "fmt", "e2e", "translations", "requirements", "clean"):
        assert f"make {command} " in done.stdout


def test_shipped_files_are_there_and_their_stamp_fits() -> None:
    assert frontend.is_there(frontend.SHIPPED)
    frontend.bring(frontend.SHIPPED)


def test_a_changed_list_of_files_is_brought_anew(tmp_path: Path) -> None:
    files = frontend.FileSet(tmp_path, {"a/b.js": "b.js"})
    assert not frontend.is_there(files)
    (tmp_path / "b.js").write_text("")
    (tmp_path / frontend.STAMP).write_text(frontend.lock_digest(files))
    assert frontend.is_there(files)
    assert not frontend.is_there(frontend.FileSet(tmp_path, {"a/c.js": "b.js"}))


def test_an_unknown_part_is_refused_by_name() -> None:
    with pytest.raises(SystemExit, match="no part everything"):
        run_all.chosen(["everything"])
    assert [part.name for part in run_all.chosen(["check"])] == ["ruff", "format", "mypy", "imports"]


def test_what_is_missing_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "missing", lambda packages: ["chromium"])
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert machine.provide({"chromium"}) == "The tests need Debian packages: apt-get install chromium"


def test_the_summary_closes_with_one_plain_line(tmp_path: Path) -> None:
    run = run_all.Run([])
    part = run_all.PARTS[4]
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>')
    run.results.append(run_all.Result(part))
    run.read_report(run.results[0], report, 1)
    assert run.summary().splitlines()[-1] == "2 passed, 2 failed, 1 skipped"
    assert run.failed


def test_a_part_without_a_test_has_failed(tmp_path: Path) -> None:
    run = run_all.Run([])
    run.results.append(run_all.Result(run_all.PARTS[4]))
    run.read_report(run.results[0], tmp_path / "none.xml", run_all.pytest_found_nothing())
    assert run.failed
