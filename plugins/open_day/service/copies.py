"""The working copies of an announcement (SC-01): where they are, and how they are blanked."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from core.api import Copy, RevisionView, booking

from .. import chain, store
from . import filings
from .freezing import OWNER


def copies(revision: RevisionView) -> list[Copy]:
    """The draft of the announcement, the plan it was drafted from, and the sessions that can be booked."""
    row = store.open_day(revision.subject_id) if revision.kind == chain.ANNOUNCEMENT.code else None
    if row is None:
        return []
    found = [
        Copy(_("开放日公告的草稿"), f"#{row.id}"),
        Copy(_("开放日实施方案"), f"#{row.plan_id}"),
    ]
    filed = store.filings(row.plan_id)
    if filed:
        found.append(Copy(_("历次报送的实施方案"), f"#{row.plan_id}", len(filed)))
    file = filings.emergency_file(row.plan_id)
    if file is not None:
        found.append(Copy(_("实施方案的应急预案附件"), f"#{file.id}"))
    event = booking.view_event(OWNER, row.id)
    if event is not None:
        found.append(Copy(_("报名的场次名称和地点"), f"#{event.id}", len(event.sessions)))
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the texts of the draft, of its plan and of the sessions; ids, states, dates and bookings stay."""
    row = store.open_day(revision.subject_id) if revision.kind == chain.ANNOUNCEMENT.code else None
    if row is None:
        return
    row.title = row.doc_number = ""
    row.items, row.sessions = {}, []
    row.saved_at = now
    plan = store.plan(row.plan_id, row.campaign_id)
    if plan is not None:
        filings.blank(plan, now)
    booking.blank_event(OWNER, row.id)
