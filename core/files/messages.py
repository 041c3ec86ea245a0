"""The room's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.base.files.messages import MESSAGES as FILE_MESSAGES

MESSAGES = {
    **FILE_MESSAGES,
    "files.confirm_no_secret": _l("请先确认材料没有密级标识；有密级的不能放进本平台。"),
    "files.caption_long": _l("说明太长，请控制在 %(limit)s 个字以内。"),
    "files.in_use": _l("还有地方在用它，不能删。先到下面列出的地方换掉它。"),
    "files.replace_sort": _l("图片只能换成图片，文件只能换成文件。"),
    "files.answer_needed": _l("请选一项：照片里能不能认出人。"),
    "files.persons_needed": _l("请填能认出几个人，1 到 %(limit)s。"),
    "files.name_needed": _l("请填写这个人的姓名，%(limit)s 个字以内。"),
    "files.way_needed": _l("请选这个人是怎么同意的。"),
    "files.given_in_future": _l("同意的日期不能在今天以后。"),
    "files.scan_needed": _l("书面同意要附上同意书的扫描件。"),
    "files.answer_first": _l("请先选“能认出人”并填人数，再登记同意。"),
    "files.withdrawn_already": _l("这一条已经登记为撤回。"),
    "files.no_photo": _l("这不是照片，没有肖像要登记。"),
    "files.nothing_chosen": _l("请先选文件。"),
    "picture_gone": _l("第 %(number)s 张图片已经不在了，请换一张重新送审。"),
    "picture_not_yours": _l("所选的图片或附件不是本单位的，或者已经删除。请重新选。"),
    "picture_changed": _l("所选的图片或附件和存着的不一样。请重新选一次。"),
    "portrait_question_open": _l("第 %(number)s 张照片还没有回答：里面能不能认出人。"),
    "portrait_consent_missing": _l(
        "第 %(number)s 张照片里能认出 %(persons)s 个人，只有 %(have)s 个人同意公开肖像。"
    ),
    "photo_small": _l(
        "第 %(number)s 张照片是 %(width)s×%(height)s 像素，要求不低于 %(long)s×%(short)s（横竖都行）。"
    ),
    "photo_caption": _l("第 %(number)s 张照片的说明写了 %(have)s 个字，要求至少 %(least)s 个字。"),
}

AUDIT_TEXTS = {
    "files.added": _l("上传了文件"),
    "files.replaced": _l("换了文件"),
    "files.caption_saved": _l("改了图片或附件的说明"),
    "files.deleted": _l("删除了文件"),
    "files.portrait_answered": _l("回答了照片里能不能认出人"),
    "files.consent_entered": _l("登记了一个人同意公开肖像"),
    "files.consent_withdrawn": _l("登记了一个人撤回肖像同意"),
}

ANSWERS = {
    "none": _l("没有人，或者认不出是谁"),
    "crowd": _l("只有人群，认不出任何一个人"),
    "persons": _l("能认出人"),
}
WAYS = {
    "written": _l("本人签了同意书"),
    "oral": _l("本人口头同意，工作人员记录"),
    "guardian": _l("未成年人，监护人签了同意书"),
}
#: standing → (tag, words)
STANDINGS = {
    "clear": ("ok", _l("肖像没有问题")),
    "question_open": ("warn", _l("还没回答肖像")),
    "consent_missing": ("stop", _l("肖像同意不全")),
}
