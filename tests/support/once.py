"""What all workers of one run share: made by the first that needs it, while the others wait for it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every worker of this run sees."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if is_shared() else own


def is_shared() -> bool:
    """Whether there are other workers, who may still need what this one leaves."""
    return "PYTEST_XDIST_WORKER" in os.environ


def made_once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """What `make` gave to the first worker that asked under this name. Where it fails, the next one tries again."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder / f"{name}.made"
        if not kept.exists():
            kept.write_text(make(), "utf-8")
        return kept.read_text("utf-8")


def is_first(folder: Path, name: str) -> bool:
    """Whether nobody in this run has asked under this name before."""
    try:
        os.close(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True
