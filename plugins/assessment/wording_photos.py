"""Words of photos: refusals, audit entries, names of things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

STATES: Mapping[str, tuple[str, Any]] = {
    "offered": ("half", _l("等选用")),
    "chosen": ("ok", _l("已选用")),
    "passed_over": ("idle", _l("没有选用")),
    "withdrawn": ("idle", _l("已撤回")),
}
#: parts of a caption
PARTS: Mapping[str, Any] = {
    "what": _l("在做什么"),
    "who": _l("画面里是谁"),
    "place": _l("在哪里"),
    "day": _l("哪一天"),
}
PAIRS: Mapping[str, tuple[str, Any]] = {
    "open": ("warn", _l("等判断")),
    "same": ("stop", _l("内容重复")),
    "different": ("ok", _l("不是同一张")),
}
MESSAGES: Mapping[str, Any] = {
    "assessment.photo_small": _l("照片太小，达不到通知要求的像素，不能选用。请换原图，不要用放大的。"),
    "assessment.photo_caption": _l("说明不齐：要写清人物、时间、地点和在做什么。"),
    "assessment.photo_consent": _l("画面里的人还没有登记同意公开（PI-04），请先在资料库登记。"),
    "assessment.photo_same": _l("和另一张照片内容重复，不能再选用。"),
    "assessment.photo_pairs_open": _l("有看起来重复的照片，请先判断是不是同一张。"),
    "assessment.photo_enlarged": _l("像是放大过的：真实的细节没有这么多像素，请核对原图。"),
    "assessment.photo_day_outside": _l("拍摄日期不在这届活动期间，请核对。"),
    "assessment.photo_missing": _l("请选要上传的照片。"),
    "assessment.photo_many": _l("一次最多上传 %(most)s 张，请分几次传。"),
    "assessment.photo_kind": _l("这不是照片，请上传 JPG 或者 PNG。"),
    "assessment.photo_department": _l("请选参加这届活动的单位。"),
    "assessment.photo_text_long": _l("这一项最多 %(most)s 个字，请写短一些。"),
    "assessment.photo_day": _l("拍摄日期在今天以后，请核对。"),
    "assessment.photo_changed": _l("这张照片的信息已被别人改过。您写的还在，请核对后再保存。"),
    "assessment.photo_chosen_caption": _l("已选用的照片说明不能缺项，请补齐，或者请办公室先取消选用。"),
    "assessment.photo_chosen_kept": _l("已选用的照片不能撤回，请办公室先取消选用。"),
    "assessment.photo_verdict": _l("请选择选用还是不选用。"),
    "assessment.photo_reason": _l("请写不选用的原因，单位好知道怎么改。"),
    "assessment.photo_unlooked": _l("照片刚换过，系统正在核对像素和重复，过几分钟再看。"),
    "assessment.photo_said_anew": _l("选用以后说明又改过，请看过新的说明，再按一次“仍然选用”。"),
    "assessment.photo_override": _l("这张照片像是放大过的，要选用请写明原因，例如：已向单位核对原图。"),
    "assessment.photo_again": _l("这张照片本单位已经交过，是照片 %(number)s，不用再传。"),
    "assessment.photo_drawer": _l("请从本单位的资料库里选还没有交过的照片。"),
    "assessment.photo_pair_changed": _l("这一对刚才已经有人判断过了，请看过结果再决定要不要改。"),
    "assessment.photo_gone": _l("照片的文件已经不在了，不能选用。"),
    "assessment.photo_chosen_same": _l("这张照片已经选用，请先取消选用，再判为重复。"),
}
AUDIT_TEXTS: Mapping[str, Any] = {
    "assessment.photo_offered": _l("上传了活动照片"),
    "assessment.photo_captioned": _l("改了照片说明"),
    "assessment.photo_withdrawn": _l("撤回了照片"),
    "assessment.photo_chosen": _l("选用了照片"),
    "assessment.photo_passed_over": _l("没有选用照片"),
    "assessment.photo_offered_again": _l("取消了照片的选用"),
    "assessment.photo_replaced": _l("资料库里换了文件，照片要重新选用"),
    "assessment.photo_pair_same": _l("判断照片内容重复"),
    "assessment.photo_pair_different": _l("判断照片不是同一张"),
}
#: messages to people
KINDS: tuple[MessageKind, ...] = ()
