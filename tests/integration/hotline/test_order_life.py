"""A random life of a few orders: never closed without an answer, never due past the limits, merged ones all told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import leave, warm_app
from tests.integration.hotline.order_city import NOW, OrderCity, plant
from tests.support import databases as made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases

WHO = {
    "accept": "editor", "object_to": "editor", "reply": "editor", "ask_extension": "editor", "extend": "supervisor",
    "refuse_extension": "supervisor", "close": "operator", "send_back": "operator", "urge": "operator",
    "redispatch": "supervisor", "dispatch": "operator", "answer": "operator", "uphold": "supervisor",
    "keep": "supervisor", "merge": "operator", "unmerge": "operator", "make_confidential": "operator",
    "reopen": "supervisor",
}  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(WHO)), st.integers(0, 2), st.integers(0, 2), st.integers(0, 4)),
    max_size=30,
)


@pytest.fixture(scope="module")
def city(databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path) -> Iterator[OrderCity]:
    url = databases.copy()
    base = made.base_settings(tmp_path_factory.mktemp("life"), url)
    app = warm_app({**base, "SMS_GATEWAY": "demo", "DEMO": "1"}, warm)
    yield plant(app)
    leave(app)
    databases.drop(url)


@settings(max_examples=12)
@given(steps=STEPS)
def test_whatever_is_done_the_promises_hold(city: OrderCity, steps: list[tuple[str, int, int, int]]) -> None:
    from core.base.errors import DomainError

    with city.app.app_context():
        phones = [f"1370000{city.count + n:04d}" for n in range(3)]
        ids = [city.new(phone=phone).line.id for phone in phones]
        now, closings = NOW, 0
        for act, at, other, days in steps:
            now += timedelta(days=days, hours=1)
            before = city.row(ids[at]).state
            try:
                _do(city, act, ids[at], ids[other], days, now)
            except DomainError:
                assert city.row(ids[at]).state == before
                continue
            closings += act in ("close", "answer")
            for order_id in ids:
                _holds(city, order_id)
        for phone, order_id in zip(phones, ids, strict=True):
            row = city.row(order_id)
            head = city.row(row.merged_into) if row.merged_into else None
            if head is not None and head.state == "closed":
                kinds = [kind for kind, _lane, _words in city.sent(phone)]
                assert "hotline.order_closed_plain" in kinds, "a merged caller wasn't told"


def _do(city: OrderCity, act: str, order_id: int, other: int, days: int, now: Any) -> None:
    from plugins.hotline.service import orders

    units = [city.units["water"], city.units["housing"]]
    unit = city.row(order_id).department_id
    clerk = "housing" if unit == city.units["housing"] else "editor"
    by = clerk if WHO[act] == "editor" else WHO[act]
    given: dict[str, tuple[Any, ...]] = {
        "object_to": ("不归本单位管",),
        "reply": ("已经办好了。",),
        "answer": ("已经讲清了。",),
        "ask_extension": (days + 1, "还要等配件"),
        "refuse_extension": ("不能再拖了",),
        "send_back": ("没有答到点上",),
        "redispatch": (units[days % 2], "换个单位办"),
        "dispatch": (units[days % 2],),
        "merge": (other,),
    }
    if act == "reopen":
        orders.reopen(order_id, actor=city.actor(by), now=now)
    elif act in ("uphold", "keep"):
        to = units[days % 2] if days else None
        city.do("decide_objection", order_id, act == "uphold", "查过了，就这样", to, by=by, now=now)
    else:
        city.do(act, order_id, *given.get(act, ()), by=by, now=now)


def _holds(city: OrderCity, order_id: int) -> None:
    from core.base import clock
    from plugins.hotline.service import order_terms

    row = city.row(order_id)
    if row.state in ("closed", "replied"):
        assert row.reply_sealed, "closed without an answer"
    assert (row.state == "merged") == (row.merged_into is not None)
    terms = order_terms.terms_of(city.campaign)
    assert row.extensions <= terms.extensions or row.reopened_at is not None
    if row.due_on is not None:
        assert row.dispatched_at is not None
        handed = clock.local(row.dispatched_at).date()
        first = order_terms.due_of(city.campaign, row.term_class, handed).day
        assert first is not None
        assert first <= row.due_on <= order_terms.furthest(city.campaign, first)
    if row.confidential:
        assert row.merged_into is None
