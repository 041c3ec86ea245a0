"""The campaigns room's words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.campaigns import rules

MESSAGES = {
    "slug_taken": _l("地址“%(slug)s”已经有别的活动在用，请换一个。"),
    "slug_shape": _l("地址只用小写字母、数字和短横线，例如 2026-openness-day。"),
    "title_needed": _l("请填写活动名称。"),
    "window_reversed": _l("结束日期 %(end)s 早于开始日期 %(start)s，请核对。"),
    "pack_broken": _l("规则包文件用不了：%(why)s"),
    "pack_missing": _l("规则包“%(pack)s”不在或有错，请另选一个，或先在“规则包”页改好它。"),
    "reason_needed": _l("请写明理由，会记在档里。"),
    "campaign_archived": _l("这一届活动已经归档，不能再改。"),
    "campaign_changed_meanwhile": _l("就在刚才，别人改过这一届活动。请看过现在的内容再改一次。"),
    "campaign_state": _l("活动的状态已经变了，请刷新后再看。"),
    "campaign_blocked": _l("还不能这样做，有 %(count)s 个原因，见下面。"),
    "campaign_without_departments": _l("还没有参加单位。"),
    "campaign_copy_unchecked": _l(
        "还有 %(count)s 处上一届的日期没有核对。请在活动页逐项改好或点“核对过了”。"
    ),
    "campaign_not_begun": _l("活动 %(day)s 才开始，不能先结束。"),
    "not_a_notice": _l(
        "这份文字不像活动通知：没有找到%(missing)s。请核对是不是贴错了；也可以不用通知，直接新建活动。"
    ),
    "notice_too_long": _l("文字太长（%(length)s 字），通知不会超过 %(limit)s 字。请只留通知正文。"),
    "notice_too_many_lines": _l("文字太长（%(length)s 行），通知不会超过 %(limit)s 行。请只留通知正文。"),
    "notice_empty": _l("还没有文字。请粘贴通知，或选择文件。"),
    "notice_twice": _l("粘贴了文字，又选了文件。请只留一种。"),
    "notice_secret": _l("文字里有密级标志（如“秘密★”）。涉密内容不能放进本系统，这份文字没有保存。"),
    "notice_file_empty": _l("这个文件里没有文字，请换一个。"),
    "notice_file_binary": _l("这不是文字文件，读不出内容。请换成 .txt、.docx 或 .pdf，或者直接粘贴文字。"),
    "notice_file_damaged": _l("文件坏了，打不开。请重新导出后再试，或者直接粘贴文字。"),
    "notice_file_kind": _l("这种文件读不了。请另存为 .docx、.pdf 或 .txt，或者直接粘贴文字。"),
    "notice_file_large": _l("文件太大，不像一份通知。请只留通知正文。"),
    "notice_file_scanned": _l("这份 PDF 是扫描件，里面只有图片。请上传原来的 Word 文件，或者粘贴文字。"),
    "notice_file_locked": _l("这份 PDF 设了密码，打不开。请先去掉密码。"),
    "reading_done": _l("这份通知已经确认过，活动已经建好。"),
    "unit_long": _l("单位名称“%(name)s”太长，最多 120 个字。"),
    "unit_unknown": _l("没有叫“%(names)s”的单位。请写全称，或先到“部门”页添加。"),
    "slug_fixed": _l("活动已经公开，地址不能再改，否则发出去的链接会失效。"),
    "pack_faulty": _l("规则包有 %(count)s 处错误，没有保存。请按下面的行号改。"),
    "pack_id_fixed": _l("编号“%(wanted)s”不能改。要用新编号，请另建一个规则包。"),
    "pack_id_taken": _l("编号“%(id)s”已经有别的规则包在用，请换一个。"),
    "pack_changed_meanwhile": _l("就在刚才，别人改过这个规则包。请复制您的内容，打开最新的再改。"),
    "pack_not_ours": _l("随产品来的规则包不能直接改。请以它为样子新建一个。"),
    "year_out_of_range": _l("年份请填 %(least)s 到 %(most)s 之间。"),
}

AUDIT_TEXTS = {
    "campaigns.created": _l("新建活动"),
    "campaigns.changed": _l("修改活动"),
    "campaigns.copied": _l("复制到下一年"),
    "campaigns.copy_checked": _l("核对复制来的日期"),
    "campaigns.opened": _l("公开活动"),
    "campaigns.closed": _l("结束活动"),
    "campaigns.archived": _l("归档活动"),
    "campaigns.plugin_on": _l("启用插件"),
    "campaigns.plugin_off": _l("停用插件"),
    "campaigns.notice_read": _l("读入通知"),
    "campaigns.calendar_set": _l("更正工作日历"),
    "campaigns.calendar_unset": _l("撤回工作日历的更正"),
    "campaigns.pack_saved": _l("保存规则包"),
}

MISSING = {
    "title": _l("标题"),
    "sections": _l("分条的正文（一、二、三）"),
    "dates": _l("日期"),
    "office_words": _l("公文用语"),
}
STATES = {
    "draft": ("half", _l("筹备中")),
    "open": ("ok", _l("已公开")),
    "closed": ("idle", _l("已结束")),
    "archived": ("no", _l("已归档")),
}
#: state to go to → button, question, consequence, what is said when it is done
MOVES = {
    "open": (
        _l("公开活动"),
        _l("公开这届活动？"),
        _l("公众马上能看到专栏。地址从此不能再改。"),
        _l("活动已经公开。"),
    ),
    "closed": (
        _l("结束活动"),
        _l("结束这届活动？"),
        _l("专栏留着供查阅，并写明活动已经结束。结束以后不能再恢复为进行中。"),
        _l("活动已经结束。"),
    ),
    "archived": (
        _l("归档活动"),
        _l("归档这届活动？"),
        _l("归档以后什么都不能再改，也不再出现在工作台上。"),
        _l("活动已经归档。"),
    ),
}
POLLUTION = {
    "injected": _l("混入的广告"),
    "garbled": _l("乱码"),
    "lost_character": _l("丢了字"),
    "placeholder": _l("还没填的空"),
    "wrong_name": _l("名称不对"),
    "personal": _l("个人信息"),
}
RULE_KINDS = {"B": _l("拦下"), "W": _l("提醒"), "D": _l("期限"), "C": _l("计算")}

#: what a relative term is counted from, as chosen on a page
ANCHORS = {
    "": _l("就在这一天之前"),
    "event_end+": _l("每场活动结束后，多久之内"),
    "event_start-": _l("每场活动开始前，至少多久"),
    "window_end+": _l("整届活动结束后，多久之内"),
    "window_start-": _l("整届活动开始前，至少多久"),
    "received+": _l("收到通知后，多久之内"),
    "issued+": _l("印发后，多久之内"),
    "fact+": _l("事情发生后，多久之内"),
    "event_day": _l("活动当天"),
    "event_end": _l("活动结束后及时"),
    "after_filing": _l("审核备案以后"),
    "before_publication": _l("发布以前"),
}
TERMS = {
    "event_end+": _l("活动结束后%(term)s内"),
    "event_start-": _l("活动开始前至少%(term)s"),
    "window_end+": _l("整届活动结束后%(term)s内"),
    "window_start-": _l("整届活动开始前至少%(term)s"),
    "received+": _l("收到通知后%(term)s内"),
    "issued+": _l("印发后%(term)s内"),
    "fact+": _l("事情发生后%(term)s内"),
}
UNITS = {"d": _l("天"), "wd": _l("工作日"), "m": _l("个月"), "h": _l("小时")}
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


def rule_words(rule: str) -> str:
    """A relative term in words: `event_end+3d` → 活动结束后3天内; "" for none."""
    if not rule:
        return ""
    anchor, count, unit = rules.split_term(rule)
    if count and anchor in TERMS:
        return str(TERMS[anchor]) % {"term": _length(int(count), unit)}
    name, colon, number = rule.partition(":")
    if colon and name == "weekly" and number in set("1234567"):
        return _("每%(weekday)s", weekday=str(WEEKDAYS[int(number) - 1]))
    if colon and name == "monthly":
        return _("每月%(number)s日", number=number)
    if rule in ANCHORS:
        return str(ANCHORS[rule])
    return _("通知没有写清时间")


def _length(number: int, unit: str) -> str:
    """A length inside a sentence, without blanks around it; English tells one day from many."""
    if unit == "d":
        return ngettext("%(num)d天", "%(num)d天", number)
    if unit == "wd":
        return ngettext("%(num)d个工作日", "%(num)d个工作日", number)
    if unit == "m":
        return ngettext("%(num)d个月", "%(num)d个月", number)
    return ngettext("%(num)d小时", "%(num)d小时", number)
