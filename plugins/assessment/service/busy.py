"""What the openness office of a large city that doesn't exist has on its desk (`yangguang demo --busy`): papers of three
hundred departments, counts on the spot, reports being written, a run of scores."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert

from core.api import Campaign, Progress, campaigns, clock, db, privacy, registry, unit_of_work

from ..models.duties import Extension
from ..models.onsite import OnSite
from ..models.reports import Report
from ..models.scores import ScoreJudgement, ScoreRun
from ..models.submissions import Handing, Submission
from ..rules import duties as rules
from ..rules.reports import OUTLINE
from . import busy_visits, duties, scores, story_reports

ONSITE, EXTENSIONS = 900, 60
#: states of papers that are due by now, and of those that aren't yet; "" is nothing so far
DUE = {"accepted": 68, "handed_in": 12, "returned": 6, "draft": 3, "": 11}
NOT_DUE = {"accepted": 6, "handed_in": 8, "draft": 12, "": 74}
REMARKS = ("请补上活动照片和参加单位名单。", "第二项没有写责任人。", "数字和热线的记录对不上，请核对。")
TEXTS = (
    "活动当天有 63 人到场，现场答复 28 个问题，当场解决 21 个，其余登记转办，三个工作日内回复。",
    "方案已经单位负责人审定：主题、时间、地点、参观路线、讲解人和应急措施见附件。",
    "悬挂横幅两条，窗口摆放资料 300 份，公众号推送三次，现场照片五张。",
    "安排两名熟悉业务的同志到热线值守，接听 46 个电话，当场答复 41 个。",
)
STANDS = ("政策咨询台", "便民服务宣讲", "社区资料发放", "企业座谈会", "校园开放课")


def fill(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    """Every department's papers, records and report, then inspections and photos, then the scores over all of it."""
    dice = random.Random(520)
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    if not units:
        return
    owed = [one for one in duties.all_duties(campaign) if one.day is not None and not one.dropped]
    with progress("报送材料", len(owed)) as step:
        for duty in owed:
            with unit_of_work():
                _papers(campaign, duty, dice, now)
            db.session.expunge_all()
            step(1)
    with unit_of_work() as session:
        session.execute(
            insert(Extension), list(_extensions(campaign, owed, max(3, round(EXTENSIONS * size)), now))
        )
        session.execute(
            insert(OnSite), list(_onsite(campaign, units, max(6, round(ONSITE * size)), dice, now))
        )
        session.execute(insert(Report), [_report(campaign, unit, now) for unit in units])
    busy_visits.fill(campaign, units, now, size, progress)
    with progress("评议得分", 1) as step:
        _scores(campaign, units, dice, now)
        step(1)


def _papers(campaign: Campaign, duty: rules.Duty, dice: random.Random, now: datetime) -> None:
    assert duty.day is not None
    shares = DUE if duty.day <= clock.local(now).date() else NOT_DUE
    rows, tales = [], []
    for unit in duty.owes:
        state = dice.choices(list(shares), list(shares.values()))[0]
        if not state:
            continue
        came_at = _before(duty.day, dice, now)
        text = dice.choice(TEXTS)
        rows.append(
            {
                "campaign_id": campaign.id, "key": duty.key, "department_id": unit, "title": duty.title,
                "kind": duty.kind, "text": text, "state": state, "in_at": None if state == "draft" else came_at,
                "saved_at": came_at, "version": 2,
            }
        )  # fmt: skip
        tales.append((state, came_at, text))
    if not rows:
        return
    done = insert(Submission).returning(Submission.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(done, rows))
    handings = [
        row
        for paper_id, (state, came_at, text) in zip(ids, tales, strict=True)
        for row in _handings(paper_id, state, came_at, text, dice)
    ]
    if handings:
        db.session.execute(insert(Handing), handings)


