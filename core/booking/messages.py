"""Wording of the booking codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "booking_called_off": _l("这次活动取消了，不再接受报名。"),
    "booking_not_yet": _l("报名还没开始，%(opens_at)s 起可以报。"),
    "booking_closed": _l("报名已经截止（%(closes_at)s）。想参加请打联系电话问一问。"),
    "cancel_too_late": _l("这一场已经开始（%(starts_at)s），不能在网上取消了。来不了请打联系电话说一声。"),
    "session_full": _l("这一场刚刚报满了。"),
    "session_full_others": _l("这一场刚刚报满了。还有名额的场次：%(others)s。"),
    "session_unknown": _l("没有这个场次，请回到公告重新选。"),
    "already_booked": _l("这个手机号已经报过名，编号 %(number)s。每人限报一场；要换场次，请先取消原来的。"),
    "key_reused": _l("这张报名表已经用过了，请回到公告重新开始。"),
    "sessions_missing": _l("请至少填写一个场次。"),
    "session_ends_first": _l("第 %(n)s 场的结束时间要晚于开始时间。"),
    "session_too_long": _l("第 %(n)s 场超过 24 小时，请核对日期。"),
    "session_without_places": _l("第 %(n)s 场至少要有 1 个名额。"),
    "sessions_have_bookings": _l("已经有人报名，场次不能再改。要改时间或名额，请先联系政务公开办。"),
}

AUDIT_TEXTS = {
    "booking.booked": _l("报名"),
    "booking.cancelled": _l("取消报名"),
    "booking.photo_consent_changed": _l("更改照片公开的同意"),
    "booking.roster_viewed": _l("查看报名名单"),
    "booking.erased": _l("删除报名人的个人信息"),
    "booking.name_corrected": _l("更正报名人的称呼"),
    "booking.purged": _l("清除到期的报名人信息（%(count)s 人）"),
}
