"""The roster on the screen, as .xlsx and on paper; the line of those who wait apart; the gate list. Looks are audited."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, NotFound, RuleBroken, booking, unit_of_work

from .at_hand import open_day_for, record
from .places import ROSTER, PublicOpenDay


@dataclass(frozen=True)
class Filter:
    """Which part of the roster; 0 and "" mean all. `needs` "any": whoever needs some help."""

    session_id: int = 0
    category: str = ""
    needs: str = ""

    def keeps(self, got: booking.BookingView) -> bool:
        return (
            self.session_id in (0, got.session.id)
            and self.category in ("", got.category)
            and (not self.needs or (bool(got.needs) if self.needs == "any" else self.needs in got.needs))
        )


@dataclass(frozen=True)
class Roster:
    """Who comes (`people`), who waits in the line's order, offers last made first, and who has given their place back."""

    shown: PublicOpenDay
    people: tuple[booking.BookingView, ...]
    waiting: tuple[booking.BookingView, ...]
    gone: int
    full_names: bool

    def of(self, session_id: int) -> tuple[booking.BookingView, ...]:
        return tuple(b for b in self.people if b.session.id == session_id)

    def line_of(self, session_id: int) -> tuple[booking.BookingView, ...]:
        return tuple(b for b in self.waiting if b.session.id == session_id)

    @property
    def count(self) -> int:
        """People, companions counted."""
        return sum(b.party for b in self.people)


def roster(
    campaign: Campaign, open_day_id: int, chosen: Filter = Filter(), *, actor: Actor, now: datetime
) -> Roster:
    """Names and phones, for whoever may see the department's roster. Raises NotFound."""
    shown = open_day_for(campaign, open_day_id, ROSTER, actor)
    event_id, department_id = shown.event.id, shown.department_id
    with unit_of_work():
        everybody = booking.roster(
            event_id, permission=ROSTER, department_id=department_id, actor=actor, now=now
        )
        line = booking.waiting_of(
            event_id, permission=ROSTER, department_id=department_id, actor=actor, now=now
        )
    return Roster(
        shown=shown,
        people=tuple(b for b in everybody if b.state == "booked" and chosen.keeps(b)),
        waiting=tuple(b for b in line if b.living and b.state != "booked" and chosen.keeps(b)),
        gone=sum(1 for b in everybody if b.state == "cancelled"),
        full_names=shown.gate_list,
    )


def gate_list(campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime) -> Roster:
    """The roster with full names for the gate. Raises RuleBroken where the plan needs none (PI-01)."""
    found = roster(campaign, open_day_id, actor=actor, now=now)
    if not found.full_names:
        raise RuleBroken("open_day.no_gate_list")
    with unit_of_work():
        record(found.shown, "open_day.gate_list_viewed", actor, now, people=found.count)
    return found


Column = tuple[str, Callable[[booking.BookingView], str | int]]


def sheet(
    found: Roster,
    columns: Sequence[Column],
    line_columns: Sequence[Column],
    *,
    waiting_title: str,
    name_of: Callable[[booking.SessionView], str],
    session_id: int = 0,
    actor: Actor,
    now: datetime,
) -> bytes:
    """The roster as .xlsx: a sheet for each session, and one for those who wait.

    `columns` are (heading, value of a booking) in the reader's language.
    """
    from openpyxl import Workbook

    with unit_of_work():
        record(found.shown, "open_day.roster_taken", actor, now, people=found.count)
    book = Workbook()
    book.remove(book.worksheets[0])
    for session in found.shown.event.sessions:
        if session_id in (0, session.id):
            _page(book, name_of(session), columns, found.of(session.id))
    if found.waiting:
        _page(book, waiting_title, line_columns, found.waiting)
    if not book.worksheets:
        raise NotFound
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _page(book: object, title: str, columns: Sequence[Column], people: Sequence[booking.BookingView]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    assert isinstance(book, Workbook)
    plain = "".join("－" if c in "[]:*?/\\" else c for c in title)[:31]
    page = book.create_sheet(plain)
    for index, (heading, _value) in enumerate(columns, 1):
        cell = page.cell(1, index, heading)
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = max(10, 2 * len(heading) + 6)
    for row, got in enumerate(people, 2):
        for index, (_heading, value) in enumerate(columns, 1):
            said = value(got)
            cell = page.cell(row, index, said)
            if isinstance(said, str):
                # What a visitor typed is never a formula, whatever it begins with.
                cell.data_type = "s"
    page.freeze_panes = "A2"
