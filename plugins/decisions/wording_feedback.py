"""Wording of feedback, decision, interpretation and follow-through: refusals, audit entries, states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import phrase

from .rules.after import Duty
from .rules.feedback import ENDS, Lack, Tally

#: how a comment ended → (shape, words)
END_TAGS: Mapping[str, tuple[str, Any]] = {
    "adopted": ("ok", _l("采纳")),
    "partly": ("half", _l("部分采纳")),
    "not_adopted": ("no", _l("不采纳")),
    "passed_on": ("info", _l("转其他单位办理")),
    "answered": ("ok", _l("已答复")),
    "rejected": ("no", _l("未受理")),
    "withdrawn": ("idle", _l("本人撤回")),
    "open": ("half", _l("正在办理")),
}
#: what the ledger takes as an end
END_CHOICES: Mapping[str, Any] = {
    "adopted": _l("采纳"),
    "partly": _l("部分采纳"),
    "not_adopted": _l("不采纳"),
    "passed_on": _l("转其他单位办理"),
}
SOURCES: Mapping[str, Any] = {
    "page": _l("网上"),
    "hotline": _l("热线"),
    "meeting": _l("座谈会"),
    "survey": _l("问卷"),
    "letter": _l("信函"),
    "counter": _l("来访"),
    "telephone": _l("电话"),
}
DECISION_WAYS: Mapping[str, Any] = {
    "text": _l("在这里粘贴或上传"),
    "draft": _l("用最后定稿的草案"),
    "link": _l("已经在别处发布，给网址"),
}
NAMES: Mapping[str, Any] = {
    "feedback": _l("意见采纳反馈"),
    "decision": _l("决策结果"),
    "interpretation": _l("政策解读"),
    "progress": _l("落实情况"),
}
#: the step of a milestone's text → (shape, words)
STEPS: Mapping[str, tuple[str, Any]] = {
    "": ("idle", _l("还没有公开")),
    "under_way": ("half", _l("在公开流程中")),
    "published": ("ok", _l("已公开")),
    "changed": ("warn", _l("公开后又改过")),
}

MESSAGES: Mapping[str, Any] = {
    "decisions.copy_locked": _l("这一篇正在公开流程中，退回后才能改。"),
    "decisions.copy_not_ready": _l("还有 %(count)s 处要补，补好才能送审。"),
    "decisions.correction_missing": _l("这一篇已经公开。请写明错在哪里、改成什么，和新的一版一起公开。"),
    "decisions.feedback_no_consultation": _l("征求意见的公告还没有公开，还不能反馈。"),
    "decisions.feedback_too_early": _l("征求意见到%(until)s才截止，最早%(earliest)s可以公开反馈。"),
    "decisions.feedback_open": _l("还有 %(count)s 条意见没有办结，每条都有结果才能送审。"),
    "decisions.feedback_reason": _l("有 %(count)s 条不采纳或部分采纳的意见没有理由（第一条是 %(number)s）。"),
    "decisions.feedback_title": _l("请填写标题。"),
    "decisions.feedback_intro": _l("请写开头一段：什么时候、就什么征求了意见。"),
    "decisions.feedback_questions": _l("请至少写一个“我们问了什么”。"),
    "decisions.feedback_said": _l("第 %(place)s 个问题“%(question)s”还没有写“您说了什么”。"),
    "decisions.feedback_did": _l("第 %(place)s 个问题“%(question)s”还没有写“我们做了什么”。"),
    "decisions.comments_changed": _l(
        "送审以后，意见或办理结果有变化，和这一稿写的不一样。请退回，由部门重新送审。"
    ),
    "decisions.question_text": _l("写了内容的一行，请先写“我们问了什么”。"),
    "decisions.questions_many": _l("最多 %(most)s 个问题，请合并一些。"),
    "decisions.question_gone": _l("这个问题已经没有了，请重新选。"),
    "decisions.comments_none": _l("请先勾选意见。"),
    "decisions.decision_title": _l("请填写标题。"),
    "decisions.decision_number": _l("请填写文号。"),
    "decisions.decision_day": _l("请填写作出决定的日期。"),
    "decisions.decision_future": _l("作出决定的日期（%(day)s）还没有到，那一天以后才能公布。"),
    "decisions.decision_body": _l("请写明是哪次会议或哪个机关决定的。"),
    "decisions.decision_way": _l("选上最终文本怎么给。"),
    "decisions.decision_text": _l("请粘贴或上传最终文本。"),
    "decisions.decision_draft": _l("草案还没有定稿。请先把一版草案存成定稿，或者换一种方式。"),
    "decisions.decision_link": _l("网址要完整，例如 https://www.example.org/2026/0715.html。"),
    "decisions.decision_stopped": _l("这件事已经停止，不能公布决定。要继续，请先恢复。"),
    "decisions.decision_not_out": _l("决策结果还没有公布，公布以后这一篇才能公开。"),
    "decisions.interpretation_title": _l("请填写标题。"),
    "decisions.interpretation_background": _l("请写出台背景。"),
    "decisions.interpretation_answers": _l("请至少答一个问题。"),
    "decisions.interpretation_answer": _l("第 %(place)s 个问题“%(question)s”还没有答。"),
    "decisions.answers_many": _l("最多 %(most)s 个问答，请合并一些。"),
    "decisions.progress_day": _l("请填写完成的日子。"),
    "decisions.progress_future": _l("完成的日子不能晚于今天。"),
    "decisions.progress_before": _l("完成的日子不能早于作出决定的日子（%(decided)s）。"),
    "decisions.progress_note": _l("请写做了什么。"),
    "decisions.progress_link": _l("网址要完整，例如 https://www.example.org/2026/0715.html。"),
    "decisions.milestone_title": _l("请写要做的事。"),
    "decisions.milestone_due": _l("写上完成期限。"),
    "decisions.milestones_many": _l("最多 %(most)s 项。"),
    "decisions.milestone_told": _l("这一项已经公布或正在公开流程中，不能删除；可以改了再公开。"),
}

AUDIT_TEXTS: Mapping[str, Any] = {
    "decisions.feedback_saved": _l("保存意见采纳反馈"),
    "decisions.feedback_submitted": _l("意见采纳反馈送审"),
    "decisions.comments_placed": _l("把意见归到问题下"),
    "decisions.decision_saved": _l("保存决策结果"),
    "decisions.decision_submitted": _l("决策结果送审"),
    "decisions.interpretation_saved": _l("保存政策解读"),
    "decisions.interpretation_submitted": _l("政策解读送审"),
    "decisions.milestone_saved": _l("保存落实事项"),
    "decisions.milestone_dropped": _l("删除落实事项"),
    "decisions.progress_submitted": _l("落实情况送审"),
}


def told(lack: Lack) -> str:
    """One lack as a sentence in the reader's language."""
    return phrase(f"decisions.{lack.code}", dict(lack.params))


