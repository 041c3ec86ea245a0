"""The demo: open days in the states that the others leave out. One full with people in line, one of which a session was
called off and the other moved, one held the day before yesterday whose results are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.api import Campaign, booking, clock, publishing

from .. import chain_after
from ..rules.after_the_day import RESULTS
from . import after_texts, calling_off, looking_back, places
from .after_texts import SaveAfterText
from .calling_off import MoveSession
from .filings import SavePlan
from .places import BookRequest
from .plans import EDIT
from .story_after import Bureau, at_hour, photo_of

DAY = timedelta(days=1)
#: (category, people): what fills both sessions of 18 places, and who comes too late
CROWD = (
    *(("其他群众", 3),) * 4, ("社区工作者", 2), ("社区工作者", 2), ("媒体记者", 1), ("职工代表", 1),
)  # fmt: skip
CROWD_AFTER_NOON = (("职工代表", 3), ("其他群众", 3), ("专家学者", 3)) * 2
TOO_LATE = (("其他群众", 2), ("其他群众", 1), ("企业家代表", 2))
NAMES = ("郝女士", "邵先生", "万阿姨", "段师傅", "雷老师", "侯先生", "龙女士", "史大爷")
_PLAN = SavePlan(
    name="",
    theme="暴雨来了水往哪儿走——走进城南排涝泵站",
    forms=("site",),
    leaders="市水务局分管排水工作的负责同志",
    day=None,
    starts="09:00",
    ends="16:30",
    place="云川市城南排涝泵站",
    number=36,
    agenda=(("09:00", "看泵房、闸门和调度屏"), ("10:40", "座谈问答 40 分钟")),
    dialogue=("座谈问答", "问卷调查"),
    emergency="每场两名引导员，闸门边设护栏；备急救箱。责任人：泵站宋站长。",
)
_TEXTS = {
    "number": "共48人，其中网上报名36人，线下推荐12人。",
    "content": "看泵房、闸门和调度屏。\n座谈问答40分钟，填写问卷一份。",
    "form": "进现场、座谈问答、问卷调查。",
    "contact": "李工（排水科）。",
    "phone": "260 0118（工作日8:30—17:30）。",
    "email": "openness@example.org。",
}
_LAKE = replace(
    _PLAN, theme="水库里的一天——走进青溪水库", place="青溪水库管理站", leaders="市水务局主要负责同志"
)
_HALL = replace(_PLAN, theme="水表后面的人——走进供水服务大厅", place="云川市供水服务大厅")


def tell(bureau: Bureau, now: datetime) -> None:
    """All three are the water bureau's; their days count from today."""
    today = clock.local(now).date()
    _full(bureau, today + 12 * DAY, now)
    _moved(bureau, today + 13 * DAY, now)
    _held(bureau, today - 2 * DAY)


def _hold(bureau: Bureau, plan: SavePlan, day: date, number: int, publish: date) -> int:
    what = {**_TEXTS, "content": f"{plan.agenda[0][1]}。\n座谈问答40分钟，填写问卷一份。"}
    return bureau.hold(
        plan, day, at_hour(publish - 5 * DAY), what, f"云水公告〔%d〕{number}号", publish_at=at_hour(publish), illustrated=False
    )  # fmt: skip


def _book(
    campaign: Campaign, open_day_id: int, session: int, crowd: Sequence[tuple[str, int]], first: int, at: datetime
) -> list[booking.BookingView]:  # fmt: skip
    shown = places.public_open_day(campaign, open_day_id)
    wanted = [
        BookRequest(
            open_day_id=open_day_id,
            session_id=shown.event.sessions[session].id,
            phone=f"13800{open_day_id:02d}{first + n:04d}",
            category=category,
            call_name=NAMES[(first + n) % len(NAMES)],
            declared=("age_capacity", "ties"),
            needs=(),
            photo_consent=n % 2 == 0,
            may_wait=True,
            notice_agreed_at=at,
            key=f"demo-crowd-{open_day_id}-{first + n}",
            party=people,
        )
        for n, (category, people) in enumerate(crowd)
    ]
    answers = places.book_together(campaign, wanted, now=at)
    return [answer for answer in answers if isinstance(answer, booking.BookingView)]


