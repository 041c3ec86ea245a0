"""Wording of the booking codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "booking_called_off": _l("这次活动取消了，不再接受报名。"),
    "booking_not_yet": _l("报名还没开始，%(opens_at)s 起可以报。"),
    "booking_closed": _l("报名已经截止（%(closes_at)s）。想参加请打联系电话问一问。"),
    "booking_session_called_off": _l("这一场取消了，请另选一场。"),
    "booking_gone": _l("这张报名单已经不在名单里了，不能再改。想参加请重新报名。"),
    "offer_over": _l("给您留的名额过了时间，已经让给下一位。还想参加，可以看看别的场次。"),
    "offer_not_yet": _l("还没有轮到您。有名额时我们会发短信告诉您。"),
    "party_too_big": _l("一次最多报 %(limit)s 人（包括您本人）。"),
    "party_too_small": _l("人数至少是 1 人。"),
    "party_needs_places": _l("增加人数要有空余名额，并且没有人在候补。现在不能增加。"),
    "phone_limit": _l("这个手机号已经报了 %(limit)s 份，不能再报。可以换一个手机号，或者打联系电话。"),
    "category_full": _l("换成这个类别的名额已经满了，报名类别没有改。"),
    "category_waits": _l("候补时不能换类别。要换类别，请先取消候补，再重新报名。"),
    "change_too_late": _l("这一场已经开始（%(starts_at)s），不能再改了。"),
    "recommended_full": _l("给推荐代表留的名额用完了。"),
    "recommended_faulty": _l(
        "有 %(count)s 行不能导入（第一处在第 %(row)s 行），一行也没有导入。请改好后再导入。"
    ),
    "extend_not_later": _l("新的截止时间要晚于现在的截止时间（%(closes_at)s）和当前时间。"),
    "extend_past_start": _l("报名截止时间不能晚于第一场开始（%(starts_at)s）。"),
    "session_below_taken": _l("这一场已经有 %(taken)s 个名额给出去了，名额不能再少。"),
    "session_moved_back": _l("第 %(n)s 场的新时间已经过去了，请核对日期。"),
    "session_over": _l("这一场已经开始或结束，不能再改。"),
    "quota_twice": _l("第 %(n)s 场的类别名额里，有类别没写或写了两次。"),
    "quota_without_places": _l("第 %(n)s 场：每个类别的名额至少是 1，不需要的请删去。"),
    "quotas_exceed": _l("第 %(n)s 场各类别的名额加起来超过了本场的 %(capacity)s 个名额。"),
    "cancel_too_late": _l("这一场已经开始（%(starts_at)s），不能在网上取消了。来不了请打联系电话说一声。"),
    "session_full": _l("这一场刚刚报满了。"),
    "room_full": _l(
        "这一场的位子满了：已到 %(inside)s 人，现在最多能进 %(room)s 人。报了名没到的人，开场前位子要给他们留着。"
    ),
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
    "booking.sought": _l("查找报名"),
    "booking.waiting": _l("登记候补"),
    "booking.offered": _l("给候补的人留名额"),
    "booking.accepted": _l("接受留给自己的名额"),
    "booking.lapsed": _l("留的名额到时没有确认，让给下一位"),
    "booking.missed": _l("场次开始了，候补没有轮到，已告知"),
    "booking.cancelled": _l("取消报名"),
    "booking.changed": _l("更改报名"),
    "booking.session_changed": _l("换场次"),
    "booking.extended": _l("延长报名时间"),
    "booking.session_enlarged": _l("调整场次名额"),
    "booking.session_moved": _l("改场次的时间或地点（通知 %(count)s 份报名）"),
    "booking.session_called_off": _l("取消场次（影响 %(count)s 份报名）"),
    "booking.event_called_off": _l("取消整个活动"),
    "booking.pooled": _l("未用完的类别名额转入公共名额"),
    "booking.recommended_imported": _l("导入推荐代表（%(count)s 人）"),
    "booking.arrived": _l("签到"),
    "booking.arrival_undone": _l("撤销签到"),
    "booking.conflict_seen": _l("核对签到记录"),
    "booking.found_by_digits": _l("签到时按手机尾号查找"),
    "booking.line_viewed": _l("查看候补名单"),
    "booking.photo_consent_changed": _l("更改照片公开的同意"),
    "booking.roster_viewed": _l("查看报名名单"),
    "booking.erased": _l("删除报名人的个人信息"),
    "booking.name_corrected": _l("更正报名人的称呼"),
    "booking.purged": _l("清除到期的报名人信息（%(count)s 人）"),
}
