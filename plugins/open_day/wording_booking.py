"""Words of booking, the waiting list and the manage page: refusals, states, and what the messages say.

Messages say everything by themselves, since people are taught not to open links in messages; and they are short.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import MessageKind, booking

from .rules.taking_part import OTHERS

if TYPE_CHECKING:
    from .service.choices import Choice

MESSAGES = {
    "open_day.full_name_missing": _l("请填写入场登记用的姓名。"),
}

#: What becomes of a booking just after the press.
FRESH = {"booked": _l("报名成功"), "waiting": _l("已排上候补")}

BOOKED, WAITING, OFFERED, ACCEPTED = (
    "open_day.booked",
    "open_day.waiting",
    "open_day.offered",
    "open_day.accepted",
)
LAPSED, CANCELLED, CHANGED = "open_day.lapsed", "open_day.cancelled", "open_day.changed"
MISSED = "open_day.missed"
SESSION_CHANGED, MOVED, CALLED_OFF = "open_day.session_changed", "open_day.moved", "open_day.called_off"
#: The kind of message for each fact that the booking room tells. Who was erased is told nothing: the number is gone.
KIND_OF = {
    "booked": BOOKED,
    "waiting": WAITING,
    "offered": OFFERED,
    "accepted": ACCEPTED,
    "lapsed": LAPSED,
    "missed": MISSED,
    "cancelled": CANCELLED,
    "changed": CHANGED,
    "session_changed": SESSION_CHANGED,
    "moved": MOVED,
    "called_off": CALLED_OFF,
}

#: The last sentence of a message: with the manage link, and where nobody has said at which address the site is found.
WAYS = {
    "manage": (
        _l("查看、改、取消：%(link)s 或在本站“找到我的报名”填编号和手机号。"),
        _l("查看、改、取消：在本站“找到我的报名”填编号和手机号。"),
    ),
    "answer": (
        _l("要来或让出：%(link)s 或在本站“找到我的报名”填编号和手机号。"),
        _l("要来或让出：在本站“找到我的报名”填编号和手机号。"),
    ),
    "other": (
        _l("改报别的场次：%(link)s 或在本站“找到我的报名”填编号和手机号。"),
        _l("改报别的场次：在本站“找到我的报名”填编号和手机号。"),
    ),
}
#: Which of the sentences ends which message.
WAY_OF = {OFFERED: "answer", LAPSED: "other", MISSED: "other", CALLED_OFF: "other"}
BRING_ID = _l("请带身份证，只看不存。")
#: Why a session is called off or moved, in the words that the public reads.
WHY = _l("原因：%(reason)s。")

KINDS = (
    MessageKind(
        BOOKED,
        _l("开放日报名成功"),
        _l(
            "【%(site)s】报名成功。%(department)s政府开放日，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人，"
            "请提前 15 分钟到。%(bring)s%(way)s"
        ),
    ),
    MessageKind(
        WAITING,
        _l("开放日排上候补"),
        _l(
            "【%(site)s】已排上候补，第 %(line)s 位。%(department)s政府开放日，编号 %(number)s，%(when)s，共 %(party)s 人。"
            "轮到您时发短信；没收到就先不用来。%(way)s"
        ),
    ),
    MessageKind(
        OFFERED,
        _l("开放日候补轮到了"),
        _l(
            "【%(site)s】轮到您了。%(department)s政府开放日，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。"
            "位子留到 %(until)s，过时让给下一位。%(way)s"
        ),
    ),
    MessageKind(
        ACCEPTED,
        _l("开放日候补转为报名"),
        _l(
            "【%(site)s】位子定了。%(department)s政府开放日，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人，"
            "请提前 15 分钟到。%(bring)s%(way)s"
        ),
    ),
    MessageKind(
        LAPSED,
        _l("开放日留位过了时限"),
        _l(
            "【%(site)s】为您留的位子过了时限，已让给下一位。%(department)s政府开放日，编号 %(number)s，%(when)s。"
            "还想来，可以看别的场次或重新报。%(way)s"
        ),
    ),
    MessageKind(
        MISSED,
        _l("开放日候补没有轮到"),
        _l(
            "【%(site)s】这一场开始了，候补没有轮到您，请不要前来。%(department)s政府开放日，编号 %(number)s，%(when)s。"
            "还想来，可以看别的场次。%(way)s"
        ),
    ),
    MessageKind(
        CANCELLED,
        _l("开放日报名取消"),
        _l(
            "【%(site)s】已取消报名。%(department)s政府开放日，编号 %(number)s。想再来，可以在报名截止前重新报。"
        ),
    ),
    MessageKind(
        CHANGED,
        _l("开放日报名改了"),
        _l(
            "【%(site)s】报名已改好。%(department)s政府开放日，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。%(way)s"
        ),
    ),
    MessageKind(
        SESSION_CHANGED,
        _l("开放日换了场次"),
        _l(
            "【%(site)s】已换场次。%(department)s政府开放日，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人，"
            "请提前 15 分钟到。%(bring)s%(way)s"
        ),
    ),
    MessageKind(
        MOVED,
        _l("开放日改了时间地点"),
        _l(
            "【%(site)s】时间或地点有变。%(department)s政府开放日，编号 %(number)s，改为 %(when)s，%(place)s。%(why)s"
            "报名还在，不用重报；来不了请取消。%(way)s"
        ),
    ),
    MessageKind(
        CALLED_OFF,
        _l("开放日取消"),
        _l(
            "【%(site)s】%(department)s政府开放日取消，请不要来：编号 %(number)s，原定 %(when)s。%(why)s抱歉。%(way)s"
        ),
    ),
)


def party_words(party: int) -> str:
    """只我一人, 共 3 人: how many come."""
    return _("只我一人") if party == 1 else _("我和同行的，共 %(party)s 人", party=party)


def span_words(opens_at: datetime, now: datetime) -> str:
    """还有 2 小时 5 分: how long until the window opens; the page's script goes on counting from there."""
    seconds = max(int((opens_at - now).total_seconds()), 0)
    days, hours, minutes = seconds // 86400, seconds // 3600, -(-seconds // 60)
    if days >= 2:
        return ngettext("还有 %(num)d 天", "还有 %(num)d 天", days)
    if hours:
        return _("还有 %(hours)s 小时 %(minutes)s 分", hours=hours, minutes=seconds % 3600 // 60)
    return ngettext("还有 %(num)d 分钟", "还有 %(num)d 分钟", minutes)


def minutes_words(minutes: int) -> str:
    """12 小时, 90 分钟: how long a freed place is kept."""
    if minutes % 60 == 0:
        return ngettext("%(num)d 小时", "%(num)d 小时", minutes // 60)
    return ngettext("%(num)d 分钟", "%(num)d 分钟", minutes)


def open_places(event: booking.EventView, session: booking.SessionView) -> int:
    """What somebody new may take in a session now: nothing of a row in whose line people wait, and nothing of the common
    row while everybody has a row of their own (其他群众) and the rows haven't flowed together."""
    if not session.quotas:
        return max(session.left, 0)
    rows = [q for q in session.quotas if q.kind != "recommended"]
    if event.pooled_at is not None:
        return 0 if any(q.waiting for q in rows) else sum(q.left for q in rows)
    closed = any(q.name == OTHERS for q in rows)
    return sum(q.left for q in rows if not q.waiting and not (closed and q.kind == "pool"))


def left_now(event: booking.EventView) -> int:
    """What somebody new may take at an open day now, over all sessions that are held."""
    return sum(open_places(event, session) for session in event.sessions if session.state == "open")


def choice_words(event: booking.EventView, session: booking.SessionView) -> str:
    """What stands beside a session: 余 7 席, 已满，候补 3 位, 已取消."""
    if session.state != "open":
        return _("已取消")
    free = open_places(event, session)
    if free > 0:
        return ngettext("余 %(num)d 席", "余 %(num)d 席", free)
    return _line_words(event.has_line, session.waiting)


def _line_words(has_line: bool, waiting: int) -> str:
    if not has_line:
        return _("已满")
    return ngettext("候补 %(num)d 位", "候补 %(num)d 位", waiting) if waiting else _("已满，可候补")


def free_words(choice: Choice) -> str:
    """The same for a person of one category."""
    if choice.session.state != "open":
        return _("已取消")
    if choice.free > 0:
        return ngettext("余 %(num)d 席", "余 %(num)d 席", choice.free)
    return _line_words(choice.may_wait, choice.ahead)


def quota_words(found: Sequence[tuple[str, Choice]]) -> str:
    """上午场余 2 席；下午场已满，可候补: under a category."""
    if len(found) == 1:
        return free_words(found[0][1])
    return _("；").join(
        _("%(session)s：%(places)s", session=title, places=free_words(choice)) for title, choice in found
    )
