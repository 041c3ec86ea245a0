"""Words of the check of a text that others wrote, and of the channels of an announcement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

#: problems of the rules, told by `told(finding)`
FINDINGS = {
    "open_day.text_too_late": _l(
        "%(publish)s公开，离开放日只有 %(have)s 天，不足 %(days)s 天。最早 %(earliest)s可以开放；"
        "要在%(day)s开放，最迟%(latest_publish)s公开"
    ),
    "open_day.text_in_past": _l("开放日%(day)s在公开之前（%(publish)s公开，最早%(earliest)s可以开放）"),
    "open_day.signup_after_event": _l("报名到%(closes)s截止，开放日%(day)s已经过了"),
    "open_day.number_sum_differs": _l("写的是 %(stated)s 人，分项合计 %(total)s 人，对不上"),
    "open_day.number_elsewhere": _l("这里写 %(stated)s 人，别处写 %(other)s 人"),
    "open_day.dates_contradict": _l("别处写“%(written)s”，和这里的%(day)s不一致"),
    "open_day.contact_unreadable": _l("没有写联系人是谁"),
    "open_day.name_order": _l("单位名称要写在“政府开放日”前面，应为：%(proposed)s"),
    "open_day.id_collected": _l(
        "参观报名不得收集“%(what)s”，请删去；需要核对身份的，写“请带身份证，只看不存”"
    ),
    "open_day.id_card_sentence": _l("请人带身份证，要写明“只看不存”"),
}
#: refusals of the pages
REFUSALS = {
    "open_day.check_empty": _l("请粘贴公告，或选择一个文件。"),
    "open_day.check_twice": _l("请只用一种：粘贴公告，或选择文件。"),
    "open_day.check_long": _l("文字太长，最多 %(limit)s 个字。公告通常不到三千字。"),
    "open_day.check_file_empty": _l("这个文件里没有文字。"),
    "open_day.check_file_binary": _l("这个文件不是文字文件，读不出内容。请换成 .docx、.pdf 或 .txt。"),
    "open_day.check_file_damaged": _l("这个文件已损坏，打不开。请重新导出后再试。"),
    "open_day.check_file_kind": _l("这种文件读不了。请另存为 .docx、.pdf 或 .txt 后再试。"),
    "open_day.check_file_large": _l("文件太大，请控制在 20 MB 以内。"),
    "open_day.check_file_scanned": _l("这份 PDF 是扫描件，里面没有文字。请用原来的 Word 文件。"),
    "open_day.check_file_locked": _l("这份 PDF 设了密码，打不开。请先去掉密码。"),
    "open_day.check_day": _l("请填写公开日期，例如 2026-09-01。"),
    "open_day.take_over_confirm": _l("请确认来源材料没有密级标识；有密级的不能放进本平台"),
    "open_day.take_over_public": _l("这个方案的公告已经公开，不能再用别的文字替换。"),
    "open_day.take_over_nothing": _l("没有读出可以接过来的事项。"),
    "open_day.channel_day": _l("请填写发布日期；还没有发布的，不要勾选。"),
    "open_day.channel_future": _l("发布日期不能晚于今天。"),
    "open_day.channel_link": _l("链接要以 http:// 或 https:// 开头。"),
    "open_day.channel_place": _l("请写明是哪一种渠道，例如“镇便民服务大厅电子屏”。"),
}
#: codes of unreadable files → ours
FILE_CODES = {
    "file_empty": "open_day.check_file_empty",
    "file_binary": "open_day.check_file_binary",
    "file_damaged": "open_day.check_file_damaged",
    "file_kind_unknown": "open_day.check_file_kind",
    "file_too_large": "open_day.check_file_large",
    "pdf_has_no_text": "open_day.check_file_scanned",
    "pdf_locked": "open_day.check_file_locked",
}
MESSAGES = {**FINDINGS, **REFUSALS}
AUDIT_TEXTS = {
    "open_day.text_taken_over": _l("把现成的公告接到草稿里"),
    "open_day.channels_noted": _l("登记公告的发布渠道"),
}
#: how an announcement is made known (Y24 三（一）: 政府网站、政务新媒体、报纸、电视、广播等)
CHANNELS = {
    "portal": _l("政府门户网站"),
    "wechat": _l("微信公众号"),
    "other_media": _l("其他政务新媒体"),
    "notice_board": _l("公告栏"),
    "village": _l("村（社区）公开栏"),
    "newspaper": _l("报纸"),
    "television": _l("电视"),
    "radio": _l("广播"),
    "group": _l("网格群、工作群"),
    "other": _l("其他"),
}
