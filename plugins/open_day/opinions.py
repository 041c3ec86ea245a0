"""What people say about an open day: the subject of its opinions (OD-11, OD-12 征求意见)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from flask_babel import lazy_gettext as _l

from core.api import Campaign, OpinionKind, OpinionSubject, clock

from . import pack as packs
from .rules.after_the_day import EVALUATION
from .rules.dates import after
from .service import looking_back, places
from .service.figures import OPINION

CODE = OPINION


def subject(campaign: Campaign, open_day_id: int) -> OpinionSubject | None:
    """A published open day. Opinions are taken until its results are due (OD-10), but no longer than until the evaluation
    is out; they are answered by OD-11. Both count from the day on which it really ended."""
    day = looking_back.public_day(campaign, open_day_id, clock.now())
    if day is None:
        return None
    shown = day.shown
    last = day.ended_on or max(clock.local(session.ends_at).date() for session in shown.event.sessions)
    results = packs.values_of(campaign).results
    until = after(last, results.value, campaign.calendar.is_working_day) if results is not None else None
    takes_until = datetime.combine(until, time(23, 59), clock.SHANGHAI) if until is not None else None
    out = day.published.get(EVALUATION)
    if out is not None:
        takes_until = min(takes_until or out.published_at, out.published_at)
    return OpinionSubject(
        title=shown.revision.revision.title.removesuffix("活动公告") + f"：{shown.theme}",
        department_id=shown.department_id,
        takes_until=takes_until,
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
