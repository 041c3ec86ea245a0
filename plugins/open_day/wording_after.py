"""Wording of what follows an open day: refusals, audit entries, reminders, states."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import MessageKind, phrase

from .rules.after_the_day import Duty, Lack

NAMES = {
    "results": _l("活动开展情况"),
    "evaluation": _l("总结评估和意见反馈"),
    "report": _l("向政务公开办报送开展情况"),
}
PARTS = {
    "summary": _l("开头一段"),
    "content": _l("活动内容"),
    "effects": _l("取得的成效"),
    "problems": _l("存在的问题和不足"),
    "measures": _l("改进措施"),
}
PART_HELP = {
    "summary": _l("什么时候、谁办、来了多少人。已按记录填好。"),
    "content": _l("做了什么、看了什么、谈了什么，一段一行。"),
    "effects": _l("办成了什么，群众怎么说。"),
    "problems": _l("哪里没办好，一条一行。"),
    "measures": _l("打算怎么改、什么时候改。"),
}
FIGURES = {
    "sessions": _l("举办场次"),
    "booked": _l("报名人数"),
    "attended": _l("到场人数"),
    "walk_ins": _l("其中现场登记"),
    "opinions": _l("意见条数"),
}
STEPS = {
    "drafting": ("half", _l("在写")),
    "under_way": ("half", _l("在公开流程中")),
    "returned": ("warn", _l("已退回修改")),
}
SOURCES = {"meeting": _l("座谈"), "survey": _l("问卷")}

MESSAGES = {
    "open_day.after_title_missing": _l("请填写标题"),
    "open_day.results_content_missing": _l("请写活动内容"),
    "open_day.results_pictures_missing": _l("请选现场图片，至少 %(least)s 张"),
    "open_day.figure_reason_missing": _l(
        "%(figure)s写 %(value)s，系统记录是 %(counted)s，请写明为什么不一样"
    ),
    "open_day.evaluation_part_missing": _l("请写“%(part)s”"),
    "open_day.evaluation_opinions_open": _l("还有 %(count)s 条意见没有办结，每条都有结果才能送审"),
    "open_day.end_not_confirmed": _l("请先确认活动什么时候真的结束，时限从那天算起。"),
    "open_day.end_called_off": _l("这个开放日已经取消，没有结束时间。"),
    "open_day.end_in_future": _l("结束时间不能晚于现在。"),
    "open_day.end_before_start": _l("结束时间不能早于最后一场开始。"),
    "open_day.end_reason_missing": _l("和最后一场的结束时间差三小时以上，请写明原因。"),
    "open_day.end_told_already": _l("活动情况或总结评估已经公开，结束时间不能再改。"),
    "open_day.after_not_ready": _l("还有 %(count)s 处要补，补好才能送审。"),
    "open_day.after_correction_missing": _l("这一篇已经公开。请写明错在哪里、改成什么，和新的一版一起公开。"),
    "open_day.opinions_changed": _l(
        "送审以后，意见的办理结果有变化，和这一稿写的不一样。请退回，由部门重新送审。"
    ),
    "open_day.experience_missing": _l("请写典型经验和改进措施，再报送。"),
    "open_day.slips_source": _l("请选这些意见是座谈还是问卷来的。"),
    "open_day.slips_empty": _l("请写意见，一行一条，或者选填好的表格。"),
    "open_day.slips_many": _l("一次最多 %(most)s 条，请分几次登记。"),
    "open_day.slips_large": _l("表格最大 %(most)s MB，请分几张。"),
    "open_day.slips_not_xlsx": _l("这个表格打不开。请用这里的模板填写，存成 .xlsx 再传。"),
    "open_day.slips_columns": _l("表格第一行要有“%(columns)s”这一列，请用这里的模板。"),
    "open_day.slips_not_told": _l("有人留了电话：请先把个人信息告知念给他听或请他看过，再勾选。"),
    "open_day.slips_before": _l("收到的日期不能早于活动那天（%(day)s）。"),
    "open_day.slips_future": _l("收到的日期不能晚于今天。"),
    "open_day.slips_refused": _l("一条也没有登记：有 %(count)s 条要改，改好再一起登记。"),
    "open_day.slip_contact": _l("电话号码请写数字，例如 260 0118 或 138 0000 2046。"),
}

AUDIT_TEXTS = {
    "open_day.end_confirmed": _l("确认活动结束时间"),
    "open_day.results_saved": _l("保存活动开展情况"),
    "open_day.results_submitted": _l("活动开展情况送审"),
    "open_day.evaluation_saved": _l("保存总结评估"),
    "open_day.evaluation_submitted": _l("总结评估送审"),
    "open_day.report_saved": _l("保存开展情况报告"),
    "open_day.report_filed": _l("报送开展情况报告"),
}

DUE_SOON, OVERDUE = "open_day.due_soon", "open_day.overdue"
KINDS = (
    MessageKind(
        DUE_SOON,
        _l("开放日的事快到期"),
        _l("【%(site)s】%(department)s“政府开放日”：%(what)s最迟 %(day)s 办好，请抓紧。"),
        subject=_l("快到期：%(what)s"),
        to="staff",
    ),
    MessageKind(
        OVERDUE,
        _l("开放日的事过了期限"),
        _l("【%(site)s】%(department)s“政府开放日”：%(what)s应于 %(day)s 前办好，已经过期，请尽快补上。"),
        subject=_l("过期：%(what)s"),
        to="staff",
    ),
)


def duty_name(what: str) -> Any:
    """活动开展情况, 总结评估和意见反馈, 向政务公开办报送开展情况: lazy, in the language of whoever reads it."""
    return NAMES[what]


def standing(duty: Duty) -> tuple[str, str]:
    """(shape, words) of how a duty stands."""
    if duty.mark == "done":
        return "ok", _("按时办好")
    if duty.mark == "done_late":
        return "warn", ngettext("办好，晚 %(num)d 天", "办好，晚 %(num)d 天", duty.days)
    if duty.mark == "late":
        return "stop", ngettext("过期 %(num)d 天", "过期 %(num)d 天", duty.days)
    if duty.mark == "due":
        if duty.days == 0:
            return "warn", _("今天到期")
        return "info", ngettext("还有 %(num)d 天", "还有 %(num)d 天", duty.days)
    return "idle", _("没有期限")


def told(lack: Lack) -> str:
    """One lack as a sentence in the reader's language."""
    params: dict[str, Any] = dict(lack.params)
    if lack.code == "figure_reason_missing":
        params["figure"] = figure_name(str(params["figure"]), str(params["name"]))
    if lack.code == "evaluation_part_missing":
        params["part"] = str(PARTS[str(params["part"])])
    return phrase(f"open_day.{lack.code}", params)


def figure_name(key: str, name: str) -> str:
    """A figure's name; a category's goes by the category."""
    if key in FIGURES:
        return str(FIGURES[key])
    from .messages import known

    return _("%(category)s到场", category=known(name) if name else _("未分类"))
