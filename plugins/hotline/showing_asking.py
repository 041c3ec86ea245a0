"""Callers' questions in the page's words: on the order's page, beside the question for its moderator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from core.api import Actor, Campaign, OpinionNote, campaigns, opinions

from .service import asking
from .wording_orders import ASKED_STATES, STATES


@dataclass(frozen=True)
class AskedLine:
    """A question as the order's page shows it. `answered`: the ledger has an answer for everybody."""

    number: str
    subject: str
    tag: str
    text: str
    answer: str
    answered: bool
    url: str


def of_order(order_id: int, campaign: Campaign, actor: Actor) -> list[AskedLine]:
    """The questions that were put beside an order."""
    found = []
    for one in asking.of_order(order_id):
        tag, text = ASKED_STATES[one.state]
        url = ""
        if opinions.may_open(one.opinion_id, actor):
            url = url_for("opinions_staff.opinion", opinion_id=one.opinion_id)
        elif one.public:
            url = url_for("opinions_public.opinion", campaign=campaign.slug, number=one.number)
        answer = one.answer or (_("已转%(place)s办理。", place=one.passed_to) if one.passed_to else "")
        found.append(AskedLine(one.number, one.subject, tag, str(text), answer, one.state == "ended", url))
    return found


def notes(opinion_ids: Sequence[int], actor: Actor, now: datetime) -> list[OpinionNote]:
    """The work order beside each question, for whoever moderates it; its answer once it is closed."""
    found = []
    for opinion_id, one in asking.beside(opinion_ids, actor=actor).items():
        tag, word = STATES[one.state]
        url = ""
        if one.readable:
            slug = _slug(one.order_id)
            url = url_for("hotline_staff.order", campaign=slug, order_id=one.order_id)
        title = _("热线工单 %(number)s", number=one.number)
        found.append(OpinionNote(opinion_id, title, one.reply, url, tag, str(word)))
    return found


def _slug(order_id: int) -> str:
    return campaigns.campaign_by_id(asking.campaign_of(order_id)).slug
