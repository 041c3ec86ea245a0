"""Frozen shapes that pass between the files room and its pages, and to plugins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from core.base.files import FileInfo
from core.files.rules import Standing


@dataclass(frozen=True)
class Item:
    """A file in a department's drawer. `standing` is "clear" for what isn't a photo. `agreed` of `persons` stand."""

    file: FileInfo
    department_id: int
    caption: str
    answer: str
    persons: int
    agreed: int
    standing: Standing
    added_at: datetime
    added_by: int | None = None
    replaces_id: int | None = None

    @property
    def id(self) -> int:
        return self.file.id


@dataclass(frozen=True)
class Consent:
    """One line of the portrait ledger. `scan` is the file of the paper, when there is one."""

    id: int
    name: str
    way: str
    given_on: date
    entered_by: str
    entered_at: datetime
    scan_id: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


@dataclass(frozen=True)
class GivenConsent:
    """A consent to enter: who, how (rules.WAYS), when, and the paper where there is one."""

    name: str
    way: str
    given_on: date
    scan: BinaryIO | None = None
    scan_name: str = ""


@dataclass(frozen=True)
class UsedAt:
    """A place that uses a file: its title and, for staff, its address."""

    title: str
    url: str = ""
