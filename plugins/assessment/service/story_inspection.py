"""The demo's story of inspections: a round drawn, one visit done with findings in every state, one under way; the list of
the next round announced and not drawn."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta

from core.api import SYSTEM, Campaign, booking, campaigns, clock, db, files, people_with, registry

from ..models.inspection import Check, Finding, FindingAct, Inspection, Visit
from ..permissions import INSPECT
from ..rules import inspection as rules
from .inspection import lots_of
from .visits import PICTURES, PLACE

#: what was wrong, how it stands, days left
FOUND = (
    ("公告贴在侧门，正门看不到", "open", -3),
    ("资料字号太小，老年人看不清", "reported", 4),
    ("意见簿没有放笔", "closed", 2),
    ("应急预案只有电子版，现场的人找不到", "sent_back", 6),
    ("导览牌还在印刷，先用手写的代替", "moved", 9),
)
REPORTED = "当天就换了，现场已经看得到。"
STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "open": (),
    "reported": (("reported", REPORTED),),
    "closed": (("reported", REPORTED), ("confirmed", "现场看过，已经放好。")),
    "sent_back": (("reported", REPORTED), ("sent_back", "只打印了第一页，请放全套，并且贴上负责人的电话。")),
    "moved": (("moved", "印刷厂要下周才交货，同意延后。"),),
}


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
    row.extra = {"why_always": "去年开放日收到的意见最多。", "count": rules.WORKING}
    photos = [_photo(campaign, now)]
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
            check = Check(
                visit_id=visit.id, item=str(place), verdict=rules.FAULT if wrong else rules.WELL,
                note=FOUND[place - 1][0] if wrong else "", at=now - timedelta(days=5),
                files=photos if wrong and place == 1 else [],
            )  # fmt: skip
            db.session.add(check)
            db.session.flush()
            if check.files:
                files.attach(PLACE, check.id, check.files, campaign_id=campaign.id)
        if n == 0:
            _findings(campaign, visit, photos, now)
    _next_round(campaign, units, now)
    db.session.flush()


def _findings(campaign: Campaign, visit: Visit, photos: list[int], now: datetime) -> None:
    today = clock.local(now).date()
    for n, (text, story, left) in enumerate(FOUND, 1):
        state = story if story in rules.FINDING_STATES else rules.OPEN
        one = Finding(
            campaign_id=campaign.id, number=n, visit_id=visit.id, department_id=visit.department_id, item=str(n),
            text=f"{rules.SAMPLE[n - 1]}：{text}", files=photos if n == 1 else [], due_on=today + timedelta(days=left),
            state=state, reported_on=today - timedelta(days=1) if state != rules.OPEN else None,
            closed_on=today if state == rules.CLOSED else None, made_at=now - timedelta(days=5),
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        moved = story in ("sent_back", "moved")
        first = today - timedelta(days=1) if moved else one.due_on
        db.session.add(FindingAct(finding_id=one.id, act="opened", day=first, at=now - timedelta(days=5)))
        for hours, (act, words) in enumerate(STEPS[story]):
            day = one.due_on if act in ("sent_back", "moved") else None
            at = now - timedelta(days=1) + timedelta(hours=hours)
            db.session.add(FindingAct(finding_id=one.id, act=act, text=words, day=day, at=at))


def _photo(campaign: Campaign, now: datetime) -> int:
    """A drawn picture of the notice at the side door."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1280, 960), "#cfd8d3")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 700, 1280, 960), fill="#9aa59e")
    pen.rectangle((420, 180, 900, 760), fill="#7c5a44", outline="#4d3728", width=12)
    pen.rectangle((960, 330, 1150, 600), fill="white", outline="#b3261e", width=8)
    for line in range(380, 580, 30):
        pen.line((985, line, 1125, line), fill="#777", width=4)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=85)
    made.seek(0)
    kept = files.store(
        made, "侧门.jpg", accept=PICTURES, actor=SYSTEM, now=now, department_id=campaign.host_department_id
    )
    return kept.id


def _next_round(campaign: Campaign, units: list[int], now: datetime) -> None:
    today = clock.local(now).date()
    seed = hashlib.sha256(b"yunchuan-demo-2").hexdigest()
    db.session.add(
        Inspection(
            campaign_id=campaign.id, number=2, title="整改情况回头看", starts_on=today + timedelta(days=8),
            ends_on=today + timedelta(days=15), days=5, wanted=1, always=[units[0]], drawn_from=units[1:6],
            checklist=[{"code": str(n), "text": text, "clause": ""} for n, text in enumerate(rules.SAMPLE[:3], 1)],
            seed=seed, commitment=booking.commitment_of(seed), state="announced", announced_at=now - timedelta(hours=3),
            version=2, saved_at=now - timedelta(hours=4),
            extra={"why_always": "第一次检查发现的问题最多，回头看整改是不是做实了。", "count": rules.CALENDAR},
        )
    )  # fmt: skip
