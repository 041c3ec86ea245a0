"""The live board: the day's rows, kept in memory and brought up to date by what changed, and its figures.

200 open boards cost what one does: a process reads the rows that changed once after each change, and makes the figures
once for all that ask, and anew every few seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.api import Actor, Campaign, NotFound, campaigns, clock, registry, remembered

from ..models import Call, SeatState, Shift, ShiftTopic, Topic, Waiter
from ..pack import number
from ..permissions import BOARD
from ..rules import board as rules
from ..rules import board_rows
from ..rules.board import Figures, Terms
from ..rules.board_rows import CallFacts, Row, Seat, WaiterFacts
from ..store import board as store

#: what is stored late under an earlier moment is read again for so long
OVERLAP = timedelta(seconds=20)
TABLES = (Call, Waiter)
#: figures of which nothing changed are made anew after so many seconds; durations tick in the browser
REST = 5
SEAT_TABLES = (Shift, SeatState, ShiftTopic)


@dataclass(frozen=True)
class Snapshot:
    """The day as it was read at `read_at`; never changed, the next one is made from it."""

    start: datetime
    read_at: datetime
    calls: Mapping[int, CallFacts]
    by_call: Mapping[int, WaiterFacts]
    loose: Mapping[int, WaiterFacts]
    rows: Mapping[str, Row]
    callbacks: tuple[float, ...]


@dataclass(frozen=True)
class Shown:
    """The board at one moment. `topics`: (id, name, short name)."""

    at: datetime
    day_start: datetime
    figures: Figures
    terms: Terms
    topics: tuple[tuple[int, str, str], ...]
    snapshot: Snapshot
    seats: tuple[Seat, ...]


def shown(campaign: Campaign, *, now: datetime) -> Shown:
    """The figures of now; the same object for everybody who asks within a few seconds, unless something changed."""
    snapshot = _snapshot(campaign, now)
    seats = _seats(campaign, now)
    house = registry()
    key = ("hotline.board.shown", campaign.id)
    kept = house.memory.get(key)
    # Held beside the remembered values, as long as these are the same ones, for a while: the waiting grows by itself.
    stretch = int(now.timestamp()) // REST
    if kept is not None and kept[0] == (stretch,) and kept[1].snapshot is snapshot and kept[1].seats is seats:
        found: Shown = kept[1]
        return found
    topics = remembered(("hotline.board.topics", campaign.id), (Topic,), lambda: store.topics_of(campaign.id))
    terms = terms_of(campaign)
    start = snapshot.start
    figures = rules.figures(
        tuple(snapshot.rows.values()),
        seats,
        [topic[0] for topic in topics],
        snapshot.callbacks,
        now=now.timestamp(),
        day_start=start.timestamp(),
        terms=terms,
        last_year=_last_year(start),
    )
    found = Shown(now, start, figures, terms, topics, snapshot, seats)
    house.memory[key] = ((stretch,), found)
    return found


def terms_of(campaign: Campaign) -> Terms:
    """The pack's values of HL-01."""
    return Terms(
        target=number(campaign, "HL-01.answer_within", 15),
        alarm=number(campaign, "HL-01.longest_wait", 120),
        connection=number(campaign, "HL-01.connection_rate", 95) / 100,
    )


def rows_of(
    campaign: Campaign,
    what: str,
    *,
    topic_id: int | None = None,
    quarter: int | None = None,
    actor: Actor,
    now: datetime,
) -> list[Row]:
    """The rows that a number of the board is made of. Raises NotAllowed, NotFound for an unknown number."""
    actor.require(BOARD, campaign_id=campaign.id)
    found = shown(campaign, now=now)
    try:
        return board_rows.pick(
            found.snapshot.rows.values(), what, target=found.terms.target, topic_id=topic_id, quarter=quarter,
            day_start=found.day_start.timestamp(),
        )  # fmt: skip
    except KeyError as problem:
        raise NotFound from problem


def seat_numbers(shift_ids: Iterable[int | None]) -> dict[int, int]:
    """Shift → the number of its seat."""
    return store.seat_numbers({one for one in shift_ids if one is not None})


