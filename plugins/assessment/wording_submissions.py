"""Words of what is handed in: refusals, audit entries, names of things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

STATES: Mapping[str, tuple[str, Any]] = {
    "draft": ("idle", _l("还没报送")),
    "handed_in": ("half", _l("已报送")),
    "returned": ("warn", _l("退回待改")),
    "accepted": ("ok", _l("已接收")),
}
WAYS: Mapping[str, Any] = {
    "web": _l("网上报送"),
    "chat": _l("聊天群"),
    "paper": _l("纸质"),
    "mail": _l("邮件"),
}
#: how to make a kind readable that nothing here reads
READABLE: Mapping[str, Any] = {
    "doc": _l("旧版 Word 文件，只存不看；打开后另存为 .docx 或 PDF，就能在这里看。"),
    "wps": _l("WPS 文件，只存不看；用 WPS 另存为 .docx 或 PDF，就能在这里看。"),
    "xls": _l("旧版 Excel 文件，只存不看；打开后另存为 .xlsx，就能在这里看。"),
    "rtf": _l("RTF 文件，只存不看；打开后另存为 .docx 或 PDF，就能在这里看。"),
    "ofd": _l("OFD 版式文件，只存不看；用 OFD 阅读器打开，导出为 PDF 就能在这里看。"),
    "mov": _l("MOV 视频，多数浏览器放不了；用手机或剪辑软件导出为 MP4 就能直接看。"),
}
MESSAGES: Mapping[str, Any] = {
    "assessment.kept_as_draft": _l("还没有报送。写的和传好的文件都已保存，改好就能报送。"),
    "assessment.item_file": _l("选的附件已经不在报送的文件里，请重新勾选。"),
    "assessment.item_not_accepted": _l("接收以后才能转成栏目稿件。"),
    "assessment.item_title": _l("请写稿件的标题，%(most)s 字以内。"),
    "assessment.item_text": _l("请写稿件的正文，%(most)s 字以内。"),
    "assessment.item_link": _l("链接要以 http:// 或者 https:// 开头。"),
    "assessment.item_changed": _l("稿件已被别人改过。您写的还在，请核对后再保存。"),
    "assessment.item_locked": _l("稿件已经送审，退回后才能改。"),
    "assessment.item_not_ready": _l("还不能送审：请先保存稿件，并处理上面列出的问题。"),
    "assessment.nothing_handed": _l("请写正文，或者放文件，或者填已发布的链接，三样至少有一样（CP-05）。"),
    "assessment.link_shape": _l("链接要以 https:// 或 http:// 开头，500 字以内。"),
    "assessment.no_figures": _l(
        "总结要用数字说话：至少写 %(figures)s 个数字，例如到场人数、答复件数（CP-07）。"
    ),
    "assessment.no_cases": _l("总结要有实例：至少写 %(cases)s 个，用“例如”“案例”等字样带出（CP-07）。"),
    "assessment.no_emergency_plan": _l("聚集性活动要附应急预案：请放上文件，并勾选已附（CP-08）。"),
    "assessment.text_long": _l("这一项最多 %(most)s 个字，请写短一些。"),
    "assessment.too_many_files": _l("一次最多 %(most)s 个文件，请去掉一些，或者打包成 PDF。"),
    "assessment.way": _l("请选怎么来的。"),
    "assessment.brought_by": _l("请写是谁送来的，80 字以内。"),
    "assessment.came_at": _l("请填写实际收到的时间，不能晚于现在。"),
    "assessment.remarks_missing": _l("请写退回的原因和要改的地方，单位看得到。"),
    "assessment.paper_changed": _l("别人刚改过这一份。您写的还在下面，请对照以后再保存。"),
    "assessment.is_accepted": _l("这一份已经接收，不能再改。"),
    "assessment.nothing_to_judge": _l("这一份现在没有等办的报送。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.paper_saved": _l("保存了报送的草稿"),
    "assessment.paper_in": _l("报送了材料"),
    "assessment.paper_entered": _l("代单位补录了报送"),
    "assessment.paper_accepted": _l("接收了报送"),
    "assessment.paper_returned": _l("退回了报送"),
    "assessment.bundle_asked": _l("要了一份全部报送的压缩包"),
    "assessment.item_saved": _l("保存了栏目稿件"),
    "assessment.item_submitted": _l("把栏目稿件送审"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = tuple(
    MessageKind(code, title, text, subject=subject, to="staff", lasts=timedelta(days=7))
    for code, title, text, subject in (
        (
            "assessment.paper_in", _l("单位报送了材料"),
            _l("%(campaign)s：%(unit)s报送了“%(what)s”，请接收或者退回。"), _l("有报送等接收：%(what)s"),
        ),
        (
            "assessment.paper_accepted", _l("报送已接收"),
            _l("%(campaign)s：报送的“%(what)s”已接收。"), _l("报送已接收：%(what)s"),
        ),
        (
            "assessment.paper_returned", _l("报送退回了"),
            _l("%(campaign)s：报送的“%(what)s”退回了，请看意见，改后再报。"), _l("报送退回了：%(what)s"),
        ),
        (
            "assessment.extension_asked", _l("单位申请延期"),
            _l("%(campaign)s：%(unit)s申请把“%(what)s”延到 %(day)s，请批复。"), _l("有延期等批复：%(what)s"),
        ),
        (
            "assessment.extension_granted", _l("延期批准了"),
            _l("%(campaign)s：“%(what)s”可以延到 %(day)s。"), _l("延期批准了：%(what)s"),
        ),
        (
            "assessment.extension_refused", _l("延期没有批准"),
            _l("%(campaign)s：“%(what)s”没有批准延期，请按原来的日期报送。"), _l("延期没有批准：%(what)s"),
        ),
    )
)  # fmt: skip
