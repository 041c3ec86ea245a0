"""Earlier contacts of a number, and orders that seem to be about the same matter."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select

from core.api import Actor, Campaign, clock, db, privacy, similar

from ..contracts import Contacts, Likeness
from ..models.calls import Call
from ..models.orders import Order
from ..permissions import INTAKE
from ..rules import orders as rules
from ..rules.phones import dial
from ..store import orders as store
from . import reach
from .order_pieces import marks_of, opened
from .order_views import lines_of

#: how many earlier orders are shown, and how many names are looked at
MOST_LINES, MOST_NAMES = 8, 30
#: candidates that are compared word by word, and likenesses shown
MOST_COMPARED, MOST_LIKE = 40, 5
#: days within which an order can be about the same matter, where the pack doesn't say (HL-06.days)
DAYS = 30
#: from here on two matters are proposed as one (share of likeness)
LEAST = 0.45
#: a title this alike needs no second look
SURE = 0.8


def contacts_of(campaign: Campaign, phone: str, *, actor: Actor, now: datetime) -> Contacts:
    """Earlier contacts of a number in all campaigns' calls and orders that this person may see, newest first.

    `this_year` counts orders and calls without one. `same_number` says that it was called under different names. A
    confidential order is in none of it except for its handlers. An unreadable number has no contacts.
    """
    actor.require(INTAKE, campaign_id=campaign.id)
    number = dial(phone)
    if not number:
        return Contacts((), 0, None, 0, False)
    digests = privacy.digest_candidates(number)
    where = (
        Order.person_digest.in_(digests),
        Order.campaign_id == campaign.id,
        reach.readable(actor, campaign.id),
    )
    newest = select(Order).where(*where).order_by(Order.registered_at.desc(), Order.id.desc())
    rows = list(db.session.scalars(newest.limit(MOST_NAMES)))
    first_of_year = clock.local(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    this_year = store.count_of([*where, Order.registered_at >= first_of_year])
    calls = (
        Call.person_digest.in_(digests),
        Call.campaign_id == campaign.id,
        Call.direction == "in",
        # A call that an order came of is counted as the order, and not at all when that one is hidden.
        ~select(Order.id).where(Order.call_id == Call.id).exists(),
    )
    alone = db.session.scalar(
        select(func.count()).select_from(Call).where(*calls, Call.arrived_at >= first_of_year)
    )
    last_call = db.session.scalar(select(func.max(Call.arrived_at)).where(*calls))
    moments = [row.registered_at for row in rows[:1]] + ([last_call] if last_call is not None else [])
    names = sorted({"".join(opened(row.name_sealed).split()).lower() for row in rows} - {""})
    return Contacts(
        lines=tuple(lines_of(rows[:MOST_LINES])),
        this_year=this_year + int(alone or 0),
        last_at=max(moments) if moments else None,
        open=store.count_of([*where, Order.state.in_(rules.OPEN)]),
        # 王 and 王女士 may be one person, 王女士 and 王先生 are two.
        same_number=any(not other.startswith(one) for one, other in pairwise(names)),
    )


def days_of(campaign: Campaign) -> int:
    """Within how many days an order can be about the same matter."""
    value = campaign.pack.value("HL-06.days")
    return value if isinstance(value, int) and not isinstance(value, bool) else DAYS


def duplicates_of(
    campaign: Campaign,
    topic_id: int | None,
    text: str,
    place: str = "",
    *,
    actor: Actor,
    now: datetime,
    besides: int | None = None,
) -> tuple[Likeness, ...]:
    """Orders of late that seem to be about the same matter, the most alike first; confidential ones never.

    Candidates are the orders that share most telling words (by their digests) and the topic's latest; only they are opened
    and compared, so that a hundred thousand orders cost no more than forty.
    """
    if not text.strip():
        return ()
    since = now - timedelta(days=days_of(campaign))
    since_id = store.first_id_since(campaign.id, since)
    if since_id is None:
        return ()
    ids = store.orders_marked(campaign.id, marks_of(place, text), MOST_COMPARED, since_id)
    if topic_id is not None and len(ids) < MOST_COMPARED:
        ids += store.newest_of_topic(campaign.id, topic_id, since, MOST_COMPARED - len(ids))
    rows = store.orders_by_id(set(ids) - {besides})
    asked = similar.read(_joined(place, text))
    found: list[tuple[float, Order]] = []
    for row in rows.values():
        if row.confidential or row.merged_into is not None or not reach.may_read(row, actor):
            continue
        place_of, title = opened(row.place_sealed), opened(row.title_sealed)
        # A title alone is compared first: what was said at length would drown it.
        score = similar.likeness(asked, similar.read(_joined(place_of, title)))
        if score < SURE:
            whole = _joined(place_of, title, opened(row.words_sealed)[:300])
            score = max(score, similar.likeness(asked, similar.read(whole)))
        if score >= LEAST:
            found.append((score, row))
    found.sort(key=lambda pair: (-pair[0], -pair[1].id))
    best = found[:MOST_LIKE]
    lines = lines_of([row for _score, row in best])
    return tuple(Likeness(line, round(100 * score)) for line, (score, _row) in zip(lines, best, strict=True))


def _joined(*texts: str) -> str:
    return "，".join(text for text in texts if text)
