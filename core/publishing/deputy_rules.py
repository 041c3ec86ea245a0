"""Deputies (AB角) as pure decisions: who may stand for whom, when, and who can't. Standard library only.

A deputy signs with an own account, for one role of another person, from day to day. The signature is the deputy's, so
the chain's rule about different persons holds for the deputy. Who is only a deputy can't pass the duty on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.publishing.rules import Refusal

#: a longer absence is a change of posts: the role itself is given to somebody else then
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Deputyship:
    """`deputy_id` stands for `person_id` in `role`, both days included. `department_id` None: for the whole city."""

    role: str
    department_id: int | None
    person_id: int
    deputy_id: int
    starts_on: date
    ends_on: date

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def meets(self, other: Deputyship) -> bool:
        """Whether both are about the same role in a common place on a common day."""
        place = None in (self.department_id, other.department_id) or self.department_id == other.department_id
        days = self.starts_on <= other.ends_on and other.starts_on <= self.ends_on
        return self.role == other.role and place and days


def refuse_naming(
    new: Deputyship, *, person_holds: bool, deputy_sees: bool, standing: Sequence[Deputyship], today: date
) -> Refusal | None:
    """Why `new` can't be entered. None means it can.

    `person_holds`: the person has the role as an own one there; `deputy_sees`: the deputy may see the documents there;
    `standing`: every deputyship that wasn't ended.
    """
    if new.person_id == new.deputy_id:
        return Refusal("deputy_self", {})
    if new.ends_on < new.starts_on:
        return Refusal("deputy_days_reversed", {})
    if new.ends_on < today:
        return Refusal("deputy_days_past", {})
    if (new.ends_on - new.starts_on).days >= LONGEST_DAYS:
        return Refusal("deputy_too_long", {"limit": LONGEST_DAYS})
    if not person_holds:
        return Refusal("deputy_not_own_role", {})
    if not deputy_sees:
        return Refusal("deputy_sees_nothing", {})
    for other in standing:
        if not new.meets(other):
            continue
        if other.person_id == new.person_id:
            return Refusal("deputy_there_already", {"start": other.starts_on, "end": other.ends_on})
        if other.person_id == new.deputy_id or other.deputy_id == new.person_id:
            return Refusal("deputy_passes_on", {"start": other.starts_on, "end": other.ends_on})
    return None


def stands_for(
    deputyships: Iterable[Deputyship], deputy_id: int, roles: Iterable[str], places: Iterable[int], day: date
) -> list[Deputyship]:
    """The deputyships by which somebody may sign a step of these roles on a day.

    `places`: the document's department and the ones above it.
    """
    wanted, within = set(roles), set(places)
    return [
        d
        for d in deputyships
        if d.deputy_id == deputy_id
        and d.role in wanted
        and d.holds_on(day)
        and (d.department_id is None or d.department_id in within)
    ]