def standing(duty: Duty) -> tuple[str, str]:
    """(shape, words) of how a duty stands."""
    if duty.mark == "done":
        if duty.due is None:
            return "ok", _("已公开")
        if duty.days:
            return "ok", ngettext("比规定早 %(num)d 天", "比规定早 %(num)d 天", duty.days)
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


def counted(end: str, count: int) -> str:
    """采纳 64 条, for lists that leave out what there is none of."""
    said = {
        "adopted": lambda: ngettext("采纳 %(num)d 条", "采纳 %(num)d 条", count),
        "partly": lambda: ngettext("部分采纳 %(num)d 条", "部分采纳 %(num)d 条", count),
        "not_adopted": lambda: ngettext("不采纳 %(num)d 条", "不采纳 %(num)d 条", count),
        "passed_on": lambda: ngettext("转其他单位 %(num)d 条", "转其他单位 %(num)d 条", count),
        "answered": lambda: ngettext("已答复 %(num)d 条", "已答复 %(num)d 条", count),
        "rejected": lambda: ngettext("未受理 %(num)d 条", "未受理 %(num)d 条", count),
        "withdrawn": lambda: ngettext("本人撤回 %(num)d 条", "本人撤回 %(num)d 条", count),
        "open": lambda: ngettext("正在办理 %(num)d 条", "正在办理 %(num)d 条", count),
    }
    return said[end]()


def listed(tally: Tally, ends: tuple[str, ...] = ENDS) -> list[str]:
    """Every way comments ended with its count, those there are none of left out."""
    return [counted(end, tally.of(end)) for end in ends if tally.of(end)]