def _full(bureau: Bureau, day: date, now: datetime) -> None:
    open_day_id = _hold(bureau, _PLAN, day, 8, day - 17 * DAY)
    _book(bureau.campaign, open_day_id, 0, CROWD, 100, now - timedelta(hours=30))
    _book(bureau.campaign, open_day_id, 1, CROWD_AFTER_NOON, 200, now - timedelta(hours=29))
    _book(bureau.campaign, open_day_id, 0, TOO_LATE, 300, now - timedelta(hours=5))


def _moved(bureau: Bureau, day: date, now: datetime) -> None:
    """The dam is looked over in the afternoon: that session is called off, the other begins half an hour later."""
    open_day_id = _hold(bureau, _LAKE, day, 9, day - 17 * DAY)
    _book(bureau.campaign, open_day_id, 0, (("其他群众", 2), ("职工代表", 1)), 100, now - timedelta(hours=50))
    _book(bureau.campaign, open_day_id, 1, (("其他群众", 1), ("专家学者", 2)), 200, now - timedelta(hours=49))
    office = bureau.actor("editor", calling_off.CALL_OFF)
    morning, afternoon = places.public_open_day(bureau.campaign, open_day_id).event.sessions
    reason = "大坝安全检查改在当天下午，闸门附近不能进人。"
    at = now - timedelta(hours=20)
    calling_off.call_off(bureau.campaign, open_day_id, afternoon.id, reason, actor=office, now=at)
    half = timedelta(minutes=30)
    later = MoveSession(
        morning.id, morning.starts_at + half, morning.ends_at + half, morning.place, "班车改在九点发车，上午场推迟半小时。"
    )  # fmt: skip
    calling_off.move(bureau.campaign, open_day_id, later, actor=office, now=at + timedelta(minutes=10))


def _held(bureau: Bureau, day: date) -> None:
    """Held and ended; what came of it isn't published yet."""
    campaign = bureau.campaign
    open_day_id = _hold(bureau, _HALL, day, 10, day - 17 * DAY)
    at = at_hour(day - 8 * DAY)
    held = _book(campaign, open_day_id, 0, CROWD[:6], 100, at)
    held += _book(campaign, open_day_id, 1, CROWD_AFTER_NOON[:3], 200, at)
    doorman = bureau.actor("editor", EDIT, looking_back.SEE)
    for n, one in enumerate(held[:-1]):
        door = at_hour(day, 8 if one.session.ordinal == 1 else 13, 40 + n)
        booking.arrive(
            one.event_id, booking=one.id, way="qr", people=one.party, declared=("age_capacity",), at=door,
            client_key=f"demo-held-{open_day_id}-{n}", actor=doorman, now=door,
        )  # fmt: skip
    evening = at_hour(day, 18)
    looking_back.confirm_end(campaign, open_day_id, at_hour(day, 16, 35), "", actor=doorman, now=evening)
    _results_on_their_way(bureau, open_day_id, at_hour(day + DAY, 8))


def _results_on_their_way(bureau: Bureau, open_day_id: int, at: datetime) -> None:
    """Written the day after, past two reviews: the leader has still to sign."""
    editor = bureau.actor("editor", EDIT, looking_back.SEE, "publishing.submit", "files.edit", "files.see")
    caption = "群众代表在供水服务大厅里围着展台，看一只拆开的水表怎样走字。"
    photo_id = photo_of(bureau, "供水大厅参观.png", caption, editor, at)
    draft = after_texts.view_text(bureau.campaign, open_day_id, RESULTS, actor=editor, now=at)
    parts = {
        **draft.parts,
        "content": "上午场和下午场各一小时参观，座谈问答四十分钟，提了九个问题，当场答复七个，其余登记后答复。",
    }
    command = SaveAfterText(draft.title, parts, {}, (photo_id,))
    after_texts.save_text(bureau.campaign, open_day_id, RESULTS, command, actor=editor, now=at)
    after_texts.submit_text(bureau.campaign, open_day_id, RESULTS, actor=editor, now=at)
    waiting = chain_after.KINDS[RESULTS].document(open_day_id)
    assert waiting is not None
    assert waiting.revision is not None
    for hours, step, role, permission in (
        (1, "first_review", "reviewer", "publishing.first_review"),
        (2, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
    ):
        signer = bureau.actor(role, permission)
        signed_at = at + timedelta(hours=hours)
        publishing.sign(waiting.id, step, waiting.revision.digest, actor=signer, now=signed_at)
