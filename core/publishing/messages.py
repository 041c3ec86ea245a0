"""The publishing room's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.plugin.contracts import MessageKind

STEP_NAMES = {
    "drafting": _l("起草中"),
    "draft": _l("拟稿"),
    "first_review": _l("初审"),
    "secrecy_review": _l("保密审查"),
    "approval": _l("审核"),
    "publish": _l("公开"),
    "archive": _l("建档"),
    "published": _l("已公开"),
    "withdrawn": _l("已撤下"),
    "internal": _l("不公开（工作秘密、内部）"),
    "on_request": _l("依申请公开"),
}

#: what a secrecy reviewer may say (SC-01): verdict → its name and what follows
VERDICTS = {
    "public": (_l("可公开"), _l("文稿转到审核。")),
    "redact": (_l("删改后公开"), _l("退回拟稿人，写明要删改什么。下一稿请您对照着看。")),
    "internal": (_l("工作秘密、内部"), _l("这份文稿到此为止，不公开，只在内部留存。")),
    "on_request": (_l("依申请公开"), _l("这份文稿不主动公开，有人申请时再办。")),
    "suspected": (_l("疑似涉密"), _l("马上对所有人隔离这份文稿，包括已经公开的版本。")),
}

#: step → what the person is told who has just passed it
DONE = {
    "first_review": _l("初审已签，文稿转到保密审查。"),
    "secrecy_review": _l("保密审查已签，文稿转到审核。"),
    "approval": _l("审核已签，文稿转到政务公开办，等待公开。"),
    "publish": _l("已公开并建档。下一步：下载发布包，发到门户网站，再回来登记网址。"),
    "returned": _l("已退回，理由已记下。拟稿人会在工作台看到。"),
    "portal": _l("门户网址和时间已登记。"),
    "redact": _l("已退回拟稿人，要删改的内容已记下。"),
    "internal": _l("已记下：工作秘密、内部，不公开。"),
    "on_request": _l("已记下：依申请公开，不主动公开。"),
    "hidden": _l("已隔离。现在起谁也看不到这份文稿，请照下面的清单办。"),
    "withdraw_asked": _l("撤下申请已送审，下一步是初审。"),
    "taken_down": _l("已撤下，公众现在看不到了。请在限期内补办审批。"),
    "restored": _l("已恢复公开。"),
    "title": _l("已改好。"),
    "withdrawn": _l("已撤下并建档，公众页面改为撤下说明。"),
    "waived": _l("豁免已登记，页面、审批单和档案里都标明。"),
    "revoked": _l("豁免已撤销，这条规则重新生效。"),
    "happened": _l("已登记。流程走完后，按真实的公开时间入档，标明补录。"),
    "dropped": _l("已取消。"),
    "instructed": _l("指令已登记，等政务公开办核对后执行。"),
    "blank": _l("已按指令在全系统清除，只保留办理记录。"),
    "release": _l("已解除隔离，文稿回到原来的步骤。"),
    "deputy": _l("代理已登记。"),
    "deputy_ended": _l("代理已结束。"),
}
#: step → how the desk names the task, its state and the way to it
TASKS = {
    "first_review": (_l("初审：%(title)s"), _l("等您初审"), _l("去初审")),
    "secrecy_review": (_l("保密审查：%(title)s"), _l("等您保密审查"), _l("去审查")),
    "approval": (_l("审核：%(title)s"), _l("等您审核"), _l("去审核")),
    "publish": (_l("公开：%(title)s"), _l("等您公开"), _l("去公开")),
}
#: the same for a withdrawal's last step
WITHDRAW_TASK = (_l("撤下：%(title)s"), _l("等您撤下"), _l("去撤下"))
ENDED_TASK = _l("不能公开：%(title)s")
CONFIRM_TASK = _l("补办撤下审批：%(title)s")
STATES = {"returned": _l("已退回，请修改"), "mend": _l("去改")}
RETURNED_TASK = _l("修改：%(title)s")
#: step → how a list tells where a document is
WAITING = {
    "drafting": _l("在拟稿人那里"),
    "first_review": _l("等初审"),
    "secrecy_review": _l("等保密审查"),
    "approval": _l("等审核"),
    "publish": _l("等公开"),
    "published": _l("已公开"),
    "withdrawn": _l("已撤下"),
    "internal": _l("不公开"),
    "on_request": _l("依申请公开"),
}
HIDDEN = _l("疑似涉密，已隔离")
#: step → the words on the button that passes it, and what pressing it means
BUTTONS = {
    "first_review": (_l("通过初审"), _l("您的姓名和时间会记在这一稿上，文稿转到保密审查。")),
    "approval": (_l("审核通过"), _l("您同意公开这一稿，文稿转到政务公开办。")),
    "publish": (_l("公开"), _l("按下后公众马上能看到这一稿，同时建档。")),
    "withdraw": (_l("撤下"), _l("按下后公众马上看不到正文，只看到撤下说明；各版留在档案里。")),
    "happened": (_l("补录公开"), _l("按登记的真实时间公开并建档，各处标明补录。")),
}
#: what a revision is for
PURPOSES = {"correct": _l("更正"), "withdraw": _l("撤下申请")}
#: what is done with an instruction of the secrecy department
DECISIONS = {"blank": _l("清除"), "release": _l("不涉密，解除隔离")}
DEPUTY_STATES = {"now": _l("代理中"), "later": _l("还没开始"), "over": _l("已结束")}

MESSAGES = {
    "confirm_no_secret": _l("请确认来源文件没有标密级。没有确认不能送审（SC-01）。"),
    "secret_mark": _l(
        "文字里有密级标志“%(mark)s”，不能放进本系统，这一稿没有保存到流程里（SC-01，保密法第二十九条）。请删去涉密内容，改用不涉密的来源。"
    ),
    "document_under_way": _l("这份文稿正在审核，先等它走完或被退回，再送新的一稿。"),
    "changed_meanwhile": _l("就在刚才，这份文稿已经往前走了一步或换了新稿。请看过现在的内容再办。"),
    "step_not_now": _l("这份文稿现在不在这一步。请刷新后再看。"),
    "step_not_in_pack": _l("规则包没有写这一步由谁办，所以谁也不能签（PB-01）。请管理员补上规则包。"),
    "role_missing": _l("这一步由规则包指定的岗位来签（PB-01），您在这个单位没有这个岗位。"),
    "same_person": _l("这一步要由另一个人来签（PB-01）：您已经签过前面的步骤。请换一位同事。"),
    "signature_missing": _l("还缺一步没有签，不能公开（PB-01）。"),
    "return_reason_needed": _l("请写明退回的理由，拟稿人要照着改。"),
    "paper_not_here": _l("这一步不收纸质签批。"),
    "paper_signer_needed": _l("请选择签批人，或写上姓名。"),
    "paper_signer_unfit": _l("这个人没有签这一步的岗位，请核对审批单。"),
    "signed_in_future": _l("签批日期还没有到，请核对审批单。"),
    "signed_before_text": _l("签批日期早于这一稿的定稿日 %(day)s，签的不是这一稿。"),
    "publish_blocked": _l("现在还不能公开，有 %(count)s 个原因，见下面。"),
    "campaign_not_open": _l("这一届活动没有在进行，不能公开新的内容。"),
    "revision_altered": _l("这一稿的文字和定稿时的摘要对不上，可能被改动过。请管理员检查后重新送审。"),
    "portal_url": _l("请填写门户网站上的完整网址，以 http:// 或 https:// 开头。"),
    "portal_in_future": _l("门户发布时间还没有到，请核对。"),
    "document_title_needed": _l("文稿还没有标题，请先写上标题。"),
    "document_part_too_long": _l("标题、文号或公开单位太长，最多 %(limit)s 个字。"),
    "kind_not_in_use": _l("起草这类文稿的插件在这次活动里没有启用，没有人核对它的规则，所以不能公开。"),
    "paper_name_too_long": _l("姓名最多 %(limit)s 个字。"),
    "paper_name_unfit": _l("%(name)s在本单位有账号，但没有签这一步的岗位（PB-01）。请核对审批单。"),
    "paper_name_twice": _l("有不止一位%(name)s能签这一步，请在名单里选是哪一位。"),
    "document_ended": _l(
        "保密审查认为这份文稿不能主动公开，这件事已经办结。要公开别的内容，请另起一份文稿。"
    ),
    "document_hidden": _l("这份文稿因疑似涉密已隔离。"),
    "document_withdrawn": _l("本文已撤下。"),
    "note_too_long": _l("最多写 %(limit)s 个字。"),
    "verdict_unknown": _l("请选择一种审查意见。"),
    "redaction_needed": _l("请写明要删改什么，拟稿人照着改。"),
    "ending_reason_needed": _l("请写明为什么不能公开，拟稿人会看到。"),
    "deputy_same_person": _l(
        "您是%(person)s的代理人，但您自己已经签过前面的步骤，这一步要由另一个人来签（PB-01）。请另找一位代理人。"
    ),
    "rule_not_waivable": _l("规则 %(rule)s 不能豁免：来自法律的规则没有例外，只有通知里的规则可以豁免。"),
    "waived_already": _l("规则 %(rule)s 已经豁免过了。"),
    "waiver_reason_needed": _l("请写明为什么豁免。"),
    "waiver_used": _l("已经在这项豁免下公开了，不能再撤销。"),
    "scan_needed": _l("请选择批件的扫描件或照片。"),
    "happened_in_future": _l("公开时间还没有到。补录只收已经发生的事。"),
    "happened_too_early": _l("公开时间早于 %(day)s，不属于这一届活动，请核对。"),
    "happened_reason_needed": _l("请写明为什么当时没有在平台上办。"),
    "happened_already": _l("已经登记过一次补录。要改，请先取消原来的。"),
    "happened_public_already": _l("这份文稿在平台上已经公开，不用补录。"),
    "happened_used": _l("这次补录已经公开并建档，不能取消。"),
    "withdrawal_reason_needed": _l("请写明为什么撤下，公众会看到。"),
    "nothing_to_withdraw": _l("现在没有公开的版本，不用撤下。"),
    "nothing_to_restore": _l("没有可以恢复的版本：撤下已经走完审批，或者已经恢复。"),
    "hidden_already": _l("这份文稿已经隔离。"),
    "blanked_already": _l("这份文稿已经清除。"),
    "instruction_waits": _l("已经登记了一份指令，请政务公开办先核对。"),
    "instruction_decision": _l("请选择指令要求怎么办。"),
    "instruction_number": _l("请填写指令的文号，最多 80 个字。"),
    "instruction_in_future": _l("指令的日期还没有到，请核对。"),
    "same_person_instruction": _l("登记指令的人不能自己核对，要由另一个人执行。"),
    "copies_out_of_reach": _l(
        "有插件停用或出错，它保存的副本清除不了，所以什么都没有清除。请管理员启用或修好插件后再执行。"
    ),
    "deputy_self": _l("代理人要是另一个人。"),
    "deputy_days_reversed": _l("结束日期早于开始日期。"),
    "deputy_days_past": _l("这段时间已经过去了。"),
    "deputy_too_long": _l("代理最长 %(limit)s 天。时间更长的，请部门管理员换人任职。"),
    "deputy_not_own_role": _l(
        "只能为本人的岗位，或您管理的部门里别人的岗位指定代理人；代理来的岗位不能再转给别人。"
    ),
    "deputy_sees_nothing": _l(
        "这个人看不到这个部门的文稿，不能代理。请先让部门管理员给他一个公开流程的岗位。"
    ),
    "deputy_there_already": _l("%(start)s 到 %(end)s 已经有代理人了，时间不能重叠。要换人，请先结束原来的。"),
    "deputy_passes_on": _l(
        "%(start)s 到 %(end)s 代理会一个传一个：代理人自己也请人代理，或者本人正替别人代理同一岗位。请另选一位。"
    ),
    "deputy_over": _l("这段代理已经结束。"),
    "documents_under_way": _l("还有 %(count)s 份文稿正在审核，走完或退回后才能结束活动。"),
}

AUDIT_TEXTS = {
    "publishing.submitted": _l("定稿送审"),
    "publishing.signed": _l("签过一步"),
    "publishing.signed_on_paper": _l("登记纸质签批"),
    "publishing.returned": _l("已退回修改"),
    "publishing.published": _l("公开并建档"),
    "publishing.portal_recorded": _l("登记门户网址"),
    "publishing.package_taken": _l("下载发布包"),
    "publishing.opened": _l("打开文稿"),
    "publishing.kept_from_public": _l("保密审查：不公开"),
    "publishing.hidden": _l("因疑似涉密隔离"),
    "publishing.released": _l("解除隔离"),
    "publishing.blanked": _l("按保密部门指令清除"),
    "publishing.instruction_entered": _l("登记保密部门指令"),
    "publishing.instruction_dropped": _l("取消登记错的指令"),
    "publishing.withdrawal_requested": _l("申请撤下"),
    "publishing.withdrawn": _l("撤下"),
    "publishing.taken_down": _l("紧急撤下"),
    "publishing.restored": _l("恢复公开"),
    "publishing.withdrawal_title": _l("改撤下说明里是否写标题"),
    "publishing.waived": _l("办理豁免"),
    "publishing.waiver_revoked": _l("撤销豁免"),
    "publishing.happened_entered": _l("登记补录"),
    "publishing.happened_dropped": _l("取消补录"),
    "publishing.deputy_named": _l("指定代理人"),
    "publishing.deputy_ended": _l("结束代理"),
}

WAITS, RETURNED = "publishing.waits", "publishing.returned"
KINDS = (
    MessageKind(
        WAITS,
        _l("有文稿等我签"),
        _l("【%(site)s】第 %(document)s 号文稿等您签“%(step)s”。请登录工作台办理。"),
        _l("有一份文稿等您签“%(step)s”"),
        to="staff",
    ),
    MessageKind(
        RETURNED,
        _l("我起草的文稿退回来了"),
        _l(
            "【%(site)s】您起草的第 %(document)s 号文稿退回来了，原因写在文稿页上。请登录工作台修改后再送审。"
        ),
        _l("您的一份文稿退回来了"),
        to="staff",
    ),
)
