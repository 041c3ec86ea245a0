"""A caller's words put to an interview from the console: the form's choices, and what its button does."""

from __future__ import annotations

from datetime import datetime

from flask import g
from flask_babel import gettext as _

from core.api import Actor, Campaign, Invalid

from .forms_intake import IntakeForm
from .service import asking
from .service.noting import Sheet


def choices(campaign: Campaign, actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """What takes callers' questions now; nothing where none does."""
    return [
        (f"{one.kind}:{one.subject_id}", one.title) for one in asking.offered(campaign, actor=actor, now=now)
    ]


def put(form: IntakeForm, sheet: Sheet, now: datetime) -> str:
    """Ask, and note the order beside it if wanted; what to read out to the caller."""
    kind, _colon, subject_id = (form.ask_to.data or "").rpartition(":")
    if form.ask_to.data not in dict(form.ask_to.choices):
        raise Invalid("hotline.ask_to_missing", field="ask_to")
    question = asking.Question(
        kind, int(subject_id), with_order=bool(form.ask_order.data), notice=bool(form.ask_notice.data)
    )
    done = asking.put(g.campaign, form.typed(), sheet, question, actor=g.actor, now=now)
    said = _(
        "提问 %(number)s 已提交，查询码 %(code)s，请念给来电人记下。", number=done.number, code=done.code
    )
    if done.order_number:
        said += _("工单 %(number)s 也已记下。", number=done.order_number)
    return said