# ── the day's rows ──────────────────────────────────────────────────────────────────────────────────────────────────
def day_of(now: datetime) -> datetime:
    """The first moment of the calendar day in China."""
    return datetime.combine(clock.local(now).date(), time(), clock.SHANGHAI)


def _snapshot(campaign: Campaign, now: datetime) -> Snapshot:
    key = ("hotline.board", campaign.id, day_of(now))

    def load() -> Snapshot:
        kept = registry().memory.get(key)
        return _advance(kept[1] if kept is not None else None, campaign.id, now)

    return remembered(key, TABLES, load)


def _advance(before: Snapshot | None, campaign_id: int, now: datetime) -> Snapshot:
    """The day anew, or what was known brought up to date by what changed since."""
    start = day_of(now)
    if before is None or before.start != start or now < before.read_at:
        calls = {call.id: call for call in store.calls_of_day(campaign_id, start)}
        before = Snapshot(start, now, {}, {}, {}, {}, ())
        ended = store.ended_waiters(campaign_id, start)
        changed = set(calls)
    else:
        since = before.read_at - OVERLAP
        fresh = store.changed_calls(campaign_id, since, start)
        calls = {**before.calls, **{call.id: call for call in fresh}}
        ended = store.ended_waiters(campaign_id, max(since, start))
        changed = {call.id for call in fresh}
    standing = store.open_waiters(campaign_id)
    by_call, loose = dict(before.by_call), dict(before.loose)
    rows = dict(before.rows)
    for waiter in sorted((*ended, *(one for one, _ in standing)), key=lambda one: one.id):
        if waiter.call_id in calls:
            by_call[waiter.call_id] = waiter
            changed.add(waiter.call_id)
            loose.pop(waiter.id, None)
            rows.pop(f"w{waiter.id}", None)
        else:
            loose[waiter.id] = waiter
    for waiter in loose.values():
        _put(rows, waiter, start.timestamp())
    for call_id in changed:
        row = board_rows.row_of(calls[call_id], by_call.get(call_id))
        rows[row.key] = row
    return Snapshot(
        start=start,
        read_at=now,
        calls=calls,
        by_call=by_call,
        loose=loose,
        rows=rows,
        callbacks=tuple(
            sorted(moment for one, moment in standing if one.kind == "callback" and one.state == "waiting")
        ),
    )


def _put(rows: dict[str, Row], waiter: WaiterFacts, start: float) -> None:
    """A caller of whom no call is known; one who asked for a callback on the web hasn't called."""
    row = board_rows.row_of(None, waiter)
    if waiter.kind == "call" and (waiter.joined >= start or row.state in ("waiting", "talking")):
        rows[row.key] = row
    else:
        rows.pop(row.key, None)


def _seats(campaign: Campaign, now: datetime) -> tuple[Seat, ...]:
    """The seats, read anew when one changed and once a minute: a shift begins by itself."""
    minute = int(now.timestamp()) // 60
    key = ("hotline.board.seats", campaign.id, minute % 2)
    found = remembered(
        key,
        SEAT_TABLES,
        lambda: (minute, tuple(store.seats_of_day(campaign.id, now, day_of(now) + timedelta(days=1)))),
    )
    if found[0] != minute:
        registry().memory.pop(key, None)
        return _seats(campaign, now)
    return found[1]


def _last_year(start: datetime) -> Mapping[int, int]:
    """quarter of an hour → calls, on the same date a year ago; over all campaigns, since each has its year."""
    try:
        then = start.replace(year=start.year - 1)
    except ValueError:  # 29 February
        then = start.replace(year=start.year - 1, day=28)
    ids = tuple(campaign.id for campaign in campaigns.all_campaigns())
    key = ("hotline.board.last_year", ids)
    kept = registry().memory.get(key)
    if kept is not None and kept[1][0] == then:
        found: Mapping[int, int] = kept[1][1]
        return found
    found = store.calls_by_quarter(ids, then, then + timedelta(days=1))
    registry().memory[key] = ((), (then, found))
    return found
