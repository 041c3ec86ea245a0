"""Words of meetings: refusals, audit entries, states, what people are told."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import MessageKind, clock

KINDS_OF_MEETING = {
    "symposium": _l("座谈会"),
    "hearing": _l("听证会"),
    "attend": _l("列席常务会议"),
    "video": _l("视频会"),
}
NEEDS = {"wheelchair": _l("需要轮椅通道"), "sign_language": _l("需要手语翻译")}
#: what a field of the notice is called
FIELDS = {
    "title": _l("会议名称"),
    "place": _l("地点"),
    "link": _l("进入视频会的地址"),
    "agenda": _l("议程"),
    "invitees": _l("参加人员"),
    "contact": _l("联系人和电话"),
}
MINUTES_STATES = {
    "none": ("idle", _l("还没有写")),
    "draft": ("half", _l("起草中")),
    "sent": ("info", _l("等到会人员确认")),
    "closed": ("ok", _l("已确认")),
}
VERDICTS = {"agreed": _l("没有意见"), "remark": _l("有意见")}
#: before the draw nobody waits in line: their name is down
ENTERED = ("half", _l("等抽签"))

MESSAGES = {
    "decisions.meeting_ends_first": _l("结束时间要晚于开始时间。"),
    "decisions.meeting_long": _l("会议超过 24 小时，请核对日期。"),
    "decisions.meeting_window": _l("报名截止要晚于报名开始。"),
    "decisions.meeting_window_late": _l("报名截止不能晚于会议开始。"),
    "decisions.meeting_window_past": _l("报名截止时间已经过了，请改到以后。"),
    "decisions.meeting_past": _l("会议时间已经过了，请改到以后。"),
    "decisions.meeting_kind": _l("请选择会议形式。"),
    "decisions.meeting_way": _l("请选择名额怎样确定。"),
    "decisions.meeting_draw_line": _l("抽签要有候补：空出的名额请至少留 1 小时。"),
    "decisions.meeting_gate": _l("列席常务会议要按名单进门，请勾选登记姓名。"),
    "decisions.meeting_lacks": _l("还缺一项：%(what)s。"),
    "decisions.meeting_locked": _l("公告正在公开流程中，退回后才能改。"),
    "decisions.meeting_not_ready": _l("还不能送审：有 %(count)s 处要改。"),
    "decisions.meeting_off": _l("这次会议已经取消。"),
    "decisions.meeting_over": _l("会议已经开完，不能再取消。"),
    "decisions.off_reason_missing": _l("请写明为什么取消，500 字以内，原因会告诉报名的人。"),
    "decisions.gate_words": _l("登记姓名的会议，公告里要写“请带身份证，只看不存”。"),
    "decisions.number_range": _l("请填写 %(least)s 到 %(most)s 之间的数。"),
    "decisions.link_shape": _l("地址要以 https:// 开头。"),
    "decisions.correction_missing": _l("请写明公开的版本错在哪里、改成什么。"),
    "decisions.paper_title": _l("请写材料名称，200 字以内。"),
    "decisions.papers_many": _l("一次会议最多放 %(limit)s 份材料。"),
    "decisions.notice_unread": _l("请把告知内容念给本人听，本人同意后勾选。"),
    "decisions.call_name_missing": _l("请填写怎么称呼您，例如“王女士”。"),
    "decisions.full_name_missing": _l("请填写进门登记用的姓名。"),
    "decisions.door_unreadable": _l("没有看懂。请扫报名二维码，或输入报名编号、手机号最后四位。"),
    "decisions.door_people": _l("人数请填 1 到 %(most)s 之间的整数。"),
    "decisions.door_closed": _l("现在不是签到的时间：会前三小时到会后三小时可以签到。"),
    "decisions.door_gone": _l("没有这一条签到记录，请刷新页面。"),
    "decisions.minutes_early": _l("会议开始以后才能写纪要。"),
    "decisions.minutes_closed": _l("纪要已经确认完，不能再改。"),
    "decisions.minutes_empty": _l("纪要还是空的，写好再送。"),
    "decisions.minutes_sent": _l("纪要已经送出，等到会人员确认。改了内容可以重新送。"),
    "decisions.minutes_not_sent": _l("纪要还没有送给到会人员。"),
    "decisions.minutes_open": _l("还有人没有答复，%(until)s 以后才能结束。"),
    "decisions.minutes_over": _l("确认的时间已经过了。"),
    "decisions.minutes_nobody": _l("没有报名、当天来的人都已经登记过了。"),
    "decisions.verdict_missing": _l("请选择“没有意见”或“有意见”。"),
    "decisions.remark_missing": _l("请写明哪里不对、应该怎样写。"),
}

AUDIT_TEXTS = {
    "decisions.meeting_made": _l("新建会议"),
    "decisions.meeting_saved": _l("修改会议"),
    "decisions.meeting_submitted": _l("会议公告送审"),
    "decisions.meeting_called_off": _l("取消会议（影响 %(count)s 份报名）"),
    "decisions.meeting_number": _l("填写抽签用的公开号码"),
    "decisions.paper_added": _l("添加会议材料"),
    "decisions.paper_dropped": _l("去掉会议材料"),
    "decisions.booked_for": _l("代群众报名参加会议"),
    "decisions.cancel_for": _l("代群众取消会议报名"),
    "decisions.accept_for": _l("代群众接受会议名额"),
    "decisions.minutes_saved": _l("修改会议纪要"),
    "decisions.minutes_sent": _l("把纪要送给到会人员（%(count)s 份）"),
    "decisions.minutes_answered": _l("确认会议纪要"),
    "decisions.minutes_closed": _l("结束纪要确认（%(count)s 份没有意见）"),
}

#: what a message about a fact is called
KIND_OF = {
    fact: f"decisions.meeting_{fact}"
    for fact in (
        "booked", "entered", "waiting", "drawn", "not_drawn", "offered", "accepted", "lapsed", "missed", "cancelled",
        "changed", "moved", "called_off",
    )
}  # fmt: skip
MINUTES = "decisions.meeting_minutes"

#: The last sentence of a message: with the manage link, and where nobody has said at which address the site is found.
WAY = (
    _l("查看、取消：%(link)s 或在本站“找到我的报名”填编号和手机号。"),
    _l("查看、取消：在本站“找到我的报名”填编号和手机号。"),
)
BRING_ID = _l("请带身份证，只看不存。")
WHY = _l("原因：%(reason)s。")

KINDS = (
    MessageKind(
        KIND_OF["booked"], _l("会议报名成功"),
        _l("【%(site)s】报名成功。%(title)s，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。%(bring)s%(way)s"),
    ),
    MessageKind(
        KIND_OF["entered"], _l("会议报名等抽签"),
        _l("【%(site)s】已登记，等抽签。%(title)s，编号 %(number)s，共 %(party)s 人。%(closes)s截止后抽签，抽没抽中都会告诉您，"
           "没抽中请先不要来。%(way)s"),
    ),
    MessageKind(
        KIND_OF["waiting"], _l("会议排上候补"),
        _l("【%(site)s】已排上候补，第 %(line)s 位。%(title)s，编号 %(number)s，%(when)s。轮到您时会告诉您。%(way)s"),
    ),
    MessageKind(
        KIND_OF["drawn"], _l("会议抽中"),
        _l("【%(site)s】抽中了。%(title)s，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。%(bring)s%(way)s"),
    ),
    MessageKind(
        KIND_OF["not_drawn"], _l("会议没有抽中"),
        _l("【%(site)s】这次没有抽中，已按抽签次序排在候补第 %(line)s 位。%(title)s，编号 %(number)s。轮到您时会告诉您，请先不要来。%(way)s"),
    ),
    MessageKind(
        KIND_OF["offered"], _l("会议候补轮到了"),
        _l("【%(site)s】轮到您了。%(title)s，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。位子留到 %(until)s，过时让给下一位。%(way)s"),
    ),
    MessageKind(
        KIND_OF["accepted"], _l("会议候补转为报名"),
        _l("【%(site)s】位子定了。%(title)s，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。%(bring)s%(way)s"),
    ),
    MessageKind(
        KIND_OF["lapsed"], _l("会议留位过了时限"),
        _l("【%(site)s】为您留的位子过了时限，已让给下一位。%(title)s，编号 %(number)s。"),
    ),
    MessageKind(
        KIND_OF["missed"], _l("会议候补没有轮到"),
        _l("【%(site)s】会议开始了，候补没有轮到您，请不要前来。%(title)s，编号 %(number)s。"),
    ),
    MessageKind(
        KIND_OF["cancelled"], _l("会议报名取消"), _l("【%(site)s】已取消报名。%(title)s，编号 %(number)s。")
    ),
    MessageKind(
        KIND_OF["changed"], _l("会议报名改了"),
        _l("【%(site)s】报名已改好。%(title)s，编号 %(number)s，%(when)s，%(place)s，共 %(party)s 人。%(way)s"),
    ),
    MessageKind(
        KIND_OF["moved"], _l("会议改了时间地点"),
        _l("【%(site)s】时间或地点有变。%(title)s，编号 %(number)s，改为 %(when)s，%(place)s。报名还在，不用重报；来不了请取消。%(way)s"),
    ),
    MessageKind(
        KIND_OF["called_off"], _l("会议取消"),
        _l("【%(site)s】%(title)s取消，请不要来：编号 %(number)s，原定 %(when)s。%(why)s抱歉。"),
    ),
    MessageKind(
        MINUTES, _l("请确认会议纪要"),
        _l("【%(site)s】%(title)s的纪要写好了，请您看看记得对不对，%(until)s前答复。编号 %(number)s。%(way)s"),
    ),
)  # fmt: skip

#: what the door says: (state of the card, headline)
DOOR = {
    "ready": ("ok", _l("可以进")),
    "again": ("warn", _l("已经签到过了")),
    "waiting": ("stop", _l("还在候补，没有位子")),
    "offered": ("warn", _l("位子还没有确认")),
    "cancelled": ("stop", _l("已经取消")),
    "lapsed": ("stop", _l("留位过了时限")),
    "called_off": ("stop", _l("会议取消了")),
}


def day(at: datetime) -> str:
    """9月19日（星期六）."""
    that = clock.local(at)
    weekdays = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    return _("%(month)s月%(day)s日（%(weekday)s）", month=that.month, day=that.day, weekday=weekdays[that.weekday()])  # fmt: skip


def hour(at: datetime) -> str:
    """9:00."""
    that = clock.local(at)
    return f"{that.hour}:{that.minute:02d}"


def moment(at: datetime) -> str:
    """9月19日（星期六）9:00."""
    return f"{day(at)} {hour(at)}"


def when(starts_at: datetime, ends_at: datetime) -> str:
    """9月19日（星期六）9:00—11:30."""
    return f"{day(starts_at)} {hour(starts_at)}—{hour(ends_at)}"


def party_words(party: int) -> str:
    """1 人, 3 人."""
    return ngettext("%(num)d 人", "%(num)d 人", party)
