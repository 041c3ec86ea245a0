"""The queries of the line. Whoever changes somebody who waits holds the line first; seats are held before their callers.

Order of locks: the line of a campaign, seats by ascending shift, waiters. A caller in a seat's hands is changed only
while the seat's row is held; joining needs no lock.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
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

from core.api import UtcDateTime, db

from ..models import Attempt, SeatChange, SeatState, Shift, ShiftTopic, Topic, Waiter

_FRESH = {"populate_existing": True}
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
_SEATS = (
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
    .where(_SEAT.c.shift_id.in_(bindparam("ids", expanding=True)))
    .order_by(_SEAT.c.shift_id)
    .with_for_update(of=_SEAT)
)
#: PostgreSQL gives the topics along
_SEATS_AND_TOPICS = _SEATS.add_columns(
    func.array(
        select(ShiftTopic.topic_id)
        .where(ShiftTopic.shift_id == _SEAT.c.shift_id)
        .correlate(_SEAT)
        .scalar_subquery()
    ).label("topics")
)
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
    return bool(db.engine.dialect.name == "postgresql")


def hold_line(campaign_id: int) -> None:
    """Nobody else gives out or moves who waits until this transaction ends. SQLite has one writer anyway."""
    if _postgres():
        db.session.execute(_HOLD, {"key": _LOCK + campaign_id})


_HOLD = select(func.pg_advisory_xact_lock(bindparam("key")))


# ── claiming: built once, without the ORM ───────────────────────────────────────────────────────────────────────────
def due(now: datetime) -> list[Any]:
    """(waiter, shift, lease) of the leases that are over, and (waiter, None, None) of callbacks that may be rung now."""
    return list(db.session.execute(_DUE, {"now": now}))


def hold_seats(shift_ids: Collection[int]) -> dict[int, Any]:
    """Seats with their shifts, held until the transaction ends, by shift; on PostgreSQL with their `topics`."""
    asked = _SEATS_AND_TOPICS if _postgres() else _SEATS
    return {row.shift_id: row for row in db.session.execute(asked, {"ids": sorted(shift_ids)})}


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
    found = {row.id: row for row in db.session.execute(_HEADS[kind], values)}
    if languages:
        values["languages"] = listed(sorted(languages))
        found.update((row.id, row) for row in db.session.execute(_SPOKEN[kind], values))
    return list(found.values())


def _json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def take(
    given: Mapping[int, int], seats: Mapping[int, Any], *, now: datetime, until: datetime
) -> dict[int, Any]:
    """Give waiters (id → shift) to held seats, with all that is kept of it; the rows of those still there, by id."""
    if _postgres():
        values = {"ids": list(given), "shifts": list(given.values()), "now": now, "until": until}
        return {row.id: row for row in db.session.execute(_CLAIM_MANY, values)}
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


# ── waiters one by one ──────────────────────────────────────────────────────────────────────────────────────────────
def waiter(waiter_id: int) -> Waiter | None:
    """One caller as they stand now."""
    return db.session.scalar(select(Waiter).filter_by(id=waiter_id).execution_options(**_FRESH))


def waiter_by_key(key: str) -> Waiter | None:
    """Whoever joined with this request."""
    return db.session.scalar(select(Waiter).filter_by(idempotency_key=key).execution_options(**_FRESH))


def waiter_by_token(token_digest: str) -> Waiter | None:
    """Whose page this is."""
    return db.session.scalar(select(Waiter).filter_by(token_digest=token_digest).execution_options(**_FRESH))


def waiters_by_id(waiter_ids: Collection[int]) -> list[Waiter]:
    """Callers as they stand now, in the order of their numbers."""
    found = select(Waiter).where(Waiter.id.in_(waiter_ids)).order_by(Waiter.id)
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def of_person(digests: Collection[str]) -> list[Waiter]:
    """Everything of a person in the line, oldest first."""
    found = select(Waiter).where(Waiter.person_digest.in_(digests)).order_by(Waiter.id)
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def ahead_of(row: Waiter) -> int:
    """How many of the topic would be taken before somebody; a callback that sleeps is told its kept place."""
    query = select(func.count()).select_from(Waiter).where(Waiter.lane == row.topic_id)
    return (
        db.session.scalar(
            query.where((Waiter.turn < row.turn) | ((Waiter.turn == row.turn) & (Waiter.id < row.id)))
        )
        or 0
    )


def held_by(shift_id: int) -> list[Waiter]:
    """Whom a shift has in its hands, or was reserved for it."""
    found = select(Waiter).where(
        ((Waiter.shift_id == shift_id) & (Waiter.state == "claimed")) | (Waiter.lane == -shift_id)
    )
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def open_of(campaign_id: int, topic_id: int | None, most: int) -> list[Waiter]:
    """Who waits or is being served, in the order of the line."""
    found = select(Waiter).where(Waiter.campaign_id == campaign_id, Waiter.ended_at.is_(None))
    if topic_id is not None:
        found = found.where(Waiter.topic_id == topic_id)
    return list(db.session.scalars(found.order_by(Waiter.turn, Waiter.id).limit(most)))


def counts(campaign_id: int) -> list[Any]:
    """Per topic and kind: how many wait, since when the first: rows of (topic_id, kind, asleep, n, first)."""
    asleep = Waiter.lane.is_(None)
    found = select(
        Waiter.topic_id,
        Waiter.kind,
        asleep.label("asleep"),
        func.count().label("n"),
        func.min(Waiter.joined_at).label("first"),
    ).where(Waiter.campaign_id == campaign_id, Waiter.ended_at.is_(None), Waiter.state == "waiting")
    return list(db.session.execute(found.group_by(Waiter.topic_id, Waiter.kind, asleep)))


def callbacks(campaign_id: int, most: int) -> list[Waiter]:
    """Callbacks that are owed, the next first."""
    found = select(Waiter).where(
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.kind == "callback",
        Waiter.state == "waiting",
    )
    return list(db.session.scalars(found.order_by(Waiter.turn, Waiter.id).limit(most)))


def ended_count(campaign_id: int, state: str, since: datetime) -> int:
    """How many left the line in this way since a moment."""
    query = select(func.count()).select_from(Waiter)
    return (
        db.session.scalar(
            query.where(Waiter.campaign_id == campaign_id, Waiter.ended_at >= since, Waiter.state == state)
        )
        or 0
    )


def last_attempt(waiter_id: int, shift_id: int | None) -> Attempt | None:
    """The try that is going on."""
    found = select(Attempt).filter_by(waiter_id=waiter_id, shift_id=shift_id, ended_at=None)
    return db.session.scalar(found.order_by(Attempt.id.desc()).limit(1))


def attempts_of(waiter_ids: Collection[int]) -> list[Attempt]:
    """Every try to serve these callers, in order."""
    return list(
        db.session.scalars(select(Attempt).where(Attempt.waiter_id.in_(waiter_ids)).order_by(Attempt.id))
    )


# ── seats ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def shift(shift_id: int) -> Shift | None:
    """One shift as it stands now."""
    return db.session.scalar(select(Shift).filter_by(id=shift_id).execution_options(**_FRESH))


def seat(shift_id: int) -> SeatState | None:
    """What a seat does, held until the transaction ends."""
    found = select(SeatState).filter_by(shift_id=shift_id).with_for_update().execution_options(**_FRESH)
    return db.session.scalar(found)


def seats_of(campaign_id: int, now: datetime) -> list[Any]:
    """(SeatState, Shift) of today's seats that somebody sat down on and whose hours are not long over."""
    found = (
        select(SeatState, Shift)
        .join(Shift, Shift.id == SeatState.shift_id)
        .where(SeatState.campaign_id == campaign_id, (Shift.ends_at > now) | (SeatState.state != "off"))
    )
    return list(db.session.execute(found.order_by(Shift.seat_number, Shift.id).execution_options(**_FRESH)))


