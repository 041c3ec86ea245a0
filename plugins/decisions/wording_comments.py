"""Words of the comments' pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: how a comment stands for everybody: (tag's state, words)
OUTCOMES = {
    "adopted": ("ok", _l("采纳")),
    "partly": ("half", _l("部分采纳")),
    "not_adopted": ("no", _l("不采纳")),
    "passed_on": ("info", _l("转其他单位办理")),
    "answered": ("ok", _l("已答复")),
    "open": ("half", _l("正在研究")),
}
SOURCES = {
    "page": _l("网上"),
    "hotline": _l("热线"),
    "meeting": _l("会议"),
    "survey": _l("问卷"),
    "letter": _l("来信"),
    "counter": _l("来访"),
    "telephone": _l("来电"),
}
TABS = {"new": _l("等审核"), "held": _l("待定"), "open": _l("要答复"), "ended": _l("已办结")}
