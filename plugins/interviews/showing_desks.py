"""What the desks of a broadcast show in words."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import clock

from . import wording_live as wording
from .forms_live import DutyForm, MediaForm, TurnForm
from .service import duties
from .service.live_views import DeskView, TurnView
from .service.turn_drafts import Typed

#: how long the host may give for an answer: seconds
TIMES = (60, 120, 180, 300)


def of_desk(desk: DeskView, role: str) -> dict[str, Any]:
    """Words and lists that the templates need beside the desk itself."""
    shape, text = wording.STATES[desk.state]
    return {
        "state_shape": shape,
        "state_text": text,
        "role_title": _("主持台") if role == "host" else wording.ROLES[role],
        "is_named": role in desk.roles,
        "turn_states": wording.TURN_STATES,
        "speakers": wording.SPEAKERS,
        "roles": wording.ROLES,
        "lacks": [str(wording.LACKS[one]) for one in desk.lacks],
        "reasons": [str(one) for one in wording.PULL_REASONS],
        "times": [(seconds, ngettext("%(num)d 分钟", "%(num)d 分钟", seconds // 60)) for seconds in TIMES],
        "choices": speaker_choices(desk),
        "told": [
            _("您从%(name)s手里接过了录入。", name=name)
            if what == "took"
            else _("您已把录入交给%(name)s。", name=name)
            for what, name in desk.told
        ],
        "next_typists": next_typists(desk),
        "hour": hour,
        "marked": marked,
        "named": named,
    }


def speaker_choices(desk: DeskView) -> list[tuple[str, str]]:
    """Who can be speaking, in the order of the keys Alt 1, Alt 2 …: (value, words)."""
    guests = [(f"guest:{one.id}", f"{one.name} {one.post}") for one in desk.view.guests]
    rest = [(name, str(wording.SPEAKERS[name])) for name in ("question", "note")]
    return [("host", str(wording.SPEAKERS["host"])), *guests, *rest]


def next_typists(desk: DeskView) -> list[tuple[int, str]]:
    """Whom the typing can be handed to: whoever may type here, those already named first."""
    here = [(one.user_id, one.name) for one in desk.duties if one.role == "typist"]
    return here + duties.candidates(desk.view, "typist")


def named(turn: TurnView) -> str:
    """Who speaks in a turn."""
    if turn.speaker == "guest" and turn.who:
        return f"{turn.who} {turn.post}"
    return str(wording.SPEAKERS[turn.speaker])


def marked(turn: TurnView) -> list[tuple[str, bool]]:
    """The text in pieces, with those marked that may be somebody's number."""
    pieces, at = [], 0
    for start, end in turn.numbers:
        pieces += [(turn.text[at:start], False), (turn.text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (turn.text[at:], False)] if piece[0]]


def hour(moment: datetime | None) -> str:
    """10:42:05."""
    return f"{clock.local(moment):%H:%M:%S}" if moment is not None else ""


def turn_form(
    desk: DeskView, turn: TurnView | None, typed: Typed | None, shown: Sequence[tuple[int, str]]
) -> TurnForm:
    """The typist's box with what stands in it: what was just sent, an open turn, or nothing."""
    source: Any = typed if typed is not None else turn
    guest = source.guest_id if source is not None else None
    who = (source.speaker if source is not None else "host") or "host"
    question = (source.chosen_id or source.answers_id) if source is not None else None
    form = TurnForm(
        formdata=None,
        data={
            "key": turn.key if turn is not None else secrets.token_hex(12),
            "version": str(turn.version if turn is not None else 0),
            "who": f"guest:{guest}" if who == "guest" and guest else who,
            "question": str(question or ""),
            "text": source.text if source is not None else "",
            "picture_id": str((source.picture_id if source is not None else None) or ""),
            "caption": source.caption if source is not None else "",
        },
    )
    form.picture_id.choices = [("", _("不配图")), *((str(number), name) for number, name in shown)]
    return form


def media_form(desk: DeskView, playable: Sequence[tuple[int, str]]) -> MediaForm:
    """The player's settings as they stand."""
    form = MediaForm(
        formdata=None,
        data={
            "version": str(desk.version),
            "media": desk.media,
            "media_file_id": str(desk.media_file_id or ""),
            "media_url": desk.media_url,
        },
    )
    form.media_file_id.choices = [("", _("请选择")), *((str(number), name) for number, name in playable)]
    return form


def duty_form(desk: DeskView) -> DutyForm:
    """Whom the host can name, by role."""
    form = DutyForm(formdata=None)
    form.person.choices = [
        (f"{role}:{number}", f"{words} {name}")
        for role, words in wording.ROLES.items()
        for number, name in duties.candidates(desk.view, role)
    ]
    return form


def ending(desk: DeskView) -> str:
    """What ending the broadcast does, and what would be left behind."""
    said = _(
        "结束以后不能再开，也不能再录入和放行；已放行的 %(count)s 条留在公众页面上，实录从这里编起。",
        count=desk.released,
    )
    left = len(desk.waiting)
    return (
        said
        + ngettext(
            "还有 %(num)d 条在等放行，结束后不会出来。", "还有 %(num)d 条在等放行，结束后不会出来。", left
        )
        if left
        else said
    )


def script_words() -> dict[str, str]:
    """What static/live_desk.js says."""
    return {
        "saved": _("已存 %(time)s", time="{time}"),
        "saving": _("正在存"),
        "offline": _("没连上，文字先存在这台电脑上，连上就补存"),
        "restored": _("上次没存上的文字已放回来"),
        "secret": _("含密级标志，没有存"),
        "over": _("到时间了"),
        "why": _("请先写理由或意见"),
        "fresh": _("刚换了一条，请看一眼再按"),
    }
