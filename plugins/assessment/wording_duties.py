"""Words of duties, extensions and reminders: refusals, audit entries, names of things, how a cell reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import MessageKind

from .rules.duties import Cell, Duty

KINDS_OF_DUTY: Mapping[str, Any] = {
    "plan": _l("方案"),
    "material": _l("材料"),
    "summary": _l("总结"),
    "report": _l("报告"),
    "article": _l("署名文章"),
    "survey": _l("问卷"),
    "other": _l("其他事项"),
}
SOURCES: Mapping[str, Any] = {
    "notice": _l("通知"),
    "rule": _l("规则包"),
    "hand": _l("政务公开办另定"),
    "plugin": _l("其他板块"),
}
#: the tag's shape of a cell's state
SHAPES: Mapping[str, str] = {
    "late": "stop", "returned": "warn", "owed": "idle", "extended": "info", "waits": "idle", "in_late": "half",
    "in_time": "ok", "not_owed": "no",
}  # fmt: skip
EXTENSIONS: Mapping[str, tuple[str, Any]] = {
    "asked": ("half", _l("等批复")),
    "granted": ("ok", _l("已同意")),
    "refused": ("stop", _l("未同意")),
}
#: what an event is called that a duty hangs on
EVENTS: Mapping[str, Any] = {
    "event_end": _l("活动结束"),
    "event_start": _l("活动开始"),
    "event": _l("活动当天"),
    "publish": _l("公布之日"),
    "window_end": _l("活动期结束"),
    "window_start": _l("活动期开始"),
}
MESSAGES: Mapping[str, Any] = {
    "assessment.duty_title": _l("请写报送事项的名称，300 字以内。"),
    "assessment.duty_kind": _l("请选一类。"),
    "assessment.duty_day": _l("请填写报送截止的日期。"),
    "assessment.duty_owes": _l("请至少选一个参加活动的单位。"),
    "assessment.drop_reason": _l("请写不再催报的原因。"),
    "assessment.duty_changed": _l("别人刚改过这个事项。您写的还在下面，请对照以后再保存。"),
    "assessment.by_law": _l("这个期限来自法律法规，不能延期。"),
    "assessment.not_owed": _l("这个单位不用报送这一项。"),
    "assessment.wanted_day": _l("请填写比原来的截止日期晚的一天，不能是过去的日期。"),
    "assessment.reason_missing": _l("请写延期的原因，500 字以内。"),
    "assessment.answer_missing": _l("请写批复的理由，500 字以内；单位看得到。"),
    "assessment.verdict_missing": _l("请选同意或者不同意。"),
    "assessment.asked_already": _l("这一项已经申请过延期，正在等批复。"),
    "assessment.decided_already": _l("这份延期申请已经批复过了。"),
    "assessment.called_already": _l("这个单位已经有人打过电话了。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.duty_saved": _l("认定了一个报送事项"),
    "assessment.duty_dropped": _l("取消了一个报送事项"),
    "assessment.extension_asked": _l("申请延期报送"),
    "assessment.extension_granted": _l("同意了延期报送"),
    "assessment.extension_refused": _l("没有同意延期报送"),
    "assessment.reminded": _l("按期提醒了单位报送"),
    "assessment.called": _l("记录了一次电话催报"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = (
    MessageKind(
        "assessment.reminder",
        _l("报送提醒"),
        _l("%(campaign)s：请在 %(day)s 前报送“%(what)s”。已经过期的，请尽快补报。"),
        subject=_l("请报送：%(what)s"),
        to="staff",
        lasts=timedelta(days=3),
    ),
)


def state_text(cell: Cell, unit: str) -> str:
    """How a cell reads: 已报、迟报 2 天、还有 5 天…"""
    working = unit == "工作日"
    if cell.state == "late":
        return _("逾期 %(n)s 个工作日", n=cell.days) if working else _("逾期 %(n)s 天", n=cell.days)
    if cell.state == "in_late":
        return _("迟报 %(n)s 个工作日", n=cell.days) if working else _("迟报 %(n)s 天", n=cell.days)
    if cell.state == "owed":
        if not cell.days:
            return _("今天截止")
        return _("还有 %(n)s 个工作日", n=cell.days) if working else _("还有 %(n)s 天", n=cell.days)
    if cell.state == "extended" and cell.extended_to is not None:
        return _("延到%(month)s月%(day)s日", month=cell.extended_to.month, day=cell.extended_to.day)
    plain = {
        "in_time": _("按时接收") if cell.accepted else _("按时报送"),
        "returned": _("退回待改"),
        "waits": _("随活动定"),
        "not_owed": _("不用报"),
    }
    return plain.get(cell.state, "")


def term_text(term: str) -> str:
    """`event_end+3d` → 活动结束后 3 天; other words as they are."""
    for code, words in EVENTS.items():
        rest = term.removeprefix(code)
        if rest != term and rest[:1] in "+-" and rest[-1:] == "d":
            number = rest[1:].rstrip("wd")
            working = rest.endswith("wd")
            if rest[0] == "+":
                text = _l("%(event)s后 %(n)s 个工作日") if working else _l("%(event)s后 %(n)s 天")
            else:
                text = _l("%(event)s前 %(n)s 个工作日") if working else _l("%(event)s前 %(n)s 天")
            return str(text) % {"event": words, "n": number}
    return term


def notes_of(duty: Duty) -> list[str]:
    """What must be said beside a duty's day: rolled, counted without a calendar."""
    found = []
    if duty.rolled and duty.raw_day is not None:
        found.append(
            _("原为%(month)s月%(day)s日，遇休息日顺延。", month=duty.raw_day.month, day=duty.raw_day.day)
        )
    if duty.unpublished_year:
        found.append(_("%(year)s年放假安排尚未公布，暂按周末计算。", year=duty.unpublished_year))
    return found
