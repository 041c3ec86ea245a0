"""What people say about an open day: the subject of its opinions (OD-11, OD-12 征求意见)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from flask_babel import lazy_gettext as _l

from core.api import Campaign, NotFound, OpinionKind, OpinionSubject, clock

from . import pack as packs
from .rules.dates import after
from .service import places

CODE = "open_day.opinion"


def subject(campaign: Campaign, open_day_id: int) -> OpinionSubject | None:
    """A published open day. Opinions are taken until its results are due (OD-10), answered by OD-11 from its last day."""
    try:
        shown = places.public_open_day(campaign, open_day_id)
    except NotFound:
        return None
    last = max(clock.local(session.ends_at).date() for session in shown.event.sessions)
    results = packs.values_of(campaign).results
    until = after(last, results.value, campaign.calendar.is_working_day) if results is not None else None
    return OpinionSubject(
        title=shown.revision.revision.title.removesuffix("活动公告") + f"：{shown.theme}",
        department_id=shown.department_id,
        takes_until=datetime.combine(until, time(23, 59), clock.SHANGHAI) if until is not None else None,
        due_from=last,
    )


def subjects(campaign: Campaign) -> Sequence[int]:
    """Every published open day, for a clerk's choice."""
    return [shown.id for shown in places.public_open_days(campaign)]


KIND = OpinionKind(
    code=CODE,
    title=_l("对政府开放日的意见"),
    subject=subject,
    public_endpoint="open_day_public.announcement",
    subject_arg="open_day_id",
    subjects=subjects,
    rule="OD-11",
    anonymous=True,
)
