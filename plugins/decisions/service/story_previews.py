"""The demo's catalogues and previews: six decisions of a city that doesn't exist, each somewhere else on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.api import Actor, Campaign, Grant, TextKind, clock, db, departments, people_with, publishing

from .. import chain
from ..permissions import EDIT, SEE
from ..rules.catalogue import Row
from . import catalogue, legality, previews
from .catalogue import SaveItem
from .previews import SavePreview

WATER, HOUSING = "市水务局", "市住房城乡建设局"
PHONE = "市水务局法规科 260 0151（工作日 8:30—17:30）"


@dataclass(frozen=True)
class Told:
    """A decision of the story; `opens` and `closes` are days from today, `sent` when it went to the legality review."""

    title: str
    kind: str
    basis: str
    summary: str
    explanation: str
    opens: int
    closes: int
    hearing: str = "no"
    sent: int | None = None
    result: str = ""
    planned: int = 90


STORY = (
    Told(
        "云川市城市供水价格调整方案", "policy", "《中华人民共和国价格法》第二十三条；《政府制定价格听证办法》",
        "居民用水拟由两级改为三级阶梯计价，一级水价不变。低保户每月免费用水由 4 吨增加到 6 吨。",
        "为什么调：现行水价执行九年，制水成本上升，管网漏损率仍有 13%。\n怎么起草的：成本监审后提出两个方案，征求了各区和十二家用水大户的意见。\n主要内容：三级阶梯；一级水量按每户每月 15 吨；困难群众用水减免；调价收入专用于更换老旧管网，每年公布账目。",
        -10, 24, "hearing", planned=60,
    ),
    Told(
        "云川市居民二次供水设施管理办法", "policy", "《城市供水条例》第二十四条",
        "高层住宅的加压水泵和水箱由谁管、谁出钱、多久清洗一次，一次说清楚。",
        "为什么定：全市 486 处二次供水设施，有三成产权不清，坏了没有人修。\n怎么起草的：走访 27 个小区，开了三次座谈会。\n主要内容：验收合格的由供水公司统一接管；水箱每半年清洗一次并公示水质；改造费用由政府、企业、业主分担。",
        -110, -78, "symposium", -60, "passed", -25,
    ),
    Told(
        "云川市节约用水奖励办法", "policy", "《节约用水条例》第三十一条",
        "单位和家庭节水有奖：比上年少用一成的家庭，可以换公交卡；企业中水回用按吨补助。",
        "为什么定：我市人均水资源量只有全省的六成。\n怎么起草的：参考三年用水数据测算，奖金从水资源税中安排。\n主要内容：奖励对象、标准、申报和公示办法，弄虚作假的处理。",
        -46, -13, planned=40,
    ),
    Told(
        "云川市青溪河河道采砂规划", "project", "《中华人民共和国水法》第三十九条",
        "青溪河 38 公里河道，哪里能采砂、一年采多少、什么时候不能采，今后五年按这份规划办。",
        "为什么定：上一轮规划到期，汛期抢险和重点工程用砂有缺口。\n怎么起草的：委托水文部门复测河床，征求渔业和交通部门意见。\n主要内容：划定禁采区 6 处、可采区 2 处，年度控制总量 20 万吨，汛期和鱼类产卵期全部禁采。",
        -75, -43, sent=-4, planned=30,
    ),
    Told(
        "云川市智慧水务建设项目", "project", "《云川市城市更新三年行动方案》",
        "在全市装 1200 个水压和水质监测点，哪里漏水、哪里水压低，能早半天知道。",
        "为什么建：抢修平均到场时间 2 小时 10 分，一半时间花在找漏点。\n怎么起草的：完成可行性研究，正在听取各供水企业意见。\n主要内容：监测点布设、数据平台、向市民公开水质数据。",
        6, 40, "symposium", planned=120,
    ),
)  # fmt: skip
MORE = (
    ("再生水利用管理规定", "policy", "《城镇排水与污水处理条例》", 200),
    ("水务一体化改革方案", "reform", "市委深改委年度工作要点", 150),
    ("农村饮水安全巩固提升工程", "project", "《云川市乡村建设行动方案》", 70),
)
SHEET = (
    ("", "老旧小区改造三年计划", "项目", "《云川市城市更新条例》", "城市更新科", "第四季度", "260 0233"),
    ("", "住房公积金提取办法修订", "政策", "《住房公积金管理条例》", "公积金中心", "9月底前", "260 0240"),
    ("", "物业服务收费改革", "体制改革类", "《物业管理条例》", "物业科", "下半年", "260 0236"),
    ("", "", "政策", "", "房屋安全科", "", ""),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's units or signers are missing."""
    units = {unit.short_name or unit.name: unit.id for unit in departments()}
    water, housing = units.get(WATER), units.get(HOUSING)
    if water is None or housing is None or not people_with("publishing.approve", department_id=water):
        return
    teller = Teller(campaign, water, now)
    items = _catalogue(teller)
    for told in STORY:
        _preview(teller, told, items[told.title])
    _housing(Teller(campaign, housing, now))
    db.session.flush()


