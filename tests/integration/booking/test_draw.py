"""Places by lot: names put down, frozen, drawn once, told once; then the line in drawn order."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.base.access import SYSTEM, VISITOR
from core.base.db import db
from core.base.errors import DomainError, Invalid, RuleBroken
from core.base.privacy import digest
from core.booking import rules, service
from core.booking.contracts import EventTerms, EventView
from core.booking.service import lines
from tests.integration.booking.scene import (
    NOW,
    book,
    check_books,
    fresh,
    overheard,
    prepare,
    session,
    states,
)

LOT = EventTerms(companions=2, offer_minutes=120, by_lot=True)
CLOSED = NOW + timedelta(days=10, minutes=1)


def _draw_of(event: EventView) -> service.DrawView:
    found = service.view_draw(event.id)
    assert found is not None
    return found


def _state_of(event: EventView) -> dict[str, str]:
    return dict(states(event))


def test_nobody_has_a_place_before_the_draw(db_session) -> None:
    event = prepare(session(2), terms=LOT)
    with overheard() as told:
        first = book(event, 0, 1, may_wait=False)
        again = book(event, 0, 1, may_wait=False)
    assert (first.state, first.place, again.number) == ("waiting", None, first.number)
    assert told == [("entered", (first.number,))]
    seen = service.standing(first.token)
    assert seen is not None
    assert (seen.place, seen.reason) == (0, "draw")
    shown = fresh(event)
    assert (shown.taken, shown.undrawn, shown.sessions[0].waiting) == (0, True, 1)
    with pytest.raises(RuleBroken, match="offer_not_yet"):
        service.accept_offer(first.token, actor=VISITOR, now=NOW)
    service.draw_lots(NOW + timedelta(days=1))
    assert fresh(event).undrawn
    check_books(event.id)


def test_the_draw_is_the_rules_and_happens_once(db_session) -> None:
    event = prepare(session(3), terms=LOT)
    promised = service.view_draw(event.id)
    assert promised is not None
    assert (promised.seed, promised.sessions) == ("", ())
    got = [book(event, 0, n, party=1 + n % 2) for n in range(1, 7)]
    service.cancel_booking(got[0].token, actor=VISITOR, now=NOW)
    with overheard() as told:
        assert service.draw_lots(CLOSED) == 1
        assert service.draw_lots(CLOSED) == 0
    found = service.view_draw(event.id)
    assert found is not None
    assert rules.commitment_of(found.seed) == promised.commitment
    lots = [rules.Lot(b.number, b.party) for b in got[1:]]
    expected = rules.draw(found.seed, lots, 3)
    drawn = found.sessions[0]
    assert (drawn.taken, drawn.line, drawn.places) == (expected.taken, expected.line, 3)
    assert found.digest == rules.digest_of(lots)
    assert told == [("drawn", tuple(expected.taken)), ("not_drawn", tuple(expected.line))]
    now = _state_of(event)
    assert {n for n, state in now.items() if state == "booked"} == set(expected.taken)
    waits = [b for b in got if b.number in expected.line]
    assert {service.view_booking(b.token).number: service.view_booking(b.token).place for b in waits} == {
        number: place for place, number in enumerate(expected.line, 1)
    }
    check_books(event.id)


def test_a_freed_place_goes_to_the_next_in_drawn_order(db_session) -> None:
    event = prepare(session(1), terms=LOT)
    got = {b.number: b for b in (book(event, 0, n) for n in range(1, 5))}
    service.draw_lots(CLOSED)
    drawn = _draw_of(event).sessions[0]
    service.cancel_booking(got[drawn.taken[0]].token, actor=VISITOR, now=CLOSED)
    assert _state_of(event)[drawn.line[0]] == "offered"
    service.cancel_booking(got[drawn.line[0]].token, actor=VISITOR, now=CLOSED)
    assert _state_of(event)[drawn.line[1]] == "offered"
    check_books(event.id)


def test_who_withdraws_between_closing_and_draw_stays_on_the_frozen_list(db_session) -> None:
    event = prepare(session(1), terms=LOT)
    got = {b.number: b for b in (book(event, 0, n) for n in range(1, 4))}
    # The worker stood still: two have gone after the closing moment, one of them for good.
    late = list(got.values())
    service.cancel_booking(late[0].token, actor=VISITOR, now=CLOSED)
    service.erase_person(digest("13800000002"), now=CLOSED)
    with pytest.raises(RuleBroken, match="draw_frozen"):
        service.change_booking(late[2].token, party=2, actor=VISITOR, now=CLOSED)
    service.draw_lots(CLOSED + timedelta(hours=1))
    drawn = _draw_of(event).sessions[0]
    assert sorted(lot.number for lot in drawn.lots) == sorted(got)
    state = _state_of(event)
    assert state[late[0].number] == state[late[1].number] == "cancelled"
    assert state[late[2].number] == ("booked" if drawn.taken == (late[2].number,) else "offered")
    check_books(event.id)


def test_a_public_number_named_beforehand_joins_the_seed(db_session) -> None:
    terms = EventTerms(offer_minutes=60, by_lot=True, public_source="福彩双色球 9 月 11 日开奖号码")
    event = prepare(session(1), terms=terms)
    for n in range(1, 4):
        book(event, 0, n)
    with pytest.raises(RuleBroken, match="draw_number_early"):
        service.name_public_number(event.id, "0102", actor=SYSTEM, now=NOW)
    assert service.draw_lots(CLOSED) == 0
    frozen = service.view_draw(event.id)
    assert frozen is not None
    assert frozen.waits_for_number
    assert (frozen.seed, len(frozen.sessions[0].lots), frozen.sessions[0].taken) == ("", 3, ())
    for act in (
        lambda: service.enlarge_session(event.sessions[0].id, capacity=2, actor=SYSTEM, now=CLOSED),
        lambda: service.extend_booking(event.id, CLOSED + timedelta(days=1), actor=SYSTEM, now=CLOSED),
    ):
        with pytest.raises(RuleBroken, match="draw_frozen"):
            act()
    with pytest.raises(Invalid, match="draw_number_shape"):
        service.name_public_number(event.id, "一二三", actor=SYSTEM, now=CLOSED)
    done = service.name_public_number(event.id, "01 02 03", actor=SYSTEM, now=CLOSED)
    assert done.seed.endswith(":010203")
    assert rules.commitment_of(done.seed.partition(":")[0]) == frozen.commitment
    assert service.name_public_number(event.id, "010203", actor=SYSTEM, now=CLOSED) == done
    with pytest.raises(RuleBroken, match="draw_done"):
        service.name_public_number(event.id, "010204", actor=SYSTEM, now=CLOSED)
    check_books(event.id)


def test_two_workers_draw_once(app) -> None:
    with app.app_context():
        event = prepare(session(2), terms=LOT)
        for n in range(1, 6):
            book(event, 0, n)
        db.session.commit()
    done: list[int] = []
    gate = threading.Barrier(3)

    def work() -> None:
        with app.app_context():
            gate.wait()
            done.append(service.draw_lots(CLOSED))

    with app.app_context(), overheard() as told:
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [0, 0, 1]
        assert [fact for fact, _numbers in told] == ["drawn", "not_drawn"]
        check_books(event.id)


def test_terms_that_cannot_be_drawn(db_session) -> None:
    with pytest.raises(Invalid, match="draw_one_pool"):
        prepare(session(4, ("专家学者", 2)), terms=LOT)
    with pytest.raises(Invalid, match="draw_needs_line"):
        prepare(session(4), terms=EventTerms(by_lot=True))
    event = prepare(session(4), terms=LOT)
    commitment = _draw_of(event).commitment
    prepare(session(5), terms=LOT)
    assert _draw_of(event).commitment == commitment
    book(fresh(event), 0, 1)
    with pytest.raises(RuleBroken, match="draw_source_fixed"):
        prepare(session(5), terms=EventTerms(offer_minutes=60))


def test_the_job_is_asked_for_when_it_is_due(db_session) -> None:
    from core.base import jobs

    event = prepare(session(1), terms=LOT)
    book(event, 0, 1)
    lines.plan_jobs(NOW)
    assert not jobs.known_keys([f"{lines.DRAW}:{NOW:%Y%m%d%H%M}"])
    lines.plan_jobs(CLOSED)
    assert jobs.known_keys([f"{lines.DRAW}:{CLOSED:%Y%m%d%H%M}"])
    service.draw_lots(CLOSED)
    assert _state_of(event) == dict.fromkeys(_state_of(event), "booked")


ACTS = st.lists(
    st.tuples(st.sampled_from(["book", "cancel", "shrink", "erase", "draw", "accept"]), st.integers(0, 9)),
    max_size=25,
)


@given(acts=ACTS, capacity=st.integers(1, 4), closing=st.integers(0, 25))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_random_acts_around_a_draw(db_session, acts, capacity, closing) -> None:
    """Never oversold, nobody placed before the draw, drawn at most once and by the rules, whatever people do."""
    owner = _random_owner()
    event = prepare(session(capacity), terms=LOT, owner_id=owner)
    tokens: dict[int, str] = {}
    for n, (act, who) in enumerate(acts):
        now = NOW + timedelta(minutes=n) if n < closing else CLOSED + timedelta(minutes=n)
        try:
            if act == "book":
                got = book(event, 0, who, now=now, party=1 + who % 3, key=f"{owner}-{n}-{who}")
                tokens[who] = got.token
            elif act == "draw":
                service.draw_lots(now)
            elif act == "erase":
                service.erase_person(digest(f"138{who:08d}"), now=now)
            elif who in tokens and act == "cancel":
                service.cancel_booking(tokens[who], actor=VISITOR, now=now)
            elif who in tokens and act == "shrink":
                service.change_booking(tokens[who], party=1, actor=VISITOR, now=now)
            elif who in tokens:
                service.accept_offer(tokens[who], actor=VISITOR, now=now)
        except DomainError:
            pass
        if fresh(event).undrawn:
            assert fresh(event).taken == 0
    service.draw_lots(CLOSED + timedelta(days=1))
    found = service.view_draw(event.id)
    assert found is not None
    drawn = rules.draw(found.seed, found.sessions[0].lots, found.sessions[0].places)
    assert (drawn.taken, drawn.line) == (found.sessions[0].taken, found.sessions[0].line)
    check_books(event.id)


_owners = iter(range(1000, 10_000))


def _random_owner() -> int:
    return next(_owners)
