"""The queries of giving callers to seats, built once. Whoever changes somebody who waits holds the line first; seats are held before their callers.

Order of locks: the line of a campaign, seats by ascending shift, waiters. A caller in a seat's hands is changed only
while the seat's row is held; joining needs no lock.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    Integer,
    Table,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
    update,
)

from core.api import UtcDateTime, db, dialect_name, is_listed, read_rows, write_rows

from ..models import Attempt, SeatChange, SeatState, Shift, ShiftTopic, Topic, Waiter

_WAITER = cast(Table, Waiter.__table__)
_SEAT = cast(Table, SeatState.__table__)
_SHIFT = cast(Table, Shift.__table__)
_CHANGES = cast(Table, SeatChange.__table__)
_TRIES = cast(Table, Attempt.__table__)
_LOCK = 5_890_000_000_000  # PostgreSQL's advisory locks: this and a campaign's id
#: who is free again, and who may be taken from now on
_DUE = union_all(
    select(_WAITER.c.id, _WAITER.c.shift_id, _WAITER.c.lease_until.label("until")).where(
        _WAITER.c.lease_until.is_not(None), _WAITER.c.lease_until <= bindparam("now")
    ),
    select(_WAITER.c.id, text("NULL"), text("NULL")).where(
        _WAITER.c.lane.is_(None), _WAITER.c.state == "waiting", _WAITER.c.not_before <= bindparam("now")
    ),
)


@lru_cache(maxsize=2)
def _seats(dialect: str) -> Any:
    """Seats with their shifts, held. On PostgreSQL the line is held first in the same trip, and topics come along."""
    found = (
        select(
            _SEAT,
            _SHIFT.c.user_id,
            _SHIFT.c.general,
            _SHIFT.c.languages,
            _SHIFT.c.starts_at,
            _SHIFT.c.ends_at,
            _SHIFT.c.state.label("shift_state"),
        )
        .join(_SHIFT, _SHIFT.c.id == _SEAT.c.shift_id)
        .where(is_listed(_SEAT.c.shift_id, "ids", dialect))
        .order_by(_SEAT.c.shift_id)
        .with_for_update(of=_SEAT)
    )
    if dialect == "sqlite":
        return found
    topics = select(ShiftTopic.topic_id).where(ShiftTopic.shift_id == _SEAT.c.shift_id).correlate(_SEAT)
    held = select(func.pg_advisory_xact_lock(bindparam("key"))).scalar_subquery()
    return found.add_columns(func.array(topics.scalar_subquery()).label("topics")).where(held.is_not(None))


_TOPICS = select(ShiftTopic.shift_id, ShiftTopic.topic_id).where(
    ShiftTopic.shift_id.in_(bindparam("ids", expanding=True))
)
_COLUMNS = "w.id, w.lane, w.language, w.rank, w.turn"
#: the first few of several lanes, each found by the index
_HEADS = {
    "postgresql": text(
        f"SELECT {_COLUMNS} FROM unnest(CAST(:lanes AS int[])) AS l(lane) CROSS JOIN LATERAL (SELECT * FROM hotline_waiter"
        " WHERE lane = l.lane ORDER BY turn, id LIMIT :most) w"
    ),
    "sqlite": text(
        f"SELECT {_COLUMNS} FROM json_each(:lanes) l JOIN hotline_waiter w ON w.id IN (SELECT id FROM hotline_waiter x"
        " WHERE x.lane = l.value ORDER BY x.turn, x.id LIMIT :most)"
    ),
}
_SPOKEN = {
    "postgresql": text(
        f"SELECT {_COLUMNS} FROM unnest(CAST(:lanes AS int[])) AS l(lane), unnest(CAST(:languages AS text[])) AS s(language)"
        " CROSS JOIN LATERAL (SELECT * FROM hotline_waiter x WHERE x.lane = l.lane AND x.language = s.language"
        " AND x.language <> '' ORDER BY x.rank, x.id LIMIT :most) w"
    ),
    "sqlite": text(
        f"SELECT {_COLUMNS} FROM json_each(:lanes) l, json_each(:languages) s JOIN hotline_waiter w ON w.id IN"
        " (SELECT id FROM hotline_waiter x WHERE x.lane = l.value AND x.language = s.value AND x.language <> ''"
        " ORDER BY x.rank, x.id LIMIT :most)"
    ),
}
_GIVEN = (
    func.unnest(bindparam("ids", type_=ARRAY(Integer)), bindparam("shifts", type_=ARRAY(Integer)))
    .table_valued("id", "shift_id", name="given")
    .render_derived()
)
_TAKEN: dict[str, Any] = {"state": "claimed", "lane": None}
_TAKE_MANY = (
    update(_WAITER)
    .where(_WAITER.c.id == _GIVEN.c.id, _WAITER.c.state == "waiting")
    .values(
        **_TAKEN,
        shift_id=_GIVEN.c.shift_id,
        claimed_at=bindparam("now", type_=UtcDateTime),
        lease_until=bindparam("until", type_=UtcDateTime),
    )
    .returning(_WAITER)
    .cte("taken")
)
#: everything that a batch of claims writes about seats and tries, in the statement that takes the callers
_CLAIM_MANY = select(_TAKE_MANY).add_cte(
    update(_SEAT)
    .where(_SEAT.c.shift_id == _TAKE_MANY.c.shift_id)
    .values(
        state="serving", since=_TAKE_MANY.c.claimed_at, until=None, reason="", serving_waiter=_TAKE_MANY.c.id,
        # A wrap-up that is over is kept as a change of its own.
        changes=_SEAT.c.changes + case((_SEAT.c.state == "wrap_up", 2), else_=1),
    ).cte("seated"),
    insert(_CHANGES)
    .from_select(
        ["shift_id", "ordinal", "state", "reason", "at"],
        union_all(
            select(_SEAT.c.shift_id, _SEAT.c.changes + 1, literal("ready"), literal(""), _SEAT.c.until)
            .join(_TAKE_MANY, _TAKE_MANY.c.shift_id == _SEAT.c.shift_id)
            .where(_SEAT.c.state == "wrap_up"),
            select(
                _SEAT.c.shift_id,
                _SEAT.c.changes + case((_SEAT.c.state == "wrap_up", 2), else_=1),
                literal("serving"),
                literal(""),
                _TAKE_MANY.c.claimed_at,
            ).join(_TAKE_MANY, _TAKE_MANY.c.shift_id == _SEAT.c.shift_id),
        ),
    ).cte("changed"),
    insert(_TRIES)
    .from_select(
        ["waiter_id", "shift_id", "at", "outcome", "reason"],
        select(_TAKE_MANY.c.id, _TAKE_MANY.c.shift_id, _TAKE_MANY.c.claimed_at, literal(""), literal("")),
    ).cte("tried"),
)  # fmt: skip
_TAKE_ONE = (
    update(_WAITER)
    .where(_WAITER.c.id == bindparam("one"), _WAITER.c.state == "waiting")
    .values(
        **_TAKEN, shift_id=bindparam("shift"), claimed_at=bindparam("now"), lease_until=bindparam("until")
    )
    .returning(_WAITER)
)
_CHANGE = (
    update(_SEAT)
    .where(_SEAT.c.shift_id == bindparam("shift"))
    .values(
        state=bindparam("to_state"),
        since=bindparam("at"),
        until=bindparam("to"),
        reason=bindparam("why"),
        serving_waiter=bindparam("caller"),
        changes=bindparam("count"),
    )
)


def _postgres() -> bool:
    return dialect_name() == "postgresql"


def hold_line(campaign_id: int) -> None:
    """Nobody else gives out or moves who waits until this transaction ends. SQLite has one writer anyway."""
    if _postgres():
        db.session.execute(_HOLD, {"key": _LOCK + campaign_id})


_HOLD = select(func.pg_advisory_xact_lock(bindparam("key")))


# ── claiming: built once, without the ORM ───────────────────────────────────────────────────────────────────────────
def due(now: datetime) -> list[Any]:
    """(waiter, shift, lease) of the leases that are over, and (waiter, None, None) of callbacks that may be rung now."""
    return read_rows(_DUE, {"now": now})


def hold_line_and_seats(campaign_id: int, shift_ids: Collection[int]) -> dict[int, Any]:
    """Hold the line, then seats with their shifts, until the transaction ends; by shift.

    PostgreSQL does both in one trip and gives the seats' `topics` along: the lock is waited for before a row is looked
    for, and a held row is read as it stands then. Without a seat the line isn't held: there is nothing to give out.
    """
    values: dict[str, Any] = {"ids": sorted(shift_ids)}
    if _postgres():
        values["key"] = _LOCK + campaign_id
    return {row.shift_id: row for row in read_rows(_seats(dialect_name()), values)}


def topics_of(shift_ids: Collection[int]) -> dict[int, set[int]]:
    """The topics of shifts."""
    found: dict[int, set[int]] = {shift_id: set() for shift_id in shift_ids}
    for row in db.session.execute(_TOPICS, {"ids": list(shift_ids)}):
        found[row.shift_id].add(row.topic_id)
    return found


def all_topics(campaign_id: int) -> list[int]:
    """Every topic of a campaign, closed ones too: somebody may still wait there."""
    return list(db.session.scalars(select(Topic.id).filter_by(campaign_id=campaign_id)))


def heads(lanes: Collection[int], languages: Collection[str], most: int) -> list[Any]:
    """The first `most` of each lane, and of each of these languages in it: rows of (id, lane, language, rank, turn)."""
    kind = "postgresql" if _postgres() else "sqlite"
    listed = (lambda values: values) if _postgres() else _json
    values = {"lanes": listed(sorted(lanes)), "most": most}
    found = {row.id: row for row in read_rows(_HEADS[kind], values)}
    if languages:
        values["languages"] = listed(sorted(languages))
        found.update((row.id, row) for row in read_rows(_SPOKEN[kind], values))
    return list(found.values())


def _json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def take(
    given: Mapping[int, int], seats: Mapping[int, Any], *, now: datetime, until: datetime
) -> dict[int, Any]:
    """Give waiters (id → shift) to held seats, with all that is kept of it; the rows of those still there, by id."""
    if _postgres():
        values = {"ids": list(given), "shifts": list(given.values()), "now": now, "until": until}
        written = (Waiter, SeatState, SeatChange, Attempt)
        return {row.id: row for row in write_rows(_CLAIM_MANY, values, written)}
    found = {}
    for one, shift in given.items():
        row = db.session.execute(_TAKE_ONE, {"one": one, "shift": shift, "now": now, "until": until}).first()
        if row is not None:
            found[one] = row
            _serve(seats[shift], one, now)
    return found


def _serve(seat: Any, waiter_id: int, now: datetime) -> None:
    shift, count = seat.shift_id, seat.changes
    kept = []
    if seat.state == "wrap_up":
        count += 1
        kept.append({"shift_id": shift, "ordinal": count, "state": "ready", "reason": "", "at": seat.until})
    count += 1
    kept.append({"shift_id": shift, "ordinal": count, "state": "serving", "reason": "", "at": now})
    moved = {
        "shift": shift,
        "to_state": "serving",
        "at": now,
        "to": None,
        "why": "",
        "caller": waiter_id,
        "count": count,
    }
    db.session.execute(_CHANGE, moved)
    db.session.execute(insert(_CHANGES), kept)
    tried = {
        "waiter_id": waiter_id,
        "shift_id": shift,
        "at": now,
        "ended_at": None,
        "outcome": "",
        "reason": "",
    }
    db.session.execute(insert(_TRIES), tried)


def spoken_on_duty(campaign_id: int, now: datetime) -> set[tuple[int, str]]:
    """(topic, language) of the seats that somebody sits on now."""
    rows = db.session.execute(
        select(Shift.id, Shift.general, Shift.languages)
        .join(SeatState, SeatState.shift_id == Shift.id)
        .where(Shift.campaign_id == campaign_id, SeatState.state != "off", Shift.ends_at > now)
    ).all()
    speaking = [row for row in rows if row.languages]
    topics = topics_of([row.id for row in speaking]) if speaking else {}
    every = all_topics(campaign_id) if any(row.general for row in speaking) else []
    return {
        (topic, language)
        for row in speaking
        for topic in (every if row.general else topics[row.id])
        for language in row.languages
    }
