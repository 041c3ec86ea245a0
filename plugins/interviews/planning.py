"""Weeks and months of the plan, and how far an interview is, for its pages."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _

from . import chain
from .contracts import InterviewView
from .rules.schedule import MONTH
from .store.schedule import live_states


def day_asked(text: str, today: date) -> date:
    """A day from an address; today for what is none."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today
    return asked if 2000 <= asked.year <= 2100 else today


def month_of(text: str) -> date:
    """The first of a month of the plan ("2026-09")."""
    return date.fromisoformat(f"{text}-01")


def month_asked(text: str, today: date) -> date:
    """The first of a month from an address; of this month for what is none."""
    return date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else today.replace(day=1)


def month_step(first: date, step: int) -> date:
    """The first of a month so many months away."""
    year, month = divmod(first.year * 12 + first.month - 1 + step, 12)
    return date(year, month + 1, 1)


def days_of_month(first: date) -> list[list[date]]:
    """The weeks of a month, Monday first, with the days of its neighbours that fill them."""
    return calendar.Calendar().monthdatescalendar(first.year, first.month)


def states_of(views: Sequence[InterviewView], now: datetime) -> dict[int, tuple[str, str]]:
    """How far each is, as a tag: called off, on, over, announced, in the chain, being planned."""
    ids = [view.id for view in views]
    live, out = live_states(ids), chain.NOTICE.all_published(ids)
    return {view.id: _state(view, live[view.id], view.id in out, now) for view in views}


def _state(view: InterviewView, live: str, announced: bool, now: datetime) -> tuple[str, str]:
    if view.state == "called_off":
        return "stop", _("已取消")
    if live in ("on", "paused"):
        return "now", _("正在直播")
    if live == "over" or (view.ends_at is not None and view.ends_at <= now):
        return "idle", _("已结束")
    if announced:
        return "ok", _("已预告")
    document = chain.NOTICE.document(view.id)
    if document is not None and document.under_way:
        return "half", _("预告审核中")
    return "idle", _("筹备中")
