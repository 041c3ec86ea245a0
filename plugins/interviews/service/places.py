"""The places where interviews are held, kept for the whole city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, Conflict, Invalid, NotFound, audit, unit_of_work

from ..models import Place
from ..permissions import HOST
from ..store import schedule as store


@dataclass(frozen=True)
class PlaceView:
    """A place: see models.Place."""

    id: int
    kind: str
    name: str
    address: str
    closed: bool


def places() -> list[PlaceView]:
    """All of them, those in use first."""
    found = [PlaceView(r.id, r.kind, r.name, r.address, r.closed) for r in store.places().values()]
    return sorted(found, key=lambda place: (place.closed, place.kind, place.name))


def save_place(
    campaign: Campaign,
    kind: str,
    name: str,
    address: str,
    *,
    actor: Actor,
    now: datetime,
    place_id: int | None = None,
    closed: bool = False,
) -> int:
    """Add a place or change one; one that is closed stays with the interviews that have it.

    Raises NotFound, Invalid("interviews.place_name_missing"), Conflict("interviews.place_taken").
    """
    actor.require(HOST, campaign_id=campaign.id)
    if not name.strip():
        raise Invalid("interviews.place_name_missing", field="name")
    with unit_of_work() as session:
        same = store.place_named(name.strip())
        if same is not None and same.id != place_id:
            raise Conflict("interviews.place_taken")
        row = Place() if place_id is None else store.places([place_id]).get(place_id)
        if row is None:
            raise NotFound("interviews.gone")
        row.kind, row.name, row.address, row.closed = kind, name.strip(), address.strip(), closed
        session.add(row)
        session.flush()
        action = "interviews.place_added" if place_id is None else "interviews.place_saved"
        audit.record(actor, now, action, subject=("interviews_place", row.id), campaign_id=campaign.id)
        return row.id
