"""Words of scores: refusals, audit entries, names of states and formulas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import MessageKind

from .rules.scores import Gauge, Score, shown

RUNS: Mapping[str, tuple[str, Any]] = {
    "waiting": ("idle", _l("等着计算")),
    "running": ("half", _l("正在计算")),
    "ready": ("info", _l("已算好，未公布")),
    "failed": ("stop", _l("计算出错")),
    "published": ("ok", _l("已公布")),
}
APPEALS: Mapping[str, tuple[str, Any]] = {
    "asked": ("half", _l("等答复")),
    "upheld": ("ok", _l("申诉成立")),
    "refused": ("stop", _l("维持原评分")),
}
SOURCES: Mapping[str, Any] = {
    "records": _l("按记录计算"),
    "judged": _l("人工评分"),
    "corrected": _l("申诉后更正"),
}
FAULTS: Mapping[str, Any] = {
    "rows_changed": _l("冻结的记录被改动"),
    "inputs_changed": _l("冻结的依据和计算时不一样"),
    "result_changed": _l("得分和计算时不一样"),
}
MESSAGES: Mapping[str, Any] = {
    "assessment.no_gauges": _l("这次活动的规则包里没有考核指标，不能计算评分。"),
    "assessment.run_under_way": _l("有一次计算还没有完成，请稍后再试。"),
    "assessment.run_reason": _l("请写计算的原因，500 字以内。"),
    "assessment.run_not_ready": _l("这次评分还没有算好。"),
    "assessment.run_changed": _l("按冻结的依据重算，结果和原来不一样，不能公布。"),
    "assessment.run_published": _l("这次评分已经公布了。"),
    "assessment.judge_points": _l("请填 0 到 %(full)s 的数，最多两位小数。"),
    "assessment.judge_reason": _l("请写评分的理由，2000 字以内。"),
    "assessment.judged_already": _l("别人刚给这个单位评过分。您写的还在下面，请对照以后再保存。"),
    "assessment.evidence_many": _l("最多放 %(most)s 个文件。"),
    "assessment.appeal_text": _l("请写申诉的理由，2000 字以内。"),
    "assessment.appeal_over": _l("申诉期限已过，或者已经公布了新的评分。"),
    "assessment.appealed_already": _l("这一项已经申诉过了。"),
    "assessment.appeal_verdict": _l("请选申诉是否成立。"),
    "assessment.appeal_answer": _l("请写答复的理由，2000 字以内。"),
    "assessment.appeal_answered": _l("这份申诉已经答复过了。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.scores_asked": _l("要求计算评分"),
    "assessment.scores_published": _l("公布了评分"),
    "assessment.score_judged": _l("人工评分"),
    "assessment.appeal_asked": _l("对评分提出申诉"),
    "assessment.appeal_upheld": _l("认定申诉成立"),
    "assessment.appeal_refused": _l("维持了原来的评分"),
}
KINDS: tuple[MessageKind, ...] = tuple(
    MessageKind(code, title, text, subject=subject, to="staff", lasts=timedelta(days=7))
    for code, title, text, subject in (
        (
            "assessment.scores_out", _l("考核评分公布"),
            _l("%(campaign)s：第 %(number)s 次考核评分已公布，请登录查看本单位的得分。"), _l("考核评分已公布"),
        ),
        (
            "assessment.scores_out_until", _l("考核评分公布，可以申诉"),
            _l("%(campaign)s：第 %(number)s 次考核评分已公布，有异议请在 %(day)s 前申诉。"), _l("考核评分已公布"),
        ),
        (
            "assessment.appeal_new", _l("单位对评分申诉"),
            _l("%(campaign)s：有单位对 %(rule)s 的评分提出申诉，请答复。"), _l("请答复评分申诉"),
        ),
        (
            "assessment.appeal_upheld", _l("评分申诉成立"),
            _l("%(campaign)s：对 %(rule)s 评分的申诉成立，评分会重新计算。"), _l("评分申诉已答复"),
        ),
        (
            "assessment.appeal_refused", _l("评分申诉维持原评分"),
            _l("%(campaign)s：对 %(rule)s 评分的申诉已答复，维持原来的评分。"), _l("评分申诉已答复"),
        ),
    )
)  # fmt: skip


def title_of(gauge: Gauge) -> str:
    """The indicator's title in the reader's language."""
    english = str(get_locale() or "zh").startswith("en")
    return gauge.title_en if english and gauge.title_en else gauge.title


def how(gauge: Gauge) -> str:
    """How its points come about."""
    full, each = shown(gauge.full), shown(gauge.each)
    ways = {
        "share": _("满分 %(full)s 分，按比例计分", full=full),
        "per_late_day": _("满分 %(full)s 分，迟一天扣 %(each)s 分", full=full, each=each),
        "per_item": _("满分 %(full)s 分，每件扣 %(each)s 分", full=full, each=each),
        "judged": _("满分 %(full)s 分，人工评分", full=full),
    }
    return ways[gauge.formula]


def counted(score: Score, unit: str) -> str:
    """What the records say: 3/4 项, 2 天."""
    if score.value is None or score.source != "records":
        return ""
    if score.of is not None:
        return f"{shown(score.value)}/{score.of} {unit}"
    return f"{shown(score.value)} {unit}"
