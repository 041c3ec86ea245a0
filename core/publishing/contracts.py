"""Frozen shapes that pass between the publishing room and those who use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from core.plugin.contracts import Copy, RevisionView
from core.publishing.rules import ENDED, PUBLISH, REVIEWS
from core.users.contracts import Person

UNDER_WAY = (*REVIEWS, PUBLISH)


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

    `no_secret_marks`: who enters it confirms that the sheet bears no mark of 密级 (SC-01). `verdict` is the secrecy
    review's, with its `reason` where one is needed.
    """

    step: str
    signed_on: date
    scan: BinaryIO
    scan_name: str
    user_id: int | None = None
    name: str = ""
    no_secret_marks: bool = False
    verdict: str = "public"
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the chain as pages show it. `state` is done, now, todo; `way` click or paper; `stood_for` whom a deputy
    signed for (代签)."""

    code: str
    state: str
    who: str = ""
    at: datetime | None = None
    way: str = "click"
    signed_on: date | None = None
    scan_id: int | None = None
    roles: tuple[str, ...] = ()
    stood_for: str = ""


@dataclass(frozen=True)
class Remark:
    """A revision that was sent back: at which step, by whom, why. `verdict` is the secrecy review's, or ""."""

    step: str
    who: str
    reason: str
    at: datetime
    revision: int
    verdict: str = ""


@dataclass(frozen=True)
class DocumentView:
    """A document for staff. `step` is `drafting`, a step of the chain, `published`, `withdrawn`, or how the secrecy review
    ended it (`internal`, `on_request`). `hidden`: 疑似涉密, nothing of it is in here but ids. `purpose` and `note` are the
    newest revision's: publish, correct, withdraw."""

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
    hidden: bool = False
    purpose: str = "publish"
    note: str = ""

    @property
    def under_way(self) -> bool:
        """Frozen and on its way: the owner must not expect a change of its draft to matter now."""
        return not self.hidden and self.step in UNDER_WAY

    @property
    def ended(self) -> Remark | None:
        """Why the secrecy review ended it, when it did."""
        return self.remarks[-1] if self.step in ENDED and self.remarks else None

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
    """What the public may read. `counts_from` is the moment day rules count from (PB-04). `correction` says what was wrong
    with the version before (更正); `entered_late` is when a publication that took place before was entered (补录)."""

    revision: RevisionView
    version: int
    published_at: datetime
    counts_from: datetime
    portal_url: str = ""
    portal_at: datetime | None = None
    correction: str = ""
    entered_late: datetime | None = None


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
    entered_late: datetime | None = None


@dataclass(frozen=True)
class DocumentLine:
    """One line of the list of documents under way; of a hidden one only its ids."""

    id: int
    kind: str
    subject_id: int
    title: str
    department_id: int
    campaign_id: int
    step: str
    waiting_since: datetime
    hidden: bool = False
    purpose: str = "publish"


@dataclass(frozen=True)
class Turn:
    """What one person may do with a document that waits at `step`, and who else may.

    `refused` is the code that keeps this person from signing (role_missing, same_person, deputy_same_person,
    step_not_in_pack), "" when they may. `people` are those who may sign it now, deputies among them: `deputies` has each
    deputy's id and the name of the person they stand for. `stands_for` is that name when the reader is one.
    """

    step: str
    roles: tuple[str, ...]
    refused: str
    may_return: bool
    may_record_paper: bool
    people: tuple[Person, ...]
    deputies: Mapping[int, str] = field(default_factory=dict)
    stands_for: str = ""

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
    correction: str = ""
    recorded_at: datetime | None = None
    late_reason: str = ""
    approvals_id: int | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class PublicVersion:
    """One version as the public sees it; `live` is the number of the version in force."""

    version: int
    published_at: datetime
    live: int
    revision: RevisionView
    correction: str = ""
    entered_late: datetime | None = None


@dataclass(frozen=True)
class Withdrawal:
    """A text that was taken down (撤下). `title` is "" when the office doesn't let it be shown. An urgent one
    (`confirm_by` set) still wants the chain's confirmation while `confirmed_at` is None."""

    id: int
    document_id: int
    kind: str
    subject_id: int
    campaign_id: int
    department_id: int
    version: int
    title: str
    reason: str
    at: datetime
    confirm_by: date | None = None
    confirmed_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.confirm_by is not None and self.confirmed_at is None


@dataclass(frozen=True)
class Waiver:
    """A rule waived for one subject (豁免)."""

    id: int
    rule_id: str
    clause: str
    reason: str
    scan_id: int | None
    who: str
    at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Happened:
    """A publication that took place before it was entered (补录). `used`: it became a version."""

    id: int
    happened_at: datetime
    portal_url: str
    reason: str
    scan_id: int | None
    who: str
    at: datetime
    used: bool


@dataclass(frozen=True)
class Instruction:
    """A written instruction of the secrecy department: `decision` is blank or release."""

    id: int
    decision: str
    number: str
    dated_on: date
    scan_id: int
    entered_by: str
    entered_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    may_confirm: bool = False


@dataclass(frozen=True)
class QuarantineView:
    """A hidden document for the secrecy reviewer and the office: ids, digests, places and persons, never its text."""

    document_id: int
    kind: str
    subject_id: int
    campaign_id: int
    department_id: int
    step: str
    hidden_at: datetime
    hidden_by: str
    blanked_at: datetime | None
    digests: tuple[tuple[int, str, datetime], ...]
    public_spans: tuple[tuple[int, datetime, str], ...]
    copies: tuple[Copy, ...]
    readers: tuple[tuple[str, str, datetime], ...]
    instructions: tuple[Instruction, ...]
    may_enter: bool


@dataclass(frozen=True)
class DeputyLine:
    """One deputyship (AB角) on its pages. `may_end`: the reader may end it."""

    id: int
    role: str
    department: str
    person: str
    deputy: str
    starts_on: date
    ends_on: date
    state: str
    named_by: str
    may_end: bool
