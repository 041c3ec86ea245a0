"""The ledger's words, by code."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.base.outbox import MessageKind
from core.base.wording import Counted

STATES = {
    "received": ("info", _l("等审核")),
    "held": ("warn", _l("待定")),
    "accepted": ("half", _l("已受理，待交办")),
    "assigned": ("half", _l("正在办理")),
    "ended": ("ok", _l("已办结")),
    "rejected": ("no", _l("未受理")),
    "withdrawn": ("idle", _l("本人撤回")),
    "merged": ("idle", _l("已合并")),
}
OUTCOMES = {
    "adopted": ("ok", _l("采纳")),
    "partly": ("half", _l("部分采纳")),
    "not_adopted": ("no", _l("不采纳")),
    "passed_on": ("info", _l("转其他单位办理")),
    "answered": ("ok", _l("已答复")),
}
SOURCES = {
    "page": _l("网页"),
    "hotline": _l("热线"),
    "meeting": _l("会议、现场"),
    "survey": _l("问卷"),
    "letter": _l("来信"),
    "counter": _l("来访"),
    "telephone": _l("来电"),
}
REJECTIONS = {
    "off_topic": _l("与征求意见的事项无关"),
    "empty": _l("没有写具体内容"),
    "advertising": _l("广告"),
    "abuse": _l("辱骂、攻击他人"),
    "unlawful": _l("有法律、法规禁止的内容"),
}
TABS = {"new": _l("新到"), "held": _l("待定"), "open": _l("要答复"), "ended": _l("已办结")}

MESSAGES = {
    "opinions_text_short": _l("请写清楚您的意见，至少 %(least)s 个字。"),
    "opinions_text_long": _l("一条意见最多 %(most)s 个字，现在是 %(typed)s 个字。几件事请分几条写。"),
    "opinions_closed": _l(
        "这次征求意见已于 %(until)s 截止，不再受理新的意见。已经收到的会逐条答复；还有话要说，请打公告上的联系电话。"
    ),
    "opinions_not_by_web": _l(
        "这次征求意见不在网上收意见。请按公告上的电话、地址或信箱提，同样编号、同样答复。"
    ),
    "opinions_not_yet": _l("这次征求意见从 %(since)s 开始，请到时再来。"),
    "opinions_file_gone": _l("附件放得太久，已经清掉了，请重新选一次。"),
    "opinions_too_many": Counted(
        "minutes",
        lambda n: ngettext(
            "您提交得太频繁了，请 %(num)d 分钟以后再来，写好的内容还在。",
            "您提交得太频繁了，请 %(num)d 分钟以后再来，写好的内容还在。",
            n,
        ),
    ),
    "opinions_phone_needed": _l("这里要先验证手机号才能提意见。没有手机，可以打电话或到窗口由工作人员代录。"),
    "opinions_changed": _l("别人刚刚办过这一条，您这次没有改动。请看现在的情况再办。"),
    "opinions_outcome_missing": _l("请选一个办理结果。"),
    "opinions_reason_missing": _l("不采纳或部分采纳，要写明理由（DP-10）。"),
    "opinions_answer_missing": _l("请写答复的内容。"),
    "opinions_place_missing": _l("请写明转给了哪个单位或平台。"),
    "opinions_reason_long": _l("答复最多 %(most)s 个字，请写得简短些。"),
    "opinions_from_future": _l("收到的日期不能晚于今天。"),
    "opinions_names_somebody": _l("里面可能有电话、证件号或邮箱，请点开单独审核，遮去以后再受理。"),
    "opinions_still_named": _l("公开的文字里还有电话、证件号或邮箱，请先改成 *。"),
    "opinions_rejection_missing": _l("请选一个不受理的原因。"),
    "opinions_department_missing": _l("请选一个承办单位。"),
    "opinions_merge_few": _l("请至少选两条意见再合并。"),
    "opinions_merge_campaigns": _l("不同活动的意见不能合并。"),
    "opinions_has_members": _l("有别的意见合并在它名下，请先撤销合并。"),
    "opinions_unknown_kind": _l("现在没有就这件事征求意见。"),
    "opinions_not_found": _l("没有找到。请核对编号和查询码，字母不分大小写。"),
    "opinions_lookups": Counted(
        "minutes",
        lambda n: ngettext(
            "查得太频繁了，请 %(num)d 分钟以后再查。", "查得太频繁了，请 %(num)d 分钟以后再查。", n
        ),
    ),
    "opinions_contact_missing": _l("请写联系电话，或者勾选“不留联系方式”。"),
    "opinions_call_shape": _l("电话号码请写数字，例如 260 0118 或 138 0000 2046。"),
    "opinions_notice_missing": _l("请先把个人信息告知念给来人听，或者请他看过，再勾选。"),
    "opinions_not_secret_missing": _l("请看过内容和附件，确认没有国家秘密标志，再勾选（SC-01）。"),
    "opinions_part_gone": _l(
        "您要说的这一段现在没有了。请回到草案重新选一段，或者对整份草案提意见；写好的内容还在。"
    ),
    "opinions_no_files": _l("这里不能附文件。"),
    "opinions_file_large": _l("附件最大 %(most)s MB。请压缩，或者只附要紧的几页。"),
    "opinions_files_many": Counted(
        "minutes",
        lambda n: ngettext(
            "附件传得太频繁了，请 %(num)d 分钟以后再传，写好的内容还在。",
            "附件传得太频繁了，请 %(num)d 分钟以后再传，写好的内容还在。",
            n,
        ),
    ),
    "opinions_no_file": _l("这一条没有可以公开的附件。"),
    "opinions_no_proof": _l("这一条是启用凭据以前收到的，没有凭据可查。"),
    "opinions_proof_empty": _l("请填写查询码，或者粘贴当时写的内容。"),
    "opinions_support_over": _l("这一条已经办结或不再公开，现在不能改变支持。"),
    "opinions_own": _l("这是您自己提的意见，不用再支持。"),
    "opinions_group_done": _l("别人刚刚办过这一组，请看现在的情况。"),
    "opinions_open": _l(
        "还有 %(count)s 条意见没有办结（最早的是 %(number)s），办结后才能公开反馈或总结评估。"
    ),
    "opinions_open_campaign": _l("还有 %(count)s 条意见没有办结，不能归档。"),
}

AUDIT_TEXTS = {
    "opinions.received": _l("收到意见"),
    "opinions.entered": _l("代录意见"),
    "opinions.accepted": _l("受理意见"),
    "opinions.held": _l("把意见列为待定"),
    "opinions.rejected": _l("不受理意见"),
    "opinions.assigned": _l("交办意见"),
    "opinions.ended": _l("办结意见"),
    "opinions.reopened": _l("重新办理意见"),
    "opinions.rewritten": _l("补充已公布的答复"),
    "opinions.merged": _l("合并意见"),
    "opinions.unmerged": _l("撤销合并"),
    "opinions.kept_apart": _l("确认不是同一件事"),
    "opinions.withdrawn": _l("作者撤回意见"),
    "opinions.erased": _l("删除意见里的个人信息"),
    "opinions.viewed": _l("查看意见原文"),
    "opinions.file_shown": _l("公开意见的附件"),
    "opinions.file_hidden": _l("不再公开意见的附件"),
    "opinions.supported": _l("支持意见"),
    "opinions.unsupported": _l("收回支持"),
    "opinions.support_erased": _l("删除支持人的信息"),
    "opinions.group_merged": _l("合并一组相同的意见"),
    "opinions.group_apart": _l("确认一组不是同一件事"),
}

KINDS = (
    MessageKind(
        "opinions.received",
        _l("意见已收到"),
        _l("【%(site)s】您的意见已收到，编号 %(number)s。审核后交有关单位办理，结果会再发短信告诉您。"),
    ),
    MessageKind(
        "opinions.rejected",
        _l("意见未受理"),
        _l("【%(site)s】您的意见 %(number)s 没有受理，原因：%(reason)s。有疑问请打联系电话。"),
    ),
    MessageKind(
        "opinions.ended",
        _l("意见已办结"),
        _l("【%(site)s】您的意见 %(number)s 已办结：%(outcome)s。%(reason)s"),
        lasts=timedelta(days=30),
    ),
    MessageKind(
        "opinions.ended_with_page",
        _l("意见已办结（带公布反馈的网址）"),
        _l(
            "【%(site)s】您的意见 %(number)s 已办结：%(outcome)s。%(reason)s 全部意见的采纳情况公布在 %(page)s"
        ),
        lasts=timedelta(days=30),
    ),
)
