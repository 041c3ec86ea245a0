"""Which audit entries somebody may read, and when the nightly purge is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Protocol

#: What an entry can be about that is a citizen: the administrator reads none of it.
CITIZENS = ("person", "booking", "opinion", "consent", "message", "phone")
#: The acts of running the system, which are the administrator's to read.
SYSTEM_GROUPS = ("users.", "web.", "trail.", "campaigns.pack", "campaigns.calendar", "plugin.")
#: Staff's own comings and goings: not the office's business.
SIGN_IN = (
    "users.signed_",
    "users.sign_in",
    "users.locked",
    "users.session",
    "users.password",
    "users.recovery",
)
PURGE_AT = time(3, 10)
#: a purge that somebody could not take part in is tried again
RETRY_AFTER = timedelta(hours=1)
MOST_RETRIES = 5
#: how long a person who was recognised at the counter is remembered for the clerk's next steps
COUNTER_LIFE = timedelta(minutes=15)
#: a consent is kept this long: the time in which somebody may ask what was agreed to
CONSENT_TERM = timedelta(days=365)


class GrantLike(Protocol):
    """What is read of a role that somebody holds."""

    @property
    def permissions(self) -> frozenset[str]: ...
    @property
    def department_ids(self) -> frozenset[int] | None: ...
    @property
    def campaign_id(self) -> int | None: ...


@dataclass(frozen=True)
class Reach:
    """What one reader may see, as alternatives: own acts; campaigns; departments; the system.

    `campaigns`: (campaign or None for all, departments or None for all) per grant; `departments` None: all of them.
    """

    user_id: int
    campaigns: tuple[tuple[int | None, frozenset[int] | None], ...] = ()
    departments: frozenset[int] | None = frozenset()
    system: bool = False

    @property
    def only_own(self) -> bool:
        return not self.campaigns and not self.system and self.departments == frozenset()


def reach_of(user_id: int, grants: Iterable[GrantLike]) -> Reach:
    """The reach that somebody's grants give: `trail.campaigns`, `trail.department`, `trail.system`."""
    campaigns: list[tuple[int | None, frozenset[int] | None]] = []
    departments: set[int] | None = set()
    system = False
    for grant in grants:
        if "trail.campaigns" in grant.permissions:
            campaigns.append((grant.campaign_id, grant.department_ids))
        if "trail.department" in grant.permissions:
            if grant.department_ids is None:
                departments = None
            elif departments is not None:
                departments |= set(grant.department_ids)
        system = system or "trail.system" in grant.permissions
    return Reach(
        user_id,
        tuple(dict.fromkeys(campaigns)),
        None if departments is None else frozenset(departments),
        system,
    )


def next_purge(now: datetime, zone: tzinfo) -> datetime:
    """The next 03:10 on a clock in China, after `now`."""
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), PURGE_AT, zone)
    return tonight if tonight > local else datetime.combine(local.date() + timedelta(days=1), PURGE_AT, zone)
