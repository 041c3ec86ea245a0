"""What every act on a work order is made of: the row as it was seen, the change, its line in the time line, the audit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    clock,
    db,
    events,
    privacy,
    secrecy,
    similar,
)

from ..models.orders import Order, OrderAct
from ..permissions import HANDLE, INTAKE, SUPERVISE
from ..rules import orders as rules
from ..store import orders as store
from . import order_terms, reach

#: how many words lead to an order
MOST_MARKS = 16


def readable_row(order_id: int, actor: Actor) -> Order:
    """An order that this person may see; anything else looks as if it weren't there."""
    row = store.order(order_id)
    if row is None or not reach.may_read(row, actor):
        raise NotFound
    return row


def campaign_of(row: Order) -> Campaign:
    return campaigns.campaign_by_id(row.campaign_id)


def opened(sealed: str) -> str:
    """What a sealed column holds; "" where there is nothing."""
    return privacy.unseal(sealed) if sealed else ""


def closed(text: str) -> str:
    """The text sealed; nothing stays nothing."""
    return privacy.seal(text) if text else ""


def text_of(text: str, most: int, *, field: str, least: int = 0) -> str:
    """A typed text as it is kept. Raises Invalid at `field`; RuleBroken("secret_mark") for a mark of 密级 (SC-01)."""
    plain = rules.plain(text)
    if len(plain) < least:
        raise Invalid(f"hotline.order_{field}_missing", field=field)
    if len(plain) > most:
        raise Invalid("hotline.order_text_long", field=field, most=most)
    secrecy.refuse_marks((plain,))
    return plain


def standing(row: Order, *, has_members: bool | None = None) -> rules.Standing:
    """The order as the rules see it."""
    return rules.Standing(
        state=row.state,
        due_on=row.due_on,
        extensions=row.extensions,
        asked_days=row.asked_days,
        objected=row.objected,
        reopened=row.reopened_at is not None,
        confidential=row.confidential,
        merged=row.merged_into is not None,
        has_members=bool(store.members(row.id)) if has_members is None else has_members,
    )


def require_city(row: Order, actor: Actor) -> None:
    """Who takes calls, or the supervisor."""
    if not actor.can(SUPERVISE, campaign_id=row.campaign_id):
        actor.require(INTAKE, campaign_id=row.campaign_id)


def require_supervisor(row: Order, actor: Actor) -> None:
    actor.require(SUPERVISE, campaign_id=row.campaign_id)


def require_department(row: Order, actor: Actor) -> None:
    """The people of the department that has the order."""
    if not reach.handles(row, actor):
        raise NotAllowed(permission=HANDLE)


def act(
    row: Order,
    version: int,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    line: str = "",
    text: str = "",
    codes: dict[str, Any] | None = None,
    **values: Any,
) -> None:
    """Do an act if it is possible where the order stands and nobody changed it meanwhile; note it down.

    `line` is how the time line calls it (else the act's own name), `text` what somebody wrote, `codes` its figures.
    Raises Conflict("hotline.order_changed"), RuleBroken for what the rules refuse.
    """
    states, to = rules.ACTS[name]
    campaign = campaign_of(row)
    refusal = rules.refuse_act(
        name, standing(row), today=clock.local(now).date(), terms=order_terms.terms_of(campaign)
    )
    if refusal and refusal != "order_changed":
        raise RuleBroken(f"hotline.{refusal}")
    if to:
        values.setdefault("state", to)
    if refusal or not store.change(row, version, states, **values):
        raise Conflict("hotline.order_changed")
    write_line(row, line or name, actor=actor, now=now, text=text, codes=codes or {})


def write_line(
    row: Order,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
    codes: dict[str, Any] | None = None,
) -> None:
    """One line of the time line, and the same in the audit trail, where a confidential order has no number."""
    figures = codes or {}
    db.session.add(
        OrderAct(
            order_id=row.id,
            action=action,
            at=now,
            user_id=actor.user_id,
            department_id=row.department_id,
            codes=figures,
            text_sealed=closed(text),
        )
    )
    number = {} if row.confidential else {"number": row.number}
    audit.record(
        actor,
        now,
        f"hotline.order_{action}",
        subject=("hotline_order", row.id),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        **number,
        **figures,
    )


def emit(row: Order, fact: str, now: datetime) -> None:
    """Tell the house a fact of an order, by its id."""
    events.emit(f"hotline.order_{fact}", now=now, campaign_id=row.campaign_id, order_id=row.id)


def today_of(now: datetime) -> date:
    return clock.local(now).date()


# ── words that lead to an order ─────────────────────────────────────────────────────────────────────────────────────
def marks_of(*texts: str) -> list[str]:
    """Keyed digests of the telling words: places first, then things; nobody can read a word back."""
    read = similar.read("。".join(text for text in texts if text))
    places = sorted({place.core for place in read.places if place.core})
    things = [
        word for word, weight in sorted(read.words.items(), key=lambda w: (-w[1], w[0])) if weight >= 0.5
    ]
    wanted = list(dict.fromkeys([*places, *things]))[:MOST_MARKS]
    return [privacy.token_digest(f"hotline.mark:{word}")[:20] for word in wanted]


def mark(row: Order) -> None:
    """Let the order be found by its words again; a confidential or erased one is found by none."""
    if row.confidential or row.erased_at is not None:
        store.drop_marks([row.id])
        return
    texts = (opened(row.place_sealed), opened(row.title_sealed), opened(row.words_sealed)[:600])
    store.put_marks(row.id, row.campaign_id, marks_of(*texts))
