"""Recommended participants: a quota of their own, entered singly or from a sheet that is looked at first."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from core.api import (
    Actor,
    Campaign,
    DomainError,
    Invalid,
    NotFound,
    booking,
    privacy,
    unit_of_work,
)

from .. import pack as packs
from ..rules.recommending import Held, JudgedRow, Open, SheetRow, judge
from ..rules.taking_part import categories_of, declarations_of
from .at_hand import RECOMMEND, open_day_for, record
from .places import PublicOpenDay

PREVIEW_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Preview:
    """Every row of a sheet with what would become of it, and the sealed rows to hand back for confirming."""

    rows: tuple[JudgedRow, ...]
    sealed: str

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)


@dataclass(frozen=True)
class Recommendation:
    """One person as typed into the form; `phone` as the sheet's reader gives it."""

    session_id: int
    name: str
    phone: str
    category: str
    needs: tuple[str, ...]


def recommended(
    campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime
) -> tuple[PublicOpenDay, tuple[booking.BookingView, ...]]:
    """The open day and its recommended people; the look is audited."""
    shown = open_day_for(campaign, open_day_id, RECOMMEND, actor)
    people = booking.roster(
        shown.event.id, permission=RECOMMEND, department_id=shown.department_id, actor=actor, now=now
    )
    return shown, tuple(b for b in people if b.way == "recommended" and b.state == "booked")


def preview(
    campaign: Campaign, open_day_id: int, rows: Sequence[SheetRow], *, actor: Actor, now: datetime
) -> Preview:
    """Look at every row; nothing is stored."""
    shown = open_day_for(campaign, open_day_id, RECOMMEND, actor)
    body = {
        "user": actor.user_id,
        "day": open_day_id,
        "at": now.isoformat(),
        "rows": [asdict(r) for r in rows],
    }
    return Preview(_judged(campaign, shown, rows), privacy.seal(json.dumps(body, ensure_ascii=False)))


def look_again(campaign: Campaign, open_day_id: int, sealed: str, *, actor: Actor, now: datetime) -> Preview:
    """The same rows once more, as things are now; nothing is stored. Raises Invalid("open_day.sheet_stale")."""
    shown = open_day_for(campaign, open_day_id, RECOMMEND, actor)
    return Preview(_judged(campaign, shown, _unpacked(sealed, open_day_id, actor, now)), sealed)


def confirm(campaign: Campaign, open_day_id: int, sealed: str, *, actor: Actor, now: datetime) -> Preview:
    """Store the good rows of a preview, judged again as things are now, all or none of them.

    Raises Invalid("open_day.sheet_stale") and what the booking room refuses.
    """
    with unit_of_work():
        shown = open_day_for(campaign, open_day_id, RECOMMEND, actor)
        rows = _unpacked(sealed, open_day_id, actor, now)
        judged = _judged(campaign, shown, rows)
        people = [
            Recommendation(j.session_id, j.row.name, j.row.phone, j.row.category, j.needs)
            for j in judged
            if j.outcome == "add" and j.session_id is not None and j.row.phone is not None
        ]
        if people:
            _store(campaign, shown, people, actor=actor, now=now)
        return Preview(judged, sealed)


def recommend(
    campaign: Campaign, open_day_id: int, person: Recommendation, *, actor: Actor, now: datetime
) -> None:
    """Enter one person. Raises Conflict (already booked, quota full), Invalid (category, session)."""
    with unit_of_work():
        shown = open_day_for(campaign, open_day_id, RECOMMEND, actor)
        row = SheetRow(
            1,
            person.name,
            person.phone,
            person.phone,
            _title_of(shown, person.session_id),
            person.category,
            "",
        )
        judged = _judged(campaign, shown, [row])[0]
        if judged.outcome == "same":
            raise Invalid("open_day.row_there_already", field="phone")
        if judged.faults:
            first = judged.faults[0]
            field = "session" if "quota" in first.code or "session" in first.code else "phone"
            raise Invalid(first.code, field=field, **first.params)
        _store(campaign, shown, [person], actor=actor, now=now)


def remove(campaign: Campaign, open_day_id: int, booking_id: int, *, actor: Actor, now: datetime) -> None:
    """Take somebody off the list; they are told like anybody whose booking is cancelled."""
    with unit_of_work():
        got = one(campaign, open_day_id, booking_id, actor=actor, now=now)
        booking.cancel_booking(got.token, actor=actor, now=now)


def one(
    campaign: Campaign, open_day_id: int, booking_id: int, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """One recommended person. Raises NotFound."""
    _shown, people = recommended(campaign, open_day_id, actor=actor, now=now)
    found = next((b for b in people if b.id == booking_id), None)
    if found is None:
        raise NotFound
    return found


def _store(
    campaign: Campaign,
    shown: PublicOpenDay,
    people: Sequence[Recommendation],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    declared = tuple(declarations_of(packs.values_of(campaign)))
    rows = [
        booking.Recommended(
            session_id=p.session_id,
            call_name=p.name,
            full_name=p.name,
            phone=p.phone,
            category=p.category,
            needs=p.needs,
            declared=declared,
            reach="sms" if booking.is_mobile(p.phone) else "call",
        )
        for p in people
    ]
    # Who agreed to the notice, and how, is kept where every booking is told of: tellings.
    booking.import_recommended(shown.event.id, rows, key=secrets.token_hex(16), actor=actor, now=now)
    record(shown, "open_day.recommended", actor, now, people=len(rows))


def _judged(campaign: Campaign, shown: PublicOpenDay, rows: Sequence[SheetRow]) -> tuple[JudgedRow, ...]:
    held = {}
    for phone in {row.phone for row in rows if row.phone}:
        got = booking.booking_for(shown.event.id, phone)
        if got is not None:
            held[phone] = Held(got.session.id, got.number, got.way == "recommended")
    return judge(rows, open_sessions(shown), categories_of(packs.values_of(campaign)), held)


def open_sessions(shown: PublicOpenDay) -> list[Open]:
    """The sessions that are held, with the places left of the recommended people's own quota."""
    return [
        Open(s.id, s.ordinal, s.title, s.recommended.left if s.recommended else 0)
        for s in shown.event.sessions
        if s.state == "open"
    ]


def _title_of(shown: PublicOpenDay, session_id: int) -> str:
    found = shown.event.session(session_id)
    return f"{found.ordinal}" if found is not None else "?"


def _unpacked(sealed: str, open_day_id: int, actor: Actor, now: datetime) -> list[SheetRow]:
    try:
        body = json.loads(privacy.unseal(sealed))
        made = datetime.fromisoformat(body["at"])
    except (DomainError, ValueError, KeyError) as problem:
        raise Invalid("open_day.sheet_stale", field="file") from problem
    if (body["user"], body["day"]) != (actor.user_id, open_day_id) or now - made > PREVIEW_LIFE:
        raise Invalid("open_day.sheet_stale", field="file")
    return [SheetRow(**row) for row in body["rows"]]
