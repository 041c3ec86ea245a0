"""Words of the plan, the notice and the vote: refusals, audit entries, names of things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import MessageKind, clock

from .contracts import PublicInterview

PLACE_KINDS: Mapping[str, Any] = {"studio": _l("演播室"), "site": _l("现场"), "radio": _l("电台")}
WEEKDAYS = (_l("星期一"), _l("星期二"), _l("星期三"), _l("星期四"), _l("星期五"), _l("星期六"), _l("星期日"))
#: how a vote stands: the tag's shape and its word
VOTE_STATES: Mapping[str, tuple[str, Any]] = {
    "none": ("idle", _l("没有投票")),
    "coming": ("idle", _l("还没开始")),
    "open": ("ok", _l("正在投票")),
    "over": ("half", _l("等定题")),
    "settled": ("ok", _l("已定题")),
}
#: what a clash is about
CLASHES: Mapping[str, Any] = {
    "guest": _l("嘉宾"),
    "host": _l("主持人"),
    "place": _l("地点"),
    "department": _l("单位"),
}
#: the fields of a notice, where one is missing
FIELDS: Mapping[str, Any] = {
    "title": _l("题目"),
    "topic": _l("主题说明"),
    "starts_at": _l("日期和时段"),
    "place": _l("地点"),
    "host": _l("主持人"),
    "guests": _l("嘉宾"),
    "questions_from": _l("提问时间"),
    "contact": _l("联系方式"),
}
MESSAGES: Mapping[str, Any] = {
    "interviews.title_missing": _l("请写题目，例如“阶梯水价怎么算”。"),
    "interviews.too_long": _l("这一项最多 %(most)s 个字，请写短一些。"),
    "interviews.unit_foreign": _l("请选一个参加这次活动的单位。"),
    "interviews.month_missing": _l("请选日期和时段；还没有定的，选一个月份。"),
    "interviews.slot_half": _l("请把开始和结束的时间都填上。"),
    "interviews.slot_grid": _l("时间请用 5 分钟的整数，例如 9:05。"),
    "interviews.slot_ends_first": _l("结束要在开始以后，请改其中一个。"),
    "interviews.slot_long": _l("一场访谈最长 %(hours)s 小时，请改短。"),
    "interviews.slot_two_days": _l("一场访谈要在同一天结束，请改时间。"),
    "interviews.slot_past": _l("开始时间已经过了，请改到以后。"),
    "interviews.window_half": _l("提问的开始和截止时间要一起填，或者都不填。"),
    "interviews.window_ends_first": _l("提问的截止要在开始以后。"),
    "interviews.window_late": _l("提问最晚到访谈结束为止，请把截止时间改早。"),
    "interviews.window_early": _l("提问最早从访谈前 %(days)s 天开始。"),
    "interviews.guest_half": _l("每位嘉宾都要有姓名和职务；不用的一行请清空。"),
    "interviews.guest_twice": _l(
        "%(name)s填了两次。同名的两个人，请在姓名后面加括号区分，例如“张伟（水务）”。"
    ),
    "interviews.guests_many": _l("一场访谈最多 %(most)s 位嘉宾。"),
    "interviews.photo_foreign": _l("照片要选本单位图片库里的。"),
    "interviews.host_foreign": _l("请选一位有主持权限的人。"),
    "interviews.place_closed": _l("这个地点不再使用，请换一个。"),
    "interviews.place_taken": _l("已经有叫这个名字的地点。"),
    "interviews.place_name_missing": _l("请写地点的名称。"),
    "interviews.clash": _l("和“%(other)s”（%(starts)s）时间冲突，没有保存。请换时间，或者换人、换地点。"),
    "interviews.try_again": _l("刚才有人在同一时间保存了另一场访谈，请再保存一次。"),
    "interviews.changed": _l("别人刚改过这场访谈。您写的还在下面，请对照以后再保存。"),
    "interviews.locked": _l("预告或者提纲正在审核，这时不能改。要改请先退回。"),
    "interviews.is_off": _l("这场访谈已经取消。"),
    "interviews.over": _l("这场访谈的时间已经过了。"),
    "interviews.on_air": _l("这场访谈已经开播，时段、单位和嘉宾不能再改。"),
    "interviews.was_sent": _l("这场访谈送审过，不能删除，可以取消。"),
    "interviews.is_used": _l("这场访谈已经有人投票、提问或者直播过，不能删除，可以取消。"),
    "interviews.off_reason_missing": _l("请写取消的原因，500 字以内；大家都看得到。"),
    "interviews.notice_lacks": _l("预告还缺：%(what)s。"),
    "interviews.notice_not_ready": _l("预告还有 %(count)s 处没有填好，不能送审。"),
    "interviews.notice_late": _l("预告最晚应在 %(latest)s 发布，现在已经过了。请改访谈的日期。"),
    "interviews.off_air": _l("不在直播时段里：广播直播应在 %(day)s %(from)s—%(to)s"),
    "interviews.off_air_slot": _l("不在直播时段里：广播直播应在 %(from)s—%(to)s"),
    "interviews.off_air_day": _l("不在直播日期：广播直播应在 %(day)s"),
    "interviews.correction_missing": _l("请写清楚更正了什么，会和预告一起公开。"),
    "interviews.outline_missing": _l("还没有写提纲。"),
    "interviews.vote_window_missing": _l("投票的开始和截止时间要一起填。"),
    "interviews.vote_ends_first": _l("投票的截止要在开始以后。"),
    "interviews.vote_late": _l("投票要在访谈开始以前截止。"),
    "interviews.vote_topics": _l("请给 %(least)s 到 %(most)s 个题目，一行一个。"),
    "interviews.vote_not_settled": _l("居民投票还没有定题，定了题再发预告。"),
    "interviews.vote_begun": _l("已经有人投票，题目不能再改；可以改截止时间。"),
    "interviews.vote_closed": _l("现在不在投票时间里。"),
    "interviews.vote_still_open": _l("投票还没有截止，截止以后再定题。"),
    "interviews.vote_none": _l("这场访谈没有投票。"),
    "interviews.vote_topic_missing": _l("请选一个题目。"),
    "interviews.vote_reason_missing": _l("选的不是票数最多的题目，或者票数相同，请写理由；理由会公开。"),
    "interviews.vote_settled": _l("题目已经定了。"),
    "interviews.vote_past": _l("投票的截止时间已经过了，请改到以后。"),
    "interviews.vote_topic_title": _l("每个题目都要写题目；不用的一行请清空。"),
    "interviews.vote_topic_twice": _l("有两个题目一样，请去掉一个。"),
    "interviews.vote_mobile": _l("手机号请本人在网上用验证码投票，工作人员不能代投。"),
    "interviews.vote_untold": _l("请先把告知内容念给本人听，本人同意以后再登记电话。"),
    "interviews.vote_twice": _l("这个号码已经投过票。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "interviews.made": _l("新建了一场访谈"),
    "interviews.saved": _l("改了访谈的安排"),
    "interviews.removed": _l("删除了一场没有公布过的访谈"),
    "interviews.called_off": _l("取消了访谈"),
    "interviews.reinstated": _l("恢复了取消的访谈"),
    "interviews.notice_submitted": _l("把访谈预告送审"),
    "interviews.outline_submitted": _l("把访谈提纲送审"),
    "interviews.place_added": _l("添加了访谈地点"),
    "interviews.place_saved": _l("改了访谈地点"),
    "interviews.vote_planned": _l("安排了访谈题目的投票"),
    "interviews.vote_entered": _l("代居民投了一票"),
    "interviews.vote_settled": _l("定了访谈的题目"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = ()


def public_state(view: PublicInterview, now: datetime) -> tuple[str, Any]:
    """How a published interview stands: the tag's shape and its word."""
    if view.state == "called_off":
        return "stop", _l("已取消")
    if view.live in ("on", "paused"):
        return "now", _l("正在直播") if view.live == "on" else _l("直播暂停")
    if view.live == "over" or view.ends_at <= now:
        return "idle", _l("已结束")
    taking = view.questions_from is not None and view.questions_until is not None
    if taking and view.questions_from <= now <= view.questions_until:  # type: ignore[operator]
        return "ok", _l("正在收提问")
    return "info", _l("已预告")


def span(starts_at: datetime, ends_at: datetime) -> str:
    """9月11日（星期五）9:00—10:00, in the reader's words."""
    first, last = clock.local(starts_at), clock.local(ends_at)
    until = f"{last.hour}:{last.minute:02d}"
    if first.date() != last.date():
        until = moment(ends_at)
    return f"{moment(starts_at)}—{until}"


def day_words(day: date) -> str:
    """9月11日, in the reader's words."""
    return _("%(month)s月%(day)s日", month=day.month, day=day.day)


def moment(at: datetime) -> str:
    """9月11日（星期五）9:00, in the reader's words."""
    that = clock.local(at)
    return _(
        "%(month)s月%(day)s日（%(weekday)s）%(time)s",
        month=that.month, day=that.day, weekday=WEEKDAYS[that.weekday()], time=f"{that.hour}:{that.minute:02d}",
    )  # fmt: skip
