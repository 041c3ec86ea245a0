"""Words of previews: kinds, phases, gates, refusals, audit entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import Blocker, phrase

from .rules.gates import Gate
from .rules.values import Term

PREVIEW_KINDS: Mapping[str, Any] = {"reform": _l("改革"), "policy": _l("政策"), "project": _l("项目")}
HEARINGS: Mapping[str, Any] = {"no": _l("不开会"), "symposium": _l("座谈会"), "hearing": _l("听证会")}
WAY_NAMES: Mapping[str, Any] = {
    "web": _l("网上提意见"),
    "phone": _l("电话"),
    "email": _l("电子邮件"),
    "post": _l("信函"),
    "place": _l("当面提交"),
}
RESULTS: Mapping[str, tuple[str, Any]] = {
    "": ("half", _l("正在审查")),
    "passed": ("ok", _l("通过")),
    "changes": ("warn", _l("按意见修改后通过")),
    "refused": ("stop", _l("没有通过")),
}
#: by phase: its name, and the word for screen readers and print beside its shape
PHASES: Mapping[str, Any] = {
    "announcement": _l("列入目录"),
    "comment": _l("公开征求意见"),
    "meeting": _l("座谈、听证"),
    "feedback": _l("意见采纳反馈"),
    "legality": _l("合法性审查"),
    "decision": _l("集体讨论决定"),
    "interpretation": _l("公布与解读"),
    "follow_through": _l("落实情况"),
}
PHASE_STATES: Mapping[str, tuple[str, Any]] = {
    "done": ("ok", _l("已完成")),
    "now": ("now", _l("正在进行")),
    "todo": ("idle", _l("还没到")),
    "late": ("warn", _l("已超期")),
    "skipped": ("no", _l("不进行")),
}
#: "phase.note" first, then "note"
PHASE_NOTES: Mapping[str, Any] = {
    "catalogued": _l("%(day)s公布"),
    "announced": _l("%(day)s公布"),
    "not_announced": _l("还没有公布"),
    "planned": _l("还没有开始"),
    "opens": _l("%(day)s开始"),
    "last_day": _l("今天是最后一天"),
    "closed": _l("%(day)s截止"),
    "not_consulted": _l("没有公开征求意见"),
    "meeting_on": _l("%(day)s开"),
    "no_meeting": _l("这件事不开会"),
    "meeting_planned": _l("计划开，时间还没有定"),
    "out": _l("%(day)s公开"),
    "feedback.due": _l("%(day)s前公开"),
    "interpretation.due": _l("%(day)s前发布解读"),
    "running": _l("最早%(day)s审完"),
    "conditions": _l("等按意见修改"),
    "refused": _l("没有通过，要修改后重新送审"),
    "passed": _l("%(day)s通过"),
    "not_reviewed": _l("没有登记审查"),
    "no_rule": _l("规则包没有这一条"),
    "decided": _l("%(day)s作出决定"),
    "possible_from": _l("%(day)s起可以决定"),
    "not_before": _l("最早%(day)s"),
    "no_milestones": _l("还没有落实安排"),
    "milestone": _l("下一步%(day)s前完成"),
    "stopped": _l("这件事已经停止"),
}
DAY_KINDS: Mapping[str, Any] = {"weekend": _l("周末"), "holiday": _l("放假"), "make_up": _l("调休上班")}
STEPS: Mapping[str, Any] = {
    "submit": _l("公告送审"),
    "publish": _l("公布草案，开始征求意见"),
    "comments_end": _l("意见截止"),
    "papers": _l("发出听证材料"),
    "hearing": _l("开听证会"),
    "feedback": _l("公布意见采纳情况"),
    "legality_sent": _l("送合法性审查"),
    "decide": _l("集体讨论决定"),
    "interpretation": _l("发布政策解读"),
}
STEP_WAYS: Mapping[str, Any] = {
    "fact": _l("这一天"),
    "earliest": _l("最早"),
    "latest": _l("最迟"),
    "due": _l("期限"),
}
STEP_REASONS: Mapping[str, Any] = {
    "submit.latest": _l("公开流程留 %(term)s，到 %(other)s公布"),
    "publish.latest": _l("%(other)s截止，往回数 %(term)s"),
    "comments_end.earliest": _l("%(other)s公布，征求意见不少于 %(term)s"),
    "comments_end.latest": _l("%(other)s送审查前，意见要先截止"),
    "papers.latest": _l("%(other)s开听证会，材料提前 %(term)s"),
    "hearing.earliest": _l("材料和草案%(other)s一起发出，提前 %(term)s"),
    "feedback.due": _l("%(other)s截止后 %(term)s内"),
    "feedback.latest": _l("%(other)s截止后 %(term)s内，并且在决定以前"),
    "legality_sent.earliest": _l("%(other)s意见截止以后再送，征求意见不能代替审查"),
    "legality_sent.latest": _l("%(other)s决定，审查留足 %(term)s"),
    "decide.earliest": _l("%(other)s送审查，审查不少于 %(term)s"),
    "interpretation.due": _l("%(other)s决定公布后 %(term)s内"),
}

MESSAGES: Mapping[str, Any] = {
    "decisions.preview_gone": _l("没有这件决策，可能已经删除，或者不归您这个部门。"),
    "decisions.changed": _l("别人刚改过，下面是最新的内容，请再看一遍。"),
    "decisions.preview_locked": _l("征求意见公告正在公开流程中，退回后才能改。"),
    "decisions.preview_title": _l("写上决策的名称。"),
    "decisions.preview_kind": _l("选上是改革、政策还是项目。"),
    "decisions.preview_hearing": _l("选上开不开会。"),
    "decisions.preview_unit": _l("选上起草单位。"),
    "decisions.preview_unit_fixed": _l("起草单位定了就不能换。要换，请另写一件。"),
    "decisions.preview_item": _l("没有这个目录事项，请重新选。"),
    "decisions.text_long": _l("最多 %(limit)s 个字，请精简。"),
    "decisions.day_far": _l("离今天太远，请核对年份。"),
    "decisions.days_reversed": _l("截止日不能早于开始日。"),
    "decisions.stop_reason_missing": _l("写明为什么停止，不超过 1000 个字。"),
    "decisions.review_sent": _l("写上送审查的日子，不能晚于今天。"),
    "decisions.review_done": _l("审完的日子不能早于送审查的日子，也不能晚于今天。"),
    "decisions.review_by": _l("写上审查的单位。"),
    "decisions.review_result": _l("选上审查结论。"),
    "decisions.review_conditions": _l("写明要改什么。"),
    "decisions.review_met": _l("改好的日子不能早于审完的日子，也不能晚于今天。"),
    "decisions.review_open": _l("上一次审查还没有登记结果，先登记结果。"),
    "decisions.review_closed": _l("这次审查已经登记过结果。"),
    "decisions.review_gone": _l("没有这次审查，请刷新页面再试。"),
    # gates; dates arrive ready for reading
    "decisions.consultation_incomplete": _l("还缺：%(missing)s。草案、说明、意见提出方式和期限都要有。"),
    "decisions.comment_over": _l("意见截止日%(until)s已经过了。今天公布，最早只能到%(earliest)s截止。"),
    "decisions.comment_short": _l(
        "从%(from)s到%(until)s只有 %(days)s 天，要不少于 %(least)s。把截止日改到%(earliest)s或以后，或者写明缩短的理由，和公告一起公布。"
    ),
    "decisions.comment_short_no_way": _l(
        "从%(from)s到%(until)s只有 %(days)s 天，要不少于 %(least)s。把截止日改到%(earliest)s或以后。"
    ),
    "decisions.papers_missing": _l("还没有听证材料。材料要提前发给听证参加人。"),
    "decisions.papers_late": _l(
        "材料%(papers)s发出，要提前 %(least)s。听证会最早%(earliest)s开；要在%(hearing)s开，材料最迟%(latest)s发出。"
    ),
    "decisions.legality_missing": _l(
        "还没有合法性审查，征求意见不能代替审查。现在送审查，最早%(earliest)s可以决定。"
    ),
    "decisions.legality_before_comments": _l(
        "%(sent)s送的审查在意见截止（%(until)s）以前，看不到意见，不能算。重新送审查，最早%(earliest)s可以决定。"
    ),
    "decisions.legality_refused": _l("合法性审查没有通过。修改后重新送审查，最早%(earliest)s可以决定。"),
    "decisions.legality_running": _l("合法性审查还没有结果。%(sent)s送审查，最早%(earliest)s可以决定。"),
    "decisions.legality_conditions": _l("合法性审查要求修改，改好并登记以后才能决定，最早%(earliest)s。"),
    "decisions.legality_short": _l(
        "%(sent)s送审查，%(done)s审完，审查不少于 %(least)s。最早%(earliest)s可以决定。"
    ),
    "decisions.comments_open": _l("征求意见到%(until)s才截止，最早%(earliest)s可以决定。"),
    "decisions.feedback_missing": _l("还没有公布意见采纳情况，先公布再决定。"),
    "decisions.feedback_after": _l("意见采纳情况%(feedback)s才公布，决定不能早于这一天。"),
    "decisions.interpretation_not_together": _l("解读稿要和决定一起起草、一起送审，现在还没有解读稿。"),
}

AUDIT_TEXTS: Mapping[str, Any] = {
    "decisions.preview_made": _l("新建决策预公开"),
    "decisions.preview_saved": _l("修改决策预公开"),
    "decisions.preview_stopped": _l("停止一件决策"),
    "decisions.preview_resumed": _l("恢复一件决策"),
    "decisions.review_sent": _l("登记送合法性审查"),
    "decisions.review_done": _l("登记合法性审查结果"),
    "decisions.review_met": _l("登记按审查意见改好"),
}


def term_words(term: Term) -> str:
    """15 天, 3 个工作日."""
    return days_words(term.n, term.unit)


def days_words(n: int, unit: str) -> str:
    if unit == "working":
        return ngettext("%(num)d 个工作日", "%(num)d 个工作日", n)
    return ngettext("%(num)d 天", "%(num)d 天", n)


def phase_note(code: str, note: str, day: date | None, count: int, day_words: Any) -> str:
    """What is said beside a phase; `day_words(day)` writes a day."""
    counted = {
        "comment.open": lambda: ngettext("还有 %(num)d 天截止", "还有 %(num)d 天截止", count),
        "comment.counted": lambda: ngettext("收到 %(num)d 条意见", "收到 %(num)d 条意见", count),
        "meeting.held": lambda: ngettext("开了 %(num)d 场", "开了 %(num)d 场", count),
        "feedback.early": lambda: ngettext("比规定早 %(num)d 天", "比规定早 %(num)d 天", count),
        "feedback.out_late": lambda: ngettext("比规定晚 %(num)d 天", "比规定晚 %(num)d 天", count),
        "feedback.overdue": lambda: ngettext("超过规定 %(num)d 天", "超过规定 %(num)d 天", count),
        "interpretation.overdue": lambda: ngettext("超过规定 %(num)d 天", "超过规定 %(num)d 天", count),
        "legality.at_least": lambda: ngettext("不少于 %(num)d 个工作日", "不少于 %(num)d 个工作日", count),
        "interpretation.within": lambda: ngettext(
            "公布后 %(num)d 个工作日内解读", "公布后 %(num)d 个工作日内解读", count
        ),
        "follow_through.all_done": lambda: ngettext("%(num)d 项都已落实", "%(num)d 项都已落实", count),
    }
    key = f"{code}.{note}"
    if key in counted:
        return counted[key]()
    told = PHASE_NOTES.get(key) or PHASE_NOTES.get(note)
    return str(told) % {"day": day_words(day) if day is not None else ""} if told is not None else ""


def gate_params(gate: Gate) -> dict[str, Any]:
    """A gate's figures as its sentence wants them: a term in words; days stay days."""
    told = dict(gate.params)
    if "least" in told:
        told["least"] = days_words(int(told["least"]), str(told.pop("unit", "calendar")))
    if "missing" in told:
        told["missing"] = list(told["missing"])
    if gate.earliest is not None:
        told["earliest"] = gate.earliest
    return told


def phrase_of(blocker: Blocker) -> str:
    """A blocker's sentence in the reader's language."""
    return phrase(blocker.code, blocker.params)
