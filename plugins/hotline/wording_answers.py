"""Words of published answers and follow-up: refusals, audit entries, messages, kinds of finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

SPAN_KINDS: Mapping[str, Any] = {
    "name": _l("姓名"),
    "mobile": _l("手机号"),
    "landline": _l("固定电话"),
    "id_number": _l("身份证号"),
    "bank_card": _l("银行卡号"),
    "plate": _l("车牌号"),
    "address": _l("住址"),
    "wechat": _l("微信号、QQ号"),
    "email": _l("电子邮箱"),
}
MARK_STATES: Mapping[str, tuple[str, Any]] = {
    "found": ("warn", _l("待确认")),
    "masked": ("ok", _l("遮住")),
    "kept": ("idle", _l("保留")),
}
SATISFACTION: Mapping[int, Any] = {
    5: _l("非常满意"),
    4: _l("满意"),
    3: _l("基本满意"),
    2: _l("不满意"),
    1: _l("非常不满意"),
}
WAYS: Mapping[str, Any] = {
    "key": _l("来电人按键"),
    "link": _l("来电人网上填写"),
    "person": _l("别人打电话回访"),
}
FOLLOW_UP_STATES: Mapping[str, tuple[str, Any]] = {
    "asked": ("half", _l("等来电人评价")),
    "answered": ("ok", _l("已评价")),
    "unanswered": ("idle", _l("没有回应")),
    "void": ("no", _l("工单重新办理，不再问")),
}

MESSAGES: Mapping[str, Any] = {
    "hotline.answer_confidential": _l("这件诉求要求保密，不能整理成公开答复。"),
    "hotline.answer_order_open": _l("这件工单还没有办结，办结以后再整理成公开答复。"),
    "hotline.answer_question_missing": _l("写上群众问的是什么。"),
    "hotline.answer_text_missing": _l("写上答复。"),
    "hotline.answer_title_long": _l("第一行是标题，最多 %(limit)s 个字。把细节写到下一行。"),
    "hotline.answer_long": _l("最多 %(limit)s 个字，请精简。"),
    "hotline.answer_unit_missing": _l("选上答复的单位。"),
    "hotline.answer_unit_fixed": _l("已经送审过，不能再换单位。"),
    "hotline.answer_topic_unknown": _l("没有这个热点，请重新选。"),
    "hotline.answer_locked": _l("答复正在公开流程中，退回后才能改。"),
    "hotline.answer_changed": _l("别人刚改过这份答复，下面是最新的内容，请再看一遍。"),
    "hotline.answer_emptied": _l("这份答复的内容已按保存期限删除。"),
    "hotline.answer_gone": _l("这份答复的草稿已经没有了。"),
    "hotline.answer_mark_unknown": _l("没有这一处，请刷新页面再试。"),
    "hotline.answer_words_nowhere": _l("问题和答复里都没有这几个字，请照原文写。"),
    "hotline.answer_masks_open": _l("还有 %(count)s 处个人信息没有人确认遮住还是保留。"),
    "hotline.answer_unmasked": _l("定稿里还有 %(count)s 处号码没有遮住，也没有人决定保留。"),
    "hotline.answer_correction_missing": _l("写明公开的版本错在哪里、改成什么。"),
    "hotline.follow_up_key": _l("这个按键没有含义，请按 0 到 5。"),
    "hotline.follow_up_answered": _l("已经评价过了，谢谢。"),
    "hotline.follow_up_over": _l("评价的时间已经过了。还有问题，请拨打热线。"),
    "hotline.follow_up_unknown": _l("没有找到要您评价的工单。请核对工单号，并用当时留的手机号验证。"),
    "hotline.follow_up_resolved_missing": _l("选一下问题解决了没有。"),
    "hotline.follow_up_word_missing": _l("选一个词，说说满不满意。"),
    "hotline.follow_up_words_long": _l("最多 %(limit)s 个字。"),
    "hotline.follow_up_own": _l("您登记或办理过这件工单，回访要由没有经手的人来做。"),
}

AUDIT_TEXTS: Mapping[str, Any] = {
    "hotline.answer_begun": _l("起草公开答复"),
    "hotline.answer_saved": _l("修改公开答复的草稿"),
    "hotline.answer_masked": _l("确认公开答复里的个人信息"),
    "hotline.answer_submitted": _l("把公开答复送审"),
    "hotline.answer_read_out": _l("向来电人读出公开答复"),
    "hotline.answer_typical": _l("标为典型案例"),
    "hotline.answer_untypical": _l("取消典型案例"),
    "hotline.typical_exported": _l("导出典型案例"),
    "hotline.answer_purged": _l("到期删除公开答复草稿里的内容"),
    "hotline.follow_up_asked": _l("请来电人评价"),
    "hotline.follow_up_void": _l("工单重新办理，不再请来电人评价"),
    "hotline.follow_up_answered": _l("收到来电人的评价"),
    "hotline.follow_up_entered": _l("登记电话回访的结果"),
    "hotline.follow_up_no_answer": _l("电话回访没有接通"),
    "hotline.follow_up_dialled": _l("为回访查看完整号码"),
}

KINDS = (
    MessageKind(
        "hotline.follow_up",
        _l("请来电人评价热线工单"),
        _l("%(site)s：您反映的事项（工单 %(number)s）已办结，解决了吗？请评价：%(link)s 不点链接也可以打开本站“热线”栏目，用工单号评价。"),
    ),
    MessageKind(
        "hotline.follow_up_plain",
        _l("请来电人评价热线工单（没有链接）"),
        _l("%(site)s：您反映的事项（工单 %(number)s）已办结。请打开本站“热线”栏目，用工单号评价，或拨 %(hotline)s。"),
    ),
)  # fmt: skip
