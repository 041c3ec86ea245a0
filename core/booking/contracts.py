"""Frozen shapes that pass between the booking room and those who use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.booking import rules


@dataclass(frozen=True)
class NewSession:
    """A session to be opened; moments are aware."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True)
class SessionView:
    """A session as everybody may see it."""

    id: int
    ordinal: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int

    @property
    def left(self) -> int:
        return self.capacity - self.taken


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

    @property
    def left(self) -> int:
        return sum(s.left for s in self.sessions)

    @property
    def capacity(self) -> int:
        return sum(s.capacity for s in self.sessions)

    @property
    def taken(self) -> int:
        return sum(s.taken for s in self.sessions)

    def session(self, session_id: int) -> SessionView | None:
        return next((s for s in self.sessions if s.id == session_id), None)

    def refusal(self, now: datetime) -> rules.Verdict | None:
        """Why nobody can book now, or None."""
        return rules.refuse_window(now, self.opens_at, self.closes_at, self.state)


@dataclass(frozen=True)
class BookPlace:
    """One request for one place: a proven, normalised phone and a key that is new for each filled form."""

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


@dataclass(frozen=True)
class BookingView:
    """A booking as its holder sees it. `token` opens the manage page; an erased person has no names."""

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
