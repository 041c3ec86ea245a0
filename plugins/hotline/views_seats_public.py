"""The public page of the hotline: its number, who answers what and when, programmes on air."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import current_app, g, render_template
from flask_babel import gettext as _

from core.api import clock, open_to_all

from . import showing_seats
from .contracts import ShiftView
from .service import programmes, shifts, topics
from .views_public import public
from .views_staff import Page
from .wording_seats import LANGUAGES


def together(shifts_of_a_day: Iterable[ShiftView]) -> list[list[ShiftView]]:
    """Seats that serve the same topics at the same hours, one line each: readers look for a topic, not for a chair."""
    lines: dict[tuple[Any, ...], list[ShiftView]] = {}
    for shift in shifts_of_a_day:
        lines.setdefault((shift.starts_at, shift.ends_at, shift.topic_ids), []).append(shift)
    return list(lines.values())


@public.get("/")
@open_to_all
def seats() -> Page:
    """Coming seats by day."""
    now = clock.now()
    coming = shifts.coming_seats(g.campaign, now)
    hours = shifts.opening(clock.local(now).date())
    units = showing_seats.unit_names()
    chosen = topics.list_topics(g.campaign)
    running = {t for s in coming if s.starts_at <= now for t in s.topic_ids}
    return render_template(
        "hotline/public_seats.html",
        number=showing_seats.number(),
        dial="".join(c for c in showing_seats.number() if c.isdigit() or c == "+"),
        hours=hours,
        days=[
            (day, together(found))
            for day, found in groupby(coming, key=lambda shift: clock.local(shift.starts_at).date())
        ],
        topics=chosen,
        running=running,
        names={topic.id: topic.name for topic in chosen},
        units=units,
        who=showing_seats.who_sits,
        languages=lambda shift: _("、").join(str(LANGUAGES[code]) for code in shift.languages),
        programmes=[
            p for p in programmes.list_programmes(g.campaign) if p.state == "planned" and p.ends_at > now
        ],
        there=lambda endpoint: endpoint in current_app.view_functions,
    )
