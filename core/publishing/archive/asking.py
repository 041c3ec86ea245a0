"""Asking for a bundle: all that the chain needs to know of the archive."""

from __future__ import annotations

from datetime import datetime

from core.base import jobs

JOB = "publishing.bundle"


def ask_for_bundle(document_id: int, occasion: str, *, now: datetime, key: str | None = None) -> None:
    """Have the worker make a bundle, in the current unit of work. It makes none when nothing has changed."""
    jobs.enqueue(JOB, now=now, key=key, document_id=document_id, occasion=occasion)
