"""The demo's plan of the year, in a city that doesn't exist: interviews past, on now, coming, being planned and called off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from core.api import (
    Actor,
    Campaign,
    Grant,
    TextKind,
    clock,
    departments,
    people_with,
    publishing,
    unit_of_work,
)

from .. import chain
from ..models import Place
from ..permissions import EDIT, HOST, SEE
from ..store import schedule as store
from . import interviews, notice, schedule, vote
from .schedule import NewGuest, SaveInterview
from .vote import NewTopic

WATER = "市水务局"
CONTACT = "市政务公开办 260 0110（工作日 8:30—17:30）"
PLACES = (
    ("studio", "云川广播电视台一号演播室", "广电路 1 号"),
    ("site", "青溪水厂会议室", "青溪区滨河路 88 号"),
    ("radio", "云川人民广播电台直播间", "广电路 1 号三楼"),
)
CHIEF = NewGuest("周明河", "云川市水务局局长")
DEPUTY = NewGuest("沈知渔", "云川市水务局副局长")
ENGINEER = NewGuest("罗清源", "云川市水务局总工程师")


@dataclass(frozen=True)
class Told:
    """An interview of the story: `day` and `opens` are days from today (questions are taken from `opens`), `hour` its begin;
    `month` months from now for one that has no slot yet. `state`: announced, sent, planned, month, off."""

    title: str
    topic: str
    day: int = 0
    hour: int = 9
    minute: int = 0
    unit: str = WATER
    place: int = 0
    guests: tuple[NewGuest, ...] = (CHIEF,)
    opens: int = 0
    state: str = "announced"
    month: int = 0
    outline: tuple[str, ...] = field(default=())
    topics: tuple[NewTopic, ...] = ()


STORY = (
    Told(
        "夏季供水怎样保障", "高温季节用水高峰怎么保，哪些片区水压低，停水怎么提前知道。", -20, guests=(CHIEF, ENGINEER), opens=-27,
        outline=("一、今夏供水形势", "二、水压低的片区怎么办", "三、停水通知怎样发到每一户"),
    ),
    Told(
        "二次供水设施谁来管", "高层住宅的水泵和水箱由谁管、多久清洗一次、水质在哪里查。", -6, 14, 30, place=1, guests=(DEPUTY,),
        opens=-13, outline=("一、为什么要统一管", "二、清洗和水质公示", "三、费用由谁出"),
    ),
    Told(
        "阶梯水价怎么算", "居民阶梯水价分几级，人口多的家庭怎么办，困难群众怎样减免。", 0, guests=(CHIEF, DEPUTY), opens=-7,
        outline=("一、三级阶梯怎么分", "二、多人口家庭怎样申请", "三、困难群众的减免"),
    ),
    Told("节水奖励怎样申请", "家庭和单位节水有奖，怎样算、怎样领。", 6, 10, guests=(DEPUTY,), opens=-1,
         outline=("一、奖励对象和标准", "二、申请办法", "三、公示和监督")),
    Told("汛期河道安全", "汛期哪里不能去，怎样收到预警，被困了打哪个电话。", 13, 15, place=2, guests=(ENGINEER,), opens=2,
         outline=("一、今年的汛情", "二、预警怎样发布", "三、避险常识")),
    Told("老旧小区改造听谁的", "改什么、谁来定、钱从哪里来。", 20, 9, 30, unit="市住房城乡建设局", place=0,
         guests=(NewGuest("江临川", "云川市住房和城乡建设局副局长"),), opens=8, state="planned"),
    Told("家庭医生签约能得到什么", "签约服务包、上门服务和转诊。", unit="市卫生健康委", state="month", month=2, guests=(),
         topics=(NewTopic("家庭医生签约能得到什么", "签约服务包、上门服务和转诊。"),
                 NewTopic("孩子发烧去哪里看", "夜间儿科和社区接诊。"), NewTopic("体检报告怎样互认"))),
    Told("义务教育划片怎样定", "划片的依据和公示。", unit="市教育局", state="month", month=3, guests=()),
    Told("管网改造施工怎样少扰民", "施工时间、围挡和绕行。", 9, 9, guests=(ENGINEER,), opens=-3, state="off"),
)  # fmt: skip


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's units or signers are missing."""
    units = {unit.short_name or unit.name: unit.id for unit in departments()}
    water = units.get(WATER)
    if water is None or not people_with("publishing.approve", department_id=water):
        return
    places = _places()
    for told in STORY:
        if told.unit in units:
            _interview(Teller(campaign, units[told.unit], now), told, places)


def past(campaign: Campaign) -> list[int]:
    """The two that were held, the older first."""
    return _of(campaign, 0, 2)


def live(campaign: Campaign) -> int | None:
    """The one that is on now."""
    return next(iter(_of(campaign, 2, 3)), None)


def coming(campaign: Campaign) -> list[int]:
    """Those that were announced and are still to come."""
    return _of(campaign, 3, 5)


def _of(campaign: Campaign, first: int, end: int) -> list[int]:
    titles = [told.title for told in STORY[first:end]]
    rows = {row.title: row.id for row in store.interviews(campaign.id)}
    return [rows[title] for title in titles if title in rows]


