"""The campaigns room's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "slug_taken": _l("地址“%(slug)s”已经有别的活动在用，请换一个。"),
    "slug_shape": _l("地址只用小写字母、数字和短横线，例如 2026-openness-day。"),
    "title_needed": _l("请填写活动名称。"),
    "window_reversed": _l("结束日期 %(end)s 早于开始日期 %(start)s，请核对。"),
    "pack_missing": _l("规则包“%(pack)s”不在或有错，请另选一个，或先在“规则包”页改好它。"),
    "reason_needed": _l("请写明理由，会记在档里。"),
    "campaign_archived": _l("这一届活动已经归档，不能再改。"),
    "campaign_changed_meanwhile": _l("就在刚才，别人改过这一届活动。请看过现在的内容再改一次。"),
    "campaign_state": _l("活动的状态已经变了，请刷新后再看。"),
    "campaign_blocked": _l("还不能这样做，有 %(count)s 个原因，见下面。"),
    "campaign_without_departments": _l("还没有参加单位。"),
    "campaign_without_theme": _l("还没有填写活动主题。"),
    "campaign_not_begun": _l("活动 %(day)s 才开始，不能先结束。"),
    "not_a_notice": _l(
        "这份文字不像活动通知：没有找到%(missing)s。请核对是不是贴错了；也可以不用通知，直接新建活动。"
    ),
    "notice_too_long": _l("文字太长（%(length)s 字），通知不会超过 %(limit)s 字。请只留通知正文。"),
    "notice_empty": _l("还没有文字。请粘贴通知，或选择文件。"),
}

AUDIT_TEXTS = {
    "campaigns.created": _l("新建活动"),
    "campaigns.changed": _l("修改活动"),
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
