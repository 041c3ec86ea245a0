"""What the host gathers at start and everything below it may look up. One per app, never a module global."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from core.base.config import Settings


@dataclass(frozen=True)
class Permission:
    """A thing a role may do. `code` is `<room or plugin>.<verb>`; `roles` have it unless an office says otherwise."""

    code: str
    title: Any
    roles: tuple[str, ...] = ()


@dataclass
class Registry:
    """Filled once by the host and the rooms at start; read-only afterwards."""

    settings: Settings
    host: Any = None
    permissions: dict[str, Permission] = field(default_factory=dict)
    messages: dict[str, Any] = field(default_factory=dict)
    audit_texts: dict[str, Any] = field(default_factory=dict)
    #: subject type of an audit entry -> function(ids, actor) -> {id: Subject}
    audit_subjects: dict[str, Callable[..., Any]] = field(default_factory=dict)
    rule_declarations: dict[str, Any] = field(default_factory=dict)
    document_kinds: dict[str, Any] = field(default_factory=dict)
    #: code -> OpinionKind
    opinion_kinds: dict[str, Any] = field(default_factory=dict)
    jobs: dict[str, Callable[..., None]] = field(default_factory=dict)
    listeners: dict[str, Callable[..., None]] = field(default_factory=dict)
    event_names: set[str] = field(default_factory=set)
    #: owner kind of booking events -> BookingOwner
    booking_owners: dict[str, Any] = field(default_factory=dict)
    #: stream name -> LiveStream
    live_streams: dict[str, Any] = field(default_factory=dict)
    #: what wakes this process's own stream readers
    live_wakers: list[Callable[[], None]] = field(default_factory=list)
    #: the connection that wakes other processes' readers, made on first use
    live_line: Any = None
    #: what this process has counted of counted channels' readers (core.base.audience.Count), made on first use
    live_count: Any = None
    #: code -> MessageKind
    message_kinds: dict[str, Any] = field(default_factory=dict)
    #: (user id, message kind) -> StaffWay, or None when the person has no way or doesn't want it; given by delivery
    staff_way: Callable[[int, str], Any] = lambda user_id, kind: None
    #: what a person finds on the account page besides what the users room shows: (title, sentence, endpoint)
    account_pages: list[tuple[Any, Any, str]] = field(default_factory=list)
    #: () -> who asks, or None when nobody is signed in; given by the users room
    load_actor: Callable[[], Any] = lambda: None
    #: (session) -> who is signed in with it, or None
    actor_in: Callable[[Any], Any] = lambda _session: None
    #: slug -> frozen campaign view or None; given by the campaigns room
    load_campaign: Callable[[str], Any] = lambda slug: None
    #: () -> every campaign that isn't archived, newest first; given by the campaigns room
    load_campaigns: Callable[[], list[Any]] = list
    #: () -> every campaign, newest first; given by the campaigns room
    all_campaigns: Callable[[], list[Any]] = list
    #: department id -> its name; given by the users room
    department_name: Callable[[int], str] = str
    #: role code -> its title; given by the users room
    role_title: Callable[[str], Any] = str
    #: (file, who looks; None: the public) -> whether this guard lets them see it; one yes is enough
    file_guards: list[Callable[[Any, Any], bool]] = field(default_factory=list)
    #: (file, who looks; None: the public) -> whether it is withheld from them, whatever the guards say
    file_stops: list[Callable[[Any, Any], bool]] = field(default_factory=list)
    #: (file id, now) -> None: told inside the unit of work when what may be shown of a file has changed
    file_watchers: list[Callable[[int, Any], None]] = field(default_factory=list)
    #: place of a file's use -> (its id -> (title, address for staff) or None)
    file_places: dict[str, Callable[[int], Any]] = field(default_factory=dict)
    #: () -> None when who is signed in has just proven to be there, else the answer that asks; given by the users room
    ask_again: Callable[[], Any] = lambda: None
    #: (notice, unit) -> (pack, the notice that whoever agrees has seen)
    drawn_notices: dict[tuple[str, str], tuple[Any, Any]] = field(default_factory=dict)
    #: where changes are told to other processes (core.base.stamps)
    stamps: Any = None
    #: key -> (stamps, value): what this process keeps of the database (core.base.memory)
    memory: dict[Any, tuple[tuple[int, ...], Any]] = field(default_factory=dict)
    #: () -> what changes when files are edited that values are made of; looked at once a second
    outside_marks: list[Callable[[], Any]] = field(default_factory=list)
    outside_seen: Any = None
    outside_again: float = 0.0
    #: (now) -> the next moment at which a public page says something else by itself, or None
    page_moments: list[Callable[[Any], Any]] = field(default_factory=list)
    #: public pages kept in this process (core.web.page_cache)
    pages: Any = None
    #: (number, endpoint, method, status, began) -> number: a log line and figures for an answer; given by the web room
    note_answer: Callable[..., str] = lambda number, *answer: number
    #: the bookings of this process that wait to be stored together; given by the booking room
    joining: Any = None
    #: the rule packs as last loaded, with the stamp of their files
    pack_cache: Any = None
    #: the wake-up line to the worker, made on first use
    wake_line: Any = None
    #: the moment (monotonic, seconds) before which a line that failed isn't tried again
    wake_again: float = 0.0


def registry() -> Registry:
    """The current app's registry."""
    found: Registry = current_app.extensions["yangguang"]
    return found


def settings() -> Settings:
    """The current app's settings."""
    return registry().settings


def merge(into: dict[str, Any], more: Mapping[str, Any], owner: str) -> None:
    """Add `more`; a name that somebody else already has is an error that names both."""
    for name, value in more.items():
        if name in into and into[name] is not value:
            raise ValueError(f"{owner}: the name {name!r} is taken already")
        into[name] = value
