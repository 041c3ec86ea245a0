"""Frozen shapes that pass between the ledger of opinions and those who use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from core.opinions import rules


@dataclass(frozen=True)
class Attached:
    """A file that was taken in with an opinion. `digest` is the SHA-256 of what was sent, `size` its bytes."""

    id: int
    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class NewOpinion:
    """An opinion as it comes in. `phone` is normalised and proven (or typed by a clerk), `call` a number to ring up.

    `way`: how the notice was agreed to, "click", "read_aloud" or "paper". `remote` is the asker's network address.
    `anchor`: the part of the subject that is spoken of. `by_clerk`: a member of staff enters it for somebody else, also from a source that else comes in by itself (a slip of a
    survey on paper).
    """

    campaign_id: int
    kind: str
    subject_id: int
    source: str
    text: str
    key: str
    name: str = ""
    phone: str = ""
    call: str = ""
    way: str = "click"
    language: str = "zh"
    received_at: datetime | None = None
    scan_file_id: int | None = None
    read_back: bool = False
    remote: str = ""
    by_clerk: bool = False
    anchor: str = ""
    file: Attached | None = None


@dataclass(frozen=True)
class Receipt:
    """What the author gets: the number, and a code with which anybody can look it up.

    `digest` proves later what was sent: the SHA-256 of `rules.canonical` over number, moment, anchor, file and text.
    """

    id: int
    number: str
    code: str
    will_tell: bool
    first_time: bool = True
    digest: str = ""


@dataclass(frozen=True)
class Proof:
    """What can be proven of an opinion by number and code, also after its text was erased.

    `same`: whether a text that was given is, sign by sign, the one that was sent; None when none was given. `canonical`
    is what the digest is computed from, "" once the text is erased and none was given that fits.
    """

    number: str
    subject: str
    part: str
    received_at: datetime
    digest: str
    file_digest: str
    erased: bool
    same: bool | None = None
    canonical: str = ""


@dataclass(frozen=True)
class Group:
    """Opinions proposed as one: how many can still be merged, and a few of them as (id, number, text)."""

    id: int
    size: int
    samples: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Groups:
    """One page of the proposals about a subject, and how the look over all of it stands.

    `state`: none (nobody has looked), waiting, running, done; `done` of `total` texts; `fresh` came since.
    """

    lines: tuple[Group, ...]
    found: int
    state: str
    done: int
    total: int
    fresh: int
    at: datetime | None


@dataclass(frozen=True)
class Supported:
    """What a phone stands behind. `open`: it can still be taken back."""

    number: str
    text: str
    subject: str
    at: datetime
    open: bool


@dataclass(frozen=True)
class EndOpinion:
    """How an opinion ends. `reason` is what the public and the author read."""

    outcome: str
    reason: str = ""
    passed_to: str = ""
    passed_number: str = ""


@dataclass(frozen=True)
class Likeness:
    """Another opinion that seems to say the same; `percent` 0 to 100."""

    id: int
    number: str
    percent: int
    state: str
    text: str
    version: int = 0


@dataclass(frozen=True)
class OpinionLine:
    """One line of the inbox. `due` is the last day of the answer, `clause` where it is written."""

    id: int
    version: int
    campaign_id: int
    number: str
    kind: str
    subject_id: int
    subject: str
    source: str
    state: str
    text: str
    department_id: int | None
    received_at: datetime
    days: int
    due: date | None
    clause: str
    outcome: str
    backfilled: bool
    merged: int
    likeness: tuple[str, int] | None
    names_somebody: bool
    part: str = ""
    has_file: bool = False
    supports: int = 0


@dataclass(frozen=True)
class OpinionView:
    """One opinion for staff. `text` is as written (empty once erased), `published` what the public reads."""

    line: OpinionLine
    language: str
    published: str
    public: bool
    name: str
    phone: str
    entered_by: int | None
    entered_at: datetime
    way: str
    read_back: bool
    scan_file_id: int | None
    reason_code: str
    reason: str
    passed_to: str
    passed_number: str
    ended_at: datetime | None
    head: tuple[int, str] | None
    part: Any = None
    file: Any = None
    file_public: bool = False
    digest: str = ""
    #: the first of those merged into it; line.merged says how many there are
    members: tuple[OpinionLine, ...] = ()
    alike: tuple[Likeness, ...] = ()
    history: tuple[tuple[datetime, str, int | None, dict[str, Any]], ...] = ()

    @property
    def id(self) -> int:
        return self.line.id


@dataclass(frozen=True)
class PublicOpinion:
    """What everybody may read of an opinion. `numbers` are its own and the first of those `merged` into it.

    `part` names what it speaks of and `anchor` is the owner's word for it; `file` is (address' id, name, bytes).
    """

    id: int
    numbers: tuple[str, ...]
    kind: str
    subject_id: int
    subject: str
    text: str
    department_id: int | None
    state: str
    outcome: str
    reason: str
    passed_to: str
    received_at: datetime
    ended_at: datetime | None
    anchor: str = ""
    version: str = ""
    part: str = ""
    merged: int = 0
    supports: int = 0
    may_support: bool = False
    file: tuple[int, str, int] | None = None
    source: str = "page"


class Feedback(NamedTuple):
    """How one matter stands that was said about a subject, for a text that answers them all. Nobody is named.

    `numbers` are its own and those merged into it; `text` is what a moderator let through, "" keeps it off the public.
    `outcome` is how it ended, else `state` (rejected with `reason_code`, withdrawn, or still open).
    """

    numbers: tuple[str, ...]
    text: str
    state: str
    outcome: str
    reason: str
    passed_to: str
    reason_code: str
    source: str
    anchor: str = ""

    @property
    def open(self) -> bool:
        return self.state in rules.OPEN


@dataclass(frozen=True)
class Standing:
    """What the author sees by number and code. `joint` is the number of the opinion that it is answered with."""

    id: int
    number: str
    kind: str
    subject: str
    text: str
    state: str
    reason_code: str
    outcome: str
    reason: str
    passed_to: str
    passed_number: str
    department_id: int | None
    received_at: datetime
    ended_at: datetime | None
    due: date | None
    joint: str
    open: bool
    part: str = ""
    file: str = ""
    digest: str = ""
    supports: int = 0


@dataclass(frozen=True)
class Asked:
    """What the inbox is asked for; empty fields ask for everything."""

    tab: str = "new"
    campaign_id: int | None = None
    kind: str = ""
    subject_id: int | None = None
    source: str = ""
    department_id: int | None = None
    older_than: int = 0
    page: int = 1
    anchor: str | None = None


@dataclass(frozen=True)
class Inbox:
    """One page of the inbox. `counts` by tab; `oldest` days that the oldest of the tab has waited, None for an empty one."""

    lines: tuple[OpinionLine, ...]
    total: int
    counts: dict[str, int]
    oldest: int | None
    subjects: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Done:
    """What a bulk act did: numbers that were done, and (number, code, params) of those that were not."""

    numbers: tuple[str, ...]
    refused: tuple[tuple[str, str, dict[str, Any]], ...] = field(default=())
