"""The demo's story of counts on the spot: stands on the square, a talk, one that was entered twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Campaign, campaigns, clock, db, registry

from ..models.onsite import OnSite

STANDS: tuple[tuple[str, str, int, int, int, list[int]], ...] = (
    ("中心广场政策咨询台", "中心广场东侧", 126, 84, 600, [41, 12, 3, 1, 0]),
    ("便民服务大厅宣讲", "政务服务中心二楼", 38, 21, 120, [15, 4, 1, 0, 0]),
    ("社区资料发放点", "河东社区", 57, 19, 230, []),
)
SOURCE, COUNTED = "签到表、资料领取登记表", "公开办两人现场收回，当天清点"


def tell(campaign: Campaign, now: datetime) -> None:
    """Of every department, on the first day; the water department and the next five have two."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    units.sort(key=lambda one: not registry().department_name(one).endswith("水务局"))
    day = min(campaign.starts_on, clock.local(now).date())
    if not units or day.year != campaign.starts_on.year:
        return
    for nth, unit in enumerate(units):
        for shift in range(2 if nth < 6 else 1):
            title, place, received, answered, materials, ratings = STANDS[(nth + shift) % len(STANDS)]
            db.session.add(
                OnSite(
                    campaign_id=campaign.id, department_id=unit, held_on=day, title=title, place=place,
                    received=received + unit * 3, answered=answered + unit, materials=materials + unit * 10,
                    source=SOURCE, ratings=list(ratings), ratings_source=COUNTED if ratings else "",
                    saved_at=now - timedelta(hours=1),
                )
            )  # fmt: skip
    db.session.add(
        OnSite(
            campaign_id=campaign.id, department_id=units[0], held_on=day, title=STANDS[0][0], place=STANDS[0][1],
            received=126, answered=84, materials=600, source=SOURCE, void_reason="登了两次，留另一条。",
            saved_at=now - timedelta(minutes=50),
        )
    )  # fmt: skip
    db.session.flush()
