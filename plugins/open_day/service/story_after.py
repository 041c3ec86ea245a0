"""The demo's open day that is over: people came, said what they thought, and were told what became of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    EndOpinion,
    NewOpinion,
    booking,
    clock,
    opinions,
    pictures,
    publishing,
)

from .. import chain_after
from ..rules.after_the_day import EVALUATION, RESULTS
from . import after_texts, looking_back, places, posters_after
from .after_texts import SaveAfterText
from .figures import OPINION
from .filings import SavePlan
from .places import BookRequest
from .plans import EDIT

DAY = timedelta(days=1)
#: (phone, name, category, session, companions, did they come)
GUESTS = (
    ("13800011042", "林女士", "社区工作者", 0, 0, True),
    ("13800012153", "何先生", "职工代表", 0, 1, True),
    ("13800013264", "罗大爷", "其他群众", 0, 1, True),
    ("13800014375", "梁老师", "专家学者", 0, 0, True),
    ("13800015486", "宋先生", "企业家代表", 1, 0, True),
    ("13800016597", "唐阿姨", "其他群众", 1, 2, True),
    ("13800017608", "冯先生", "网民代表", 1, 0, False),
    ("13800018719", "于女士", "政务公开义务监督员", 1, 0, True),
)
#: what was said at the meeting and in the slips, and its end
SAID = (
    ("meeting", "希望泵站的噪声再降一些，晚上睡不好。", EndOpinion("adopted", "已给两台水泵加装隔音罩，10 月起夜间改用小泵。")),
    ("meeting", "建议每季度开放一次。", EndOpinion("partly", "泵站场地小，改为每半年开放一次，预约参观随时可以。")),
    ("meeting", "能不能把调度大屏接到手机上看？", EndOpinion("not_adopted", "大屏有管网位置数据，按规定不能对外发布；停水信息可在微信公众号查。")),
    ("survey", "讲解很清楚，就是站的地方太挤。", EndOpinion("adopted", "下次分两批进入控制室，每批十五人。")),
    ("survey", "门口的路灯坏了两盏。", EndOpinion("passed_on", "已转请尽快修复。", "云川市城市管理局", "CG-0417")),
)  # fmt: skip
_PLAN = SavePlan(
    name="",
    theme="水从哪里来——走进城北加压泵站",
    forms=("site",),
    leaders="市水务局分管供水工作的负责同志",
    day=None,
    starts="09:00",
    ends="16:30",
    place="云川市城北加压泵站",
    number=40,
    agenda=(("09:00", "参观取水口、泵房和调度大厅"), ("10:40", "座谈问答 40 分钟")),
    dialogue=("座谈问答", "问卷调查"),
    emergency="每场两名引导员，泵房内戴安全帽；备急救箱。责任人：泵站王站长。",
)
_TEXTS = {
    "number": "共52人，其中网上报名40人，线下推荐12人。",
    "content": "参观取水口、泵房和调度大厅。\n座谈问答40分钟，填写问卷一份。",
    "form": "进现场、座谈问答、问卷调查。",
    "contact": "王女士（办公室）。",
    "phone": "260 0118（工作日8:30—17:30）。",
    "email": "openness@example.org。",
}


class Bureau(Protocol):
    """The department of the story and the people who act for it."""

    campaign: Campaign
    department_id: int

    def actor(self, role: str, *permissions: str) -> Actor: ...

    def hold(
        self, plan: SavePlan, day: date, at: datetime, texts: Mapping[str, str], number: str, *,
        publish_at: datetime | None, illustrated: bool = True,
    ) -> int: ...  # fmt: skip


def tell(bureau: Bureau, now: datetime) -> None:
    """A Saturday three to four weeks ago: held, told of in two days, evaluated in twelve."""
    today = clock.local(now).date()
    day = today - timedelta(days=21 + (today - timedelta(days=21) - date(2024, 1, 6)).days % 7)
    open_day_id = bureau.hold(
        _PLAN, day, at_hour(day - 22 * DAY), _TEXTS, "云水公告〔%d〕5号", publish_at=at_hour(day - 17 * DAY),
        illustrated=False,
    )  # fmt: skip
    _people(bureau, open_day_id, day)
    editor = bureau.actor(
        "editor", EDIT, looking_back.SEE, "publishing.submit", opinions.ENTER, "files.edit", "files.see"
    )
    evening = at_hour(day, 18)
    looking_back.confirm_end(
        bureau.campaign, open_day_id, at_hour(day, 16, 40), "", actor=editor, now=evening
    )
    _opinions(bureau, open_day_id, day, editor)
    _results(bureau, open_day_id, at_hour(day + DAY), editor)
    parts = {
        "effects": "两场共来了十余位群众代表，第一次看到泵站怎样把水送上高层；座谈提出的问题当场答复了大半。",
        "problems": "控制室站不下所有人，后排听不清讲解。\n问卷只有纸质的，回收慢。",
        "measures": "下次分两批进入控制室，配便携扩音器。\n问卷在手机上也能填，当天汇总。",
    }
    title = f"云川市水务局“政府开放日”{chain_after.TITLES[EVALUATION]}"
    at = at_hour(day + 10 * DAY)
    after_texts.save_text(
        bureau.campaign, open_day_id, EVALUATION, SaveAfterText(title, parts, {}), actor=editor, now=at
    )
    after_texts.submit_text(bureau.campaign, open_day_id, EVALUATION, actor=editor, now=at)
    _publish(bureau, EVALUATION, open_day_id, at_hour(day + 12 * DAY, 16))


def _people(bureau: Bureau, open_day_id: int, day: date) -> None:
    campaign = bureau.campaign
    shown = places.public_open_day(campaign, open_day_id)
    doorman = bureau.actor("editor", EDIT)
    for n, (phone, name, category, session, companions, came) in enumerate(GUESTS):
        at = at_hour(day - 12 * DAY, 10 + n)
        held = places.book(
            campaign,
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
                key=f"demo-past-{open_day_id}-{n}",
                party=1 + companions,
            ),
            now=at,
        )
        if came:
            door = at_hour(day, 8 if session == 0 else 13, 40 + n)
            booking.arrive(
                shown.event.id, booking=held.id, way="list", people=1 + companions,
                declared=("age_capacity",), at=door, client_key=f"demo-past-{open_day_id}-{n}",
                actor=doorman, now=door,
            )  # fmt: skip
    door = at_hour(day, 9, 5)
    booking.walk_in(
        shown.event.id, shown.event.sessions[0].id, people=2, category="其他群众", declared=("age_capacity",),
        at=door, client_key=f"demo-past-{open_day_id}-walk", actor=doorman, now=door,
    )  # fmt: skip


def _opinions(bureau: Bureau, open_day_id: int, day: date, editor: Actor) -> None:
    for n, (source, text, end) in enumerate(SAID):
        new = NewOpinion(
            campaign_id=bureau.campaign.id,
            kind=OPINION,
            subject_id=open_day_id,
            source=source,
            text=text,
            key=f"a{n:031x}",
            way="paper" if source == "survey" else "read_aloud",
            received_at=at_hour(day, 17),
            read_back=source == "meeting",
            by_clerk=True,
        )
        got = opinions.receive(new, actor=editor, now=at_hour(day, 18))
        opinions.accept(got.id, 1, text=None, actor=SYSTEM, now=at_hour(day + DAY))
        opinions.end(got.id, 2, end, actor=SYSTEM, now=at_hour(day + 5 * DAY))


def _results(bureau: Bureau, open_day_id: int, at: datetime, editor: Actor) -> None:
    caption = "群众代表戴着安全帽站在城北加压泵站的泵房里，听技术员讲解三台水泵怎样轮流把水送上高层。"
    photo_id = photo_of(bureau, "泵房参观.png", caption, editor, at)
    draft = after_texts.view_text(bureau.campaign, open_day_id, RESULTS, actor=editor, now=at)
    parts = {
        **draft.parts,
        "content": "上午场和下午场各一小时参观：取水口、泵房、调度大厅，每处由技术员讲解五分钟。\n"
        "座谈问答四十分钟，围绕水压、噪声、停水通知提了十多个问题，当场答复大半，其余登记后逐条答复。",
    }
    command = SaveAfterText(draft.title, parts, {}, (photo_id,))
    after_texts.save_text(bureau.campaign, open_day_id, RESULTS, command, actor=editor, now=at)
    after_texts.submit_text(bureau.campaign, open_day_id, RESULTS, actor=editor, now=at)
    _publish(bureau, RESULTS, open_day_id, at + DAY + timedelta(hours=6))


def photo_of(bureau: Bureau, name: str, caption: str, editor: Actor, at: datetime) -> int:
    """A picture of visitors in the drawer, told of; nobody in it can be made out."""
    drawn = io.BytesIO(posters_after.photo())
    photo = pictures.add_file(drawn, name, bureau.department_id, True, actor=editor, now=at)
    pictures.save_caption(photo.id, caption, actor=editor, now=at)
    pictures.answer(photo.id, "crowd", 0, actor=editor, now=at)
    return photo.id


def _publish(bureau: Bureau, what: str, open_day_id: int, at: datetime) -> None:
    waiting = chain_after.KINDS[what].document(open_day_id)
    assert waiting is not None
    assert waiting.revision is not None
    digest = waiting.revision.digest
    for hours, step, role, permission in (
        (6, "first_review", "reviewer", "publishing.first_review"),
        (4, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
        (1, "approval", "leader", "publishing.approve"),
    ):
        signer = bureau.actor(role, permission)
        publishing.sign(waiting.id, step, digest, actor=signer, now=at - timedelta(hours=hours))
    publishing.publish(waiting.id, digest, actor=bureau.actor("office", "publishing.publish"), now=at)


def at_hour(day: date, hour: int = 9, minute: int = 30) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.SHANGHAI)
