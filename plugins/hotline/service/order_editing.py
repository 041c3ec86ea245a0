"""Mending an order after it was registered: what was misheard, put under the wrong topic, or turned out to be urgent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import Actor, Invalid, RuleBroken, unit_of_work

from ..contracts import OrderView
from ..models.orders import Order
from ..rules import orders as rules
from ..store import orders as store
from . import reach
from .order_pieces import act, closed, mark, opened, readable_row, require_city, standing, text_of
from .order_views import order_view


@dataclass(frozen=True)
class OrderChanges:
    """An order's fields as they should read. `confidential` may be set and never taken away (HL-03)."""

    title: str
    place: str
    words: str
    topic_id: int | None
    urgent: bool
    confidential: bool


def edit(
    order_id: int, version: int, changes: OrderChanges, *, actor: Actor, now: datetime
) -> tuple[OrderView | None, tuple[str, ...]]:
    """Store what differs; the time line and the audit trail name the fields, never their words.

    Gives the order (None when it has become confidential and isn't for these eyes any more) and the names of the
    changed fields; without any nothing is stored. Raises Invalid at a field, RuleBroken (secret_mark,
    hotline.order_confidential_merged, hotline.order_erased_text), Conflict("hotline.order_changed").
    """
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        if row.erased_at is not None:
            raise RuleBroken("hotline.order_erased_text")
        values = _values(row, changes)
        if values:
            if "confidential" in values and (refusal := rules.refuse_act("make_confidential", standing(row))):
                raise RuleBroken(f"hotline.{refusal}")
            names = [name.removesuffix("_sealed").removesuffix("_id") for name in values]
            if row.state == "registered" and "topic_id" in values:
                values["term_class"] = rules.term_class_of(row.sort, store.topic_term(values["topic_id"]))
            act(row, version, "edit", actor=actor, now=now, line="edited", codes={"fields": names}, **values)
            mark(row)
        else:
            names = []
        shown = reach.may_read(row, actor)
    return (order_view(order_id, actor=actor, now=now) if shown else None), tuple(names)


def _values(row: Order, changes: OrderChanges) -> dict[str, Any]:
    """The columns that differ from what is stored."""
    other = changes.topic_id if changes.topic_id != row.topic_id else None
    if other is not None and not store.has_topic(other, row.campaign_id):
        raise Invalid("hotline.order_topic_missing", field="topic_id")
    if row.confidential and not changes.confidential:
        raise Invalid("hotline.order_stays_confidential", field="confidential")
    texts = {
        "title_sealed": text_of(changes.title, rules.MOST_TITLE, field="title", least=1),
        "place_sealed": text_of(changes.place, rules.MOST_PLACE, field="place"),
        "words_sealed": text_of(changes.words, rules.MOST_WORDS, field="words"),
    }
    values: dict[str, Any] = {
        column: closed(text) for column, text in texts.items() if text != opened(getattr(row, column))
    }
    for name in ("topic_id", "urgent", "confidential"):
        if getattr(changes, name) != getattr(row, name):
            values[name] = getattr(changes, name)
    return values
