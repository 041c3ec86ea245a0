"""Frozen shapes that pass between the users room and those who use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Department:
    """A unit. `kind` is city, county, bureau, company or town; `depth` counts from the root of the tree."""

    id: int
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    aliases: tuple[str, ...] = ()
    active: bool = True
    depth: int = 0

    @property
    def label(self) -> str:
        """The name moved in by its depth, for lists to choose from."""
        return "　" * self.depth + self.name


@dataclass(frozen=True)
class Person:
    """A member of staff as other rooms see one."""

    id: int
    name: str
    department_id: int | None


@dataclass(frozen=True)
class PersonView:
    """A member of staff on the pages of those who manage people."""

    id: int
    name: str
    login_name: str
    department_id: int | None
    phone: str
    mail: str
    active: bool
    has_password: bool
    created_at: datetime


@dataclass(frozen=True)
class PersonLine:
    """One line of the list of people."""

    id: int
    name: str
    login_name: str
    department_name: str
    roles: tuple[str, ...]
    active: bool
    has_password: bool


@dataclass(frozen=True)
class GrantView:
    """A role of a person with where it holds."""

    id: int
    role: str
    department_id: int | None
    department_name: str
    campaign_id: int | None


@dataclass(frozen=True)
class SessionView:
    """Where somebody is signed in."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    address: str
    browser: str
    system: str
    is_this: bool


@dataclass(frozen=True)
class Page:
    """A part of a long list; `number` counts from 1."""

    items: tuple[PersonLine, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Slip:
    """A one-time link for one person. `token` exists only here: the table keeps its digest."""

    user_id: int
    name: str
    login_name: str
    department_name: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class LinkView:
    """What a one-time link opens; `user_id` None makes the first administrator."""

    user_id: int | None
    name: str
    login_name: str


@dataclass(frozen=True)
class SaveDepartment:
    """What a department's form holds."""

    name: str
    kind: str
    parent_id: int | None
    short_name: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavePerson:
    """What a person's form holds; contacts may be empty."""

    name: str
    login_name: str
    department_id: int | None
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True)
class ProvenPhone:
    """A mobile number whose holder typed the code sent to it."""

    digest: str
    phone: str
    until: datetime


@dataclass(frozen=True)
class PendingCode:
    """A code on its way: to which number (138****2046), and when another may be asked for."""

    masked: str
    again_at: datetime
    purpose: str
