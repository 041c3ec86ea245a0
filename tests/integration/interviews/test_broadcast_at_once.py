"""Several people at one broadcast: at the same moment, and in any order of acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.base.db import db
from core.base.errors import DomainError
from tests.support.on_air import OnAir, on_air, set_up
from tests.support.studio import STARTS, open_studio


@pytest.fixture
def air(make_app: Callable[..., Flask]) -> Iterator[OnAir]:
    app = make_app()
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        yield on_air(studio)


def rows(air: OnAir) -> list[Any]:
    from plugins.interviews.models import Turn

    db.session.rollback()
    return list(db.session.scalars(db.select(Turn).where(Turn.interview_id == air.interview_id)))


# ── several at once ─────────────────────────────────────────────────────────────────────────────────────────────────
def at_once(air: OnAir, acts: Sequence[Callable[..., Any]]) -> list[Any]:
    """What each act answered or was refused with, all of them begun at the same moment."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with air.studio.city.app.test_request_context("/zh/"):
            gate.wait()
            try:
                return act()
            except DomainError as refused:
                return refused.code

    db.session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_releasers_at_once_give_one_place_each(air: OnAir) -> None:
    air.name("leader", "releaser")
    turns = [air.hand_in(f"第{number}条") for number in range(8)]
    acts = [
        lambda turn=turn, by=by: air.release(turn, by=by) for turn in turns for by in ("reviewer", "leader")
    ]
    answers = at_once(air, acts)
    places = sorted(one for one in answers if isinstance(one, int))
    assert places == list(range(1, 9))
    assert {one for one in answers if isinstance(one, str)} <= {
        "interviews.turn_changed",
        "interviews.turn_moved_on",
    }
    assert sorted(row.place for row in rows(air)) == list(range(1, 9))
    assert air.desk().released == 8


def test_one_key_sent_by_two_at_once_is_one_turn(air: OnAir) -> None:
    answers = at_once(air, [lambda: air.hand_in("一", key="race-key-1")] * 4)
    assert len(rows(air)) == 1
    assert len({one.id for one in answers if not isinstance(one, str)}) == 1


# ── any order of acts by several people ─────────────────────────────────────────────────────────────────────────────
#: often enough what makes turns and lets them out; each act is tried on a turn that is at that step, where there is one
USUAL = (
    "hand_in",
    "hand_in",
    "hand_in",
    "release",
    "release",
    "release",
    "release",
    "pull",
    "correct",
    "edit",
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from((*USUAL, "type", "back", "take_back", "drop", "over_to")),
        st.sampled_from(("typist", "editor", "reviewer")),
        st.integers(0, 5),
    ),
    min_size=8, max_size=40,
)  # fmt: skip
FITS = {"release": "waiting", "edit": "waiting", "back": "waiting", "pull": "released", "correct": "pulled"}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_whatever_is_done_places_have_no_gaps_and_nobody_releases_their_own(
    air: OnAir, acts: list[tuple[str, str, int]]
) -> None:
    from plugins.interviews.service import duties, reading, turn_drafts, turns

    air = set_up_another(air)
    where, now = (air.campaign, air.interview_id), STARTS
    for number, (act, by, which) in enumerate(acts):
        now += timedelta(seconds=1)
        actor, known = air.studio.actor(by), rows(air)
        known = [one for one in known if one.state == FITS.get(act)] or known
        row = known[which % len(known)] if known else None
        key = row.key if row is not None and which % 2 else f"model-{air.interview_id}-{number:04d}"
        typed, version = turn_drafts.Typed("host", f"{act}{number}"), row.version if row is not None else 0
        seen = version if row is not None and key == row.key else 0
        try:
            if act == "type":
                turn_drafts.keep_draft(*where, key, seen, typed, actor=actor, now=now)
            elif act == "hand_in":
                turn_drafts.hand_in(*where, key, seen, typed, actor=actor, now=now)
            elif act == "over_to":
                duties.hand_over(*where, air.studio.city.ids["editor"], actor=actor, now=now)
            elif row is None:
                continue
            elif act == "edit":
                turns.edit_waiting(*where, row.id, version, f"改{number}", "", actor=actor, now=now)
            elif act == "release":
                turns.release(*where, row.id, version, actor=actor, now=now)
            elif act == "back":
                turns.send_back(*where, row.id, version, "再改", actor=actor, now=now)
            elif act == "pull":
                turns.pull(*where, row.id, "说错了", actor=actor, now=now)
            elif act == "correct":
                turn_drafts.correct(
                    *where, row.id, f"right-{air.interview_id}-{number:04d}", actor=actor, now=now
                )
            else:
                getattr(turn_drafts, act)(*where, row.id, version, actor=actor, now=now)
        except DomainError:
            db.session.rollback()
    found = rows(air)
    out = [one for one in found if one.place is not None]
    assert sorted(one.place for one in out) == list(range(1, len(out) + 1))
    assert all(one.state in ("released", "pulled") for one in out)
    assert all(one.released_by not in (one.typed_by, one.edited_by) for one in out)
    shown = [one.id for one in reading.turns(air.interview_id)]
    assert sorted(shown) == sorted(one.id for one in out if one.state == "released")
    spots = [one.spot for one in out if one.state == "released"]
    assert len(spots) == len(set(spots))


def set_up_another(air: OnAir) -> OnAir:
    """A broadcast of its own for every example; two releasers, both typists may be releasers too."""
    made = set_up(air.studio, starts_at=STARTS, place_id=None, host_id=None)
    for login in ("typist", "editor"):
        if not air.studio.actor(login).can("interviews.release"):
            air.studio.city.give(login, "reviewer", "water")
        made.name(login, "releaser")
    made.name("leader", "releaser")
    made.name("editor", "typist")
    made.say("open")
    return made
