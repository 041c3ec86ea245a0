"""The words of the text check (文本检查). The reasons of the findings are in core/base/hygiene/reasons.py."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "hygiene_open": _l("文本检查还有 %(count)s 处没有处理：请退回改好，或者写明理由保留。"),
    "overrule_reason_needed": _l("请写明为什么可以保留，理由会留在档案里。"),
    "overrule_reason_long": _l("理由最多 %(limit)s 个字。"),
    "finding_gone": _l("这一处已经不在现在的文字里了。请看过现在的检查结果再办。"),
    "finding_overruled": _l("这一处已经有人写了保留的理由。"),
    "hygiene_text_missing": _l("请粘贴文字，或选择一个文件。"),
    "hygiene_text_twice": _l("请只用一种：粘贴文字，或选择文件。"),
    "hygiene_text_long": _l("文字太长，最多 %(limit)s 个字。请分开检查。"),
    "hygiene_file_empty": _l("文件是空的，里面没有文字。"),
    "hygiene_file_binary": _l("这个文件读不出文字。请换成 .txt、.docx 或 .pdf。"),
    "hygiene_file_damaged": _l("这个文件已损坏，打不开。请重新导出后再试。"),
    "hygiene_file_kind": _l("不支持这种文件。请另存为 .docx、.pdf 或 .txt 后再试。"),
    "hygiene_file_large": _l("文件太大。请分开检查。"),
    "hygiene_file_scanned": _l("这份 PDF 是扫描件，里面只有图片没有文字。请用原始的 Word 文件。"),
    "hygiene_file_locked": _l("这份 PDF 设了密码，打不开。请先去掉密码。"),
}
#: code of an unreadable file → code of its words here
FILE_CODES = {
    "file_empty": "hygiene_file_empty",
    "file_binary": "hygiene_file_binary",
    "file_damaged": "hygiene_file_damaged",
    "file_kind_unknown": "hygiene_file_kind",
    "file_too_large": "hygiene_file_large",
    "pdf_has_no_text": "hygiene_file_scanned",
    "pdf_locked": "hygiene_file_locked",
}
AUDIT_TEXTS = {"publishing.finding_overruled": _l("写明理由，保留文本检查发现的一处")}
OVERRULED = _l("已写明理由保留。还有没有处理的，请接着处理。")
