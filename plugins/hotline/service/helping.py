"""What helps with a call while it is noted down: earlier contacts, likely duplicates, published answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, DomainError

from ..contracts import AnswerLine, Contacts, Likeness, OrderLine
from ..rules import intake as rules
from ..rules import phones
from . import answers, contacts, noting, orders

#: published answers beside the form
ANSWERS = 4
#: fewer characters say nothing yet
LEAST = 2


@dataclass(frozen=True)
class Help:
    """`contacts` None: no number yet. `searched`: answers were looked for. `merge`: the order it will go with."""

    contacts: Contacts | None
    likely: tuple[Likeness, ...]
    merge: OrderLine | None
    answers: tuple[AnswerLine, ...]
    searched: bool


def help_with(
    campaign: Campaign, typed: rules.Typed, *, phone: str, find: str, actor: Actor, now: datetime
) -> Help:
    """Look everything up for what was typed so far; `find` are words of the operator's own to search answers by."""
    known = contacts.contacts_of(campaign, phone, actor=actor, now=now) if phones.dial(phone) else None
    asked = find.strip() or " ".join(part for part in (typed.title, typed.words[:200]) if part).strip()
    searched = len(asked) >= LEAST
    found = answers.find(campaign, asked, typed.topic_id, ANSWERS) if searched else ()
    return Help(
        known,
        noting.likely(campaign, typed, actor=actor, now=now) if len(typed.title) >= LEAST else (),
        _merge(typed.merge_into, actor, now),
        tuple(found),
        searched,
    )


def _merge(order_id: int, actor: Actor, now: datetime) -> OrderLine | None:
    if not order_id:
        return None
    try:
        return orders.order_view(order_id, actor=actor, now=now).line
    except DomainError:
        return None


def text_of(answer_id: int) -> str:
    """A published answer's words, to put into a reply. Raises NotFound."""
    return answers.published(answer_id).answer
