"""Words of topics, seats, passes and programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

TERM_CLASSES = {"consult": _l("咨询类"), "other": _l("其他诉求")}
DIRECTIONS = {"up": _l("在增多"), "down": _l("在减少"), "level": _l("平稳")}
LANGUAGES = {
    "local": _l("本地话"),
    "cantonese": _l("粤语"),
    "minnan": _l("闽南话"),
    "wu": _l("吴语"),
    "hakka": _l("客家话"),
    "sichuan": _l("四川话"),
    "mongolian": _l("蒙古语"),
    "korean": _l("朝鲜语"),
    "uyghur": _l("维吾尔语"),
    "tibetan": _l("藏语"),
    "english": _l("英语"),
    "sign": _l("手语（视频）"),
}
PASS_STATES = {
    "waiting": ("info", _l("凭证还没用")),
    "used": ("ok", _l("凭证已入座")),
    "over": ("no", _l("凭证已失效")),
}

CLASHES = {
    "seat": _l("%(seat)s 号席 %(starts)s—%(ends)s 已经排了人。"),
    "person": _l("这个人 %(starts)s—%(ends)s 已经排在 %(seat)s 号席。"),
    "unfit": _l("%(seat)s 号席 %(starts)s—%(ends)s 的账号没有这个部门的坐席角色。"),
}

MESSAGES: Mapping[str, Any] = {
    "hotline.topic_gone": _l("没有这个热点，可能已经改了地址。"),
    "hotline.topic_name": _l("请填写热点的名称，不超过 60 个字。"),
    "hotline.topic_taken": _l("已经有一个叫“%(name)s”的热点。换个名称，或者并到那一个。"),
    "hotline.topic_short": _l("席位牌上的简称请控制在 12 个字以内，两到四个字最好认。"),
    "hotline.topic_term": _l("请选择办理时限按哪一类。"),
    "hotline.topic_script": _l("话术太长了，最多 %(most)s 个字。"),
    "hotline.topic_cover": _l("最少席位要在 0 到 50 之间。"),
    "hotline.topic_department": _l("请选一个主办部门；同一个部门不要选两次。"),
    "hotline.topic_changed": _l("这个热点刚被别人改过。请看看现在的内容再改。"),
    "hotline.topic_has_seats": _l("这个热点后面还排着 %(n)s 个班次。请先取消或改到别的热点，再关闭。"),
    "hotline.topic_has_callers": _l("还有 %(n)s 位来电人在这个热点等候。请先接完或转走，再关闭。"),
    "hotline.proposal_gone": _l("没有这条归集，可能已经重新归集过。"),
    "hotline.proposal_decided": _l("这条归集已经有人处理了。"),
    "hotline.shift_gone": _l("没有这个班次，可能已经取消。"),
    "hotline.shift_seat": _l("席位号请填 1 到 %(most)s 的整数。"),
    "hotline.shift_hours": _l("结束时间要晚于开始时间。"),
    "hotline.shift_long": _l("一个班次最多 %(hours)s 小时，请分成几个班次。"),
    "hotline.shift_past": _l("这个时间已经过去了，请换一个。"),
    "hotline.shift_topic": _l("请至少选一个开着的热点，或者勾选“接全部热点”。"),
    "hotline.shift_department": _l("请选择专家所在的部门。"),
    "hotline.shift_name": _l("姓名请控制在 40 个字以内，职务在 60 个字以内。"),
    "hotline.shift_person": _l("请从列表里选一个人，或者选“没有账号”再写姓名。"),
    "hotline.shift_changed": _l("这个班次刚被别人改过或取消了。请看看现在的安排再改。"),
    "hotline.shift_serving": _l("这个席位正在接待来电人，等这通结束再办。"),
    "hotline.clash_seat": _l("%(seat)s 号席在 %(starts)s 到 %(ends)s 已经排了人。请换席位号或者时间。"),
    "hotline.clash_person": _l("这个人在 %(starts)s 到 %(ends)s 已经排在 %(seat)s 号席。请换人或者换时间。"),
    "hotline.clash_unfit": _l(
        "这个账号没有这个部门的坐席角色。请先请政务公开办授予“专席专家”，或者按没有账号发当班凭证。"
    ),
    "hotline.copy_same_day": _l("请选另外一天。"),
    "hotline.copy_nothing": _l("那一天没有可以照着排的班次。"),
    "hotline.pass_past": _l("这个班次已经结束或者取消，不能发凭证。"),
    "hotline.pass_has_account": _l("这个班次的专家有账号，用自己的账号登录就行，不用凭证。"),
    "hotline.pass_no_name": _l("凭证要写明是谁的。请先填专家的姓名。"),
    "hotline.pass_gone": _l("这个班次没有能收回的凭证。"),
    "hotline.staffing_calls": _l("每小时来电请填 0 到 %(most)s。"),
    "hotline.staffing_length": _l("平均每通时长请填 1 到 %(most)s 秒。"),
    "hotline.staffing_target": _l("目标请填 1 到 99。"),
    "hotline.programme_gone": _l("没有这期节目。"),
    "hotline.programme_title": _l("请填写节目名称，不超过 120 个字。"),
    "hotline.programme_hours": _l("结束时间要晚于开始时间，一期最多 %(hours)s 小时。"),
    "hotline.programme_overlap": _l("这个时间和“%(title)s”重了。一个时间只能有一期节目。"),
    "hotline.programme_department": _l("请从列表里选上线部门。"),
    "hotline.programme_changed": _l("这期节目刚被别人改过。请看看现在的内容再改。"),
}

AUDIT_TEXTS: Mapping[str, Any] = {
    "hotline.topic_made": _l("设立热点"),
    "hotline.topic_changed": _l("修改热点"),
    "hotline.topic_closed": _l("关闭热点"),
    "hotline.topic_opened": _l("重新打开热点"),
    "hotline.topics_proposed": _l("归集热点"),
    "hotline.proposal_taken": _l("把归集的一组设为热点"),
    "hotline.proposal_merged": _l("把归集的一组并入热点"),
    "hotline.proposal_dismissed": _l("归集的一组不设热点"),
    "hotline.seat_opened": _l("入座综合席"),
    "hotline.shift_planned": _l("排班"),
    "hotline.shift_changed": _l("修改班次"),
    "hotline.shift_cancelled": _l("取消班次"),
    "hotline.pass_made": _l("发当班凭证"),
    "hotline.pass_revoked": _l("收回当班凭证"),
    "hotline.programme_made": _l("安排特别节目"),
    "hotline.programme_changed": _l("修改特别节目"),
    "hotline.programme_cancelled": _l("取消特别节目"),
}

KINDS = (
    MessageKind(
        "hotline.shift_pass",
        _l("当班凭证"),
        _l(
            "【%(site)s】%(name)s：您 %(starts)s 坐热线 %(seat)s 号席，当班码 %(code)s，提前 15 分钟可用，下班作废。入口 %(link)s 。不要转给别人。"
        ),
        urgent=True,
        secret=True,
    ),
)
