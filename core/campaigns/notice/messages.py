"""Sentences for the codes of the reader and of the files it is given. The command line speaks without an application,
so these are plain sentences; pages may use the codes with their own catalogue."""

from __future__ import annotations

from core.base.errors import Invalid

_MISSING = {
    "title": "标题(以“通知”“方案”等结尾)",
    "sections": "分条的正文(一、二、三、…)",
    "dates": "日期",
    "office_words": "公文用语(单位、部门、报送、开展活动等)",
}
_KINDS = {"doc": "旧版 Word(.doc)", "rtf": "RTF", "zip": "压缩包", "docx": "Word(.docx)", "pdf": "PDF"}
_SENTENCES = {
    "file_empty": "文件是空的,里面没有文字。",
    "file_binary": "这个文件不是文字文件,读不出内容。请换成 .txt、.docx 或 .pdf。",
    "file_damaged": "这个{kind}文件已损坏,打不开。请重新导出后再试。",
    "file_kind_unknown": "不支持{kind}文件。请另存为 .docx、.pdf 或 .txt 后再试。",
    "pdf_has_no_text": "这份 PDF 是扫描件,里面只有图片没有文字。请上传原始的 Word 文件,或把文字粘贴进来。",
    "pdf_locked": "这份 PDF 设了密码,打不开。请先去掉密码。",
    "notice_empty": "里面没有文字。",
    "notice_too_long": "文字太长,看起来不是一份通知:通知最多 6 万字、6000 行。",
    "not_a_notice": "这看起来不是一份通知,缺少:{missing}。",
}
_LIMITS = {
    "bytes": "文件太大,最多 {megabytes} MB。",
    "characters": "文字太长,最多 {limit} 字。",
    "pages": "页数太多,最多 {limit} 页。",
}


def problem_sentence(error: Invalid) -> str:
    """One plain sentence for an UnreadableFile or NotANotice."""
    params = dict(error.params)
    if error.code == "file_too_large":
        return _LIMITS[params["unit"]].format(
            limit=params["limit"], megabytes=params["limit"] // (1024 * 1024)
        )
    if "kind" in params:
        params["kind"] = _KINDS.get(params["kind"], params["kind"])
    if "missing" in params:
        params["missing"] = "、".join(_MISSING[item] for item in params["missing"])
    return _SENTENCES.get(error.code, error.code).format(**params)
