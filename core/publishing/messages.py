"""The publishing room's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STEP_NAMES = {
    "drafting": _l("起草中"),
    "draft": _l("拟稿"),
    "first_review": _l("初审"),
    "secrecy_review": _l("保密审查"),
    "approval": _l("审核"),
    "publish": _l("公开"),
    "archive": _l("建档"),
    "published": _l("已公开"),
}

#: step → what the person is told who has just passed it
DONE = {
    "first_review": _l("初审已签，文稿转到保密审查。"),
    "secrecy_review": _l("保密审查已签，文稿转到审核。"),
    "approval": _l("审核已签，文稿转到政务公开办，等待公开。"),
    "publish": _l("已公开并建档。下一步：下载发布包，发到门户网站，再回来登记网址。"),
    "returned": _l("已退回，理由已记下。拟稿人会在工作台看到。"),
    "portal": _l("门户网址和时间已登记。"),
}
#: step → how the desk names the task, its state and the way to it
TASKS = {
    "first_review": (_l("初审：%(title)s"), _l("等您初审"), _l("去初审")),
    "secrecy_review": (_l("保密审查：%(title)s"), _l("等您保密审查"), _l("去审查")),
    "approval": (_l("审核：%(title)s"), _l("等您审核"), _l("去审核")),
    "publish": (_l("公开：%(title)s"), _l("等您公开"), _l("去公开")),
}
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
}
#: step → the words on the button that passes it, and what pressing it means
BUTTONS = {
    "first_review": (_l("通过初审"), _l("您的姓名和时间会记在这一稿上，文稿转到保密审查。")),
    "secrecy_review": (_l("通过保密审查"), _l("您确认这一稿不涉密、可以公开，文稿转到审核。")),
    "approval": (_l("审核通过"), _l("您同意公开这一稿，文稿转到政务公开办。")),
    "publish": (_l("公开"), _l("按下后公众马上能看到这一稿，同时建档。")),
}

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
    "documents_under_way": _l("还有 %(count)s 份文稿正在审核，走完或退回后才能结束活动。"),
}

AUDIT_TEXTS = {
    "publishing.submitted": _l("定稿送审"),
    "publishing.signed": _l("签过一步"),
    "publishing.signed_on_paper": _l("登记纸质签批"),
    "publishing.returned": _l("退回修改"),
    "publishing.published": _l("公开并建档"),
    "publishing.portal_recorded": _l("登记门户网址"),
    "publishing.package_taken": _l("下载发布包"),
}
