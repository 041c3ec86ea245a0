"""Frozen shapes of the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

#: what a bundle was made for
PUBLISHED, CORRECTED, WITHDRAWN, PORTAL, FINAL, ASKED = OCCASIONS = (
    "published", "corrected", "withdrawn", "portal", "final", "asked",
)  # fmt: skip
DOSSIER, SITE = ORDER_KINDS = ("dossier", "site")


@dataclass(frozen=True)
class Facts:
    """All that a bundle holds: what it is about, and its entries (bytes, or a file that is copied in).

    `digest` is over everything but the audit lines; `at` is the moment every entry bears.
    """

    about: Mapping[str, Any]
    entries: Mapping[str, bytes | Path]
    digest: str
    at: datetime
    audit_upto: int


@dataclass(frozen=True)
class BundleView:
    """A bundle for staff. `state` is ok, missing (no file), hidden or blanked; `title` is "" for the last two."""

    id: int
    document_id: int
    title: str
    department_id: int
    campaign_id: int
    version: int
    seq: int
    occasion: str
    sha256: str
    size: int
    path: str
    made_at: datetime
    predecessor: str
    state: str


@dataclass(frozen=True)
class ArchiveLine:
    """One published document on the campaign's archive page. `state`: ok, none (no bundle yet), missing, hidden, blanked."""

    document_id: int
    title: str
    kind: str
    department_id: int
    version: int
    published_at: datetime
    state: str
    newest: BundleView | None = None


@dataclass(frozen=True)
class OrderView:
    """A volume or a site copy that was asked for; `fault` is a code of messages.py."""

    id: int
    kind: str
    campaign_id: int
    department_id: int | None
    state: str
    done: int
    total: int
    size: int
    path: str
    fault: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "working")


@dataclass(frozen=True)
class Finding:
    """Something wrong with a bundle: a code of messages.FINDINGS, which file, which entry in it."""

    code: str
    file: str
    entry: str = ""
    note: str = ""


@dataclass(frozen=True)
class Report:
    """What a check looked at and what it found."""

    checked: int
    findings: Sequence[Finding] = field(default_factory=tuple)

    @property
    def ok(self) -> bool:
        return not self.findings
