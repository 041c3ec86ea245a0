"""A command that can't do its work says so in one sentence and ends with 2: never a stack trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "instance"),
    [
        (["search", "check"], "new"),
        (["archive", "verify", "--all"], "new"),
        (["audit", "verify"], "a-file/inside"),
    ],
)
def test_no_tables_and_no_folder(tmp_path: Path, words: list[str], instance: str) -> None:
    (tmp_path / "a-file").write_text("no folder")
    given = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "FILES_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "core", *words],
        env={**given, "INSTANCE": str(tmp_path / instance)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) == 1
