"""Why a file was not taken, in words that say how to go on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "file_old_office": _l("这是旧格式的 Word、Excel 或 RTF 文件。请打开它，另存为 .docx 或 .xlsx 再传。"),
    "file_heic": _l(
        "这是苹果手机的 HEIC 照片，这里收不了。请在手机“设置—相机—格式”里选“兼容性最佳”重拍，或者把照片用微信、邮件发一次，存下来的就是 JPEG。"
    ),
    "file_damaged": _l(
        "这个文件打不开，可能没有传完整，或者已经损坏。请用原来的程序打开看看，重新保存后再传。"
    ),
    "file_two_in_one": _l("这个 PDF 里还藏着别的内容，不能收。请用原来的程序重新导出一份 PDF 再传。"),
    "file_blanked": _l("这个文件已经按书面通知清除。"),
    "document_locked": _l("这个文件有打开密码。请去掉密码，另存一份再传。"),
    "document_macros": _l("这个文件里带有宏（小程序），不能收。请另存为不带宏的 .docx 或 .xlsx 再传。"),
    "document_bomb": _l("这个文件解开后大得不正常，不能收。请新建一份文档，把内容粘贴过去再传。"),
    "document_unsafe": _l("这个文件的内部结构不正常，不能收。请新建一份文档，把内容粘贴过去再传。"),
    "document_reaches_out": _l(
        "这个文件打开时会到别的地方取模板、对象或图片，不能收。请把它们改成嵌入文档里，或者去掉，再传。"
    ),
    "document_too_long": _l(
        "这个文件太长了，请控制在 %(pages)s 页、%(characters)s 字以内，或者拆成几份再传。"
    ),
    "document_too_hard": _l("这个文件读了很久也没有读完，没有收下。请重新导出一份，或者拆成几份再传。"),
    "picture_too_many_pixels": _l(
        "这张图片的像素太多。请缩小到 %(limit)s 万像素以内、每边不超过 %(side)s 像素，再传。"
    ),
    "picture_moves": _l("这是会动的图片，不能收。请存成一张不动的 JPEG 或 PNG 再传。"),
    "disk_full": _l("服务器的存储空间满了，文件没有收下。请告诉系统管理员清理空间，之后再传一次。"),
}
