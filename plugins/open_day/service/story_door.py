"""The demo's open day of today: people are expected at the door, the first have come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.api import booking, clock

from . import places
from .check_in import CHECK_IN
from .filings import SavePlan
from .places import BookRequest
from .story_after import Bureau

DAY = timedelta(days=1)
#: (phone, name, category, session, people)
GUESTS = (
    ("13800021042", "彭先生", "其他群众", 0, 3),
    ("13800022153", "鲁阿姨", "其他群众", 0, 3),
    ("13800023264", "韦女士", "社区工作者", 0, 2),
    ("13800024375", "马大爷", "其他群众", 0, 3),
    ("13800025486", "苗老师", "专家学者", 1, 3),
    ("13800026597", "凤女士", "职工代表", 1, 3),
    ("13800027608", "方先生", "企业家代表", 1, 3),
    ("13800028719", "俞女士", "网民代表", 1, 3),
    ("13800029820", "任先生", "媒体记者", 1, 2),
)
_PLAN = SavePlan(
    name="",
    theme="一杯水的体检——走进水质监测中心",
    forms=("site",),
    leaders="市水务局分管供水工作的负责同志",
    day=None,
    starts="09:00",
    ends="16:30",
    place="云川市水质监测中心一楼大厅",
    number=40,
    agenda=(("09:00", "看采样、化验和在线监测"), ("10:40", "座谈问答 40 分钟")),
    dialogue=("座谈问答", "问卷调查"),
    emergency="每场两名引导员，化验室内不触碰药品；备急救箱。责任人：监测中心鲍主任。",
)
_TEXTS = {
    "number": "共52人，其中网上报名40人，线下推荐12人。",
    "content": "看采样、化验和在线监测。\n座谈问答40分钟，填写问卷一份。",
    "form": "进现场、座谈问答、问卷调查。",
    "contact": "李工（供水科）。",
    "phone": "260 0118（工作日8:30—17:30）。",
    "email": "openness@example.org。",
}


def tell(bureau: Bureau, now: datetime) -> None:
    """Today, announced twenty days ago; who has a place in the morning and came early is in already."""
    day = clock.local(now).date()
    open_day_id = bureau.hold(
        _PLAN, day, _at(day - 25 * DAY), _TEXTS, "云水公告〔%d〕6号", publish_at=_at(day - 20 * DAY),
        illustrated=False,
    )  # fmt: skip
    shown = places.public_open_day(bureau.campaign, open_day_id)
    doorman = bureau.actor("editor", CHECK_IN)
    for n, (phone, name, category, session, people) in enumerate(GUESTS):
        at = _at(day - 12 * DAY, 9 + n)
        held = places.book(
            bureau.campaign,
            BookRequest(
                open_day_id=open_day_id,
                session_id=shown.event.sessions[session].id,
                phone=phone,
                category=category,
                call_name=name,
                declared=("age_capacity", "ties"),
                needs=(),
                photo_consent=True,
                notice_agreed_at=at,
                key=f"demo-today-{open_day_id}-{n}",
                party=people,
            ),
            now=at,
        )
        came = _at(day, 8, 50 + n)
        if n < 2 and came < now:
            booking.arrive(
                shown.event.id, booking=held.id, way="qr", people=people, declared=("age_capacity",), at=came,
                client_key=f"demo-today-{open_day_id}-{n}", away=False, actor=doorman, now=came,
            )  # fmt: skip


def _at(day: date, hour: int = 9, minute: int = 30) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.SHANGHAI)