class Teller:
    """Does the demo's acts as the people of one unit. Days count from the story's today."""

    def __init__(self, campaign: Campaign, unit_id: int, now: datetime) -> None:
        self.campaign, self.unit_id, self.now = campaign, unit_id, now
        self.editor = self.actor("editor", EDIT, SEE, "publishing.submit")

    def actor(self, role: str, *permissions: str) -> Actor:
        """The person of the unit (or of the city) who holds the first permission, with these."""
        people = people_with(permissions[0], department_id=self.unit_id)
        person = next((p for p in people if p.department_id == self.unit_id), people[0])
        reach = frozenset({self.unit_id})
        return Actor(person.id, person.name, (Grant(role, frozenset(permissions), reach),), self.unit_id)

    def publish(self, kind: TextKind, interview_id: int, at: datetime) -> None:
        """A submitted text through every step, each by somebody else, out at `at`."""
        waiting = kind.document(interview_id)
        assert waiting is not None
        assert waiting.revision is not None
        digest = waiting.revision.digest
        for hours, step, role, permission in (
            (20, "first_review", "reviewer", "publishing.first_review"),
            (17, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
            (1, "approval", "leader", "publishing.approve"),
        ):
            signer, when = self.actor(role, permission), at - timedelta(hours=hours)
            publishing.sign(waiting.id, step, digest, actor=signer, now=when)
        publisher = self.actor("office", "publishing.publish")
        publishing.publish(waiting.id, digest, actor=publisher, now=at)


def slot(told: Told, now: datetime) -> tuple[datetime, datetime]:
    """From when to when. The one of today is on: it began twenty minutes ago, on the grid of five minutes."""
    if told.day == 0:
        begun = now - timedelta(minutes=20)
        begun -= timedelta(minutes=begun.minute % 5, seconds=begun.second, microseconds=begun.microsecond)
        midnight = datetime.combine(clock.local(begun).date() + timedelta(days=1), time(0), clock.SHANGHAI)
        return begun, min(begun + timedelta(hours=1), midnight)
    day = clock.local(now).date() + timedelta(days=told.day)
    starts = datetime.combine(day, time(told.hour, told.minute), clock.SHANGHAI)
    return starts, starts + timedelta(minutes=50)


def _places() -> list[int]:
    with unit_of_work() as session:
        rows = [Place(kind=kind, name=name, address=address) for kind, name, address in PLACES]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def _interview(teller: Teller, told: Told, places: list[int]) -> None:
    campaign, now = teller.campaign, teller.now
    if told.state == "month":
        first = clock.local(now).date().replace(day=1)
        year, month = divmod(first.year * 12 + first.month - 1 + told.month, 12)
        command = SaveInterview(
            teller.unit_id, told.title, told.topic, month=f"{year}-{month + 1:02d}", contact=CONTACT
        )
        number = schedule.save(campaign, command, actor=teller.editor, now=now - timedelta(days=30))
        if told.topics:
            _vote(teller, number, told.topics)
        return
    starts, ends = slot(told, now)
    today = datetime.combine(clock.local(now).date(), time(8), clock.SHANGHAI)
    opens = today + timedelta(days=told.opens)
    made = min(opens, starts - timedelta(days=5), now) - timedelta(days=4)
    hosts = people_with(HOST, campaign_id=campaign.id)
    office = {person.id for person in people_with("publishing.publish", campaign_id=campaign.id)}
    host = next((person for person in hosts if person.id not in office), hosts[0])
    command = SaveInterview(
        teller.unit_id, told.title, told.topic, starts_at=starts, ends_at=ends, place_id=places[told.place],
        host_id=host.id, questions_from=opens, questions_until=ends, contact=CONTACT,
        outline="\n".join(told.outline), guests=told.guests,
    )  # fmt: skip
    number = schedule.save(campaign, command, actor=teller.editor, now=made)
    if told.state == "planned":
        return
    out = min(opens, starts - timedelta(days=4), now - timedelta(hours=1))
    notice.submit(campaign, number, actor=teller.editor, now=made + timedelta(hours=2))
    teller.publish(chain.NOTICE, number, out)
    if told.outline:
        notice.submit_outline(campaign, number, actor=teller.editor, now=made + timedelta(hours=3))
        if told.day <= 6:
            teller.publish(chain.OUTLINE, number, min(out, starts - timedelta(days=1)))
    if told.state == "off":
        version = interviews.of_campaign(campaign, number).version
        reason = "施工计划调整，改在下月举办，时间另行预告。"
        schedule.call_off(
            campaign, number, version, reason, actor=teller.editor, now=now - timedelta(hours=20)
        )


def _vote(teller: Teller, number: int, topics: tuple[NewTopic, ...]) -> None:
    """Residents have chosen among these since the day before yesterday; some who have no phone came to the counter."""
    campaign, now, office = teller.campaign, teller.now, teller.actor("host", HOST, SEE)
    opens, closes = now - timedelta(days=2), now + timedelta(days=5)
    vote.plan(campaign, number, 1, opens, closes, topics, actor=office, now=opens)
    there = vote.view(campaign, number, actor=office, now=now).topics
    for hours, place in ((40, 0), (31, 1), (22, 1), (5, 2)):
        at = now - timedelta(hours=hours)
        vote.enter(campaign, number, there[place].id, "", told=False, actor=office, now=at)