def _handings(
    paper_id: int, state: str, came_at: datetime, text: str, dice: random.Random
) -> Iterator[dict[str, Any]]:
    """Each time as it came: a quarter of the accepted ones had been returned before."""
    if state == "draft":
        return
    told = [state]
    if state == "accepted" and dice.random() < 0.25:
        told.insert(0, "returned")
    for number, one in enumerate(told, 1):
        way = dice.choices(("web", "chat", "paper"), (88, 8, 4))[0]
        at = came_at + timedelta(minutes=40 * (number - 1))
        yield {
            "submission_id": paper_id, "number": number, "text": text, "way": way, "came_at": at, "entered_at": at,
            "brought_by_sealed": privacy.seal("办公室小陈") if way != "web" else "", "state": one,
            "remarks": dice.choice(REMARKS) if one == "returned" else "",
            "judged_at": at + timedelta(minutes=20) if one != "handed_in" else None,
        }  # fmt: skip


def _before(day: date, dice: random.Random, now: datetime) -> datetime:
    """One in seven comes late; nothing comes from the future."""
    late = dice.random() < 0.15
    days = dice.randrange(1, 4) if late else -dice.randrange(6)
    at = datetime.combine(day, time(9), clock.SHANGHAI) + timedelta(days=days, minutes=dice.randrange(480))
    return min(at, now - timedelta(hours=2, minutes=dice.randrange(600)))


def _extensions(
    campaign: Campaign, owed: Sequence[rules.Duty], many: int, now: datetime
) -> Iterator[dict[str, Any]]:
    places = [(one, unit) for one in owed for unit in one.owes]
    for n in range(min(many, len(places))):
        duty, unit = places[n * len(places) // many]
        assert duty.day is not None
        state = ("granted", "asked", "refused")[n % 3]
        wanted = duty.day + timedelta(days=3)
        yield {
            "campaign_id": campaign.id, "key": duty.key, "department_id": unit, "wanted": wanted,
            "reason": "承办人外出培训，材料还差两张现场照片。", "asked_at": now - timedelta(days=1, minutes=n), "state": state,
            "day": wanted if state == "granted" else None, "decided_at": None if state == "asked" else now,
            "answer": {"granted": "同意，请不要再晚。", "refused": "汇总要用，请按时报。"}.get(state, ""),
        }  # fmt: skip


def _onsite(
    campaign: Campaign, units: Sequence[int], many: int, dice: random.Random, now: datetime
) -> Iterator[dict[str, Any]]:
    today = clock.local(now).date()
    days = max(1, (today - campaign.starts_on).days)
    for n in range(many):
        met = dice.randrange(20, 240)
        ratings = [met // 3, met // 9, met // 30, met % 3, 0] if dice.random() < 0.7 else []
        yield {
            "campaign_id": campaign.id, "department_id": units[n % len(units)],
            "held_on": max(campaign.starts_on, today - timedelta(days=n % days)), "title": STANDS[n % len(STANDS)],
            "place": "中心广场东侧", "received": met, "answered": met * 2 // 3, "materials": met * 4, "source": "签到表、资料领取登记表",
            "ratings": ratings, "ratings_source": "公开办两人现场收回，当天清点" if ratings else "",
            "saved_at": now - timedelta(minutes=n),
        }  # fmt: skip


def _report(campaign: Campaign, unit: int, now: datetime) -> dict[str, Any]:
    name = registry().department_name(unit)
    return {
        "campaign_id": campaign.id, "department_id": unit, "title": f"{name}关于{campaign.title}的总结", "signer": name,
        "signed_on": clock.local(now).date(), "saved_at": now,
        "parts": [{"title": title, "text": text} for title, text in zip(OUTLINE, story_reports.TEXTS, strict=True)],
    }  # fmt: skip


def _scores(campaign: Campaign, units: Sequence[int], dice: random.Random, now: datetime) -> None:
    """Points by hand for everybody, and one run over all records."""
    by_hand = [one for one in scores.gauges_of(campaign) if one.formula == "judged"]
    with unit_of_work() as session:
        judged = [
            {
                "campaign_id": campaign.id, "department_id": unit, "rule": gauge.rule,
                "points": str(dice.randrange(int(gauge.full) + 1)),
                "reason": "按要求完成，群众反映好。", "version": 1, "judged_at": now - timedelta(hours=6),
            }
            for gauge in by_hand
            for unit in units
        ]  # fmt: skip
        if judged:
            session.execute(insert(ScoreJudgement), judged)
        row = ScoreRun(campaign_id=campaign.id, number=1, reason="活动过半，先算一次", asked_at=now)
        session.add(row)
        session.flush()
        run_id = row.id
    if by_hand:
        scores.compute(now, run_id)
