"""Telling callers and departments. A typed number isn't proven: its message holds no content, only where to ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.api import Invalid, departments, outbox, people_with, privacy, settings

from ..models.orders import Order
from ..permissions import HANDLE, SUPERVISE
from ..store import orders as store
from .order_pieces import opened

#: characters of a reply that go into a message
REPLY_SHOWN = 200


def registered(row: Order, now: datetime) -> None:
    """The caller has a number to ask by."""
    _tell(row, "order_registered", now, {})


def passed_on(row: Order, now: datetime) -> None:
    """Which department has it, and by when it answers."""
    if row.department_id is None or row.due_on is None:
        registered(row, now)
        return
    _tell(row, "order_passed_on", now, {"unit": _unit(row.department_id), "day": row.due_on})


def extended(row: Order, now: datetime) -> None:
    """It takes longer."""
    if row.due_on is not None:
        _tell(row, "order_extended", now, {"day": row.due_on})


def closed(row: Order, now: datetime) -> None:
    """The answer, to the caller and to everybody whose order was merged into this one."""
    tell_answer(row, row, now)
    told_members(row, now)


def told_members(row: Order, now: datetime) -> None:
    """The answer of a merged matter goes to each of those who called about it."""
    for member in store.members(row.id):
        member.closed_at = now
        tell_answer(member, row, now)


def tell_answer(row: Order, head: Order, now: datetime) -> None:
    """Tell one caller the answer that was given to `head` (the same order or the one it went with)."""
    words = " ".join(opened(head.reply_sealed).split())
    short = words if len(words) <= REPLY_SHOWN else words[: REPLY_SHOWN - 1] + "…"
    # An answer that was taken back and given anew is another fact, to those who went with it, too.
    _tell(row, "order_closed", now, {"reply": short}, head.version)


def _tell(row: Order, what: str, now: datetime, content: dict[str, Any], version: int | None = None) -> None:
    """By message to a mobile, else onto the list of calls to make.

    The list of calls is read by whoever works it, so a confidential order never comes on it: whoever has the order in
    hand rings (`told_by_hand`). Its messages hold the number only, proven or not.
    """
    if not row.phone_sealed:
        return
    phone = privacy.unseal(row.phone_sealed)
    mobile = _is_mobile(phone)
    if row.confidential and not (mobile and outbox.can_send()):
        row.told_by_hand = True
        return
    plain = row.confidential or (mobile and not row.proven)
    hotline = settings().of("hotline")
    outbox.queue_message(
        kind=f"hotline.{what}_plain" if plain else f"hotline.{what}",
        fact=f"hotline_order:{row.id}:{version or row.version}:{what}",
        phone=phone if mobile else None,
        call=None if mobile else phone,
        params={"number": row.number, "hotline": hotline.get("number", ""), **content},
        lang="en" if row.language.lower().startswith("en") else "zh",
        now=now,
        campaign_id=row.campaign_id,
    )


def _is_mobile(phone: str) -> bool:
    try:
        return privacy.normalise_phone(phone) == phone
    except Invalid:
        return False


def _unit(department_id: int) -> str:
    return next((unit.name for unit in departments() if unit.id == department_id), "")


def to_department(row: Order, what: str, now: datetime) -> None:
    """Tell the people of the department: dispatched, urged, decided (an objection or an extension), sent_back."""
    if row.department_id is None:
        return
    people = people_with(HANDLE, department_id=row.department_id, campaign_id=row.campaign_id)
    # Whoever may act for it from above is told only where it has nobody of its own.
    own = [person.id for person in people if person.department_id == row.department_id]
    _to_staff(own or ([] if row.confidential else [person.id for person in people]), row, what, now)


def to_supervisors(row: Order, what: str, now: datetime) -> None:
    """Tell who decides: objected, extension_asked."""
    people = people_with(SUPERVISE, campaign_id=row.campaign_id)
    _to_staff([person.id for person in people], row, what, now)


def _to_staff(user_ids: list[int], row: Order, what: str, now: datetime) -> None:
    outbox.queue_messages(
        [
            outbox.NewMessage(
                f"hotline.staff_{what}",
                f"hotline_order:{row.id}:{row.version}:{what}",
                user_id=user_id,
                params={"number": row.number},
                campaign_id=row.campaign_id,
            )
            for user_id in user_ids
        ],
        now=now,
    )
