"""Words of the line: refusals, audit entries, messages to callers, states and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

from .service import telling_callers as tellings

MESSAGES: Mapping[str, Any] = {
    "hotline.not_your_shift": _l("这个席位这一班不是您的。请回到“我的席位”再进。"),
    "hotline.not_seated": _l("您还没有坐下。请先按“开始接听”。"),
    "hotline.shift_not_running": _l("这一班的时间是 %(starts_at)s 到 %(ends_at)s，现在不在班上。"),
    "hotline.seat_busy": _l("您手上还有一位来电人，请先办完或者退回。"),
    "hotline.seat_elsewhere": _l("席位现在不能这样做，请刷新页面看看它的状态。"),
    "hotline.seat_paused": _l("席位在小休，按“继续接听”后再接下一位。"),
    "hotline.in_wrap_up": _l("还在整理上一位的记录，%(seconds)s 秒后可以接下一位。"),
    "hotline.taken": _l("这位来电人刚被别的席位接走，或者已经不在队里了。"),
    "hotline.reserved": _l("这位来电人留给了别的席位。"),
    "hotline.lease_lost": _l("和席位失去联系的时间太长，来电人已经回到队首。请重新接。"),
    "hotline.key_reused": _l("这张登记表已经用过了，请重新打开一张。"),
    "hotline.already_in_line": _l("这个手机号已经约了这个热点的回电，不用再约一次。"),
    "hotline.topic_closed": _l("这个热点的专席已经撤了，请选别的，或者直接拨打热线。"),
    "hotline.reason_unknown": _l("请选一个原因。"),
    "hotline.first_already": _l("已经是最优先的一级，不能再提前。"),
    "hotline.over": _l("这次回电已经结束了，需要的话请重新约。"),
    "hotline.ringing_now": _l("我们正在给您打电话，现在不能改时间。"),
    "hotline.time_past": _l("这个时间已经过了，请选以后的时间。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "hotline.joined": _l("来电人进入排队"),
    "hotline.claimed": _l("席位接起一位来电人"),
    "hotline.handed_back": _l("席位把来电人退回队里"),
    "hotline.served": _l("席位办完一位来电人"),
    "hotline.not_reached": _l("回电没有打通"),
    "hotline.called_back_later": _l("改为以后回电"),
    "hotline.gave_up": _l("来电人没等到就挂断了"),
    "hotline.withdrawn": _l("来电人取消了回电"),
    "hotline.taken_out": _l("班长把来电人移出排队"),
    "hotline.reassigned": _l("班长把来电人留给一个席位，或放回大家"),
    "hotline.raised": _l("班长把来电人提前一级"),
    "hotline.lease_over": _l("席位失去联系，来电人回到队首"),
    "hotline.time_changed": _l("来电人改了回电时间"),
    "hotline.sat_down": _l("坐下，开始接听"),
    "hotline.paused": _l("席位小休"),
    "hotline.resumed": _l("席位继续接听"),
    "hotline.wrapping_up": _l("席位开始整理记录"),
    "hotline.left": _l("离开席位"),
    "hotline.shift_ended": _l("一班结束，手上的来电人回到队里"),
    "hotline.waiters_erased": _l("按本人要求删除排队登记里的个人信息"),
    "hotline.waiters_purged": _l("排队登记里的个人信息到期删除"),
}
KINDS: tuple[MessageKind, ...] = (
    MessageKind(
        tellings.NOTED,
        _l("约好回电"),
        _l("【%(site)s】您问的“%(topic)s”我们会在 %(when)s 以后按排队先后给您回电，不用一直拿着电话等。"),
    ),
    MessageKind(
        tellings.NO_ANSWER,
        _l("回电没打通"),
        _l("【%(site)s】刚才为“%(topic)s”给您回电，没有打通。%(when)s 以后我们再打，您的位置还在。"),
        urgent=True,
    ),
    MessageKind(
        tellings.CLOSED,
        _l("回电结束"),
        _l(
            "【%(site)s】为“%(topic)s”给您打了 %(tries)s 次都没有打通，这次回电先结束了。需要时请再约，或直接拨打热线。"
        ),
    ),
)
PAUSES: Mapping[str, Any] = {
    "rest": _l("小休"),
    "meal": _l("吃饭"),
    "meeting": _l("开会"),
    "papers": _l("整理材料"),
    "fault": _l("设备故障"),
    "lost": _l("失去联系"),
}
HAND_BACK: Mapping[str, Any] = {
    "other_topic": _l("不是这个热点"),
    "break": _l("要离开一下"),
    "fault": _l("设备故障"),
    "other": _l("别的原因"),
}
RAISE: Mapping[str, Any] = {
    "urgent": _l("事情紧急"),
    "long_wait": _l("等得太久"),
    "frail": _l("老人、病人、残疾人"),
    "other": _l("别的原因"),
}
CLOSE: Mapping[str, Any] = {
    "settled": _l("已经解决"),
    "twice": _l("重复登记"),
    "wrong_number": _l("号码不对"),
    "wish": _l("本人不要了"),
}
WAITER_STATES: Mapping[str, tuple[str, Any]] = {
    "waiting": ("half", _l("在排队")),
    "claimed": ("now", _l("正在通话")),
    "done": ("ok", _l("办完了")),
    "gone": ("no", _l("没等到")),
    "closed": ("idle", _l("已结束")),
}
SEATS: Mapping[str, tuple[str, Any]] = {
    "ready": ("ok", _l("空闲")),
    "serving": ("now", _l("通话中")),
    "wrap_up": ("half", _l("整理记录")),
    "paused": ("idle", _l("小休")),
    "off": ("no", _l("离席")),
}
