"""What becomes of one row of another platform's sheet: an order, a reply, a call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.api import Actor, Campaign, clock, db, privacy

from ..models.calls import Call
from ..models.orders import Order
from ..models.topics import Topic
from ..rules import order_sheet as sheets
from ..rules import orders as rules
from ..rules.phones import dial
from ..store import orders as store
from . import reach
from .order_acts import end
from .order_pieces import act, closed, emit, mark, opened, text_of, write_line

SAME = "same"
#: how many numbers are looked up in one question
BATCH = 500


@dataclass(frozen=True)
class Judged:
    """A row with what would become of it: add, change, same, conflict, fault; `order_id` where one is meant."""

    row: sheets.Row
    outcome: str
    code: str = ""
    column: str = ""
    order_id: int | None = None
    version: int = 0


def judge(campaign: Campaign, sheet: str, rows: Sequence[sheets.Row], actor: Actor) -> list[Judged]:
    """Judge every row as things are now; nothing is stored."""
    key = "external_id" if sheet == "calls" else "external_number"
    again = sheets.doubled(rows, key)
    known = _calls(rows) if sheet == "calls" else {}
    orders = _orders(campaign, rows, actor) if sheet != "calls" else {}
    found = []
    for row in rows:
        if row.faults:
            fault = row.faults[0]
            found.append(Judged(row, "fault", fault.code, fault.column))
        elif row.number in again:
            found.append(Judged(row, "fault", "sheet_row_twice", key))
        elif sheet == "calls":
            found.append(Judged(row, SAME if row.get("external_id") in known else "add"))
        else:
            order = orders.get(row.get("external_number")) or orders.get(row.get("number"))
            found.append(_order(row, order) if sheet == "orders" else _reply(row, order))
    return found


def _order(row: sheets.Row, order: Order | None) -> Judged:
    if order is None:
        if row.get("number") and not row.get("external_number"):
            return Judged(row, "fault", "sheet_number_unknown", "number")
        if row.get("phone") and not dial(row.get("phone")):
            return Judged(row, "fault", "sheet_bad_phone", "phone")
        return Judged(row, "add")
    external = row.get("external_number")
    if external and order.external_number and order.external_number != external:
        return Judged(row, "conflict", "sheet_other_number", "external_number", order.id, order.version)
    if external and not order.external_number:
        return Judged(row, "change", order_id=order.id, version=order.version)
    # An order that stands here is ours: what was said isn't overwritten, the difference is shown.
    for column, sealed in (("title", order.title_sealed), ("words", order.words_sealed)):
        typed = row.get(column)
        if typed and order.erased_at is None and rules.plain(typed) != opened(sealed):
            return Judged(row, "conflict", "sheet_differs", column, order.id, order.version)
    return Judged(row, SAME, order_id=order.id, version=order.version)


def _reply(row: sheets.Row, order: Order | None) -> Judged:
    if order is None:
        return Judged(row, "fault", "sheet_number_unknown", "external_number")
    reply = rules.plain(row.get("reply"))
    external = row.get("external_number")
    if external and order.external_number and order.external_number != external:
        return Judged(row, "conflict", "sheet_other_number", "external_number", order.id, order.version)
    if order.reply_sealed and opened(order.reply_sealed) == reply:
        return Judged(row, SAME, order_id=order.id, version=order.version)
    if order.state == "merged":
        return Judged(row, "conflict", "sheet_merged", "number", order.id, order.version)
    if order.erased_at is not None:
        return Judged(row, "conflict", "sheet_erased", "number", order.id, order.version)
    ours = order.answered_by is not None and bool(order.reply_sealed)
    if ours or order.state in ("accepted", "objected", "replied") or order.department_id is not None:
        # It was or is answered here: which of the two answers holds is for a person to say.
        return Judged(row, "conflict", "sheet_answered_here", "reply", order.id, order.version)
    return Judged(row, "change", order_id=order.id, version=order.version)


def _orders(campaign: Campaign, rows: Sequence[sheets.Row], actor: Actor) -> dict[str, Order]:
    """Orders that are meant, by either number; one that isn't for these eyes isn't there."""
    numbers = sorted({n for row in rows for n in (row.get("external_number"), row.get("number")) if n})
    found: dict[str, Order] = {}
    for at in range(0, len(numbers), BATCH):
        part = numbers[at : at + BATCH]
        meant = select(Order).where(
            Order.campaign_id == campaign.id,
            reach.readable(actor, campaign.id),
            Order.external_number.in_(part) | Order.number.in_(part),
        )
        for order in db.session.scalars(meant):
            found[order.number] = order
            if order.external_number:
                found[order.external_number] = order
    return found


def _calls(rows: Sequence[sheets.Row]) -> set[str]:
    ids = [row.get("external_id") for row in rows if row.get("external_id")]
    found: set[str] = set()
    for at in range(0, len(ids), BATCH):
        wanted = select(Call.external_id).where(
            Call.source == "sheet", Call.external_id.in_(ids[at : at + BATCH])
        )
        found |= {known for known in db.session.scalars(wanted) if known}
    return found


# ── taking in ───────────────────────────────────────────────────────────────────────────────────────────────────────
def take(campaign: Campaign, sheet: str, judged: Judged, *, actor: Actor, now: datetime) -> None:
    """Store one row that was judged add or change, inside the caller's unit of work."""
    if sheet == "calls":
        _take_call(campaign, judged.row, now)
    elif sheet == "replies":
        _take_reply(judged, actor, now)
    elif judged.order_id is None:
        _take_order(campaign, judged.row, actor, now)
    else:
        _take_number(judged, actor, now)


