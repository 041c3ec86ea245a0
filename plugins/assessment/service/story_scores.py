"""The demo's story of scores: points by hand, a published run, an appeal that waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Campaign, campaigns, clock, db, due

from ..models.scores import ScoreAppeal, ScoreJudgement, ScoreRun
from ..pack import APPEAL
from . import scores

JUDGED = (
    ("4.5", "自编了办事口袋书，群众反映好。"),
    ("3", "按要求完成，没有新的做法。"),
    ("4", "开了方言专场。"),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Only where the pack has indicators."""
    gauges = scores.gauges_of(campaign)
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    by_hand = [one for one in gauges if one.formula == "judged"]
    if not gauges or not units:
        return
    for gauge in by_hand:
        for unit, (points, reason) in zip(units, JUDGED, strict=False):
            db.session.add(
                ScoreJudgement(
                    campaign_id=campaign.id, department_id=unit, rule=gauge.rule, points=points, reason=reason,
                    files=[], version=1, judged_at=now - timedelta(hours=6),
                )
            )  # fmt: skip
    row = ScoreRun(
        campaign_id=campaign.id, number=1, reason="活动过半，先算一次", asked_at=now - timedelta(hours=5)
    )
    db.session.add(row)
    db.session.flush()
    scores.compute(now, row.id)
    row.published_at = now - timedelta(hours=4)
    rule = campaign.pack.rule(APPEAL)
    if rule is not None:
        row.appeal_until = due(rule, clock.local(now).date(), campaign.calendar).date
    db.session.add(
        ScoreAppeal(
            campaign_id=campaign.id, run_id=row.id, department_id=units[0], rule=gauges[0].rule,
            text="方案是按时送到办公室的，当天网络故障，办公室小陈收了纸质的，请核实。", files=[],
            asked_at=now - timedelta(hours=2),
        )
    )  # fmt: skip
    db.session.flush()
