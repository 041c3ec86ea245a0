"""What was found for the words typed so far, in the page's words: earlier contacts, emergencies, duplicates, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from core.api import Campaign, clock, departments

from . import wording_intake as wording
from .contracts import AnswerLine, Contacts, Likeness, OrderLine
from .rules import intake as rules
from .rules.emergency import recognise
from .service.order_terms import due_of
from .showing_console import short_day

#: earlier contacts that are drawn
HISTORY = 3


@dataclass(frozen=True)
class History:
    """An earlier order of the number."""

    day: str
    title: str
    number: str
    url: str
    department: str
    tag: str
    state: str
    due: str
    open: bool


@dataclass(frozen=True)
class Earlier:
    """Earlier contacts of the number; `lines` the newest."""

    lines: tuple[History, ...]
    this_year: int
    last_text: str
    open: int
    same_number: bool


@dataclass(frozen=True)
class Found:
    """What belongs to the words typed so far, drawn by console_parts.html."""

    contacts: Earlier | None = None
    alarms: tuple[dict[str, str], ...] = ()
    told: tuple[str, ...] = ()
    due_text: str = ""
    due_note: str = ""
    duplicate: dict[str, Any] | None = None
    likely_ids: tuple[int, ...] = ()
    merge: OrderLine | None = None
    answers: tuple[dict[str, Any], ...] = ()
    searched: bool = False
    language_note: str = ""
    topic_id: int | None = None
    department_id: int | None = None


def earlier(contacts: Contacts) -> Earlier:
    """The number's history in the page's words."""
    names = {unit.id: unit.short_name or unit.name for unit in departments()}
    return Earlier(
        tuple(_history(line, names) for line in contacts.lines[:HISTORY]),
        contacts.this_year,
        short_day(contacts.last_at) if contacts.last_at else "",
        contacts.open,
        contacts.same_number,
    )


def _history(line: OrderLine, names: Mapping[int, str]) -> History:
    tag, text = wording.ORDER_STATES.get(line.state, ("idle", line.state))
    state = str(text)
    if line.state == "closed" and line.satisfaction:
        state = f"{state} {wording.SATISFACTION[line.satisfaction]}"
    open_still = line.state not in ("closed", "merged")
    return History(
        short_day(line.registered_at),
        line.title,
        line.number,
        order_url(line.id),
        names.get(line.department_id or 0, ""),
        tag,
        state,
        short_due(line) if open_still else "—",
        open_still,
    )


def short_due(line: OrderLine) -> str:
    """5月22日 / 22 May, — without a term."""
    if line.due_on is None:
        return "—"
    if str(get_locale()).startswith("en"):
        return format_date(line.due_on, "d MMM")
    return f"{line.due_on.month}月{line.due_on.day}日"


def order_url(order_id: int) -> str:
    """The order's own page, "" while there is none."""
    endpoint = "hotline_staff.order"
    return url_for(endpoint, order_id=order_id) if endpoint in current_app.view_functions else ""


def alarms(text: str, told: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Emergencies in the words that nobody was told of yet."""
    return tuple(
        {
            "service": one.service,
            "name": str(wording.SERVICES[one.service]),
            "kind": one.kind,
            "word": one.word,
            "say": wording.say(one.kind, one.service),
        }
        for one in recognise(text)
        if one.service not in told
    )


def term(campaign: Campaign, sort: str, now: datetime) -> tuple[str, str]:
    """(22 May, 5 working days for enquiries): when the matter is due if it is dispatched today."""
    due = due_of(campaign, rules.term_class(sort), clock.local(now).date())
    if due.day is None or due.days is None:
        return _("不计期限"), ""
    day = (
        format_date(due.day, "d MMM")
        if str(get_locale()).startswith("en")
        else f"{due.day.month}月{due.day.day}日"
    )
    if rules.term_class(sort) == "consult":
        return day, _("咨询 %(days)s 工作日", days=due.days)
    return day, _("诉求 %(days)s 工作日", days=due.days)


def duplicate(found: tuple[Likeness, ...]) -> dict[str, Any] | None:
    """The strip about likely duplicates: the most alike to merge into, how many there are."""
    if not found:
        return None
    best = found[0].line
    first = min(found, key=lambda one: one.line.registered_at).line
    if len(found) == 1:
        sentence = _(
            "%(day)s的 %(number)s “%(title)s”像是同一件事。",
            day=short_day(best.registered_at),
            number=best.number,
            title=best.title,
        )
    else:
        sentence = ngettext(
            "近来有 %(num)s 张单子像是同一件事，最早 %(number)s，最像的是“%(title)s”。",
            "近来有 %(num)s 张单子像是同一件事，最早 %(number)s，最像的是“%(title)s”。",
            len(found),
            number=first.number,
            title=best.title,
        )
    return {"id": best.id, "sentence": sentence}


def answer(one: AnswerLine) -> dict[str, Any]:
    """A published answer beside the form."""
    names = {unit.id: unit.short_name or unit.name for unit in departments()}
    unit = names.get(one.department_id, "")
    used = ngettext("用过 %(num)s 次", "用过 %(num)s 次", one.used)
    note = " · ".join(part for part in (short_day(one.published_at), unit, used) if part)
    return {"id": one.id, "question": one.question, "answer": one.answer, "url": one.url, "note": note}
