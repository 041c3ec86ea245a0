"""Frozen shapes that pass between the publishing room and those who use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from core.plugin.contracts import RevisionView
from core.users.contracts import Person


@dataclass(frozen=True)
class Content:
    """A text to freeze: `blocks` as RevisionView has them, `data` what the owner needs to show it again (JSON)."""

    title: str
    issuer: str
    blocks: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any] = field(default_factory=dict)
    doc_number: str = ""


@dataclass(frozen=True)
class PaperSignature:
    """A step signed on paper: who, when, and the scan. `user_id` when the signer has an account, else `name`.

    `no_secret_marks`: who enters it confirms that the sheet bears no mark of 密级 (SC-01).
    """

    step: str
    signed_on: date
    scan: BinaryIO
    scan_name: str
    user_id: int | None = None
    name: str = ""
    no_secret_marks: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the chain as pages show it. `state` is done, now, todo; `way` click or paper."""

    code: str
    state: str
    who: str = ""
    at: datetime | None = None
    way: str = "click"
    signed_on: date | None = None
    scan_id: int | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A revision that was sent back: at which step, by whom, why."""

    step: str
    who: str
    reason: str
    at: datetime
    revision: int


@dataclass(frozen=True)
class DocumentView:
    """A document for staff. `step` is `drafting`, a step of the chain, or `published`."""

    id: int
    kind: str
    subject_id: int
    campaign_id: int
    department_id: int
    title: str
    step: str
    waiting_since: datetime
    revision: RevisionView | None
    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...]
    published_version: int | None

    @property
    def under_way(self) -> bool:
        """Frozen and on its way: the owner must not expect a change of its draft to matter now."""
        return self.step not in ("drafting", "published")

    @property
    def returned(self) -> Remark | None:
        """Why the newest revision came back, when that is where it stands."""
        newest = self.remarks[-1] if self.remarks else None
        here = self.step == "drafting" and self.revision is not None
        return (
            newest
            if here and newest is not None and self.revision and newest.revision == self.revision.number
            else None
        )


@dataclass(frozen=True)
class Published:
    """What the public may read. `counts_from` is the moment day rules count from (PB-04)."""

    revision: RevisionView
    version: int
    published_at: datetime
    counts_from: datetime
    portal_url: str = ""
    portal_at: datetime | None = None


@dataclass(frozen=True)
class PublishedLine:
    """One line of a list of what was published."""

    document_id: int
    kind: str
    subject_id: int
    title: str
    department_id: int
    published_at: datetime
    version: int


@dataclass(frozen=True)
class DocumentLine:
    """One line of the list of documents under way."""

    id: int
    kind: str
    subject_id: int
    title: str
    department_id: int
    campaign_id: int
    step: str
    waiting_since: datetime


@dataclass(frozen=True)
class Turn:
    """What one person may do with a document that waits at `step`, and who else may.

    `refused` is the code that keeps this person from signing (role_missing, same_person, step_not_in_pack), "" when they
    may. `people` are those who may sign it now.
    """

    step: str
    roles: tuple[str, ...]
    refused: str
    may_return: bool
    may_record_paper: bool
    people: tuple[Person, ...]

    @property
    def may_sign(self) -> bool:
        return not self.refused


@dataclass(frozen=True)
class Publication:
    """One version as staff see it: when it came out, and where it stands on the portal (PB-04)."""

    version: int
    revision_number: int
    published_at: datetime
    archive_digest: str
    is_live: bool
    portal_url: str = ""
    portal_at: datetime | None = None
    portal_file_id: int | None = None


@dataclass(frozen=True)
class PublicVersion:
    """One version as the public sees it; `live` is the number of the version in force."""

    version: int
    published_at: datetime
    live: int
    revision: RevisionView
