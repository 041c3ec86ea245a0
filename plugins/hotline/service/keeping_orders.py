"""What an order keeps about its caller, why, and how it goes (PI-03, PI-07, HL-09)."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.api import (
    SYSTEM,
    Actor,
    NotFound,
    PersonalField,
    PersonalRecord,
    Purged,
    audit,
    campaigns,
    clock,
    db,
    privacy,
    unit_of_work,
)

from ..models.orders import Exchange, Order
from ..rules import orders as rules
from ..rules.phones import dial
from ..store import orders as store

NOTICE = "hotline.order"
RULE = "HL-09"
#: a sheet that was read and never taken in goes after this
SHEET_LIFE = timedelta(days=1)
_PURPOSE = _l("办理热线诉求、答复、回访")
_CLOSED = _l("工单办结")
_DUTY = _l("热线诉求办理闭环（HL-05）")
_UNTIL = _l("工单办结")


def _field(
    name: str, title: object, column: str, *, digest: str = "", optional: bool = True
) -> PersonalField:
    return PersonalField(
        f"{NOTICE}.{name}", title, _PURPOSE, table="hotline_order", sealed_column=column, digest_column=digest,
        rule=RULE, counted_from=_CLOSED, duty=_DUTY, duty_until=_UNTIL, optional=optional,
    )  # fmt: skip


FIELDS = (
    _field("phone", _l("电话"), "phone_sealed", digest="person_digest"),
    _field("name", _l("称呼"), "name_sealed"),
    _field("place", _l("诉求涉及的地点"), "place_sealed"),
    _field("title", _l("诉求标题"), "title_sealed", optional=False),
    _field("words", _l("诉求内容"), "words_sealed", optional=False),
    _field("reply", _l("答复内容"), "reply_sealed"),
    PersonalField(
        f"{NOTICE}.notes", _l("办理记录里的文字"), _PURPOSE, table="hotline_order_act",
        sealed_column="text_sealed", rule=RULE, counted_from=_CLOSED, duty=_DUTY, duty_until=_UNTIL, optional=True,
    ),
    PersonalField(
        "hotline.exchange.rows", _l("导入表里的内容"), _PURPOSE, table="hotline_exchange",
        sealed_column="rows_sealed", term=SHEET_LIFE, counted_from=_l("上传"), storage_only=True,
    ),
)  # fmt: skip


def is_open(row: Order) -> bool:
    """Whether an answer is still owed; a merged one waits for the one it goes with."""
    if row.state != "merged":
        return row.state in rules.OPEN
    head = store.order(row.merged_into) if row.merged_into is not None else None
    return head is not None and head.state in rules.OPEN


def records_of(person_digest: str) -> list[PersonalRecord]:
    """Everything an order keeps about a person, their confidential matters included: they are theirs."""
    from .order_pieces import opened

    found = []
    for row in _of_person(person_digest):
        fields = {
            str(_l("诉求")): opened(row.title_sealed),
            str(_l("内容")): opened(row.words_sealed),
            str(_l("地点")): opened(row.place_sealed),
            str(_l("称呼")): opened(row.name_sealed),
            str(_l("电话")): opened(row.phone_sealed),
            str(_l("答复")): opened(row.reply_sealed),
        }
        owed = is_open(row)
        found.append(
            PersonalRecord(
                title=str(_l("热线工单 %(number)s", number=row.number)),
                fields={name: value for name, value in fields.items() if value},
                kept_until=kept_until(row),
                duty=str(_DUTY) if owed else "",
                ref=f"hotline_order:{row.id}",
            )
        )
    return found


def kept_until(row: Order) -> date | None:
    """The day on which the order's personal part goes; None while it is open or where the pack names no days."""
    days = _days(row.campaign_id)
    if days is None or row.closed_at is None or is_open(row):
        return None
    return clock.local(row.closed_at).date() + timedelta(days=days)


def erase_person(person_digest: str, *, now: datetime) -> None:
    """Forget a caller. An open order keeps what is needed to answer it until it is closed (HL-05); the name goes now."""
    with unit_of_work():
        for row in _of_person(person_digest):
            if is_open(row):
                row.name_sealed, row.erase_at_end = "", True
            else:
                erase(row, now)
        _drop_from_sheets(person_digest)


def _drop_from_sheets(person_digest: str) -> None:
    """Take every row with this person's number out of sheets that wait to be taken in."""
    waiting = db.session.scalars(select(Exchange).where(Exchange.rows_sealed != "")).all()
    for sheet in waiting:
        body = json.loads(privacy.unseal(sheet.rows_sealed))
        left = [row for row in body["rows"] if not _is_of(row[1], person_digest)]
        if len(left) < len(body["rows"]):
            sheet.rows_sealed = privacy.seal(json.dumps({**body, "rows": left}, ensure_ascii=False))


def _is_of(cells: list[str], person_digest: str) -> bool:
    numbers = {number for cell in cells if len(cell) <= 30 and (number := dial(cell))}
    return any(person_digest in privacy.digest_candidates(number) for number in numbers)


def erase_if_asked(row: Order, now: datetime) -> None:
    """The duty has ended with the close: what was asked for then is done now."""
    if row.erase_at_end:
        erase(row, now)


def erase(row: Order, now: datetime, actor: Actor = SYSTEM) -> None:
    """Empty everything that names the caller or was said; number, sort, topic, states, days and departments stay."""
    row.phone_sealed = row.name_sealed = row.title_sealed = row.words_sealed = ""
    row.place_sealed = row.reply_sealed = row.person_digest = ""
    row.erase_at_end, row.erased_at = False, now
    row.told_by_hand = False
    for line in store.acts(row.id):
        line.text_sealed = ""
    store.drop_marks([row.id])
    audit.record(
        actor, now, "hotline.order_erased", subject=("hotline_order", row.id), campaign_id=row.campaign_id
    )


def purge(now: datetime) -> list[Purged]:
    """HL-09: empty what was closed longer ago than the campaign's pack keeps; drop sheets that were never taken in."""
    counts = dict.fromkeys(("phone", "name", "place", "title", "words", "reply"), 0)
    sheets = 0
    with unit_of_work():
        for campaign_id in db.session.scalars(select(Order.campaign_id).distinct()).all():
            days = _days(int(campaign_id))
            if days is None:
                continue
            due = select(Order).where(
                Order.campaign_id == campaign_id,
                Order.closed_at <= now - timedelta(days=days),
                Order.erased_at.is_(None),
            )
            for row in db.session.scalars(due).all():
                if is_open(row):
                    continue
                for name in counts:
                    counts[name] += bool(getattr(row, f"{name}_sealed"))
                erase(row, now)
        old = select(Exchange).where(Exchange.rows_sealed != "", Exchange.at <= now - SHEET_LIFE)
        for sheet in db.session.scalars(old).all():
            sheet.rows_sealed = ""
            sheets += 1
    return [
        *(Purged(f"{NOTICE}.{name}", count) for name, count in counts.items()),
        Purged("hotline.exchange.rows", sheets),
    ]


def _days(campaign_id: int) -> int | None:
    try:
        value = campaigns.campaign_by_id(campaign_id).pack.value(RULE)
    except NotFound:
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _of_person(person_digest: str) -> list[Order]:
    if not person_digest:
        return []
    return list(db.session.scalars(select(Order).filter_by(person_digest=person_digest).order_by(Order.id)))
