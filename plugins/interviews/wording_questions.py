"""Words of questions: refusals, audit entries, states, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

#: where a question stands → (tag, word)
STATES: Mapping[str, tuple[str, Any]] = {
    "waiting": ("info", _l("待审")),
    "ready": ("half", _l("待选")),
    "chosen": ("now", _l("已选")),
    "answered": ("ok", _l("已答")),
    "passed": ("half", _l("转办")),
    "refused": ("no", _l("不公开")),
    "merged": ("idle", _l("已合并")),
}
#: what a tab holds, in a sentence
TAB_NOTES: Mapping[str, Any] = {
    "waiting": _l("新来的提问，审过才公开，支持多的在前。"),
    "ready": _l("已经公开，等主持人挑选，支持多的在前。"),
    "chosen": _l("直播时按这个次序问。可以拖动，也可以用上移、下移。"),
    "answered": _l("在直播里答了的，和会后答复了的。"),
    "passed": _l("交给部门会后答复，到期日按规则包 IV-02 从直播那天算起。"),
    "refused": _l("没有公开的和作者撤回的，原因都已告诉作者。"),
}
NOTHING: Mapping[str, Any] = {
    "waiting": _l("没有等审核的提问。有新的会自己出现。"),
    "ready": _l("没有等挑选的提问。审过的提问会到这里。"),
    "chosen": _l("还没有选上的提问。到“待选”里挑几条，直播时按次序问。"),
    "answered": _l("还没有答过的提问。"),
    "passed": _l("没有转给部门的提问。"),
    "refused": _l("没有不公开的提问。"),
}
#: the ledger's reasons, as they are said of questions
REASONS: Mapping[str, Any] = {
    "off_topic": _l("与这场访谈的主题无关"),
    "empty": _l("没有写具体内容"),
    "advertising": _l("广告"),
    "abuse": _l("辱骂、攻击他人"),
    "unlawful": _l("有法律、法规禁止的内容"),
}
SOURCES: Mapping[str, Any] = {
    "page": _l("网页"),
    "hotline": _l("热线"),
    "meeting": _l("会议、现场"),
    "survey": _l("问卷"),
    "letter": _l("来信"),
    "counter": _l("来访"),
    "telephone": _l("来电"),
}
MESSAGES: Mapping[str, Any] = {
    "interviews.question_gone": _l("没有这条提问，或者它不是这场访谈的。"),
    "interviews.question_changed": _l("另一位主持人刚刚办过这一条，您这次没有改动。请看现在的情况再办。"),
    "interviews.question_text": _l("请写公开的文字；不宜公开的，请选“不公开”并选原因。"),
    "interviews.question_department": _l("请选交给哪个部门答复。"),
    "interviews.question_is_chosen": _l("这一条在直播要问的清单里，请先取消选择，再转给部门。"),
    "interviews.question_on_air": _l("这一条已经上了直播，不能再从清单里拿下。"),
    "interviews.question_late": _l("直播已经结束，没有再问的机会了。请转给部门答复。"),
    "interviews.questions_many": _l("清单里最多 %(most)s 条，已经满了。"),
    "interviews.order_changed": _l("另一位主持人刚刚改过次序或者加减了提问，请看现在的清单再排。"),
    "interviews.order_wrong": _l("排好的次序和清单对不上，请刷新后再排。"),
    "interviews.question_none": _l("请先勾选要合并的提问，至少两条。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "interviews.question_chosen": _l("选上一条访谈提问"),
    "interviews.question_unchosen": _l("取消选上的访谈提问"),
    "interviews.questions_ordered": _l("排访谈提问的次序"),
    "interviews.questions_merged": _l("合并相同的访谈提问"),
    "interviews.question_answered": _l("访谈提问在直播中答复"),
    "interviews.question_reopened": _l("撤下直播答复，提问重新待答"),
}
#: messages to people are the ledger's own
KINDS: tuple[MessageKind, ...] = ()