def _take_order(campaign: Campaign, row: sheets.Row, actor: Actor, now: datetime) -> None:
    from .orders import draw_number

    key = key_of(campaign.id, row.get("external_number"))
    if store.order_of_key(key) is not None:
        return
    phone = dial(row.get("phone"))
    confidential = bool(row.get("confidential"))
    at = _moment(row, "registered_at", now)
    order = Order(
        campaign_id=campaign.id,
        number=draw_number(campaign.id, confidential, at),
        external_number=row.get("external_number"),
        topic_id=_topic(campaign, row.get("topic")),
        sort=row.get("sort"),
        term_class=rules.term_class_of(row.get("sort")),
        confidential=confidential,
        urgent=bool(row.get("urgent")),
        person_digest=privacy.digest(phone) if phone else "",
        phone_sealed=closed(phone),
        name_sealed=closed(text_of(row.get("name"), rules.MOST_NAME, field="name")),
        title_sealed=closed(text_of(row.get("title"), rules.MOST_TITLE, field="title")),
        words_sealed=closed(text_of(row.get("words"), rules.MOST_WORDS, field="words")),
        place_sealed=closed(text_of(row.get("place"), rules.MOST_PLACE, field="place")),
        registered_by=actor.user_id if confidential else None,
        registered_at=at,
        # It is in the other platform already: nobody needs to carry it there.
        exported_at=now,
        idempotency_key=key,
    )
    db.session.add(order)
    db.session.flush()
    mark(order)
    write_line(order, "registered", actor=actor, now=now, codes={"sort": order.sort, "by_sheet": True})
    emit(order, "registered", now)


def _take_number(judged: Judged, actor: Actor, now: datetime) -> None:
    order = store.order(judged.order_id) if judged.order_id is not None else None
    assert order is not None
    number = judged.row.get("external_number")
    if store.change(order, judged.version, rules.STATES, external_number=number):
        write_line(order, "numbered", actor=actor, now=now)


def _take_reply(judged: Judged, actor: Actor, now: datetime) -> None:
    order = store.order(judged.order_id) if judged.order_id is not None else None
    assert order is not None
    row = judged.row
    words = text_of(row.get("reply"), rules.MOST_REPLY, field="reply", least=1)
    at = min(_moment(row, "replied_at", now), now)
    act(
        order,
        judged.version,
        "take_reply",
        actor=actor,
        now=now,
        line="reply_taken",
        text=words,
        reply_sealed=closed(words),
        external_number=order.external_number or row.get("external_number"),
        answered_by=None,
        replied_at=max(at, order.registered_at),
        closed_at=now,
    )
    emit(order, "replied", now)
    end(order, now)


def _take_call(campaign: Campaign, row: sheets.Row, now: datetime) -> None:
    phone = dial(row.get("phone"))
    arrived = row.moments["arrived_at"].replace(tzinfo=clock.SHANGHAI)
    answered = row.moments.get("answered_at")
    ended = row.moments.get("ended_at")
    db.session.add(
        Call(
            campaign_id=campaign.id,
            direction="in",
            source="sheet",
            external_id=row.get("external_id"),
            topic_id=_topic(campaign, row.get("topic")),
            person_digest=privacy.digest(phone) if phone else "",
            phone_sealed=closed(phone),
            arrived_at=arrived,
            answered_at=answered.replace(tzinfo=clock.SHANGHAI) if answered is not None else None,
            ended_at=(ended or answered or row.moments["arrived_at"]).replace(tzinfo=clock.SHANGHAI),
            state="ended",
            outcome="answered" if answered is not None else "abandoned",
            changed_at=now,
        )
    )


def _moment(row: sheets.Row, column: str, now: datetime) -> datetime:
    found = row.moments.get(column)
    return found.replace(tzinfo=clock.SHANGHAI) if found is not None else now


def _topic(campaign: Campaign, name: str) -> int | None:
    if not name:
        return None
    return db.session.scalar(select(Topic.id).filter_by(campaign_id=campaign.id, name=name[:60]))


def key_of(campaign_id: int, external_number: str) -> str:
    """The idempotency key of an order that came by sheet."""
    return "sheet:" + hashlib.sha256(f"{campaign_id}:{external_number}".encode()).hexdigest()[:48]
