"""Words of what staff do around booking: recommended people, the counter, rosters, go or no-go, calling off."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.api import MessageKind

MESSAGES = {
    # the sheet of recommended people
    "open_day.sheet_missing": _l("请选择填好的表格。"),
    "open_day.sheet_large": _l("表格太大，最多 %(most)s MB。"),
    "open_day.sheet_not_xlsx": _l("这个文件读不出来。请用样表填写，另存为 .xlsx 再上传。"),
    "open_day.sheet_columns": _l("表头缺少这几栏：%(columns)s。请用样表填写，不要改表头。"),
    "open_day.sheet_rows": _l("一次最多导入 %(most)s 行，请分几次上传。"),
    "open_day.sheet_empty": _l("表格里没有填人。从第二行开始，一人一行。"),
    "open_day.sheet_stale": _l("这次预览已经过了一小时，或者不是您做的。请重新上传表格。"),
    "open_day.row_name_missing": _l("没有写姓名。"),
    "open_day.row_name_long": _l("姓名最多 %(most)s 个字。"),
    "open_day.row_phone_missing": _l("没有写电话。"),
    "open_day.row_phone_shape": _l("“%(value)s”不像电话号码，请核对位数。"),
    "open_day.row_twice": _l("这个电话和第 %(row)s 行相同，一人只写一行。"),
    "open_day.row_session_missing": _l("没有写场次。可以写：%(known)s。"),
    "open_day.row_session_unknown": _l("没有“%(value)s”这个场次。可以写：%(known)s。"),
    "open_day.row_category_missing": _l("没有写类别。可以写：%(known)s。"),
    "open_day.row_category_unknown": _l("没有“%(value)s”这个类别。可以写：%(known)s。"),
    "open_day.row_help_unknown": _l("“%(value)s”看不懂，需要的帮助可以写：%(known)s。"),
    "open_day.row_booked": _l("这个电话已经报过名，编号 %(number)s。"),
    "open_day.row_over_quota": _l("%(session)s的推荐名额不够，这一行排不下（推荐名额还剩 %(places)s 个）。"),
    "open_day.row_there_already": _l("这个人已经在推荐名单里。"),
    "open_day.told_missing": _l("请确认本人看过告知，在推荐表上签了同意。"),
    # the counter
    "open_day.undeclared_for": _l("请逐项问本人，本人确认后勾选；缺一项不能报名。"),
    "open_day.notice_unread": _l("请先把上面的告知念给本人听，本人同意后勾选。"),
    "open_day.search_short": _l("请填报名编号、称呼，或者至少四位电话号码。"),
    "open_day.same_session": _l("本人就在这一场。"),
    "open_day.no_gate_list": _l("这次开放日的方案没有写要门卫名单，不收集全名（PI-01）。"),
    # go or no-go
    "open_day.closes_missing": _l("请填写新的报名截止时间。"),
    "open_day.closes_not_later": _l("新的截止时间要晚于现在，也要晚于原来的截止时间（%(closes)s）。"),
    # calling off, moving
    "open_day.reason_missing": _l("请写明为什么，报了名的人和公众都会看到。"),
    "open_day.reason_long": _l("原因请控制在 %(most)s 个字以内。"),
    "open_day.called_off_already": _l("这一场已经取消了。"),
    "open_day.started": _l("这一场已经开始，不能再取消或改期。"),
    "open_day.move_ends_first": _l("结束时间要晚于开始时间。"),
    "open_day.move_past": _l("新的时间已经过去，请填以后的时间。"),
    "open_day.move_place_missing": _l("请填写地点。"),
    "open_day.move_nothing": _l("时间和地点都没有变。"),
    "open_day.moved_since": _l("这一稿送审以后，场次改了时间或地点。请退回，改好再送审。"),
    "open_day.moved_too_near": _l(
        "改了日期要重新公告，提前的天数从更正公告公开起重新算：今天公开，最早 %(earliest)s。"
    ),
}

AUDIT_TEXTS = {
    "open_day.recommended": _l("登记线下推荐人员"),
    "open_day.booked_for": _l("代群众报名"),
    "open_day.cancelled_for": _l("代群众取消报名"),
    "open_day.accepted_for": _l("代群众接受候补的位子"),
    "open_day.changed_for": _l("代群众修改报名"),
    "open_day.roster_taken": _l("下载报名名单"),
    "open_day.gate_list_viewed": _l("打开门卫名单"),
    "open_day.warned": _l("提醒报名人数不够"),
    "open_day.booking_extended": _l("延长报名时间"),
    "open_day.places_set": _l("调整开放日场次的名额"),
    "open_day.called_off": _l("取消开放日或场次"),
    "open_day.moved": _l("场次改期或改地点"),
}

TOO_FEW = "open_day.too_few"
KINDS = (
    MessageKind(
        TOO_FEW,
        _l("开放日报名人数不够"),
        _l(
            "【%(site)s】%(department)s政府开放日“%(theme)s”到了决定日，已报 %(booked)s 人，要有 %(least)s 人。"
            "请登录工作台，决定延长报名、推荐人员还是取消。"
        ),
        _l("开放日报名人数不够，请决定怎么办"),
        to="staff",
    ),
)

REACHES = {
    "sms": _l("发短信"),
    "call": _l("打电话"),
    "none": _l("本人再来问，或按地址找"),
}
WAYS = {"self": _l("本人在网上报"), "clerk": _l("工作人员代报"), "recommended": _l("线下推荐")}
#: A booking's state: tag, word.
STATES = {
    "booked": ("ok", _l("已报名")),
    "waiting": ("half", _l("候补中")),
    "offered": ("info", _l("有位子，等答复")),
    "lapsed": ("idle", _l("过了答复时间")),
    "cancelled": ("no", _l("已取消")),
    "called_off": ("no", _l("场次取消")),
}
OUTCOMES = {
    "add": ("info", _l("可以导入")),
    "same": ("idle", _l("已在名单，不变")),
    "fault": ("stop", _l("不能导入")),
}
STAGES = {
    "no_plan": ("idle", _l("还没有方案")),
    "draft": ("idle", _l("方案草稿")),
    "filed": ("info", _l("方案等审核")),
    "returned": ("warn", _l("方案退回修改")),
    "approved": ("half", _l("等公告")),
    "in_chain": ("half", _l("公告在公开流程中")),
    "open": ("ok", _l("公告已公开")),
    "called_off": ("no", _l("已取消")),
    "over": ("idle", _l("已举办")),
}
