"""The demo's topics, seats and programmes, and a group of calls that nobody has named yet. Everybody in it is invented."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core.api import SYSTEM, Campaign, clock, departments, people_with

from ..contracts import NewOrder
from ..permissions import SERVE
from . import orders, passes, planning, programmes, proposals, topics
from .planning import SaveShift
from .programmes import SaveProgramme
from .topics import SaveTopic

#: name, name on the plate, term class, departments, script
TOPICS = (
    (
        "住房与物业",
        "住房",
        "other",
        ("市住房城乡建设局",),
        "先问小区名称和楼号，再问物业有没有答复过。漏水、坠物这类急事先报应急电话。",
    ),
    (
        "供水与供热",
        "供水",
        "other",
        ("市水务局", "市热力集团"),
        "先问在哪个小区、停了多久、邻居有没有水。停水公告里有的，直接念恢复时间。",
    ),
    (
        "社保与医保",
        "社保",
        "consult",
        ("市人社局", "市医保局"),
        "先问是本人还是代问、在哪里参保。不问身份证号，需要核对的请本人到窗口或手机上查。",
    ),
    (
        "道路与停车",
        "道路",
        "other",
        ("市交通运输局", "市城管局"),
        "先问路名和最近的路口。占道、违停请报时间；路面塌陷马上转应急。",
    ),
    (
        "入学与招生",
        "教育",
        "consult",
        ("市教育局",),
        "先问孩子哪年出生的月份、户籍和住址在哪个街道。政策以教育局公布的为准。",
    ),
)
#: seat, topic, department, name, title, languages; who has an account is found by the role
SEATS: tuple[tuple[int, int, str, str, str, tuple[str, ...]], ...] = (
    (1, 0, "市住房城乡建设局", "许安然", "物业科科长", ()),
    (2, 1, "市水务局", "", "供水科科长", ()),
    (3, 2, "市人社局", "唐知夏", "养老保险科副科长", ("cantonese",)),
    (4, 3, "市交通运输局", "白景行", "公路管理科工程师", ()),
)
CHARGING = (
    (6, "小区电动车充电桩太少", "枫林苑三期电动车充电桩不够用，晚上总抢不到，希望增加充电桩。"),
    (5, "电动车没有地方充电", "我们小区电动自行车没地方充电，充电桩只有四个，希望多装一些充电桩。"),
    (4, "希望增加电动车充电桩", "电动车充电桩数量太少，排队要排两个小时，请增加充电桩。"),
    (2, "小区充电桩不够", "小区里充电桩不够，电动车只好拉线到楼下充电，希望增设充电桩。"),
    (1, "充电桩太少", "电动车充电桩太少，老人接孩子回来充不上电，建议增加充电桩。"),
    (0, "充电桩不够用", "新搬来的住户多，电动车充电桩不够用，希望增加。"),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Topics, four seats that run now and those of the next days, two programmes."""
    units = {unit.short_name: unit.id for unit in departments()}
    made = [
        topics.save_topic(
            campaign,
            SaveTopic(name, short, term, script, tuple(units[unit] for unit in names if unit in units), 1),
            actor=SYSTEM,
            now=now,
        )
        for name, short, term, names, script in TOPICS
    ]
    _seats_now(campaign, made, units, now)
    _seats_coming(campaign, made, units, now)
    _programmes(campaign, units, now)


