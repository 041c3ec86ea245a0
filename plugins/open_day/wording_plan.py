"""Wording by code of the plan, its dates and the sessions; merged into the open day's words by messages.py."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PLAN_FIELDS = {
    "name": _l("名称"),
    "theme": _l("开放主题"),
    "forms": _l("开放形式"),
    "site_kinds": _l("进哪类现场"),
    "leaders": _l("参加领导"),
    "day": _l("开放日期"),
    "starts": _l("几点开始"),
    "ends": _l("几点结束"),
    "place": _l("地点"),
    "number": _l("参加人数"),
    "invitees": _l("邀请对象"),
    "agenda": _l("活动安排"),
    "dialogue": _l("座谈或问卷"),
    "emergency": _l("应急预案"),
    "emergency_file": _l("应急预案附件"),
    "gate_list": _l("门禁名单"),
}
#: Words of plans that have an English name.
KNOWN = {
    "座谈问答": _l("座谈问答"),
    "问卷调查": _l("问卷调查"),
    "工程现场": _l("工程现场"),
    "执法现场": _l("执法现场"),
    "管理现场": _l("管理现场"),
    "项目评估现场": _l("项目评估现场"),
    "项目招标现场": _l("项目招标现场"),
    "工程建设现场": _l("工程建设现场"),
    "安全生产执法现场": _l("安全生产执法现场"),
    "食品安全执法现场": _l("食品安全执法现场"),
    "生态保护执法现场": _l("生态保护执法现场"),
    "城市综合执法现场": _l("城市综合执法现场"),
    "考试阅卷评分现场": _l("考试阅卷评分现场"),
    "低保评审现场": _l("低保评审现场"),
    "政务服务审批现场": _l("政务服务审批现场"),
}
#: The kinds of help that an open day can offer, in the order of the form.
NEEDS = {
    "wheelchair": _l("需要轮椅通道"),
    "sign_language": _l("需要手语翻译"),
    "hearing": _l("需要助听设备"),
    "large_print": _l("需要大字材料"),
    "guide": _l("需要专人引导陪同"),
}
#: The same as they are offered.
OFFERED = {
    "wheelchair": _l("轮椅通道"),
    "sign_language": _l("手语翻译"),
    "hearing": _l("助听设备"),
    "large_print": _l("大字材料"),
    "guide": _l("专人引导陪同"),
}
OUTCOMES = {
    "": ("info", _l("等政务公开办审核")),
    "returned": ("warn", _l("退回")),
    "approved": ("ok", _l("同意备案")),
}
FINDINGS = {
    "open_day.site_kind_missing": _l("选了进现场，还没写是哪一类现场"),
    "open_day.agenda_out_of_order": _l("活动安排里 %(time)s 这一项排在后面，时间却更早"),
    "open_day.agenda_outside": _l("活动安排里的 %(time)s 不在开放的时间里"),
    "open_day.gate_words_missing": _l(
        "方案要门禁名单，公告要写明“请带身份证，只看不存”，写在温馨提示里就可以"
    ),
}
MESSAGES = {
    **FINDINGS,
    "open_day.quotas_exceed": _l(
        "第 %(n)s 场留给各类代表的名额合计 %(total)s 个，比报名名额 %(capacity)s 个多 %(over)s 个。"
    ),
    "open_day.quota_others_missing": _l(
        "第 %(n)s 场分了类别名额，就要给“其他群众”也留：退休人员、农民等哪一类都不算的人要有地方报。"
    ),
    "open_day.quota_negative": _l("第 %(n)s 场的类别名额不能小于 0。"),
    "open_day.companions_many": _l("一份报名最多同行 %(limit)s 人（OD-06），请改小。"),
    "open_day.offer_hours_range": _l("候补名额保留 0 到 %(limit)s 小时，0 表示不设候补。"),
    "open_day.need_unknown": _l("请在列出的服务里选。"),
}
AUDIT_TEXTS = {"open_day.plan_file_read": _l("下载方案的应急预案附件")}

#: The steps of the date solver: what is done on that day.
STEPS = {
    "filed": _l("报送方案"),
    "approved": _l("政务公开办审核备案"),
    "publish": _l("公开公告"),
    "open": _l("最早可以开放"),
    "file_by": _l("最迟报送方案"),
    "file_due": _l("报送方案的期限"),
    "approve_by": _l("最迟备案"),
    "submit_by": _l("公告最迟送审"),
    "publish_by": _l("公告最迟公开"),
    "decide_on": _l("决定是否如期举行"),
    "open_day": _l("开放日"),
    "results_by": _l("公开活动情况"),
    "evaluation_by": _l("公开总结评估和意见反馈"),
    "report_due": _l("报送开展情况"),
}
#: Why that day: `%(term)s` is a term such as 15 天, `%(other)s` the day that it is counted from or to.
REASONS = {
    "filed": _l("期限是 %(limit)s，没有晚。"),
    "filed_late": _l("期限是 %(limit)s，晚了 %(late)s 天，照样审核，注明补报。"),
    "filed_free": _l("规则包没有规定期限。"),
    "approved": _l("从报送（%(other)s）起留 %(term)s审核。备案以前什么都不能公开。"),
    "approved_at_once": _l("规则包没有给审核留时间，按当天备案算。备案以前什么都不能公开。"),
    "publish": _l("备案（%(other)s）以后走公开流程，留 %(term)s。"),
    "publish_at_once": _l("备案以后走公开流程，按当天公开算。"),
    "open": _l("公告公开那天算第 0 天，%(other)s 加 %(term)s。不足一天也不能开。"),
    "file_by": _l("再往前留 %(term)s审核，才赶得上 %(other)s 备案。"),
    "file_by_at_once": _l("规则包没有给审核留时间，%(other)s 当天备案才来得及。"),
    "file_due": _l("通知规定的期限。过了还能补报，注明晚几天，最迟 %(limit)s。"),
    "approve_by": _l("备案以后才能送审公告。"),
    "submit_by": _l("公开流程留 %(term)s，才赶得上 %(other)s 公开。"),
    "submit_by_at_once": _l("初审、保密审查、审核按当天办完算。要留几天，可以在“算日期”里填。"),
    "publish_by": _l("开放日（%(other)s）减 %(term)s。晚一天公开，这一天就开不成。"),
    "decide_on": _l("开放日前 %(term)s看报名人数，够不够、办不办，当天定下来。"),
    "results_by": _l("活动结束（%(other)s）后 %(term)s内，有内容，有现场图片。"),
    "evaluation_by": _l("活动结束（%(other)s）后 %(term)s内，每条意见都要反馈。"),
    "report_due": _l("通知规定的期限。"),
}
DAY_KINDS = {"weekend": _l("周末"), "holiday": _l("放假"), "make_up": _l("调休上班")}
