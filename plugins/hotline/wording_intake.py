"""Wording of the operator's console: choices, what to say in an emergency, refusals, keys, words for the script."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from . import wording_seats

SORTS = {"consult": _l("咨询"), "help": _l("求助"), "complaint": _l("投诉"), "suggestion": _l("建议")}
HANDLES = {
    "answer": _l("直接答复"),
    "dispatch": _l("派单"),
    "seat": _l("转专席"),
    "callback": _l("约回拨"),
}
RESULTS = {
    "answered": _l("当场答清"),
    "callback": _l("约了回拨"),
    "passed": _l("转办"),
    "void": _l("断线打错"),
}
#: what a caller speaks; a seat that lists the code is served first with these callers
LANGUAGES = {"": _l("普通话"), **wording_seats.LANGUAGES}
SEAT_STATES = {
    "ready": ("ok", _l("待接")),
    "serving": ("now", _l("通话中")),
    "calling_back": ("now", _l("回拨中")),
    "wrap_up": ("half", _l("整理中")),
    "paused": ("idle", _l("小休")),
    "off": ("no", _l("没坐下")),
    "none": ("no", _l("不在班")),
}
#: state of an order → (tag, words), as the caller's history shows it
ORDER_STATES = {
    "registered": ("half", _l("已受理")),
    "dispatched": ("half", _l("已派单")),
    "accepted": ("half", _l("办理中")),
    "objected": ("warn", _l("单位有异议")),
    "replied": ("half", _l("已答复")),
    "closed": ("ok", _l("办结")),
    "merged": ("idle", _l("已并单")),
}
SATISFACTION = {5: _l("非常满意"), 4: _l("满意"), 3: _l("基本满意"), 2: _l("不满意"), 1: _l("非常不满意")}
HAND_BACK_REASONS = {
    "other_topic": _l("不是本席的事"),
    "fault": _l("线路坏了，听不清"),
    "break": _l("有急事要离开"),
    "other": _l("别的原因"),
}
PAUSES = {
    "rest": _l("休息"),
    "meal": _l("吃饭"),
    "meeting": _l("开会、培训"),
    "papers": _l("查资料、写材料"),
    "fault": _l("设备坏了"),
}
#: why a seat is paused that its person didn't pause
STOPPED = {"lost": _l("和席位失去联系")}

#: service → who answers there
SERVICES = {"120": _l("急救"), "119": _l("消防"), "110": _l("公安"), "122": _l("交警")}
#: kind of emergency → what the operator says, word for word
SAY = {
    "poison": _l(
        "请马上打 120，说清吃了、吸了什么、多少、多久了。煤气中毒先开窗、把人抬到通风的地方；不要自己催吐。"
    ),
    "birth": _l("请马上打 120，说清住址、孕周。让产妇侧躺，不要走动，门口留人接车。"),
    "illness": _l(
        "请马上打 120，说清地点、年纪、现在的样子。人没有反应也没有呼吸，请按 120 教的做胸外按压。"
    ),
    "gas": _l("请先离开，开门窗，不要开灯、点火、在屋里打电话；到外面打 119，再打燃气公司。"),
    "fire": _l("请先离开，弯腰捂住口鼻，不坐电梯；到安全的地方打 119，说清地点、烧什么、有没有人被困。"),
    "trapped": _l("请马上打 119，说清地点和几个人被困。不要扒门，也不要自己下水、下井救人。"),
    "suicide": _l("请您别挂电话，先陪着他，慢慢说话，拿开刀、药、绳子。我们马上报 110，请告诉我地点。"),
    "crime": _l(
        "请先到安全的地方，马上打 110，说清地点、对方几个人、手里有没有东西。不方便说话可以发短信 12110。"
    ),
    "missing": _l("请马上打 110，不用等 24 小时。说清姓名、年纪、穿着、什么时候在哪里走失。"),
    "crash": _l("请先打开双闪，人撤到护栏外，放好警示牌；有人受伤先打 120，再打 122，说清地点和方向。"),
    "": _l("请马上打 %(service)s，说清地点和现在的情况。"),
}

MESSAGES = {
    "hotline.phone_unreadable": _l("这个号码拨不出去，请核对位数，例如 138 0000 2046 或 0571 260 0118。"),
    "hotline.phone_for_callback": _l("约回拨要有号码，请问清来电号码。"),
    "hotline.topic_missing": _l("请选一个热点，才知道由哪个席来接。"),
    "hotline.title_missing": _l("请用一句话写明是什么事。"),
    "hotline.department_missing": _l("请选派给哪个单位。"),
    "hotline.reply_missing": _l("请写怎么答的，或按 Alt 1—3 引用公开答复。"),
    "hotline.callback_past": _l("回拨时间已经过了，请另选一个。"),
    "hotline.callback_far": _l("回拨最多约到 7 天以后。"),
    "hotline.publish_confidential": _l("要求保密的单子不能送去公开，请去掉一个。"),
    "hotline.likely_duplicate": _l("像是同一件事，已有单子。请按“并入”或“不是一件事”，再办结。"),
    "hotline.draft_elsewhere": _l("另一个窗口在 %(time)s 改过这一单。"),
    "hotline.draft_finished": _l("这一单在另一个窗口已经办结。"),
    "hotline.ask_confidential": _l("要求保密的事不能作为公开的提问，请去掉一个。"),
    "hotline.ask_words_missing": _l("请写来电人怎么说，它就是提问的内容。"),
    "hotline.ask_to_missing": _l("请选提给哪场访谈。"),
    "hotline.no_seat": _l("您现在没有当班，不能接排队的来电。"),
    "hotline.no_number": _l("这位来电人没有留号码。"),
    "hotline.nobody_waits": _l("现在没有人在排队。"),
}
AUDIT_TEXTS = {
    "hotline.emergency_told": _l("遇急事，告知或转接 110/119/120/122"),
    "hotline.number_shown": _l("查看来电人完整号码"),
    "hotline.publish_suggested": _l("建议把答复公开"),
}

#: (keys, what they do) as the help sheet lists them
KEYS = (
    (("Alt", "N"), _l("接下一位")),
    (("Ctrl", "Enter"), _l("办结，接下一位")),
    (("Alt", "1"), _l("引用第一条公开答复（Alt 2、Alt 3 同理）")),
    (("Alt", "M"), _l("并入已有的单子")),
    (("Alt", "X"), _l("不是一件事")),
    (("Alt", "E"), _l("遇急事，转 110、119、120、122")),
    (("Alt", "A"), _l("怎么办：直接答复")),
    (("Alt", "S"), _l("怎么办：派单")),
    (("Alt", "Z"), _l("怎么办：转专席")),
    (("Alt", "R"), _l("怎么办：约回拨")),
    (("Alt", "G"), _l("把来电人的话提给访谈")),
    (("Alt", "K"), _l("看完整号码")),
    (("Alt", "B"), _l("交回排队")),
    (("Alt", "U"), _l("回拨没人接")),
    (("Alt", "P"), _l("小休；再按一次回来")),
    (("/",), _l("搜公开答复")),
    (("Tab",), _l("下一格（一行的格子里按 Enter 也是）")),
    (("Esc",), _l("收起打开的小窗")),
    (("?",), _l("看全部按键")),
)
TELEPHONE_KEYS = (
    (("Alt", "Q"), _l("静音")),
    (("Alt", "W"), _l("保持")),
    (("Alt", "T"), _l("转接")),
    (("Alt", "H"), _l("挂机")),
)


def say(kind: str, service: str) -> str:
    """What to tell the caller, word for word."""
    return str(SAY.get(kind, SAY[""])) % {"service": service}


def script_words() -> dict[str, Any]:
    """The sentences that the page's script shows."""
    return {
        "saved": _("自动保存于 {time}"),
        "saving": _("正在保存"),
        "offline": _("断线，数字停在 {time}。写的字先留在这个窗口，连上后自动保存。"),
        "kept": _("没连上，先留在这个窗口"),
        "elsewhere": _("另一个窗口在 {time} 改过这一单，这里先不自动保存。"),
        "finished": _("这一单在另一个窗口已经办结，这里写的没有存。"),
        "told": _("{time} 已记下：告知 {service}"),
        "quoted": _("已引用"),
        "failed": _("没有办成，请再试一次。"),
        "merged": _("办结时并入 {number}"),
        "signin": _("登录过期了。写的字留在这个窗口，请在新窗口登录后再按办结。"),
    }
