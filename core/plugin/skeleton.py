"""`yangguang plugin new`: a working plugin to start from, with its tests."""

from __future__ import annotations

from pathlib import Path


def write_skeleton(name: str, into: Path | None = None) -> Path:
    """Write plugins/<name>/ (or <into>/<name>/). Raises ValueError with a sentence."""
    raise ValueError(name)
