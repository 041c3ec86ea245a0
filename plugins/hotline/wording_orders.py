"""Words of work orders: refusals, states, the time line, what callers and departments are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.api import MessageKind

MESSAGES = {
    "hotline.order_changed": _l("这件工单刚被别人办过一步，页面上是最新的情况，请再看一眼。"),
    "hotline.order_objected_already": _l("本单位已经提过异议，班长没有同意，请接下办理。"),
    "hotline.order_no_term": _l("这件工单没有时限，不用申请延期。"),
    "hotline.order_extension_waits": _l("延期申请已经交给班长，请等答复。"),
    "hotline.order_extensions_used": _l("延期次数已经用完（HL-07），请按现在的时限答复。"),
    "hotline.order_extension_late": _l("已经过了时限，不能再申请延期（HL-07）。请尽快答复。"),
    "hotline.order_extension_days": _l("每次最多延 %(most)s 个工作日，至少 1 个。"),
    "hotline.order_reopened_already": _l("这件工单已经重新办过一次，不再重开；请来电人另行反映。"),
    "hotline.order_merge_confidential": _l("保密工单不能合并：合并后别人会看到它（HL-03）。"),
    "hotline.order_merge_self": _l("不能并到这件工单：它是同一件，或者自己已经并入别的工单。"),
    "hotline.order_confidential_merged": _l("这件工单和别的合并着，请先拆开，再设为保密。"),
    "hotline.order_close_own": _l("答复是您写的，请由另一位话务员或班长办结。"),
    "hotline.order_no_answer": _l("还没有答复，不能办结。"),
    "hotline.dispatch_elsewhere": _l("本市在另一个平台派单，这里的派单已经关掉。请从“工单交换”导出。"),
    "hotline.order_sort_missing": _l("请选诉求类型。"),
    "hotline.order_handle_missing": _l("请选怎么处理。"),
    "hotline.order_department_id_missing": _l("请选要派给的单位。"),
    "hotline.order_department_missing": _l("请选要派给的单位。"),
    "hotline.order_other_department": _l("请选另一个单位。"),
    "hotline.order_topic_missing": _l("请选热点。"),
    "hotline.order_phone_shape": _l("这个电话拨不出去，请再核对一下。"),
    "hotline.order_title_missing": _l("请用一句话写明诉求。"),
    "hotline.order_words_missing": _l("请写诉求内容。"),
    "hotline.order_reply_missing": _l("请写答复。"),
    "hotline.order_reason_missing": _l("请写明理由，至少四个字。"),
    "hotline.order_verdict_missing": _l("请选异议成立还是不成立。"),
    "hotline.order_number_unknown": _l("没有这个编号的工单，请再核对。"),
    "hotline.order_stays_confidential": _l("保密工单不能改回不保密（HL-03）。"),
    "hotline.order_erased_text": _l("这件工单的内容已按规定删除，不能再改。"),
    "hotline.order_note_missing": _l("请写备注。"),
    "hotline.order_text_long": _l("太长了，最多 %(most)s 个字。"),
}

TABS_WORDS = {
    "todo": _l("等我办"),
    "open": _l("没办结"),
    "late": _l("超期"),
    "closed": _l("已办结"),
    "all": _l("全部"),
}

#: what is said after an act
_DONE = {
    "accept": _l("已接收，请在时限内答复。"),
    "object": _l("异议已交给班长，时限照走。"),
    "decide": _l("决定已告诉部门。"),
    "dispatch": _l("已派单，部门会收到提醒。"),
    "redispatch": _l("已改派，时限从今天重新算。"),
    "answer": _l("已答复并办结。"),
    "reply": _l("答复已交回话务台，办结后告诉来电人。"),
    "ask_extension": _l("延期申请已交。"),
    "extend": _l("已同意延期，来电人会得到通知。"),
    "refuse_extension": _l("没有同意延期，时限不变。"),
    "send_back": _l("已退回部门重新答复。"),
    "close": _l("已办结，每一位来电人都会得到答复。"),
    "urge": _l("已督办，部门会收到提醒。"),
    "note": _l("备注已记下。"),
    "merge": _l("已合并，答复时一并告诉每一位来电人。"),
    "unmerge": _l("已拆出，回到合并前的状态。"),
    "make_confidential": _l("已设为保密，只有经办的人能看到。"),
    "told": _l("已记下：电话告知了来电人。"),
    "edit": _l("已修改，办理经过里记下了改了哪几项。"),
}


def done_words(act: str) -> str:
    """The sentence after an act."""
    return str(_DONE[act])


SORTS = {
    "consult": _l("咨询"),
    "help": _l("求助"),
    "complaint": _l("投诉"),
    "suggestion": _l("建议"),
}
TERM_CLASSES = {"consult": _l("咨询类"), "other": _l("其他诉求")}

#: the five words of 好差评
SATISFACTION = {
    5: _l("非常满意"),
    4: _l("满意"),
    3: _l("基本满意"),
    2: _l("不满意"),
    1: _l("非常不满意"),
}

#: the tag's shape and its word
STATES = {
    "registered": ("info", _l("已受理")),
    "dispatched": ("info", _l("待部门接收")),
    "accepted": ("half", _l("办理中")),
    "objected": ("warn", _l("部门有异议")),
    "replied": ("half", _l("已答复，待办结")),
    "closed": ("ok", _l("已办结")),
    "merged": ("idle", _l("已合并")),
}

#: HL-05 as a caller's matter goes through it: the state, the seal's characters, the word
LOOP = (
    ("registered", "受理", lazy_pgettext("order", "受理")),
    ("dispatched", "派单", _l("派单")),
    ("accepted", "办理", _l("办理")),
    ("replied", "答复", lazy_pgettext("order", "答复")),
    ("closed", "办结", lazy_pgettext("order", "办结")),
    ("followed", "回访", _l("回访")),
)

#: what the time line says of an act
ACTIONS = {
    "registered": _l("受理登记"),
    "answered": _l("当场答复并办结"),
    "dispatch": _l("派单"),
    "passed_outside": _l("转另一平台办理"),
    "accepted": _l("部门接收"),
    "objected": _l("部门提出异议"),
    "objection_upheld": _l("异议成立"),
    "objection_refused": _l("异议不成立，仍由原单位办理"),
    "redispatched": _l("改派"),
    "extension_asked": _l("申请延期"),
    "extended": _l("同意延期"),
    "extension_refused": _l("不同意延期"),
    "replied": _l("部门答复"),
    "sent_back": _l("答复退回重办"),
    "closed": lazy_pgettext("order", "办结"),
    "reply_taken": _l("录入另一平台的答复"),
    "numbered": _l("记下另一平台的编号"),
    "urged": _l("督办"),
    "reopened": _l("来电人反映未解决，重新办理"),
    "merged": _l("并入另一件工单"),
    "joined": _l("并进来一件工单"),
    "unmerged": _l("从合并中拆出"),
    "left": _l("拆出一件工单"),
    "made_confidential": _l("设为保密"),
    "note": _l("备注"),
    "told": _l("已电话告知来电人"),
    "edited": _l("修改登记内容"),
    "question_asked": _l("同时提给在线访谈"),
    "question_answered": _l("提给访谈的问题有了结果"),
}

#: a question that was put beside an order, as the ledger has it → (tag, word)
ASKED_STATES = {
    "received": ("info", _l("等主持人审核")),
    "held": ("warn", _l("待定")),
    "accepted": ("half", _l("已公开，等挑选或回答")),
    "assigned": ("half", _l("已转部门答复")),
    "ended": ("ok", _l("已经答复")),
    "rejected": ("no", _l("不公开")),
    "withdrawn": ("idle", _l("已撤回")),
    "merged": ("half", _l("和别的提问合并")),
}

#: fields of an order as the time line names them
FIELDS = {
    "title": _l("一句话诉求"),
    "place": _l("地点"),
    "words": _l("来电人说的"),
    "topic": _l("热点"),
    "urgent": _l("紧急"),
    "confidential": _l("保密"),
}

AUDIT_TEXTS = {
    **{f"hotline.order_{action}": words for action, words in ACTIONS.items()},
    "hotline.order_phone_shown": _l("查看来电人完整号码"),
    "hotline.order_erased": _l("删除工单里的个人信息"),
    "hotline.asked": _l("把来电人的问题提给访谈"),
    "hotline.exchange_uploaded": _l("上传交换表"),
    "hotline.exchange_taken": _l("导入交换表"),
    "hotline.exchange_exported": _l("导出交换表"),
    "hotline.column_map_saved": _l("保存列对照"),
}

EVENTS = (
    "hotline.order_registered",
    "hotline.order_dispatched",
    "hotline.order_replied",
    "hotline.order_closed",
    "hotline.order_reopened",
    "hotline.asked_closed",
)

_ASK = _l("%(site)s：您反映的事项（工单 %(number)s）有新进展，请拨 %(hotline)s 报工单号查询。")

KINDS = (
    MessageKind(
        "hotline.order_registered",
        _l("热线工单已受理"),
        _l("%(site)s：您反映的事项已受理，工单号 %(number)s。要问进展请拨 %(hotline)s 报工单号。"),
    ),
    MessageKind(
        "hotline.order_registered_plain",
        _l("热线工单已受理（号码未验证）"),
        _l("%(site)s：您的来电已登记，工单号 %(number)s。要问进展请拨 %(hotline)s 报工单号。"),
    ),
    MessageKind(
        "hotline.order_passed_on",
        _l("热线工单已转办"),
        _l(
            "%(site)s：您反映的事项（工单 %(number)s）已转%(unit)s办理，%(day)s前答复您。要问进展请拨 %(hotline)s。"
        ),
    ),
    MessageKind("hotline.order_passed_on_plain", _l("热线工单已转办（号码未验证）"), _ASK),
    MessageKind(
        "hotline.order_extended",
        _l("热线工单延期"),
        _l(
            "%(site)s：您反映的事项（工单 %(number)s）还要些时间，最迟%(day)s答复您。要问进展请拨 %(hotline)s。"
        ),
    ),
    MessageKind("hotline.order_extended_plain", _l("热线工单延期（号码未验证）"), _ASK),
    MessageKind(
        "hotline.order_closed",
        _l("热线工单已答复"),
        _l("%(site)s：您反映的事项（工单 %(number)s）已答复：%(reply)s 还有疑问请拨 %(hotline)s。"),
    ),
    MessageKind("hotline.order_closed_plain", _l("热线工单已答复（号码未验证）"), _ASK),
    *(
        MessageKind(f"hotline.staff_{what}", title, body, subject=title, to="staff")
        for what, title, body in (
            (
                "dispatched",
                _l("有热线工单派给本单位"),
                _l("%(site)s：热线工单 %(number)s 派给本单位，请登录接收。"),
            ),
            (
                "question_answered",
                _l("工单里的事在访谈里有了答复"),
                _l("%(site)s：热线工单 %(number)s 反映的事，在访谈里已有答复，请登录查看。"),
            ),
            (
                "urged",
                _l("热线工单督办"),
                _l("%(site)s：热线工单 %(number)s 被督办，请登录查看，尽快答复。"),
            ),
            (
                "decided",
                _l("热线工单的申请有了答复"),
                _l("%(site)s：热线工单 %(number)s 的异议或延期申请已有答复，请登录查看。"),
            ),
            (
                "sent_back",
                _l("热线工单的答复被退回"),
                _l("%(site)s：热线工单 %(number)s 的答复被退回重办，请登录查看。"),
            ),
            (
                "taken_back",
                _l("热线工单改派别处"),
                _l("%(site)s：热线工单 %(number)s 已改派别的单位，本单位不用再办。"),
            ),
            (
                "objected",
                _l("部门对派单有异议"),
                _l("%(site)s：部门对热线工单 %(number)s 的派单提出异议，请登录决定。"),
            ),
            (
                "extension_asked",
                _l("部门申请延期"),
                _l("%(site)s：部门申请热线工单 %(number)s 延期，请登录决定。"),
            ),
        )
    ),
)
