"""Frozen shapes that pass between the booking room and those who use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.booking import rules


@dataclass(frozen=True)
class NewQuota:
    """Places kept for one category, inside a session's `capacity`."""

    name: str
    capacity: int


@dataclass(frozen=True)
class NewSession:
    """A session to be opened; moments are aware. `capacity` counts the places that are booked on line, those of
    `quotas` included; `recommended` places come on top."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    quotas: tuple[NewQuota, ...] = ()
    recommended: int = 0


@dataclass(frozen=True)
class EventTerms:
    """What an owner's rules say about booking: see BookingEvent. `offer_minutes` 0: no waiting list.

    `by_lot`: a draw gives the places away when booking closes; `public_source` names the public number of its seed ("": the
    published commitment alone).
    """

    companions: int = 0
    per_phone: int = 1
    offer_minutes: int = 0
    pool_at: datetime | None = None
    by_lot: bool = False
    public_source: str = ""


@dataclass(frozen=True)
class DrawnSession:
    """The draw of one session: the lots as they were frozen, who has places and who waits, by number in drawn order."""

    session_id: int
    places: int
    lots: tuple[rules.Lot, ...]
    taken: tuple[str, ...]
    line: tuple[str, ...]


@dataclass(frozen=True)
class DrawView:
    """A draw as everybody may see it: see BookingDraw. `seed` is "" before it; nobody is named."""

    commitment: str
    public_source: str
    public_number: str
    frozen_at: datetime | None
    digest: str
    seed: str
    drawn_at: datetime | None
    sessions: tuple[DrawnSession, ...]

    @property
    def waits_for_number(self) -> bool:
        return self.frozen_at is not None and self.drawn_at is None and bool(self.public_source)


@dataclass(frozen=True)
class QuotaView:
    """A part of a session's places. `kind`: pool, category, recommended."""

    id: int
    kind: str
    name: str
    capacity: int
    taken: int
    waiting: int

    @property
    def left(self) -> int:
        return self.capacity - self.taken


@dataclass(frozen=True)
class SessionView:
    """A session as everybody may see it. `capacity`, `taken` and `left` leave the recommended out."""

    id: int
    ordinal: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int = 0
    state: str = "open"
    quotas: tuple[QuotaView, ...] = ()

    @property
    def left(self) -> int:
        return self.capacity - self.taken

    def quota_for(self, category: str) -> QuotaView | None:
        """The quota whose places (and line) a person of this category takes: see rules.quota_for."""
        found = rules.quota_for(category, [(q.kind, q.name) for q in self.quotas])
        return self.quotas[found] if found is not None else None

    @property
    def recommended(self) -> QuotaView | None:
        return next((q for q in self.quotas if q.kind == "recommended"), None)


@dataclass(frozen=True)
class EventView:
    """An event with its sessions and places left."""

    id: int
    owner_kind: str
    owner_id: int
    campaign_id: int
    opens_at: datetime
    closes_at: datetime
    state: str
    sessions: tuple[SessionView, ...]
    terms: EventTerms = EventTerms()
    pooled_at: datetime | None = None
    drawn_at: datetime | None = None

    @property
    def undrawn(self) -> bool:
        """Names are put down and nobody has a place yet."""
        return self.terms.by_lot and self.drawn_at is None

    @property
    def left(self) -> int:
        return sum(s.left for s in self.sessions if s.state == "open")

    @property
    def capacity(self) -> int:
        return sum(s.capacity for s in self.sessions if s.state == "open")

    @property
    def taken(self) -> int:
        return sum(s.taken for s in self.sessions if s.state == "open")

    @property
    def has_line(self) -> bool:
        """Whether a full session takes names for its waiting list."""
        return self.terms.offer_minutes > 0

    def session(self, session_id: int) -> SessionView | None:
        return next((s for s in self.sessions if s.id == session_id), None)

    def refusal(self, now: datetime) -> rules.Verdict | None:
        """Why nobody can book now, or None."""
        return rules.refuse_window(now, self.opens_at, self.closes_at, self.state)


@dataclass(frozen=True)
class BookPlace:
    """One request for a place: a proven, normalised phone and a key that is new for each filled form.

    `party` counts the person and their companions. `may_wait` accepts a place in line when the session is full.
    `way` clerk or recommended: entered by a member of staff (`entered_by`), the phone may be a landline or empty;
    `contact` says then how the person is reached; `reach` is sms, call or none.
    """

    event_id: int
    session_id: int
    phone: str
    call_name: str
    category: str
    declared: tuple[str, ...]
    needs: tuple[str, ...]
    photo_consent: bool
    notice_agreed_at: datetime
    idempotency_key: str
    party: int = 1
    may_wait: bool = False
    full_name: str = ""
    way: str = "self"
    reach: str = "sms"
    contact: str = ""
    entered_by: int | None = None


@dataclass(frozen=True)
class Recommended:
    """Somebody whom a department or the office sends: a place of the session's own quota for them.

    `phone` is normalised, may be a landline or empty; `contact` says then how they are reached.
    """

    session_id: int
    call_name: str
    phone: str
    category: str
    full_name: str = ""
    contact: str = ""
    reach: str = "sms"
    needs: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowFault:
    """Why a row can't be taken: `row` counts from 0; code and figures as in errors."""

    row: int
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class BookingView:
    """A booking as its holder sees it. `token` opens the manage page; an erased person has no names.

    `state`: booked, waiting, offered, lapsed, cancelled, called_off.
    """

    id: int
    event_id: int
    owner_kind: str
    owner_id: int
    campaign_id: int
    session: SessionView
    number: str
    category: str
    call_name: str
    phone: str
    state: str
    declared: tuple[str, ...]
    needs: tuple[str, ...]
    photo_consent: bool
    created_at: datetime
    cancelled_at: datetime | None
    token: str
    first_time: bool = True
    party: int = 1
    slot: int = 0
    way: str = "self"
    reach: str = "sms"
    full_name: str = ""
    contact: str = ""
    queue_no: int | None = None
    offer_until: datetime | None = None
    quota_id: int = 0
    #: the place in line told with the answer: 1 is the next; None when not waiting
    place: int | None = None

    @property
    def living(self) -> bool:
        return self.state in ("booked", "offered", "waiting")


@dataclass(frozen=True)
class Standing:
    """Why somebody waits and where they stand in their own line. `place` 1 is the next; it never gets worse.

    `reason`: full (no place is free), group (free places are fewer than the group that is next), yours (offered), draw
    (nobody has a place before the draw; `place` is 0).
    """

    place: int
    line: str
    reason: str
    params: dict[str, Any]


@dataclass(frozen=True)
class ArrivalView:
    """Somebody at the door; see BookingArrival. `by` is the id of who let them in."""

    id: int
    session_id: int
    booking_id: int | None
    people: int
    category: str
    way: str
    outcome: str
    at: datetime
    by: int | None
    undone_at: datetime | None
