"""A disk that is really full: a clear refusal, nothing half stored, and what was there stays."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.base import clock, files
from core.base.access import SYSTEM
from core.base.db import unit_of_work
from core.base.wording import words
from tests.support import uploads

LIMITED = """
import io, resource, sys
from core import create_app
from core.base import clock, files
from core.base.access import SYSTEM
from core.base.db import unit_of_work
from tests.support import uploads
app = create_app({"INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2]})
with app.app_context():
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        with unit_of_work():
            files.store(io.BytesIO(b"x" * 900_000), "a.txt", actor=SYSTEM, now=clock.now(), accept=("txt",))
    except files.OutOfRoom as refusal:
        sys.stdout.write(refusal.code)
"""


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 1 MB; only root may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True
    )
    if done.returncode != 0:
        pytest.skip("a file system can't be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_behind(make_app, small_disk: Path) -> None:
    app = make_app(FILES_URL=f"file://{small_disk}")
    with app.app_context(), app.test_request_context("/zh/"):
        with unit_of_work():
            first = files.store(io.BytesIO(uploads.photo(200, 100)), "a.jpg", actor=SYSTEM, now=clock.now())
        before = sorted(path for path in small_disk.rglob("*") if path.is_file())
        with pytest.raises(files.OutOfRoom) as refused, unit_of_work():
            big = io.BytesIO(b"x" * 1_900_000)
            files.store(big, "b.txt", actor=SYSTEM, now=clock.now(), accept=("txt",))
        assert refused.value.status == 507
        assert "空间满了" in words(refused.value)
        assert sorted(path for path in small_disk.rglob("*") if path.is_file()) == before
        assert files.path_of(files.info(first.id)).exists()


@pytest.mark.sqlite
def test_a_limit_on_the_size_of_files_is_told_the_same(app, database_url: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "instance"), database_url],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        timeout=60,
    )
    assert ran.stdout == "disk_full", ran.stderr
    assert [path for path in (tmp_path / "instance" / "files").rglob("*") if path.is_file()] == []
