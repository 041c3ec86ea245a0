"""Who may do what. Marks for views, grants and the actor who carries them; no guard lives here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from core.base.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., Any])

ANY: Final = object()
OPEN: Final = "open_to_all"
SIGNED_IN: Final = "signed_in"


def open_to_all(view: View) -> View:
    """Anyone may ask, signed in or not."""
    view.access = OPEN  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Any signed-in member of staff."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def needs(permission: str) -> Callable[[View], View]:
    """Whoever holds `permission` somewhere in the campaign at hand; the service checks the department."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def dangerous(view: View) -> View:
    """An act that a session left open must not allow: the guard asks for the password again unless that was just now."""
    view.dangerous = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True)
class Grant:
    """One role of a person. `department_ids` None reaches every department, `campaign_id` None every campaign."""

    role: str
    permissions: frozenset[str]
    department_ids: frozenset[int] | None = None
    campaign_id: int | None = None

    def covers(self, department_id: Any, campaign_id: Any) -> bool:
        department = (
            department_id is ANY
            or self.department_ids is None
            or (department_id is not None and department_id in self.department_ids)
        )
        return department and (
            campaign_id is ANY or self.campaign_id is None or self.campaign_id == campaign_id
        )


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, a visitor, or the system. Services get it as an argument."""

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    department_id: int | None = None
    all_powers: bool = field(default=False, repr=False)

    def can(self, permission: str, *, department_id: Any = ANY, campaign_id: Any = ANY) -> bool:
        """Whether any grant allows it there. ANY asks "anywhere?"; None means "for the whole city"."""
        if self.all_powers:
            return True
        return any(
            permission in grant.permissions and grant.covers(department_id, campaign_id)
            for grant in self.grants
        )

    def require(self, permission: str, *, department_id: Any = ANY, campaign_id: Any = ANY) -> None:
        """Raise NotAllowed unless `can`."""
        if not self.can(permission, department_id=department_id, campaign_id=campaign_id):
            raise NotAllowed(permission=permission)

    def departments_for(self, permission: str, *, campaign_id: Any = ANY) -> frozenset[int] | None:
        """The departments where `permission` holds; None means all of them."""
        if self.all_powers:
            return None
        found: set[int] = set()
        for grant in self.grants:
            if permission in grant.permissions and grant.covers(ANY, campaign_id):
                if grant.department_ids is None:
                    return None
                found |= grant.department_ids
        return frozenset(found)


SYSTEM: Final = Actor(None, "system", all_powers=True)
VISITOR: Final = Actor(None, "visitor")
