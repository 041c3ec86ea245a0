"""Words of drafts: kinds of paragraphs, states of a comparison, refusals, audit entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

PURPOSES: Mapping[str, Any] = {
    "consult": _l("征求意见稿"),
    "revised": _l("征求意见后修改稿"),
    "final": _l("定稿"),
}
PARAGRAPH_KINDS: Mapping[str, Any] = {
    "preamble": _l("题目、引言"),
    "chapter": _l("章（编）"),
    "section": _l("节（一、二、三）"),
    "article": _l("条"),
    "paragraph": _l("款（没有编号的一段）"),
    "item": _l("项"),
    "subitem": _l("目（项下面的一层）"),
    "annex": _l("附件"),
}
STATES: Mapping[str, tuple[str, Any]] = {
    "same": ("idle", _l("没有改")),
    "changed": ("half", _l("改过")),
    "added": ("ok", _l("新增")),
    "deleted": ("no", _l("删去")),
    "moved": ("info", _l("移了位置")),
}
DROPPED: Mapping[str, Any] = {
    "page_number": _l("页码"),
    "running_head": _l("页眉"),
    "contents": _l("目录"),
}
ODD: Mapping[str, Any] = {
    "skipped": _l("%(number)s前面是%(before)s，中间跳号"),
    "twice": _l("%(number)s重复"),
    "back": _l("%(number)s前面是%(before)s，编号倒退"),
    "begins_late": _l("%(number)s前面没有第一个"),
}

MESSAGES: Mapping[str, Any] = {
    "decisions.draft_gone": _l("没有这一稿，请刷新页面再试。"),
    "decisions.draft_file_empty": _l("文件里没有文字。请换一个文件，或者直接粘贴。"),
    "decisions.draft_file_large": _l("文件太大，请拆小，或者直接粘贴文字。"),
    "decisions.draft_file_kind": _l("读不了这种文件。请另存为 .docx 或 .txt，或者直接粘贴。"),
    "decisions.draft_file_damaged": _l("文件坏了，打不开。请另存一份再传。"),
    "decisions.draft_file_scan": _l("这个 PDF 是扫描件，里面没有文字。请传 .docx。"),
    "decisions.draft_file_locked": _l("这个 PDF 有密码，打不开。请传没有密码的文件。"),
    "decisions.draft_twice": _l("粘贴和文件只用一样：清空粘贴框，或者不选文件。"),
    "decisions.draft_nothing": _l("粘贴草案的文字，或者选一个文件。"),
    "decisions.draft_long": _l("草案最多 %(limit)s 个字。太长的附件请另外公布。"),
    "decisions.draft_parts": _l("草案最多拆成 %(limit)s 段。"),
    "decisions.draft_purpose": _l("选上这是哪一种稿。"),
    "decisions.draft_locked": _l("草案已经送审，退回以后才能改。"),
    "decisions.draft_fixed": _l("这一稿已经公开，或者有了更新的一稿，不能再改。要改，请上传新的一稿。"),
    "decisions.draft_first": _l("第一段上面没有别的段，不能并。"),
    "decisions.draft_words": _l("这里只能分段，不能改字。请照原文，只加换行。"),
    "decisions.draft_one_part": _l("还没有分开：在要分的地方换行。"),
    "decisions.draft_kind": _l("选上这一段是什么。"),
    "decisions.draft_anchor": _l("上一稿的这一段已经对上了别的段，请重新选。"),
    "decisions.consultation_not_ready": _l("还有 %(count)s 处不符合规定，改好才能送审。"),
    "decisions.draft_correction": _l("写明公开的版本改了什么、为什么改。"),
}

AUDIT_TEXTS: Mapping[str, Any] = {
    "decisions.draft_added": _l("上传草案第 %(number)s 稿"),
    "decisions.draft_corrected": _l("调整草案第 %(number)s 稿的分段"),
    "decisions.consultation_submitted": _l("征求意见公告送审（草案第 %(number)s 稿）"),
}
