"""The demo's story of a paper that became an item of the column, through every step of the chain."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Actor, Campaign, Grant, campaigns, clock, db, people_with, publishing, registry

from ..chain import ITEM
from ..models.duties import Duty
from ..models.submissions import Handing, Submission
from ..permissions import HAND_IN, SEE
from . import items, photos
from .items import SaveItem

TITLE = "城东水厂的两天：63 位居民跟着一滴水走了一遍"
TEXT = """开放日第一周，云川市水务局请居民走进城东水厂。两天里来了 63 位居民，最大的 78 岁，最小的上小学二年级。
讲解员从取水口讲起，沉淀池、滤池、清水池一站一站看过去。在化验室，居民自己用试剂测了余氯。
居民问得最多的是水表多久换一次。工作人员当场演示了查询办法，并登记了 12 户到期更换的申请。"""


def tell(campaign: Campaign, now: datetime) -> None:
    """The water department's, whose people sign; in another world nothing."""
    units = [
        one
        for one in campaigns.participants(campaign.id)
        if registry().department_name(one).endswith("水务局")
    ]
    if not units or not people_with("publishing.approve", department_id=units[0]):
        return
    unit, out = units[0], now - timedelta(hours=3)
    came = out - timedelta(days=2)
    duty = Duty(
        campaign_id=campaign.id, key="hand:new", title="开放日第一周的活动情况", kind="material", day=clock.local(came).date(),
        owes=[unit], version=1, saved_at=came - timedelta(days=9),
    )  # fmt: skip
    db.session.add(duty)
    db.session.flush()
    duty.key = f"hand:{duty.id}"
    row = Submission(
        campaign_id=campaign.id, key=duty.key, department_id=unit, title="开放日第一周的活动情况", kind="material", text=TEXT,
        state="accepted", in_at=came, version=1, saved_at=came,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Handing(
            submission_id=row.id, number=1, text=TEXT, files=[], way="web", came_at=came, entered_at=came, state="accepted",
            judged_at=came + timedelta(hours=5),
        )
    )  # fmt: skip
    db.session.flush()
    editor = _person(unit, "publishing.submit", HAND_IN, SEE)
    shown = [one.id for one in photos.chosen(campaign, unit)]
    items.save(
        campaign, row.id, SaveItem(TITLE, TEXT, "", tuple(shown)), 1, actor=editor, now=out - timedelta(hours=26)
    )  # fmt: skip
    items.submit(campaign, row.id, 2, actor=editor, now=out - timedelta(hours=25))
    waiting = ITEM.document(row.id)
    assert waiting is not None
    assert waiting.revision is not None
    digest = waiting.revision.digest
    for hours, step in ((20, "first_review"), (17, "secrecy_review"), (1, "approval")):
        signer = _person(unit, f"publishing.{'approve' if step == 'approval' else step}")
        publishing.sign(waiting.id, step, digest, actor=signer, now=out - timedelta(hours=hours))
    publishing.publish(waiting.id, digest, actor=_person(unit, "publishing.publish"), now=out)


def _person(unit: int, *permissions: str) -> Actor:
    """The person of the department (or of the city) who holds the first permission, with these."""
    people = people_with(permissions[0], department_id=unit)
    one = next((person for person in people if person.department_id == unit), people[0])
    return Actor(one.id, one.name, (Grant("editor", frozenset(permissions), frozenset({unit})),), unit)
