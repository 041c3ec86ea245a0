"""Words of live: refusals, audit entries, messages to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

#: how far a broadcast is: (shape of the tag, words)
STATES = {
    "waiting": ("idle", _l("还没开播")),
    "on": ("now", _l("直播中")),
    "paused": ("warn", _l("暂停")),
    "over": ("ok", _l("直播结束")),
}
TURN_STATES = {
    "sketch": ("half", _l("正在拟写")),
    "offered": ("info", _l("代拟，待采用")),
    "typing": ("half", _l("正在录入")),
    "waiting": ("info", _l("待放行")),
    "returned": ("warn", _l("退回修改")),
    "released": ("ok", _l("已放行")),
    "pulled": ("stop", _l("已撤下")),
    "dropped": ("idle", _l("不用了")),
}
SPEAKERS = {"host": _l("主持人"), "guest": _l("嘉宾"), "question": _l("网友提问"), "note": _l("说明")}
ROLES = {"typist": _l("录入员"), "releaser": _l("放行人"), "assistant": _l("嘉宾助理")}
MEDIA = {"none": _l("没有音视频，只有图文"), "file": _l("本站的音视频文件"), "page": _l("其他网站的播放页")}
#: what a broadcast lacks before it may begin
LACKS = {
    "called_off": _l("这场访谈已经取消"),
    "notice": _l("访谈预告还没有公开"),
    "outline": _l("访谈提纲还没有走完公开流程"),
    "typist": _l("还没有指定录入员"),
    "releaser": _l("还没有指定放行人"),
    "two": _l("录入员和放行人不能只是同一个人"),
}
PULL_REASONS = (_l("说错了，马上更正"), _l("含个人信息"), _l("内容还要核实"), _l("放行错了"))

MESSAGES: Mapping[str, Any] = {
    "interviews.not_named": _l("主持人还没有指定您做这件事，请主持人在直播间指定。"),
    "interviews.not_yours": _l("这一条现在不在您手里。"),
    "interviews.not_releaser": _l("只有主持人指定的放行人能放行。"),
    "interviews.own_turn": _l("这一条是您录入或改过的，要由另一位放行人放行。"),
    "interviews.not_on": _l("直播没有在进行，不能放行，也不能换提问。"),
    "interviews.is_over": _l("直播已经结束，不能再录入。"),
    "interviews.turn_changed": _l("别处刚改过这一条（%(time)s），请看过再办。"),
    "interviews.turn_moved_on": _l("这一条已经不在这一步，请看最新的状态。"),
    "interviews.turn_taken_by_another": _l("这一条已经交给别人录入。"),
    "interviews.turn_key": _l("页面太旧了，请刷新后再试，录入的文字还在。"),
    "interviews.turn_speaker": _l("请选择是谁在说。"),
    "interviews.turn_guest": _l("请选择是哪位嘉宾在说。"),
    "interviews.turn_question": _l("请选择一条已选的提问。"),
    "interviews.turn_empty": _l("还没有写内容。"),
    "interviews.turn_long": _l("一条不超过 %(most)s 字，长的请分几条。"),
    "interviews.caption_long": _l("图片说明不超过 %(most)s 字。"),
    "interviews.turn_picture": _l("请选择本部门图片库里的图片。"),
    "interviews.turn_consent": _l("图片里的人还没有同意公开，请先在“图片与附件”里登记。"),
    "interviews.turn_numbers": _l("文字里像是有电话、证件号、卡号或邮箱，请核对标出的地方，确认后再放行。"),
    "interviews.remark_missing": _l("请写明要改什么，%(most)s 字以内。"),
    "interviews.pull_reason": _l("请写明为什么撤下，%(most)s 字以内。"),
    "interviews.word_length": _l("请写 1 到 %(most)s 字。"),
    "interviews.timer_range": _l("时间在 10 秒到 1 小时之间。"),
    "interviews.media_kind": _l("请选择一种播放方式。"),
    "interviews.media_url": _l("请填写以 http:// 或 https:// 开头的播放页地址。"),
    "interviews.media_file": _l("请选择本部门图片与附件里的音视频文件。"),
    "interviews.duty_person": _l("请选择有这项权限的人。"),
    "interviews.duty_last": _l("直播进行中，录入员和放行人都至少要有一位，请先指定接替的人。"),
    "interviews.live_called_off": _l("这场访谈已经取消，不能开播。"),
    "interviews.live_notice": _l("访谈预告还没有公开，不能开播。"),
    "interviews.live_outline": _l("访谈提纲还没有走完公开流程，不能开播。"),
    "interviews.live_typist": _l("还没有指定录入员，不能开播。"),
    "interviews.live_releaser": _l("还没有指定放行人，不能开播。"),
    "interviews.live_two": _l("录入员和放行人不能只是同一个人，请再指定一位。"),
    "interviews.too_early": _l("离预告的时间还早（%(at)s），开播前两小时内才能开。"),
    "interviews.live_moved_on": _l("直播已经不在这一步，请看最新的状态。"),
    "interviews.live_changed": _l("直播的设置刚被别人改过，请看过再存。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "interviews.live_opened": _l("访谈开播"),
    "interviews.live_paused": _l("访谈直播暂停"),
    "interviews.live_resumed": _l("访谈直播继续"),
    "interviews.live_ended": _l("访谈直播结束（放行 %(released)s 条）"),
    "interviews.live_question": _l("换屏幕上的提问"),
    "interviews.live_lined_up": _l("排下一条提问"),
    "interviews.live_timer": _l("给回答计时（%(seconds)s 秒）"),
    "interviews.live_media": _l("设置直播的音视频"),
    "interviews.desk_said": _l("在直播间留言"),
    "interviews.duty_named": _l("指定直播人手"),
    "interviews.duty_relieved": _l("解除直播人手"),
    "interviews.duty_handed_over": _l("交接直播录入（带走 %(count)s 条）"),
    "interviews.turn_handed_in": _l("直播文字交放行"),
    "interviews.turn_taken_back": _l("取回待放行的直播文字"),
    "interviews.turn_dropped": _l("丢弃直播文字"),
    "interviews.turn_corrected": _l("重写撤下的直播文字（第 %(place)s 条）"),
    "interviews.turn_offered": _l("代嘉宾拟写回答"),
    "interviews.turn_taken_over": _l("采用代拟的回答"),
    "interviews.turn_released": _l("放行直播文字（第 %(place)s 条）"),
    "interviews.turn_sent_back": _l("退回直播文字"),
    "interviews.turn_edited": _l("放行前修改直播文字"),
    "interviews.turn_pulled": _l("撤下直播文字（第 %(place)s 条）"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = ()
