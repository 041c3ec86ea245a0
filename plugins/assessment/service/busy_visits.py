"""A large city's inspections and photos: rounds drawn and gone through, findings in every state, pictures that look alike."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from core.api import (
    SYSTEM,
    Campaign,
    Progress,
    booking,
    clock,
    db,
    files,
    people_with,
    pictures,
    unit_of_work,
)

from ..models.inspection import Check, Finding, FindingAct, Inspection, Visit
from ..models.photos import Photo
from ..permissions import INSPECT
from ..rules import inspection as rules
from . import photo_looks, story_photos
from .inspection import lots_of
from .photo_offering import PLACE
from .photo_pairs import pair_up

ROUNDS, VISITS, PHOTOS = 4, 40, 90
FAULTS = ("公告贴在侧门，正门看不到", "资料字号太小", "意见簿没有放笔", "应急预案找不到", "导览牌没有摆")
SHOWN = (
    ("工作人员演示水表查询办法", "工作人员和社区居民", "城东水厂"),
    ("居民参观净水车间", "社区居民", "城东水厂"),
    ("现场发放办事指南", "志愿者", "政务服务中心"),
    ("企业负责人提问", "企业代表", "开发区管委会"),
)


def fill(campaign: Campaign, units: Sequence[int], now: datetime, size: float, progress: Progress) -> None:
    """Rounds of inspections, the newest under way; then photos, each looked at as it would be."""
    dice = random.Random(521)
    number = 0
    with progress("现场检查", ROUNDS) as step:
        for n in range(1, ROUNDS + 1):
            wanted = min(max(3, round(VISITS * size)), len(units))
            with unit_of_work():
                number = _round(campaign, units, n, wanted, number, dice, now)
            db.session.expunge_all()
            step(1)
    many = max(4, round(PHOTOS * size))
    with progress("活动照片", many) as step:
        for n in range(many):
            _photo(campaign, units[n % len(units)], n, now)
            step(1)


def _round(
    campaign: Campaign,
    units: Sequence[int],
    n: int,
    wanted: int,
    number: int,
    dice: random.Random,
    now: datetime,
) -> int:
    """One round, `number` findings behind it; how many there are then."""
    who = [one.id for one in people_with(INSPECT, campaign_id=campaign.id)]
    today, over = clock.local(now).date(), n < ROUNDS
    begins = today - timedelta(days=10 * (ROUNDS - n) + 4)
    seed = hashlib.sha256(f"busy-{n}".encode()).hexdigest()
    row = Inspection(
        campaign_id=campaign.id, number=n, title=f"第 {n} 轮现场跟踪检查", starts_on=begins, ends_on=begins + timedelta(days=9),
        days=10, wanted=wanted, drawn_from=list(units), seed=seed, commitment=booking.commitment_of(seed),
        checklist=[{"code": str(k), "text": text, "clause": ""} for k, text in enumerate(rules.SAMPLE, 1)],
        state="ended" if over else "drawn", announced_at=now - timedelta(days=10 * (ROUNDS - n) + 6),
        drawn_at=now - timedelta(days=10 * (ROUNDS - n) + 5), version=3, saved_at=now - timedelta(days=10 * (ROUNDS - n) + 7),
    )  # fmt: skip
    row.drawn = [int(one) for one in booking.draw(seed, lots_of(row), wanted).taken]
    db.session.add(row)
    db.session.flush()
    for k, unit in enumerate(sorted(row.drawn)):
        state = "done" if over or 2 * k < wanted else "planned"
        at = now - timedelta(days=10 * (ROUNDS - n) + 2, minutes=k)
        visit = Visit(
            inspection_id=row.id, department_id=unit, inspector_id=who[k % len(who)] if who else None,
            day=clock.local(at).date(), state=state, begun_at=at if state == "done" else None,
            done_at=at if state == "done" else None,
        )  # fmt: skip
        db.session.add(visit)
        db.session.flush()
        if state == "done":
            number = _checked(campaign, visit, number, dice, at, now)
    return number


def _checked(
    campaign: Campaign, visit: Visit, number: int, dice: random.Random, at: datetime, now: datetime
) -> int:
    checks: list[dict[str, Any]] = []
    for k, text in enumerate(rules.SAMPLE, 1):
        wrong = dice.random() < 0.15
        note = dice.choice(FAULTS) if wrong else ""
        verdict = rules.FAULT if wrong else rules.WELL
        checks.append({"visit_id": visit.id, "item": str(k), "verdict": verdict, "note": note, "at": at})
        if not wrong:
            continue
        number += 1
        due_on = campaign.calendar.add(clock.local(at).date(), 10, rules.WORKING)
        state = dice.choices(rules.FINDING_STATES, (25, 20, 55))[0]
        put_right = min(at + timedelta(days=dice.randrange(1, 9)), now)
        finding = Finding(
            campaign_id=campaign.id, number=number, visit_id=visit.id, department_id=visit.department_id, item=str(k),
            text=f"{text}：{note}", due_on=due_on, state=state, made_at=at,
            reported_on=None if state == rules.OPEN else clock.local(put_right).date(),
            closed_on=clock.local(put_right).date() if state == rules.CLOSED else None,
        )  # fmt: skip
        db.session.add(finding)
        db.session.flush()
        acts = [
            ("opened", "", at),
            ("reported", "当天就换了。", put_right),
            ("confirmed", "现场看过。", put_right),
        ]
        for act, words, moment in acts[: 1 + rules.FINDING_STATES.index(state)]:
            day = due_on if act == "opened" else None
            db.session.add(FindingAct(finding_id=finding.id, act=act, text=words, day=day, at=moment))
    db.session.execute(insert(Check), checks)
    return number


def _photo(campaign: Campaign, unit: int, n: int, now: datetime) -> None:
    """Every ninth shows what another one shows, a little smaller."""
    scene, shown = (n - 1 if n % 9 == 8 else n), SHOWN[n % len(SHOWN)]
    drawn = story_photos.drawn(1000 + scene, (1720, 1290) if scene != n else (1800, 1350))
    with unit_of_work() as session:
        item = pictures.add_file(io.BytesIO(drawn), f"IMG_{3000 + n}.jpg", unit, True, actor=SYSTEM, now=now)
        pictures.answer(item.id, "none", 0, actor=SYSTEM, now=now)
        look = photo_looks.look_at(files.path_of(item.file))
        row = Photo(
            campaign_id=campaign.id, department_id=unit, file_id=item.id, what=shown[0], who=shown[1], place=shown[2],
            taken_on=clock.local(now).date() - timedelta(days=1 + n % 5), captioned_at=now, offered_at=now,
            state="chosen" if n % 5 == 0 else "offered", judged_at=now if n % 5 == 0 else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        files.attach(PLACE, row.id, [item.id], campaign_id=campaign.id)
        pair_up(row, look, now)
