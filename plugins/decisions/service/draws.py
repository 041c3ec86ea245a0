"""The draw of a meeting's places as everybody may check it, and the public number that the office enters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, NotFound, booking, unit_of_work

from ..store import meetings as store
from .meeting_places import for_clerk
from .meetings import PublicMeeting, public_meeting, record


@dataclass(frozen=True)
class DrawPage:
    """A draw with its meeting. `lots` are the frozen numbers in the drawn order (before it: by number)."""

    shown: PublicMeeting
    draw: booking.DrawView
    lots: tuple[booking.Lot, ...]

    @property
    def drawn(self) -> booking.DrawnSession | None:
        return self.draw.sessions[0] if self.draw.sessions else None


def public_draw(campaign: Campaign, meeting_id: int) -> DrawPage:
    """The draw of a published meeting. Raises NotFound for a meeting without one."""
    shown = public_meeting(campaign, meeting_id)
    draw = booking.view_draw(shown.event.id) if shown.event.terms.by_lot else None
    if draw is None:
        raise NotFound
    lots = draw.sessions[0].lots if draw.sessions else ()
    if draw.seed and draw.sessions:
        lots = booking.draw(draw.seed, lots, draw.sessions[0].places).order
    return DrawPage(shown, draw, lots)


def enter_number(
    campaign: Campaign, meeting_id: int, number: str, *, actor: Actor, now: datetime
) -> booking.DrawView:
    """Enter the public number that was named beforehand; it draws at once. Raises what the booking room refuses."""
    with unit_of_work():
        shown = for_clerk(campaign, meeting_id, actor)
        row = store.meeting(meeting_id)
        assert row is not None
        found = booking.name_public_number(shown.event.id, number, actor=actor, now=now)
        record(row, "decisions.meeting_number", actor, now)
        return found
