"""Scans that people hand in: signed slips, approvals, screenshots, instructions."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from core.base import files
from core.base.access import Actor

KINDS = ("pdf", "png", "jpeg")
#: (the upload, its name)
Scan = tuple[BinaryIO, str]


def keep(scan: Scan, *, actor: Actor, now: datetime) -> int:
    """Store a scan in the current unit of work; its file's id.

    Raises RuleBroken("secret_mark") for a PDF whose text bears a mark of 密级 (SC-01), Invalid (file_…).
    """
    return files.store(scan[0], scan[1], actor=actor, now=now, accept=KINDS).id
