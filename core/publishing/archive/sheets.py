"""One sheet of paper (a poster) as PDF or PNG, typeset in a child process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from core.base.errors import Conflict
from core.publishing.archive import pdf
from core.publishing.archive.showing import lack

__all__ = ["lack", "make_sheet"]

CHILD = Path(__file__).with_name("sheet_child.py")
PATIENCE = 60.0  # seconds


def make_sheet(
    html: str,
    css: str,
    kind: Literal["pdf", "png"] = "pdf",
    dpi: int = 150,
    pictures: Mapping[str, Path] | None = None,
) -> bytes:
    """Typeset a page; a PNG is its first page at `dpi`. Pictures stand in the text itself (SVG), or are named there as
    `sheet:<name>` and given here as files.

    Raises Conflict("pdf_needs_pango" | "pdf_needs_font") for what this machine lacks (`lack()` says it in words),
    Conflict("sheet_failed") when it could not be typeset.
    """
    pdf.require()
    command = [sys.executable, "-I", str(CHILD), kind, str(dpi)]
    sent = json.dumps(
        {"html": html, "css": css, "pictures": {name: str(place) for name, place in (pictures or {}).items()}}
    ).encode()
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as slow:
        raise Conflict("sheet_failed") from slow
    if done.returncode or not done.stdout:
        raise Conflict("sheet_failed")
    return done.stdout
