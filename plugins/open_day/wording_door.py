"""Wording of the day at the door: what a result says and what to do then, refusals, words for the scripts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

#: code → (tag's state, headline, what to do); %(…)s are filled by `result`.
RESULTS = {
    "ready": ("info", _l("可以签到"), _l("看一下人数，再按下面的按钮。")),
    "in": ("ok", _l("欢迎"), _l("%(time)s 签到，%(people)s 人。")),
    "again": (
        "warn",
        _l("已经签过到"),
        _l("%(time)s 签的，%(people)s 人，经手人 %(who)s。不用再签；人没来过的，请撤销那一次再签。"),
    ),
    "waiting": (
        "stop",
        _l("还在候补"),
        _l("还没有轮到他。这一场有空位的，可以按“没有报名，当天来的”登记。"),
    ),
    "offered": (
        "stop",
        _l("有位子，还没有确认"),
        _l("请他现在打开报名短信里的链接，按“接受”，再来签到。"),
    ),
    "lapsed": (
        "stop",
        _l("没有按时确认，位子已经让出去了"),
        _l("这一场有空位的，可以按“没有报名，当天来的”登记。"),
    ),
    "cancelled": (
        "stop",
        _l("报名已经取消"),
        _l("本人还想参加、这一场又有空位的，可以按“没有报名，当天来的”登记。"),
    ),
    "called_off": ("stop", _l("这一场取消了"), _l("请告诉他改到哪一天，不清楚的打联系电话问。")),
    "other_session": (
        "stop",
        _l("报的是今天另一场"),
        _l("他报的是%(session)s，%(time)s 开始，请他到时再来。您在签那一场的，请先在上面换场次。"),
    ),
    "other_day": ("stop", _l("报的不是今天"), _l("他报的是 %(day)s %(session)s，请他那天再来。")),
    "unknown": (
        "stop",
        _l("名单里没有"),
        _l("请核对编号，或换手机尾号再查一次。确实没有报名的，这一场有空位就按“没有报名，当天来的”登记。"),
    ),
    "unknown_away": (
        "warn",
        _l("这台设备的名单里没有"),
        _l("网络断着，名单停在 %(time)s。可以先让他进来并记下编号，联网后自动核对。"),
    ),
}
#: outcome of a device that was away → (tag's state, what happened and what to do)
CONFLICTS = {
    "duplicate": ("warn", _l("断网时又签了一次。第一次的算数，人数没有多算。")),
    "not_booked": (
        "stop",
        _l("断网时让进来的，报名其实已经取消或者没有排到。请点一下人数；多出来的人按当天来的补登记。"),
    ),
    "unknown": ("stop", _l("断网时记下的编号，名单里没有。请找到本人核对，或按当天来的补登记。")),
}
WAYS = {
    "qr": _l("扫码"),
    "digits": _l("手机尾号"),
    "list": _l("编号"),
    "paper": _l("纸质名单"),
    "walk_in": _l("当天来的"),
}

MESSAGES = {
    "open_day.door_unreadable": _l("没有看懂。请扫报名二维码，或输入报名编号、手机号最后四位。"),
    "open_day.door_people": _l("人数请填 1 到 %(most)s 之间的整数。"),
    "open_day.door_unconfirmed": _l("请先当面核对年龄和行为能力。"),
    "open_day.door_gone": _l("没有这一条签到记录。"),
    "open_day.door_future": _l("签到时间比现在还晚，请核对时间。"),
    "open_day.door_other_day": _l("那一天没有场次，不能签到。开放日是 %(days)s。"),
}


def result(code: str, **figures: Any) -> dict[str, str]:
    """A result in the reader's words: {state, headline, what}."""
    state, headline, what = RESULTS[code]
    return {"state": state, "headline": str(headline), "what": str(what) % figures}


