"""What a document is and says, found by parsers in a child process with limits of time and memory.

SC-01 wants the whole text looked through before anything is stored, so it is read here, once, and the same text is
kept for the search.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base.errors import Invalid
from core.base.files.reading_child import MOST_CHARACTERS, MOST_PAGES

CHILD = Path(__file__).with_name("reading_child.py")
PATIENCE = 15.0  # seconds; the child's own limit of computing time is lower
_PARAMS = {"document_too_long": {"pages": MOST_PAGES, "characters": MOST_CHARACTERS}}


@dataclass(frozen=True)
class Reading:
    """`kind` pdf, docx or xlsx; `text` all that it says; `pages` of a PDF."""

    kind: str
    text: str
    pages: int | None


def read_document(sort: str, path: Path) -> Reading:
    """Open a document with its real parser. `sort` is "pdf" or "zip".

    Raises Invalid: file_damaged, file_kind (an archive that is no Word or Excel file), document_locked,
    document_macros, document_bomb, document_unsafe, document_reaches_out, document_too_long, document_too_hard.
    """
    command = [sys.executable, "-I", str(CHILD), sort, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        answer: dict[str, Any] = (
            json.loads(done.stdout) if done.returncode == 0 else {"refused": "document_too_hard"}
        )
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"refused": "document_too_hard"}
    if "refused" in answer:
        code = answer["refused"]
        raise Invalid(code, field="file", **_PARAMS.get(code, {}))
    return Reading(answer["kind"], answer["text"], answer["pages"])
