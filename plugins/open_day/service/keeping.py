"""What an open day collects about its visitors, why and how long; who is due is forgotten (PI-03)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from core.api import (
    Campaign,
    NotFound,
    PersonalField,
    Published,
    Purged,
    booking,
    campaigns,
    clock,
    publishing,
)

from .. import chain_after, store_after
from .. import pack as packs
from ..rules.after_the_day import EVALUATION, Held, purge_on, real_end
from .figures import keep_figures
from .freezing import OWNER

if TYPE_CHECKING:
    from .looking_back import DayView

NOTICE = "open_day.booking"
#: told besides where the plan needs a gate list (PI-01)
GATE_NOTICE = "open_day.gate"
_VISIT = _l("安排参观、签到、通知")
_EVALUATED = _l("总结评估公开")


def _field(
    name: str,
    title: object,
    *,
    sealed: str = "",
    plain: str = "",
    optional: bool = False,
    notice: str = NOTICE,
    purpose: object = _VISIT,
) -> PersonalField:
    return PersonalField(
        f"{notice}.{name}",
        title,
        purpose,
        table="booking_booking",
        sealed_column=sealed,
        digest_column="person_digest" if name == "phone" else "",
        plain_column=plain,
        rule="PI-03",
        counted_from=_EVALUATED,
        optional=optional,
        count=lambda: booking.count_kept(OWNER),
    )


FIELDS = (
    _field("name", _l("称呼"), sealed="name_sealed"),
    _field("phone", _l("手机号"), sealed="phone_sealed"),
    _field("category", _l("代表类别"), plain="category"),
    _field("needs", _l("需要的帮助"), plain="needs", optional=True),
    _field("photo", _l("是否同意公开现场照片"), plain="photo_consent", optional=True),
    _field(
        "full_name",
        _l("姓名（入场登记，请带身份证，只看不存）"),
        sealed="full_name_sealed",
        notice=GATE_NOTICE,
        purpose=_l("入场登记"),
    ),
)


def purge_due(now: datetime) -> list[Purged]:
    """Forget the visitors of open days whose keeping time (PI-03) is over; their figures are kept for good before that.

    It runs from the day on which the evaluation came out, without one from the day on which it was due (OD-11), and for a
    day that was called off from the calling off.
    """
    phones = names = 0
    kept = booking.kept_events(OWNER)
    evaluated = chain_after.KINDS[EVALUATION].all_published([owner for owner, *_ in kept])
    called_off = store_after.called_off([owner for owner, *_ in kept])
    for owner, event_id, campaign_id, _last_end in kept:
        event = booking.view_event(OWNER, owner)
        try:
            campaign = campaigns.campaign_by_id(campaign_id)
        except NotFound:
            continue
        if event is None:
            continue
        out = evaluated.get(owner)
        due = _due(campaign, event, first_out(out) if out is not None else None, called_off.get(owner), now)
        if due is not None and due <= clock.local(now).date():
            keep_figures(owner, event, now=now)
            done = booking.forget_event(event_id, campaign_id, now=now)
            phones, names = phones + done[0], names + done[1]
    return [Purged(f"{NOTICE}.phone", phones), Purged(f"{NOTICE}.name", names)]


def forgotten_on(campaign: Campaign, day: DayView, now: datetime) -> date | None:
    """The day on which the visitors of an open day are forgotten, as far as it is known now."""
    out = day.published.get(EVALUATION)
    return _due(campaign, day.shown.event, first_out(out) if out else None, day.called_off_at, now)


def first_out(published: Published) -> date:
    """The day on which a text first came out: a correction doesn't begin the keeping time anew."""
    revision = published.revision
    if published.version > 1:
        versions = publishing.public_versions(revision.campaign_id, revision.document_id)
        return clock.local(min(v.published_at for v in versions)).date()
    return clock.local(published.counts_from).date()


def _due(
    campaign: Campaign,
    event: booking.EventView,
    evaluated: date | None,
    called_off: datetime | None,
    now: datetime,
) -> date | None:
    days = campaign.pack.value("PI-03")
    whole = event.state == "called_off"
    held = [Held(s.starts_at, s.ends_at, whole or s.state == "called_off") for s in event.sessions]
    ending = store_after.ending(event.owner_id)
    ended = real_end(held, ending.ended_at if ending is not None else None)
    if ended is not None and ended > now:
        return None  # still to come: nothing of it is over
    off = None
    if ended is None:
        # Called off without a record of when: counted from its last session, as if it had been held.
        off = clock.local(called_off or max(s.ends_at for s in event.sessions)).date()
    return purge_on(
        off,
        evaluated,
        clock.local(ended).date() if ended is not None else None,
        packs.values_of(campaign),
        days if isinstance(days, int) else None,
        campaign.calendar.is_working_day,
    )
