"""Rows for the contract tests: the demo's story, and what only time or a mishap would bring into the other tables."""

from __future__ import annotations

from datetime import datetime

from core.api import SYSTEM, Campaign, booking, db

from .models import OpenDay
from .models_channels import Channel
from .models_taking_part import Change, TooFew
from .service import figures, reporting, story
from .service.freezing import OWNER


def fill(campaign: Campaign, now: datetime) -> None:
    """At least one row in every table."""
    story.tell(campaign, now)
    for row in db.session.scalars(db.select(OpenDay)).all():
        event = booking.view_event(OWNER, row.id)
        if event is None:
            continue
        figures.keep_figures(row.id, event, now=now)
        db.session.add_all(
            (
                Change(
                    open_day_id=row.id,
                    session_id=None,
                    what="moved",
                    reason="暴雨",
                    before={},
                    after={},
                    at=now,
                ),
                TooFew(open_day_id=row.id, decide_on=now.date(), booked=3, least=25, at=now),
                Channel(open_day_id=row.id, code="sample", day=now.date(), at=now),
            )
        )
    unit = db.session.scalars(db.select(OpenDay.department_id)).first()
    if unit is not None:
        reporting.save_report(campaign, unit, "提前公布路线。", file=False, actor=SYSTEM, now=now)
