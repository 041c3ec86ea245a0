"""Frozen shapes that the parts of interviews pass to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class GuestView:
    """A guest: see models.Guest."""

    id: int
    name: str
    post: str
    photo_id: int | None
    person_key: str


@dataclass(frozen=True)
class InterviewView:
    """An interview for staff: see models.Interview. `place` and `place_kind` are its place's name and kind, "" without one;
    `host` the host's name."""

    id: int
    campaign_id: int
    department_id: int
    title: str
    topic: str
    month: str
    starts_at: datetime | None
    ends_at: datetime | None
    place_id: int | None
    place: str
    place_kind: str
    host_id: int | None
    host: str
    questions_from: datetime | None
    questions_until: datetime | None
    contact: str
    outline: str
    vote_from: datetime | None
    vote_until: datetime | None
    settled_id: int | None
    settled_reason: str
    state: str
    off_reason: str
    version: int
    saved_at: datetime
    guests: tuple[GuestView, ...] = ()


@dataclass(frozen=True)
class PublicGuest:
    """A guest as the notice announced one. `id` is the guest's number, so that turns find their speaker."""

    id: int
    name: str
    post: str
    photo_id: int | None


@dataclass(frozen=True)
class PublicInterview:
    """An interview as the public reads it: what the published notice froze (`data["interview"]`, see
    service.interviews.frozen), and what became of it since: `state` planned or called_off, `live` as models.Live.state ("waiting"
    before the broadcast)."""

    id: int
    campaign_id: int
    department_id: int
    title: str
    topic: str
    starts_at: datetime
    ends_at: datetime
    place: str
    place_kind: str
    address: str
    host: str
    questions_from: datetime | None
    questions_until: datetime | None
    contact: str
    guests: tuple[PublicGuest, ...]
    published_at: datetime
    version: int
    state: str
    off_reason: str
    live: str
    portal_url: str = ""


@dataclass(frozen=True)
class PartLink:
    """A row of the interview's staff page, from `links(interview, actor, now)` of a part's showing_<part>.py: where to go on
    with it and how far it is. `state` is a tag's (ok half idle no warn stop info now)."""

    title: str
    url: str
    note: str = ""
    state: str = "idle"
    state_text: str = ""


@dataclass(frozen=True)
class PublicPart:
    """A section of the interview's public page, from `public_part(interview, campaign, now)` of a part's showing_<part>.py
    (None: nothing to show). The template is included with `part` = context; its ids begin with the part's name."""

    template: str
    context: dict[str, object]


@dataclass(frozen=True)
class PublicPicture:
    """A picture of a turn that the public may see; pixels of the whole one."""

    id: int
    width: int
    height: int


@dataclass(frozen=True)
class PublicTurn:
    """A released turn: see models.Turn. `who` and `post` name a guest, "" for other speakers; `spot` is where it stands."""

    id: int
    place: int
    spot: int
    speaker: str
    who: str
    post: str
    text: str
    at: datetime
    chosen_id: int | None
    answers_id: int | None
    picture: PublicPicture | None
    caption: str


@dataclass(frozen=True)
class PublicQuestion:
    """A chosen question with the words that the moderator published."""

    chosen_id: int
    opinion_id: int
    text: str


@dataclass(frozen=True)
class PublicLive:
    """A broadcast as everybody sees it: see models.Live. `question` is on the screen; `pulled` are turns' numbers."""

    state: str
    started_at: datetime | None
    ended_at: datetime | None
    question: PublicQuestion | None
    timer_until: datetime | None
    media: str
    media_file_id: int | None
    media_url: str
    released: int
    pulled: tuple[int, ...]