def confirm_words(rule: Any) -> str:
    """What the one tap confirms (OD-06): 已核对年满 18 周岁、有完全民事行为能力，签到."""
    if rule is None:
        return _("签到")
    if rule.min_age is not None and rule.full_capacity:
        return _("都年满 %(age)s 周岁、有完全民事行为能力，签到", age=rule.min_age)
    if rule.min_age is not None:
        return _("都年满 %(age)s 周岁，签到", age=rule.min_age)
    return _("都有完全民事行为能力，签到")


def checked_words(rule: Any) -> str:
    """The same as a line to tick on a form."""
    if rule.min_age is not None and rule.full_capacity:
        return _("已经当面核对：都年满 %(age)s 周岁、有完全民事行为能力", age=rule.min_age)
    if rule.min_age is not None:
        return _("已经当面核对：都年满 %(age)s 周岁", age=rule.min_age)
    return _("已经当面核对：都有完全民事行为能力")


def script_words(confirm: str) -> dict[str, Any]:
    """Every sentence that the page's scripts may say; {…} is filled there."""
    figures = {name: f"{{{name}}}" for name in ("time", "people", "who", "session", "day")}
    return {
        "results": {code: result(code, **figures) for code in RESULTS},
        "confirm": confirm,
        "people": _("{people} 人"),
        "less": _("少一人"),
        "more": _("多一人"),
        "how_many": _("来了几个人"),
        "back": _("先不签，返回"),
        "undo": _("撤销这次签到"),
        "undone": _("已撤销。"),
        "note_down": _("让他进来，先记下"),
        "choose": _("有几个人的尾号一样，请问一下称呼，再点他的名字。"),
        "saved_away": _("网络断着，已记在这台设备上，联网后自动送出。"),
        "this_device": _("这台设备"),
        "online": _("已连接，名单是 {time} 的"),
        "away": _("网络断了，照常签：记在这台设备上，联网后自动送出。名单停在 {time}。"),
        "away_no_list": _(
            "网络断了，这台设备上还没有名单。请先联网打开一次；现在可以先记下编号，联网后核对。"
        ),
        "signed_out": _("登录已经结束。记下的都在，登录后自动接着送。"),
        "sign_in": _("去登录"),
        "forbidden": _(
            "您的账号现在没有签到的权限，记下的还在这台设备上。请换有权限的人登录，登录后自动接着送。"
        ),
        "no_store": _(
            "这台设备存不住东西（可能是无痕模式，或者存储满了）：断网时记下的，一关网页就没有了。请关掉无痕模式，或换一台设备。"
        ),
        "queued": _("{count} 条等着送出"),
        "queued_arrive": _("{time} 签到 {what}"),
        "queued_walk_in": _("{time} 当天来的 {people} 人"),
        "queued_undo": _("{time} 撤销一次签到"),
        "drop": _("不要了"),
        "sent_title": _("断网时记下的，送出了"),
        "sent": _("一共 {count} 条，都收下了。"),
        "sent_with": _("一共 {count} 条，其中 {odd} 条要看一看，列在下面。"),
        "seen": _("知道了"),
        "walk_in_done": _("已登记当天来的 {people} 人。"),
        "camera_refused": _("没有得到用相机的许可。请在浏览器的网站设置里允许相机，或者输入编号。"),
        "camera_none": _("没有找到相机，请输入编号或手机尾号。"),
        "camera_busy": _("相机打不开，可能别的程序正在用。请关掉那个程序再试，或者输入编号。"),
        "not_ours": _("这不是报名的二维码。请出示报名成功的那一页，或报编号。"),
        "unreadable": str(MESSAGES["open_day.door_unreadable"]),
        "day_over": _("今天的签到结束了，这台设备上的名单已经清除。"),
        "cleared": _("这台设备上的名单已经清除。"),
        "clear_first": _("还有 {count} 条没有送出，现在清除就找不回来了。真的要清除，请再按一次。"),
        "try_again": _("没有送到，请再试一次。"),
    }
