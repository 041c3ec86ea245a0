"""What the buttons on a broadcast's desks do. Each gets its numbers, the form that sent it and the moment, and returns what to say."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from .forms_live import ActForm
from .service import duties, live, turn_drafts, turns

Act = Callable[[int, list[int], ActForm, datetime], str]


def _go(verb: str, done: Any) -> Act:
    def act(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
        live.go(g.campaign, interview_id, verb, actor=g.actor, now=now)
        return str(done())

    return act


def _with(call: Callable[..., Any], done: Callable[[], str], *, why: bool = False, **more: Any) -> Act:
    """A button that calls a service with its numbers, and with what was typed beside it where `why`."""

    def act(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
        given = [*numbers, form.why.data or form.reason.data or ""] if why else numbers
        call(g.campaign, interview_id, *given, actor=g.actor, now=now, **more)
        return done()

    return act


def _say(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    key = form.key.data or secrets.token_hex(8)
    live.say(g.campaign, interview_id, form.why.data or "", key[:36], actor=g.actor, now=now)
    return _("已留言。")


def _correct(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    kept = turn_drafts.correct(
        g.campaign, interview_id, numbers[0], secrets.token_hex(12), actor=g.actor, now=now
    )
    g.open_turn = kept.id
    return _("已放进录入框，改好交放行人，放行后排在原来的位置。")


def _take_to_edit(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    kept = turn_drafts.take_over(g.campaign, interview_id, *numbers, actor=g.actor, now=now, edit=True)
    g.open_turn = kept.id
    return _("已放进录入框。")


def _take_back(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    kept = turn_drafts.take_back(g.campaign, interview_id, *numbers, actor=g.actor, now=now)
    g.open_turn = kept.id
    return _("已取回，改好再交。")


def _send_back(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    turns.send_back(
        g.campaign, interview_id, numbers[0], numbers[1], form.why.data or "", actor=g.actor, now=now
    )
    return _("已退回录入员。")


def _screen_off(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    live.show_question(g.campaign, interview_id, None, actor=g.actor, now=now)
    return _("屏幕上没有提问了。")


def _hand_over_from(interview_id: int, numbers: list[int], form: ActForm, now: datetime) -> str:
    duties.hand_over(g.campaign, interview_id, numbers[1], actor=g.actor, now=now, from_user_id=numbers[0])
    return _("已交接，双方的页面都会提示。")


#: (verb, how many numbers it carries) → what it does and what is said then
ACTS: dict[tuple[str, int], Act] = {
    ("open", 0): _go("open", lambda: _("已开播，公众页面正在更新。")),
    ("pause", 0): _go("pause", lambda: _("已暂停。")),
    ("resume", 0): _go("resume", lambda: _("已继续。")),
    ("end", 0): _go("end", lambda: _("直播已结束。")),
    ("screen", 1): _with(live.show_question, lambda: _("已放上屏幕。")),
    ("screen_off", 0): _screen_off,
    ("line_up", 1): _with(live.line_up, lambda: _("已排为下一条。")),
    ("timer", 1): _with(live.set_timer, lambda: _("计时已更新。")),
    ("relieve", 1): _with(duties.relieve, lambda: _("已解除。")),
    ("hand_over", 1): _with(duties.hand_over, lambda: _("已交接，双方的页面都会提示。")),
    ("hand_over", 2): _hand_over_from,
    ("release", 2): _with(turns.release, lambda: _("已放行。")),
    ("release_seen", 2): _with(turns.release, lambda: _("已放行。"), confirmed=True),
    ("send_back", 2): _send_back,
    ("pull", 1): _with(turns.pull, lambda: _("已撤下，公众页面上马上看不到。"), why=True),
    ("take_back", 2): _take_back,
    ("drop", 2): _with(turn_drafts.drop, lambda: _("已丢弃。")),
    ("take", 2): _with(turn_drafts.take_over, lambda: _("已采用，等放行人放行。")),
    ("take_edit", 2): _take_to_edit,
    ("correct", 1): _correct,
    ("say", 0): _say,
}