class Teller:
    """Does the demo's acts as the people of one unit. Days count from the story's today."""

    def __init__(self, campaign: Campaign, unit_id: int, now: datetime) -> None:
        self.campaign, self.unit_id, self.now = campaign, unit_id, now
        self.today = clock.local(now).date()
        self.editor = self.actor("editor", "publishing.submit", SEE, EDIT)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 9) -> datetime:
        """An hour of that day, never later than the story's now."""
        return min(datetime.combine(self.day(offset), time(hour), clock.SHANGHAI), self.now)

    def actor(self, role: str, *permissions: str) -> Actor:
        """The person of the unit (or the office) who holds the first permission, with these."""
        people = people_with(permissions[0], department_id=self.unit_id)
        person = next((p for p in people if p.department_id == self.unit_id), people[0])
        return Actor(
            person.id,
            person.name,
            (Grant(role, frozenset(permissions), frozenset({self.unit_id})),),
            self.unit_id,
        )

    def publish(self, kind: TextKind, subject_id: int, at: datetime) -> None:
        """A submitted text through every step, each by somebody else, out at `at`."""
        waiting = kind.document(subject_id)
        assert waiting is not None
        assert waiting.revision is not None
        digest = waiting.revision.digest
        for hours, step, role, permission in (
            (20, "first_review", "reviewer", "publishing.first_review"),
            (17, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
            (1, "approval", "leader", "publishing.approve"),
        ):
            publishing.sign(
                waiting.id, step, digest, actor=self.actor(role, permission), now=at - timedelta(hours=hours)
            )
        publishing.publish(waiting.id, digest, actor=self.actor("office", "publishing.publish"), now=at)


def _catalogue(teller: Teller) -> dict[str, int]:
    """The water bureau's catalogue, published long ago. Gives title → item."""
    campaign, editor, at = teller.campaign, teller.editor, teller.at(-130)
    catalogue_id = catalogue.start_catalogue(campaign, teller.unit_id, actor=editor, now=at)
    lines = [(told.title, told.kind, told.basis, told.planned) for told in STORY]
    items: dict[str, int] = {}
    for number, (title, kind, basis, planned) in enumerate((*lines, *MORE), start=1):
        day = min(teller.day(planned), date(campaign.starts_on.year, 12, 31))
        words = f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度"
        command = SaveItem(title, kind, basis=basis, unit="市水务局", planned=words, contact=PHONE)
        items[title] = catalogue.save_item(campaign, catalogue_id, number, command, actor=editor, now=at)
    version = len(items) + 1
    catalogue.submit_catalogue(campaign, catalogue_id, version, actor=editor, now=at + timedelta(hours=1))
    teller.publish(chain.CATALOGUE, catalogue_id, teller.at(-127, 10))
    return items


def _preview(teller: Teller, told: Told, item_id: int) -> int:
    at = teller.at(min(told.opens - 8, -1))
    command = SavePreview(
        department_id=teller.unit_id,
        kind=told.kind,
        title=told.title,
        summary=told.summary,
        basis=told.basis,
        contact=PHONE,
        item_id=item_id,
        comment_from=teller.day(told.opens),
        comment_until=teller.day(told.closes),
        ways={
            "web": True,
            "phone": "260 0151",
            "email": "water-law@example.org",
            "post": "云川市青溪区滨河路 18 号市水务局法规科",
        },
        explanation=told.explanation,
        hearing=told.hearing,
    )
    preview_id = previews.save_preview(teller.campaign, command, actor=teller.editor, now=at)
    if told.sent is not None:
        sent = teller.day(told.sent)
        review_id = legality.send_review(
            teller.campaign, preview_id, sent, "市司法局", actor=teller.editor, now=teller.at(told.sent)
        )
        if told.result:
            done = teller.campaign.calendar.add(sent, 8, "working")
            legality.end_review(
                teller.campaign,
                preview_id,
                review_id,
                done,
                told.result,
                "",
                actor=teller.editor,
                now=teller.now,
            )
    return preview_id


def _housing(teller: Teller) -> None:
    """Another bureau at its beginning: a sheet that waits to be looked at, and a preview with too short a time."""
    campaign, editor = teller.campaign, teller.editor
    catalogue_id = catalogue.start_catalogue(campaign, teller.unit_id, actor=editor, now=teller.at(-3))
    names = ("number", "title", "kind", "basis", "unit", "planned", "contact")
    rows = [Row(line, dict(zip(names, cells, strict=True))) for line, cells in enumerate(SHEET, start=2)]
    catalogue.upload_sheet(campaign, catalogue_id, rows, actor=editor, now=teller.at(-1))
    command = SavePreview(
        department_id=teller.unit_id,
        kind="project",
        title="云川市老旧小区改造三年计划",
        summary="三年改造 182 个老旧小区，先改管线和电梯，再改环境。",
        contact="市住房城乡建设局城市更新科 260 0233",
        comment_from=teller.day(5),
        comment_until=teller.day(25),
        ways={"web": True},
        explanation="",
    )
    preview_id = previews.save_preview(campaign, command, actor=editor, now=teller.at(-2))
    view = previews.preview_view(preview_id)
    changed = replace(previews.command_of(view), basis="《云川市城市更新条例》")
    previews.save_preview(
        campaign, changed, actor=editor, now=teller.at(-1), preview_id=preview_id, version=view.version
    )
