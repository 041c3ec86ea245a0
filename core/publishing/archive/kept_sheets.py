"""The sheets (PDF, .docx) of published texts: typeset once, kept on this machine, gone with their text.

A sheet is another view of a frozen text; whoever asks has been let through to the text before.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from core.base.registry import settings
from core.plugin.contracts import RevisionView

#: one sheet at a time in a process: typesetting takes seconds and a hundred megabytes
_ONE = threading.Lock()


def sheet(
    revision: RevisionView, beside: Sequence[object], make: Callable[[], bytes], kind: str = "pdf"
) -> bytes:
    """The PDF (or another kind of sheet) of this text with what is shown `beside` it (pictures, answers that came later); made
    when it isn't kept yet. Older ones of the document and kind are let go."""
    place = _place(revision, beside, kind)
    if place.exists():
        return place.read_bytes()
    with _ONE:
        if place.exists():
            return place.read_bytes()
        made = make()
        place.parent.mkdir(parents=True, exist_ok=True)
        _let_go(revision.document_id, kind)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        with os.fdopen(handle, "wb") as out:
            out.write(made)
        Path(name).replace(place)
        return made


def kept_of(document_id: int) -> list[Path]:
    """The sheets of a document that lie here."""
    return [place for place in sorted(_folder().glob(f"text-{document_id}-*")) if place.suffix != ".part"]


def forget(document_id: int) -> None:
    """Destroy them."""
    for place in kept_of(document_id):
        place.unlink(missing_ok=True)


def _let_go(document_id: int, kind: str) -> None:
    for place in kept_of(document_id):
        if place.suffix == f".{kind}":
            place.unlink(missing_ok=True)


def _folder() -> Path:
    return settings().instance / "sheets"


def _place(revision: RevisionView, beside: Sequence[object], kind: str) -> Path:
    seen = hashlib.sha256(f"{revision.digest} {list(beside)}".encode()).hexdigest()[:24]
    return _folder() / f"text-{revision.document_id}-{seen}.{kind}"
