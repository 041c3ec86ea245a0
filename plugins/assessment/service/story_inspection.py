"""The demo's story of inspections: a round drawn, one visit done with findings in every state, one under way."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from core.api import Campaign, booking, campaigns, clock, db, people_with, registry

from ..models.inspection import Check, Finding, FindingAct, Inspection, Visit
from ..permissions import INSPECT
from ..rules import inspection as rules
from .inspection import lots_of

FOUND = (
    ("公告贴在侧门，正门看不到", "open", -3),
    ("资料字号太小，老年人看不清", "reported", 4),
    ("意见簿没有放笔", "closed", 2),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Needs four departments beside the host."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    if len(units) < 4:
        return
    # The department whose editor can sign in looks at findings of its own.
    units.sort(key=lambda one: not registry().department_name(one).endswith("水务局"))
    who = [one.id for one in people_with(INSPECT, campaign_id=campaign.id)]
    today = clock.local(now).date()
    seed = hashlib.sha256(b"yunchuan-demo").hexdigest()
    row = Inspection(
        campaign_id=campaign.id, number=1, title="开放日现场跟踪检查", starts_on=today - timedelta(days=6),
        ends_on=today + timedelta(days=6), days=10, wanted=2, always=[units[0]], drawn_from=units[1:8],
        checklist=[{"code": str(n), "text": text, "clause": ""} for n, text in enumerate(rules.SAMPLE, 1)],
        seed=seed, commitment=booking.commitment_of(seed), state="drawn", announced_at=now - timedelta(days=7),
        drawn_at=now - timedelta(days=7), version=3, saved_at=now - timedelta(days=8),
    )  # fmt: skip
    row.drawn = [int(one) for one in booking.draw(seed, lots_of(row), 2).taken]
    db.session.add(row)
    db.session.flush()
    for n, unit in enumerate([units[0], *sorted(row.drawn)]):
        state = ("done", "begun", "planned")[n]
        visit = Visit(
            inspection_id=row.id, department_id=unit, inspector_id=who[-1] if who else None, day=today - timedelta(days=5 - 3 * n), state=state,
            place="政务服务中心" if n == 0 else "", note="总体有序，细节还要改。" if n == 0 else "",
            begun_at=now - timedelta(days=5) if n < 2 else None, done_at=now - timedelta(days=5) if n == 0 else None,
        )  # fmt: skip
        db.session.add(visit)
        db.session.flush()
        for place in range(1, {0: len(rules.SAMPLE), 1: 2, 2: 0}[n] + 1):
            wrong = n == 0 and place <= len(FOUND)
            db.session.add(
                Check(
                    visit_id=visit.id, item=str(place), verdict=rules.FAULT if wrong else rules.WELL,
                    note=FOUND[place - 1][0] if wrong else "", at=now - timedelta(days=5),
                )
            )  # fmt: skip
        if n == 0:
            _findings(campaign, visit, now)
    db.session.flush()


def _findings(campaign: Campaign, visit: Visit, now: datetime) -> None:
    today = clock.local(now).date()
    for n, (text, state, left) in enumerate(FOUND, 1):
        done = today - timedelta(days=1) if state != rules.OPEN else None
        one = Finding(
            campaign_id=campaign.id, number=n, visit_id=visit.id, department_id=visit.department_id, item=str(n),
            text=f"{rules.SAMPLE[n - 1]}：{text}", due_on=today + timedelta(days=left), state=state,
            reported_on=done, closed_on=today if state == rules.CLOSED else None, made_at=now - timedelta(days=5),
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        steps: list[tuple[str, str, date | None]] = [("opened", "", one.due_on)]
        if state != rules.OPEN:
            steps.append(("reported", "当天就换了，现场已经看得到。", None))
        if state == rules.CLOSED:
            steps.append(("confirmed", "现场看过，已经放好。", None))
        for act, words, day in steps:
            db.session.add(
                FindingAct(
                    finding_id=one.id, act=act, text=words, day=day, at=now - timedelta(days=4 - len(act) % 3)
                )
            )
