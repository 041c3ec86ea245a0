"""The demo's story of hand-ins: accepted, waiting, returned, entered from a chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Campaign, campaigns, db, privacy

from ..models.submissions import Handing, Submission
from . import duties

TEXT = "活动当天有 63 人到场，现场答复 28 个问题。例如居民问水表多久换一次，工作人员当场演示了查询办法。"
STORY = (("accepted", "web"), ("handed_in", "chat"), ("returned", "web"), ("handed_in", "web"))


def tell(campaign: Campaign, now: datetime) -> None:
    """One of each for the duty that is due first."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    owed = [one for one in duties.all_duties(campaign) if one.day is not None and one.source != "hand"]
    if not owed:
        return
    duty = owed[0]
    for (state, way), unit in zip(STORY, [one for one in units if one in duty.owes][2:], strict=False):
        came_at = now - timedelta(days=3, hours=unit % 5)
        row = Submission(
            campaign_id=campaign.id, key=duty.key, department_id=unit, title=duty.title, kind=duty.kind, text=TEXT,
            state=state, in_at=came_at, version=2, saved_at=now - timedelta(days=2),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        judged = now - timedelta(days=2) if state != "handed_in" else None
        db.session.add(
            Handing(
                submission_id=row.id, number=1, text=TEXT, files=[], way=way, came_at=came_at,
                brought_by_sealed=privacy.seal("办公室小陈，工作群") if way == "chat" else "", entered_at=came_at, state=state,
                remarks="请补上活动照片和参加单位名单。" if state == "returned" else "", judged_at=judged,
            )
        )  # fmt: skip
    db.session.flush()
