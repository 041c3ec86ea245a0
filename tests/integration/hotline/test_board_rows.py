"""The board on the real database: what is kept in memory is what the tables say, whatever happened in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as on
from sqlalchemy import update

from core.base.access import SYSTEM, Actor, Grant
from core.base.db import db, unit_of_work
from core.base.errors import Invalid, NotAllowed, NotFound
from core.base.registry import registry
from plugins.hotline.contracts import NewWaiter
from plugins.hotline.models import Call
from plugins.hotline.permissions import BOARD, INTAKE, SERVE, SUPERVISE
from plugins.hotline.service import board, calls, line, walls
from tests.integration.hotline.line_scene import NOW, Line, make_line

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SUPERVISOR = Actor(7, "班长", (Grant("supervisor", frozenset({BOARD, SUPERVISE, INTAKE, SERVE})),))


@pytest.fixture
def scene(db_session: Any) -> Line:
    return make_line(2, "board")


def note(scene: Line, topic: int = 0, **more: Any) -> int:
    return calls.note_call(scene.campaign, topic_id=scene.topics[topic], actor=SUPERVISOR, now=NOW, **more)


def fresh(scene: Line, now: Any) -> Any:
    """The same rows, read from the tables without anything remembered."""
    kept = dict(registry().memory)
    registry().memory.clear()
    found = dict(board.shown(scene.campaign, now=now).snapshot.rows)
    registry().memory.clear()
    registry().memory.update(kept)
    return found


def test_memory_and_tables_agree_through_a_life(scene: Line) -> None:
    seat = scene.seat(0, number=3)
    seen = []

    def look(seconds: float) -> Any:
        now = NOW + seconds * SECOND
        shown = board.shown(scene.campaign, now=now)
        assert dict(shown.snapshot.rows) == fresh(scene, now)
        seen.append(shown.figures.all)
        return shown

    look(0)
    call = note(scene, phone="13800002046")
    assert look(1).figures.all.answered == 1
    waiter = line.join(
        NewWaiter(scene.campaign.id, scene.topics[0], "k1", phone="13800002046", call_id=call),
        actor=SYSTEM,
        now=NOW + SECOND,
    )
    shown = look(30)
    assert (shown.figures.all.waiting, shown.figures.all.calls) == (1, 1)
    assert shown.figures.all.longest_since == (NOW + SECOND).timestamp()
    scene.next(seat, NOW + 31 * SECOND)
    shown = look(32)
    assert (shown.figures.all.waiting, shown.figures.all.timed, shown.figures.all.within) == (0, 1, 0)
    assert shown.figures.by_state["serving"] == 1
    scene.finish(waiter.id, seat, NOW + MINUTE)
    assert look(61).figures.by_state["wrap_up"] == 1
    alone = scene.join(0, now=NOW + MINUTE)
    assert look(62).figures.all.calls == 2
    line.give_up(alone.id, actor=SYSTEM, now=NOW + 70 * SECOND)
    shown = look(71)
    assert (shown.figures.all.missed, shown.figures.all.connection) == (1, 0.5)
    assert look(200).figures.by_state["ready"] == 1, "a wrap-up ends by itself"
    gone = scene.join(0, now=NOW + 201 * SECOND)
    line.to_callback(gone.id, NOW + MINUTE * 30, actor=SUPERVISOR, now=NOW + 202 * SECOND)
    assert look(203).figures.callbacks == 1
    tomorrow = look(86_400)
    assert tomorrow.figures.all.calls == 0


def test_a_number_opens_its_rows(scene: Line) -> None:
    for topic in (0, 0, 1):
        note(scene, topic)
    now = NOW + MINUTE
    shown = board.shown(scene.campaign, now=now).figures
    for what in ("calls", "answered", "missed", "rated", "timed", "within", "waiting"):
        rows = board.rows_of(scene.campaign, what, actor=SUPERVISOR, now=now)
        assert len(rows) == getattr(shown.all, what), what
    of_one = board.rows_of(scene.campaign, "calls", topic_id=scene.topics[1], actor=SUPERVISOR, now=now)
    assert len(of_one) == shown.topics[1].counts.calls == 1
    with pytest.raises(NotFound):
        board.rows_of(scene.campaign, "words", actor=SUPERVISOR, now=now)
    with pytest.raises(NotAllowed):
        board.rows_of(scene.campaign, "calls", actor=Actor(8, "编辑"), now=now)


def test_after_a_change_only_what_changed_is_read(scene: Line) -> None:
    for n in range(60):
        note(scene, key=f"n{n}")
    with unit_of_work() as session:
        session.execute(update(Call).values(changed_at=NOW - 10 * MINUTE))
    board.shown(scene.campaign, now=NOW)
    note(scene, key="last")
    read: list[str] = []

    def watch(_line: Any, _cursor: Any, statement: str, *_: Any) -> None:
        read.append(statement)

    on.listen(db.engine, "before_cursor_execute", watch)
    try:
        for _ in range(20):
            shown = board.shown(scene.campaign, now=NOW + MINUTE)
    finally:
        on.remove(db.engine, "before_cursor_execute", watch)
    assert shown.figures.all.calls == 61
    of_calls = [s for s in read if "FROM hotline_call" in s and "changed_at" in s.partition("WHERE")[2]]
    assert len(of_calls) == 1, "one reading for twenty boards, of what changed"
    assert len(read) <= 8, read


def test_the_number_is_shown_once_it_is_written_down(scene: Line) -> None:
    call = note(scene, phone="２６０-0118")
    assert calls.call_view(call, actor=SUPERVISOR, now=NOW).phone == "*****18"
    assert calls.number_of(call, actor=SUPERVISOR, now=NOW) == "2600118"
    calls.end(call, actor=SUPERVISOR, now=NOW + MINUTE)
    calls.end(call, actor=SUPERVISOR, now=NOW + 2 * MINUTE)
    view = calls.call_view(call, actor=SUPERVISOR, now=NOW)
    assert (view.state, view.outcome, view.ended_at) == ("ended", "answered", NOW + MINUTE)
    assert note(scene, key="once") == note(scene, key="once")
    with pytest.raises(NotFound):
        calls.call_view(call, actor=Actor(8, "编辑"), now=NOW)
    with pytest.raises(Invalid, match="phone_shape"):
        note(scene, phone="打给我")


def test_a_wall_link_opens_until_it_is_taken_back(scene: Line) -> None:
    key = walls.make_link(scene.campaign, "一楼大厅", actor=SUPERVISOR, now=NOW)
    assert walls.may_look(scene.campaign, key)
    assert not walls.may_look(scene.campaign, f"{key}_")
    assert not walls.may_look(make_line(1, "other").campaign, key)
    link = walls.links(scene.campaign, actor=SUPERVISOR)[0]
    walls.revoke_link(scene.campaign, link.id, actor=SUPERVISOR, now=NOW)
    assert not walls.may_look(scene.campaign, key)
    assert not walls.may_look(scene.campaign, "")
    with pytest.raises(NotAllowed):
        walls.make_link(scene.campaign, "家里", actor=Actor(8, "编辑"), now=NOW)
