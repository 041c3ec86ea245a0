"""Wording of calls, the telephone system, the board and the wall screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "call_ended": _l("这通电话已经结束了。"),
    "call_confidential": _l("这通电话属于保密事项，录音只能由承办单位按规定调取。依据 HL-03。"),
    "telephone_no_secret": _l(
        "还没有设定和电话系统共用的密钥，所以不收电话事件。请在 config.toml 的 [hotline] 里写 telephone_secret，再重新启动。"
    ),
    "telephone_unsigned": _l(
        "请求没有签名。请带上 X-Yangguang-Time 和 X-Yangguang-Signature 两个头，做法见 docs/telephone.md。"
    ),
    "telephone_signature": _l(
        "签名不对。请核对密钥，并且对“时间、一个英文句点、请求正文的原始字节”算 HMAC-SHA256。"
    ),
    "telephone_time_shape": _l("X-Yangguang-Time 要写 Unix 时间的整秒数，例如 date +%%s 的结果。"),
    "telephone_time": _l(
        "请求的时间和本机相差 %(seconds)s 秒，超过 %(window)s 秒的不收。请校准两边的时钟，重发时用新的时间重新签名。"
    ),
    "telephone_long": _l("请求正文太长，最多 %(longest)s 字节。"),
    "telephone_json": _l("请求正文不是一个 JSON 对象。"),
    "telephone_unknown_field": _l("没有“%(field)s”这个字段。可以用的字段：%(known)s。"),
    "telephone_field": _l("字段“%(field)s”缺少，或者写得不对。写法见 docs/telephone.md。"),
    "telephone_event": _l("event 要写其中一种：%(known)s。"),
    "telephone_zone": _l("at 要带时区，例如 2026-05-15T09:42:03+08:00，或者写 Unix 时间。"),
    "telephone_future": _l("at 在将来。请校准电话系统的时钟。"),
    "telephone_old": _l("at 是 %(days)s 天以前的事，不再补收。"),
    "telephone_topic": _l("没有“%(topic)s”这个热点。可以写编号、名称或简称，现有：%(known)s。"),
    "telephone_campaign": _l("没有“%(campaign)s”这个进行中的活动。现有：%(known)s。"),
    "telephone_other_campaign": _l("电话 %(call)s 已经记在另一个活动里。同一通电话的事件要写同一个活动。"),
    "telephone_verb": _l("电话系统没有这个动作。"),
    "telephone_to": _l("请写要转到的席位号或电话号码，只能是数字。"),
    "telephone_no_commands": _l(
        "没有接电话系统的控制接口，请在话机上操作。要接的话，在 config.toml 的 [hotline] 里写 telephone_url。"
    ),
    "telephone_away": _l(
        "电话系统 %(seconds)s 秒内没有回应，这一步没有做成。请在话机上操作，并告诉系统管理员。"
    ),
    "telephone_declined": _l(
        "电话系统没有照做，它答的是 %(status)s。请看通话是不是已经结束，需要的话在话机上操作。"
    ),
    "wall_label": _l("请写这块屏放在哪里，1 到 40 个字。"),
}
AUDIT_TEXTS = {
    "hotline.call_noted": _l("登记了一通电话"),
    "hotline.call_number_shown": _l("看了来电人的完整号码"),
    "hotline.recording_opened": _l("打开了一段通话录音"),
    "hotline.telephone_command": _l("向电话系统发了指令"),
    "hotline.wall_link_made": _l("做了一个大屏地址"),
    "hotline.wall_link_revoked": _l("停用了一个大屏地址"),
}
#: state of a call → tag and words
CALL_STATES = {
    "ringing": ("half", _l("振铃")),
    "queued": ("half", _l("等候")),
    "talking": ("ok", _l("通话")),
    "ended": ("idle", _l("结束")),
}
OUTCOMES = {
    "answered": ("ok", _l("接通")),
    "abandoned": ("warn", _l("没等到就挂了")),
    "callback": ("info", _l("改为回拨")),
    "no_answer": ("idle", _l("对方没接")),
}
EVENTS = {
    "ringing": _l("来电振铃"),
    "queued": _l("进入排队"),
    "answered": _l("坐席接听"),
    "hung_up": _l("挂断"),
    "recording": _l("录音就绪"),
    "key": _l("按键"),
}
#: state of a seat → tag and the word on the board
SEATS = {
    "serving": ("ok", _l("通话")),
    "wrap_up": ("half", _l("整理")),
    "ready": ("idle", _l("空闲")),
    "paused": ("warn", _l("小休")),
    "off": ("no", _l("没到")),
    "later": ("no", _l("未开")),
}
SITUATIONS = {
    "tight": ("warn", _l("吃紧")),
    "fine": ("ok", _l("正常")),
    "nobody": ("stop", _l("没有人在席")),
    "later": ("idle", _l("%(time)s 开席")),
    "none": ("no", _l("今天没有排席")),
}
#: what a number of the board opens
LISTS = {
    "waiting": _l("正在等候"),
    "calls": _l("今天来电"),
    "answered": _l("接通的来电"),
    "missed": _l("没有接通的来电"),
    "within": _l("按时接听的来电"),
    "late": _l("接通但超时的来电"),
    "rated": _l("计入接通率的来电"),
    "timed": _l("计入按时接听率的来电"),
    "callbacks": _l("待回拨"),
    "seats": _l("席位"),
}
