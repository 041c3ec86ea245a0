"""Words of the transcript and of what follows a broadcast: refusals, audit entries, names of figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

SPEAKERS: Mapping[str, Any] = {
    "host": _l("主持人"),
    "guest": _l("嘉宾"),
    "question": _l("提问"),
    "note": _l("现场说明"),
}
#: state of a tag and its word, by what became of a question
FATES: Mapping[str, tuple[str, Any]] = {
    "on_air": ("ok", _l("直播中回答")),
    "later": ("ok", _l("会后答复")),
    "passed_on": ("info", _l("转办")),
    "not_taken": ("no", _l("不公开")),
    "withdrawn": ("idle", _l("本人撤回")),
    "open": ("half", _l("等答复")),
    "new": ("info", _l("等审核")),
}
SOURCES: Mapping[str, Any] = {
    "page": _l("网上提问"),
    "hotline": _l("热线提问"),
    "clerk": _l("代录提问"),
}
REASONS: Mapping[str, Any] = {
    "off_topic": _l("与访谈无关"),
    "empty": _l("没有具体内容"),
    "advertising": _l("广告"),
    "abuse": _l("辱骂、攻击他人"),
    "unlawful": _l("有法律、法规禁止的内容"),
}
FIGURES: Mapping[str, Any] = {
    "received": _l("收到提问"),
    **SOURCES,
    "let_through": _l("审核后公开"),
    "chosen": _l("选入直播"),
    **{code: words for code, (_state, words) in FATES.items()},
    "supports": _l("附议"),
    "opened": _l("打开直播页"),
    "most": _l("同时在看最多"),
    "turns": _l("直播文字"),
}
#: what is wrong in a line of a file of subtitles
FAULTS: Mapping[str, Any] = {
    "no_head": _l("第一行不是 WEBVTT，仍按 WebVTT 读。"),
    "no_time": _l("这句话前面没有时间，没有收：“%(text)s”。"),
    "time": _l("时间看不懂，这一条没有收：“%(text)s”。时间要写成 00:01:02,500 --> 00:01:05,000。"),
    "backwards": _l("结束时间不晚于开始时间，这一条没有收：“%(text)s”。"),
    "empty": _l("这一条没有字，没有收。"),
    "long": _l("这一条超过 %(limit)s 个字，只收了前面的。"),
    "order": _l("%(at)s 的这一条比前面的早，已按时间排好。"),
    "overlap": _l("%(at)s 的这一条开始时，前一条还没有结束；两条会一起显示。"),
    "too_many": _l("超过 %(limit)s 条，后面的没有收。"),
}
#: why the working copy can't be sent yet
FLAWS: Mapping[str, Any] = {
    "empty": _l("实录里还没有内容。"),
    "speaker": _l("第 %(turn)s 段没有写是谁说的。"),
    "text": _l("第 %(turn)s 段没有内容。"),
    "pulled": _l("第 %(turn)s 段里有直播时撤下的内容，删去后按“已删去撤下的内容”。"),
}
MESSAGES: Mapping[str, Any] = {
    "interviews.transcript_early": _l("访谈还没有结束，结束后才能整理和公开实录。"),
    "interviews.transcript_changed": _l(
        "别人刚刚保存过实录，您这次没有存上。您写的还在下面，请打开现在的一稿对照后再改。"
    ),
    "interviews.transcript_locked": _l("实录已经送审，退回后才能改。"),
    "interviews.transcript_not_ready": _l("还不能送审：有 %(count)s 处要改。"),
    "interviews.transcript_pulled": _l("第 %(turn)s 段里有直播时撤下的内容，请退回删去。"),
    "interviews.transcript_too_many": _l("一篇实录最多 %(limit)s 段，请先合并一些。"),
    "interviews.text_long": _l("这里最多 %(limit)s 个字，请写得短些或者拆开。"),
    "interviews.speaker_missing": _l("请选是谁说的。"),
    "interviews.correction_missing": _l("实录已经公开，再送审请写更正说明。"),
    "interviews.pictures_many": _l("一篇实录最多放 %(limit)s 张图片。"),
    "interviews.picture_missing": _l("请选一张图片。"),
    "interviews.turn_missing": _l("请选放在哪一段旁边。"),
    "interviews.turn_first": _l("这是第一段，前面没有可以合并的。"),
    "interviews.turn_other_speaker": _l("和前一段不是同一个人说的，不能合并；先把两段的称呼改成一样。"),
    "interviews.turn_two_pictures": _l("两段都有图片，先去掉一张再合并。"),
    "interviews.turn_no_gap": _l("在要拆开的地方空一行，再按“拆开”。"),
    "interviews.turn_edge": _l("已经在最边上了。"),
    "interviews.turn_gone": _l("没有这一段了，请重新打开。"),
    "interviews.turn_too_many": _l("一篇实录最多 %(limit)s 段，请先合并一些。"),
    "interviews.recording_not_yours": _l("这个文件不在本单位的“图片与附件”里。"),
    "interviews.recording_kind": _l("这个文件不是录音也不是录像。"),
    "interviews.recording_url": _l("请写完整的网址，例如 https://tv.example.cn/fangtan/12。"),
    "interviews.subtitles_none": _l("文件里没有字幕。"),
    "interviews.subtitles_many": _l("字幕最多 %(limit)s 条。"),
    "interviews.file_missing": _l("请选择文件。"),
    "interviews.department_missing": _l("请选一个单位。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "interviews.transcript_made": _l("从直播取访谈实录"),
    "interviews.transcript_saved": _l("修改访谈实录"),
    "interviews.transcript_illustrated": _l("给访谈实录配图"),
    "interviews.transcript_removed": _l("删除访谈实录的草稿"),
    "interviews.transcript_submitted": _l("访谈实录送审"),
    "interviews.recording_set": _l("设置访谈录音录像"),
    "interviews.subtitles_kept": _l("导入访谈字幕"),
}
#: messages to people: the asker is told by the ledger
KINDS: tuple[MessageKind, ...] = ()
