"""The demo: people whom the water bureau recommends, and an old man for whom the hotline has booked."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Actor, Campaign, Grant, people_with

from . import at_the_counter, places, recommending
from .at_hand import BOOK_FOR, RECOMMEND
from .at_the_counter import ForSomebody
from .places import PublicOpenDay
from .recommending import Recommendation

RECOMMENDED = (
    ("何老师", "13800011915", "专家学者", 0),
    ("马主任", "13800012026", "社区工作者", 0),
    ("高经理", "13800013137", "企业家代表", 1),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """For every coming open day with places for them; without people who may do it there is nothing to tell."""
    at = now - timedelta(days=1, hours=2)
    for shown in places.public_open_days(campaign):
        sessions = [s for s in shown.event.sessions if s.state == "open" and s.starts_at > now]
        if not sessions or shown.event.refusal(at) is not None:
            continue
        editor = _somebody(RECOMMEND, shown, campaign)
        quotas = [s for s in sessions if s.recommended is not None and s.recommended.left >= len(RECOMMENDED)]
        for name, phone, category, session in RECOMMENDED if editor is not None and quotas else ():
            assert editor is not None
            person = Recommendation(quotas[session % len(quotas)].id, name, phone, category, ())
            recommending.recommend(campaign, shown.id, person, actor=editor, now=at)
        clerk = _somebody(BOOK_FOR, shown, campaign)
        if clerk is not None and sessions[-1].left and not sessions[-1].waiting:
            wish = ForSomebody(
                session_id=sessions[-1].id,
                category="其他群众",
                call_name="李大爷",
                full_name="李守田" if shown.gate_list else "",
                party=1,
                reach="call",
                phone="260 0733",
                contact="",
                declared=("age_capacity", "ties"),
                needs=(),
                photo_consent=False,
                notice_read=True,
                may_wait=False,
                key=f"demo{shown.id}",
            )
            at_the_counter.book_for(campaign, shown.id, wish, actor=clerk, now=at)


def _somebody(permission: str, shown: PublicOpenDay, campaign: Campaign) -> Actor | None:
    """Somebody of the demo who may do it for this department."""
    found = people_with(permission, department_id=shown.department_id, campaign_id=campaign.id)
    if not found:
        return None
    grant = Grant("editor", frozenset({permission}), frozenset({shown.department_id}))
    return Actor(found[0].id, found[0].name, (grant,), found[0].department_id)
