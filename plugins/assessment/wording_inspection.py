"""Words of inspections: refusals, audit entries, names of things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

ROUNDS: Mapping[str, tuple[str, Any]] = {
    "draft": ("idle", _l("起草中")),
    "announced": ("half", _l("已公告名单，等抽取")),
    "drawn": ("half", _l("检查中")),
    "ended": ("ok", _l("已结束")),
}
VISITS: Mapping[str, tuple[str, Any]] = {
    "planned": ("idle", _l("还没有去")),
    "begun": ("half", _l("检查中")),
    "done": ("ok", _l("已检查")),
}
VERDICTS: Mapping[str, Any] = {"well": _l("符合"), "fault": _l("有问题"), "not_here": _l("不涉及")}
VERDICT_SHAPES: Mapping[str, str] = {"well": "ok", "fault": "stop", "not_here": "idle"}
FINDINGS: Mapping[str, tuple[str, Any]] = {
    "open": ("warn", _l("待整改")),
    "reported": ("half", _l("等复查")),
    "closed": ("ok", _l("已整改")),
}
ACTS: Mapping[str, Any] = {
    "opened": _l("发现问题"),
    "reported": _l("报告整改"),
    "confirmed": _l("复查通过"),
    "sent_back": _l("复查退回"),
    "moved": _l("改了期限"),
}
#: how days are counted
COUNTS: Mapping[str, Any] = {"working": _l("工作日（不含节假日）"), "calendar": _l("天（含节假日）")}
MESSAGES: Mapping[str, Any] = {
    "assessment.round_title": _l("请写检查的名称，200 字以内。"),
    "assessment.checklist_empty": _l("请写检查内容，一行一条。"),
    "assessment.checklist_long": _l("检查内容最多 %(count)s 条。"),
    "assessment.item_long": _l("检查内容每条最多 %(most)s 个字。"),
    "assessment.round_departments": _l("只能选参加这届活动的单位。"),
    "assessment.draw_wanted": _l("抽取的数量不能多于参加抽取的单位。"),
    "assessment.draw_nobody": _l("请填抽取几个单位，或者选必查的单位。"),
    "assessment.draw_twice": _l("同一个单位不能既必查又参加抽取。"),
    "assessment.round_days": _l("请填检查从哪天到哪天。"),
    "assessment.round_order": _l("结束的日期要在开始以后。"),
    "assessment.round_term": _l("整改期限请填 1 到 90。"),
    "assessment.round_why": _l("必查的单位不经过抽取，请写明为什么必查，公众看得到。"),
    "assessment.round_why_long": _l("必查的原因最多 %(most)s 个字。"),
    "assessment.round_count": _l("请选按工作日还是按天算。"),
    "assessment.round_frozen": _l("名单已经公告，不能再改。"),
    "assessment.round_changed": _l("这次检查已被别人改过，请核对后再办。您写的还在。"),
    "assessment.round_not_announced": _l("请先公告名单，再抽取。"),
    "assessment.round_not_drawn": _l("还没有抽取，不能结束。"),
    "assessment.round_visits_open": _l("还有单位没有检查完，不能结束。"),
    "assessment.visit_inspector": _l("请选有检查权限的人员。"),
    "assessment.visit_day": _l("日期要在这次检查的期间内。"),
    "assessment.visit_done": _l("这个单位已经检查完，不能再改。"),
    "assessment.visit_changed": _l("这次检查的情况刚刚有人改过，请核对后再结束。您写的还在。"),
    "assessment.visit_lines": _l("还有 %(left)s 条没有检查，请逐条选符合、有问题或者不涉及。"),
    "assessment.check_verdict": _l("请选符合、有问题或者不涉及。"),
    "assessment.check_note": _l("有问题的请写明是什么问题，至少 4 个字。"),
    "assessment.check_long": _l("写得太长，请写短一些。"),
    "assessment.check_files": _l("照片最多 %(most)s 张。"),
    "assessment.check_changed": _l("这一条刚刚被别人填过，请核对。您写的还在。"),
    "assessment.finding_text": _l("请写清楚做了什么，4 到 %(most)s 个字。"),
    "assessment.finding_changed": _l("这个问题刚刚有人办理过，请核对。您写的还在。"),
    "assessment.finding_state": _l("这个问题现在不能这样办，请刷新看最新情况。"),
    "assessment.recheck_reason": _l("请写明原因，至少 4 个字。"),
    "assessment.recheck_day": _l("请填今天或者以后的日期。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.round_saved": _l("保存了检查安排"),
    "assessment.round_announced": _l("公告了参加抽取的 %(count)s 个单位"),
    "assessment.round_drawn": _l("抽出了 %(count)s 个单位"),
    "assessment.round_ended": _l("结束了检查"),
    "assessment.visit_assigned": _l("安排了检查人员和日期"),
    "assessment.checked": _l("填了一条检查内容"),
    "assessment.visit_finished": _l("结束了现场检查，问题 %(count)s 个"),
    "assessment.finding_reported": _l("报告了整改情况"),
    "assessment.finding_confirmed": _l("复查通过"),
    "assessment.finding_sent_back": _l("复查退回"),
    "assessment.finding_moved": _l("改了整改期限"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = tuple(
    MessageKind(code, title, text, subject=subject, to="staff", lasts=timedelta(days=7))
    for code, title, text, subject in (
        (
            "assessment.finding_new", _l("检查发现的问题"),
            _l("%(campaign)s：检查发现问题 %(number)s，请在 %(day)s 前整改并报告。"), _l("请整改：问题 %(number)s"),
        ),
        (
            "assessment.finding_reported", _l("整改报告"),
            _l("%(campaign)s：问题 %(number)s 已报告整改，请复查。"), _l("请复查：问题 %(number)s"),
        ),
        (
            "assessment.finding_back", _l("复查退回"),
            _l("%(campaign)s：问题 %(number)s 复查没有通过，请在 %(day)s 前再整改。"), _l("复查没有通过：问题 %(number)s"),
        ),
    )
)  # fmt: skip
