"""The demo's story of summary reports: a department's, written as far as it is, and the campaign's, begun."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from core.api import Campaign, campaigns, clock, db, registry

from ..models.reports import Report
from ..rules.reports import OUTLINE, Figure, figure_as_json
from . import photos, report_content

TEXTS = (
    "活动期间，我单位按通知要求开展了开放日和热线专题解答，群众看得到、听得懂、问得着。",
    "（一）开放日办得实\n组织社区居民走进水厂，看净水、看检测。\n（二）问题答得快\n能当场答的当场答，不能当场答的留下电话，三个工作日内回复。",
    "场次还不够多，周末的场次很快约满。",
    "明年增加周末场次，把演示做成短视频。",
)


def tell(campaign: Campaign, now: datetime) -> None:
    """The water department writes (else the first one), and the office has begun the campaign's."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    units.sort(key=lambda one: not registry().department_name(one).endswith("水务局"))
    if not units:
        return
    _draft(campaign, units[0], now)
    db.session.add(
        Report(
            campaign_id=campaign.id, department_id=report_content.WHOLE, title=f"关于{campaign.title}开展情况的总结",
            addressee="", signer="", parts=[{"title": title, "text": ""} for title in OUTLINE], cases=[], figures=[],
            photos=[], saved_at=now, version=1,
        )
    )  # fmt: skip
    db.session.flush()


def _draft(campaign: Campaign, unit: int, now: datetime) -> None:
    typed = Figure("发放资料", "份", Fraction(600), source="现场领取登记表")
    db.session.add(
        Report(
            campaign_id=campaign.id, department_id=unit,
            title=f"{registry().department_name(unit)}关于{campaign.title}的总结",
            addressee="", signer=registry().department_name(unit), signed_on=clock.local(now).date(),
            parts=[{"title": title, "text": text} for title, text in zip(OUTLINE, TEXTS, strict=True)],
            cases=[{"title": "水表多久换一次", "text": "居民问水表多久换一次，工作人员当场演示了查询办法，当天登记更换 12 户。"}],
            figures=[figure_as_json(typed)], photos=[one.id for one in photos.chosen(campaign, unit)],
            saved_at=now, version=1,
        )
    )  # fmt: skip
