"""The archive's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: why a bundle was made
OCCASIONS = {
    "published": _l("公开时建档"),
    "corrected": _l("更正后建档"),
    "withdrawn": _l("撤下后建档"),
    "portal": _l("登记门户网址后建档"),
    "final": _l("活动结束后建档"),
    "asked": _l("按要求补建"),
}
#: (shape, words) of a bundle or of a document's newest one
STATES = {
    "ok": ("ok", _l("已建档")),
    "old": ("warn", _l("新版还没有建档")),
    "none": ("warn", _l("还没有建档")),
    "missing": ("stop", _l("文件不见了")),
    "hidden": ("no", _l("已隐藏，不能下载")),
    "blanked": ("no", _l("已清除")),
}
#: what a check can find
FINDINGS = {
    "damaged": _l("文件损坏，读不出来"),
    "too_large": _l("解开后大得不正常，没有解开"),
    "unsafe_name": _l("里面有不安全的文件名，没有解开"),
    "duplicate_entry": _l("里面有同名的文件"),
    "not_ours": _l("里面有压缩或加密的文件，不是本系统写的"),
    "manifest_unreadable": _l("清单读不出来"),
    "missing_entry": _l("清单里有，包里没有"),
    "extra_entry": _l("包里有，清单里没有"),
    "altered_entry": _l("内容和清单里的摘要对不上"),
    "altered_frame": _l("压缩包本身被改动过"),
    "digest_wrong": _l("文稿内容和定稿时的摘要对不上"),
    "signatures_wrong": _l("签批记录和建档时的摘要对不上"),
    "predecessor_wrong": _l("和前一个档案包接不上"),
    "two_of_one": _l("同一个档案包有两个不同的文件"),
    "missing_file": _l("登记过，文件不见了"),
    "unknown_file": _l("没有登记过的文件"),
    "not_as_recorded": _l("和建档时登记的摘要对不上，文件被换过"),
}
ORDER_KINDS = {"dossier": _l("纸质档案（PDF）"), "site": _l("活动归档网站（zip）")}
#: why a volume or a site copy could not be made
FAULTS = {
    "pdf_needs_pango": _l(
        "这台服务器缺少排版 PDF 的程序库。请管理员运行：apt-get install %(packages)s，再做一次。"
    ),
    "pdf_needs_font": _l(
        "这台服务器没有中文字体，排出来会是空格子。请管理员运行：apt-get install %(packages)s，再做一次。"
    ),
    "nothing_published": _l("这个单位在这届活动里还没有公开过文稿，没有可以装订的内容。"),
    "disk": _l("磁盘写不进去，可能满了。请管理员腾出空间后再做一次。"),
    "unexpected": _l("制作时出了错，已记入日志。请再做一次；还不行，请联系管理员。"),
    "blanked": _l("里面有按保密部门通知清除的文稿，这份已删除。请重新制作。"),
}
MESSAGES = {
    "pdf_needs_pango": FAULTS["pdf_needs_pango"],
    "pdf_needs_font": FAULTS["pdf_needs_font"],
    "sheet_failed": _l("没有排出来，可能是服务器正忙。请过一会儿再试。"),
    "bundle_hidden": _l("这份文稿已作为疑似涉密隐藏，档案包不能下载（SC-01）。"),
    "bundle_gone": _l("这个档案包的文件不在了。请在档案页补建。"),
    "order_hidden": _l("里面有已作为疑似涉密隐藏的文稿，不能下载（SC-01）。"),
    "order_not_ready": _l("还没有做好，请过一会儿再来下载。"),
    "order_unknown_here": _l("这台服务器没有装上这项功能。"),
}
AUDIT_TEXTS = {
    "publishing.bundled": _l("建档案包"),
    "publishing.bundle_taken": _l("下载档案包"),
    "publishing.archive_ordered": _l("要求制作档案"),
    "publishing.archive_taken": _l("下载制作好的档案"),
}
