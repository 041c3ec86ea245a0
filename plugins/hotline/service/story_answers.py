"""The demo's published answers and follow-ups: some public, one on its way, one with marks to decide, calls to make."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Actor, Campaign, Grant, db, departments, people_with, publishing

from .. import chain
from ..models.orders import Order
from ..permissions import ANSWERS
from ..rules import answers as rules
from ..store import answers as store
from . import answer_drafts as drafts
from . import answer_public, follow_up
from .answer_drafts import SaveAnswer
from .topics import list_topics

#: the topic's short name, unit, question, answer, how often read out and helpful, typical
PUBLIC: tuple[tuple[str, str, str, str, int, int, bool], ...] = (
    (
        "供水", "市水务局", "自来水发黄还能喝吗",
        "先放两三分钟，水清了可以用；还是黄，打供水抢修电话，两小时内到现场取水样。检修停水后恢复供水时常见，不是水源变坏。",
        14, 23, True,
    ),
    (
        "供水", "市水务局", "水表坏了，水费怎么算",
        "水表失灵期间按前六个月的平均用水量计费。换表不收费，报修后三个工作日内上门。",
        9, 11, False,
    ),
    (
        "供水", "市水务局", "停水会提前通知吗",
        "计划停水提前 24 小时在供水公司公众号、社区微信群和单元门口通知；抢修停水两小时内补发通知，写明恢复时间。",
        21, 37, False,
    ),
    (
        "供水", "市水务局", "高层水压太低找谁",
        "先问物业加压泵是否正常。加压泵归物业的，由物业修；由供水公司管的，拨打抢修电话，四小时内上门测压，测到低于 0.14 兆帕的当天处理。",
        6, 8, True,
    ),
)  # fmt: skip
#: one that waits for the secrecy review
WAITING = (
    "水费可以改成短信提醒吗",
    "可以。在供水公司公众号里绑定户号，或者拨供水热线登记手机号，下个月起抄表后三天内发短信，不另收费。",
)
OPEN = (
    "阳光花园3号楼电梯老坏\n冯女士说阳光花园3号楼2单元的电梯一个月坏了三次，电话13800000019。",
    "已要求物业停梯检修，更换曳引机。冯女士所在单元 5 月底前恢复。检修期间老人就医，可以打物业值班电话请人帮忙。",
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's units or signers are missing."""
    units = {unit.short_name or unit.name: unit.id for unit in departments()}
    topics = {topic.short: topic.id for topic in list_topics(campaign, with_closed=True)}
    for n, (short, unit, question, answer, read_out, helped, typical) in enumerate(PUBLIC):
        unit_id = units.get(unit)
        if unit_id is None or not people_with("publishing.approve", department_id=unit_id):
            continue
        at = now - timedelta(days=3 + n, hours=2)
        teller = _Teller(campaign, unit_id)
        answer_id = teller.publish(SaveAnswer(question, answer, unit_id, topics.get(short)), at)
        day = (at + timedelta(days=1)).date().isoformat()
        store.count_use(answer_id, day, read_out=read_out, helped=helped)
        if typical:
            answer_public.mark_typical(
                campaign, answer_id, True, actor=teller.actor("editor", ANSWERS), now=at
            )
    water = units.get("市水务局")
    if water is not None and people_with("publishing.approve", department_id=water):
        _Teller(campaign, water).send(
            SaveAnswer(*WAITING, water, topics.get("供水")), now - timedelta(hours=9)
        )
    housing = units.get("市住房城乡建设局")
    if housing is not None:
        teller = _Teller(campaign, housing)
        drafts.start(
            campaign,
            SaveAnswer(*OPEN, housing, topics.get("住房")),
            actor=teller.actor("editor", ANSWERS),
            now=now - timedelta(hours=5),
        )
    _follow_ups(campaign, now)
    db.session.flush()


def _follow_ups(campaign: Campaign, now: datetime) -> None:
    """Closed orders are asked about; some callers have answered, the others are still to be rung."""
    wanted = db.select(Order).where(Order.campaign_id == campaign.id, Order.state == "closed")
    said = ((True, 5, ""), (True, 4, "办得挺快。"), None, (True, 3, ""), None)
    for n, order in enumerate(db.session.scalars(wanted.order_by(Order.id)).all()):
        at = max(order.closed_at or now, now - timedelta(days=2, hours=n))
        asked = follow_up.ask(order.id, now=at)
        given = said[n % len(said)]
        if asked is not None and given is not None:
            follow_up.answer_by_caller(asked, *given, now=min(at + timedelta(hours=3), now))


class _Teller:
    def __init__(self, campaign: Campaign, unit_id: int) -> None:
        self.campaign, self.unit_id = campaign, unit_id

    def actor(self, role: str, *permissions: str) -> Actor:
        """The person of the unit (or the office) who holds the first permission, with these."""
        people = people_with(permissions[0], department_id=self.unit_id)
        person = next((p for p in people if p.department_id == self.unit_id), people[0])
        grant = Grant(role, frozenset(permissions), frozenset({self.unit_id}))
        return Actor(person.id, person.name, (grant,), self.unit_id)

    def publish(self, command: SaveAnswer, at: datetime) -> int:
        """Through every step, each by somebody else."""
        answer_id = self.send(command, at)
        waiting = self._waiting(answer_id)
        for hours, step, role, permission in (
            (17, "secrecy_review", "secrecy_reviewer", "publishing.secrecy_review"),
            (1, "approval", "leader", "publishing.approve"),
        ):
            signer = self.actor(role, permission)
            publishing.sign(waiting[0], step, waiting[1], actor=signer, now=at - timedelta(hours=hours))
        publishing.publish(*waiting, actor=self.actor("office", "publishing.publish"), now=at)
        answer_public.refresh(answer_id, at)
        return answer_id

    def send(self, command: SaveAnswer, at: datetime) -> int:
        """Written, its marks decided, sent and past the first review: it would be out at `at`."""
        editor = self.actor("editor", "publishing.submit", ANSWERS)
        answer_id = drafts.start(self.campaign, command, actor=editor, now=at - timedelta(days=1))
        view = drafts.view(self.campaign, answer_id, actor=editor, now=at)
        kept = dict.fromkeys(range(len(view.marks)), rules.KEPT)
        drafts.decide(
            self.campaign, answer_id, view.version, kept, actor=editor, now=at - timedelta(hours=23)
        )
        version = view.version + 1
        drafts.submit(self.campaign, answer_id, version, actor=editor, now=at - timedelta(hours=22))
        reviewer = self.actor("reviewer", "publishing.first_review")
        document_id, digest = self._waiting(answer_id)
        publishing.sign(document_id, "first_review", digest, actor=reviewer, now=at - timedelta(hours=20))
        return answer_id

    def _waiting(self, answer_id: int) -> tuple[int, str]:
        """The document and the digest of what its next signer reads."""
        waiting = chain.ANSWER.document(answer_id)
        assert waiting is not None
        assert waiting.revision is not None
        return waiting.id, waiting.revision.digest
