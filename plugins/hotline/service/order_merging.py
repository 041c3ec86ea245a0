"""Orders about one matter go together (HL-06): one is handled, everybody who called hears the answer. And small acts."""

from __future__ import annotations

from datetime import datetime

from core.api import Actor, Conflict, NotAllowed, RuleBroken, audit, unit_of_work

from ..contracts import OrderView
from ..permissions import INTAKE
from ..rules import orders as rules
from ..rules.phones import masked
from ..store import orders as store
from . import order_telling as telling
from . import reach
from .order_pieces import act, mark, opened, readable_row, require_city, text_of, write_line
from .order_views import order_view


def merge(order_id: int, version: int, into: int, *, actor: Actor, now: datetime) -> OrderView:
    """Let an order go with another one, `into`, which is handled; its own members come along. Gives the other one.

    When that one is closed already, this caller hears its answer at once. Raises RuleBroken
    (hotline.order_merge_confidential, hotline.order_merge_self), Conflict.
    """
    with unit_of_work():
        row, head = readable_row(order_id, actor), readable_row(into, actor)
        require_city(row, actor)
        if row.id == head.id or row.campaign_id != head.campaign_id or head.merged_into is not None:
            raise RuleBroken("hotline.order_merge_self")
        if head.confidential:
            raise RuleBroken("hotline.order_merge_confidential")
        before = row.state
        act(
            row, version, "merge", actor=actor, now=now, line="merged", codes={"into": head.id},
            state_before=before, merged_into=head.id, asked_days=0,
        )  # fmt: skip
        for member in store.members(row.id):
            member.merged_into = head.id
            member.version += 1
        head.version += 1
        write_line(head, "joined", actor=actor, now=now, codes={"order": row.id})
        if head.state == "closed":
            row.closed_at = now
            telling.tell_answer(row, head, now)
    return order_view(into, actor=actor, now=now)


def unmerge(order_id: int, version: int, *, actor: Actor, now: datetime) -> OrderView:
    """Take an order out of a merge; it stands where it stood before."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        head_id = row.merged_into
        if head_id is None:
            raise Conflict("hotline.order_changed")
        act(
            row, version, "unmerge", actor=actor, now=now, line="unmerged", codes={"from_order": head_id},
            state=row.state_before or "registered", state_before="", merged_into=None, closed_at=None,
        )  # fmt: skip
        head = store.order(head_id)
        if head is not None:
            head.version += 1
            write_line(head, "left", actor=actor, now=now, codes={"order": row.id})
    return order_view(order_id, actor=actor, now=now)


def add_note(order_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """A line for colleagues, in the time line; the order itself doesn't change, so nobody's version does."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        if not (actor.can(INTAKE, campaign_id=row.campaign_id) or reach.handles(row, actor)):
            require_city(row, actor)
        words = text_of(text, rules.MOST_REASON, field="note", least=1)
        write_line(row, "note", actor=actor, now=now, text=words)


def make_confidential(order_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """The caller asks for it later (HL-03): from now on only who has the order in hand sees it. There is no way back."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        if not reach.handles(row, actor):
            require_city(row, actor)
        act(
            row, version, "make_confidential", actor=actor, now=now, line="made_confidential",
            confidential=True,
        )  # fmt: skip
        mark(row)


def note_told(order_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """The caller of a confidential order was rung by whoever has it in hand."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        if not reach.may_ring(row, actor):
            raise NotAllowed(permission=INTAKE)
        if not store.change(row, version, rules.STATES, told_by_hand=False):
            raise Conflict("hotline.order_changed")
        write_line(row, "told", actor=actor, now=now)


def show_phone(order_id: int, *, actor: Actor, now: datetime) -> str:
    """The caller's full number, for somebody who has to ring; the look is audited. "" when there is none."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        if not reach.may_ring(row, actor):
            raise NotAllowed(permission=INTAKE)
        audit.record(
            actor, now, "hotline.order_phone_shown", subject=("hotline_order", row.id),
            campaign_id=row.campaign_id, department_id=row.department_id,
        )  # fmt: skip
        return opened(row.phone_sealed)


def masked_phone(sealed: str) -> str:
    """The number with its middle hidden."""
    return masked(opened(sealed))