def seats_to_end(now: datetime) -> list[tuple[int, int]]:
    """(campaign, shift) whose hours are over or that were cancelled while somebody still sits there."""
    found = (
        select(SeatState.campaign_id, SeatState.shift_id)
        .join(Shift, Shift.id == SeatState.shift_id)
        .where(SeatState.state != "off", (Shift.ends_at <= now) | (Shift.state != "planned"))
    )
    return [
        (row[0], row[1])
        for row in db.session.execute(found.order_by(SeatState.campaign_id, SeatState.shift_id))
    ]


def attended(campaign_id: int, now: datetime) -> set[int]:
    """The topics for which somebody sits on a seat now."""
    rows = db.session.execute(
        select(Shift.id, Shift.general)
        .join(SeatState, SeatState.shift_id == Shift.id)
        .where(
            Shift.campaign_id == campaign_id,
            SeatState.state != "off",
            Shift.state == "planned",
            Shift.ends_at > now,
        )
    ).all()
    if any(row.general for row in rows):
        return set(all_topics(campaign_id))
    return set().union(*topics_of([row.id for row in rows]).values()) if rows else set()


def planned_from(campaign_id: int, topic_id: int, now: datetime) -> datetime | None:
    """When the next seat of a topic begins (a moment past when one is running); None when none is planned."""
    served = select(ShiftTopic.shift_id).where(ShiftTopic.topic_id == topic_id)
    found = select(func.min(Shift.starts_at)).where(
        Shift.campaign_id == campaign_id,
        Shift.state == "planned",
        Shift.ends_at > now,
        Shift.general.is_(True) | Shift.id.in_(served),
    )
    return db.session.scalar(found)


def calls_of(campaign_id: int, topic_ids: Collection[int]) -> list[Waiter]:
    """Callers who hold the line for topics."""
    found = select(Waiter).where(
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.state == "waiting",
        Waiter.kind == "call",
        Waiter.topic_id.in_(topic_ids),
    )
    return list(db.session.scalars(found.order_by(Waiter.id).execution_options(**_FRESH)))


def waiting_topics(campaign_id: int) -> set[int]:
    """Topics for which somebody holds the line."""
    found = select(Waiter.topic_id).where(
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.state == "waiting",
        Waiter.kind == "call",
    )
    return set(db.session.scalars(found.distinct()))


def open_campaigns() -> list[int]:
    """Campaigns in whose line somebody stands."""
    return list(db.session.scalars(select(Waiter.campaign_id).where(Waiter.ended_at.is_(None)).distinct()))


def anybody_seated() -> bool:
    """Whether somebody sits on a seat, in any campaign."""
    return db.session.scalar(select(SeatState.shift_id).where(SeatState.state != "off").limit(1)) is not None