def ask(campaign: Campaign, now: datetime) -> None:
    """Calls of the last days that have no topic, and what is proposed of them. After the other parts' stories."""
    for days, title, words in CHARGING:
        at = now - timedelta(days=days, minutes=37)
        key = f"story-charging-{campaign.id}-{days}"
        orders.register(NewOrder(campaign.id, key, "help", title, words), actor=SYSTEM, now=at)
    water = next((topic for topic in topics.list_topics(campaign) if topic.name == TOPICS[1][0]), None)
    on_air = next((p for p in programmes.list_programmes(campaign) if p.ends_at < now), None)
    if on_air is not None:
        for minutes, title, words, reply in (
            (12, "停水通知在哪里看", "想问停水检修的通知在哪里能提前看到。", "水务局网站和公众号提前三天公布，也可以拨热线问。"),
            (31, "水表周围渗水", "水表井里一直渗水，想请人来看看。", ""),
        ):  # fmt: skip
            order = NewOrder(
                campaign.id,
                f"story-on-air-{campaign.id}-{minutes}",
                "consult" if reply else "help",
                title,
                words,
                programme_id=on_air.id,
                handle="answer" if reply else "keep",
                reply=reply,
                topic_id=water.id if water else None,
            )
            orders.register(order, actor=SYSTEM, now=on_air.starts_at + timedelta(minutes=minutes))
    proposals.group(campaign, actor=SYSTEM, now=now)


def _seats_now(campaign: Campaign, made: list[int], units: dict[str, int], now: datetime) -> None:
    starts = clock.local(now).replace(minute=0, second=0, microsecond=0)
    for number, topic, unit, name, title, languages in SEATS:
        shift_id = _plan(
            campaign, number, made[topic], units[unit], name, title, languages, starts, starts + timedelta(hours=5), now
        )  # fmt: skip
        if name and number != 4:  # the fourth one is left for the supervisor to hand a pass to
            passes.open_pass(campaign, shift_id, actor=SYSTEM, now=now)
    operators = [p for p in people_with(SERVE, campaign_id=campaign.id) if p.name == "何晓禾"]
    if operators:
        general = SaveShift(
            5, operators[0].department_id, (), True, operators[0].id, "", "", False, (), starts,
            starts + timedelta(hours=8),
        )  # fmt: skip
        planning.save_shift(campaign, general, actor=SYSTEM, now=now)


def _seats_coming(campaign: Campaign, made: list[int], units: dict[str, int], now: datetime) -> None:
    today = clock.local(now).date()
    for ahead in (1, 2):
        day = today + timedelta(days=ahead)
        for number, topic, unit, name, title, languages in SEATS:
            hours = (time(8, 30), time(17, 30)) if (number + ahead) % 3 else (time(9), time(12))
            starts, ends = (datetime.combine(day, at, clock.SHANGHAI) for at in hours)
            _plan(campaign, number, made[topic], units[unit], name, title, languages, starts, ends, now)
        starts, ends = (datetime.combine(day, at, clock.SHANGHAI) for at in (time(14), time(17)))
        _plan(campaign, 6, made[4], units["市教育局"], "", "招生办公室", (), starts, ends, now)


def _plan(
    campaign: Campaign,
    number: int,
    topic: int,
    unit: int,
    name: str,
    title: str,
    languages: tuple[str, ...],
    starts: datetime,
    ends: datetime,
    now: datetime,
) -> int:
    """One shift; without a name it is whoever of the department may serve, or nobody yet."""
    able = [] if name else [p for p in planning.experts(campaign, unit) if p.department_id == unit]
    command = SaveShift(
        number, unit, (topic,), False, able[0].id if able else None, name, title, False, languages, starts, ends
    )  # fmt: skip
    return planning.save_shift(campaign, command, actor=SYSTEM, now=now)


def _programmes(campaign: Campaign, units: dict[str, int], now: datetime) -> None:
    today = clock.local(now).date()
    invited = tuple(units[unit] for unit in ("市水务局", "市住房城乡建设局", "市人社局"))
    for ahead in (-1, 1):
        starts = datetime.combine(today + timedelta(days=ahead), time(9, 5), clock.SHANGHAI)
        command = SaveProgramme(
            "8890 百姓热线特别节目",
            "云川人民广播电台",
            "三个部门的负责人在直播间接电话。播出时打热线就能进来，当场答不完的会记下来接着办。",
            starts,
            starts + timedelta(minutes=50),
            invited,
        )
        programmes.save_programme(campaign, command, actor=SYSTEM, now=now)
