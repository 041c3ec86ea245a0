"""What the column shows: the panels and the programme that rooms and plugins contribute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from flask import render_template
from markupsafe import Markup

from core.base import clock
from core.base.registry import registry
from core.plugin.contracts import AgendaItem, Campaign, Panel
from core.plugin.host import Host
from core.web.dial import Dial, DialEvent
from core.web.dial import layout as draw


@dataclass(frozen=True)
class ProgrammeRow:
    """One line of the day's programme: past, now, next or later."""

    item: AgendaItem
    state: str
    minutes_to_go: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A panel with its HTML."""

    panel: Panel
    html: Markup


@dataclass(frozen=True)
class Column:
    """Everything on a campaign's first page."""

    doors: list[Drawn]
    main: list[Drawn]
    side: list[Drawn]
    shown_day: date | None
    programme: list[ProgrammeRow]
    later: list[AgendaItem]
    dial: Dial


def column(campaign: Campaign, now: datetime) -> Column:
    """Ask everyone and sort by place and order."""
    host = registry().host
    given = host.contribute("campaign_panels", campaign=campaign, now=now)
    panels = sorted(given, key=lambda named: named[1].order)
    agenda = sorted(
        (a for _, a in host.contribute("agenda", campaign=campaign, now=now)), key=lambda a: a.starts_at
    )
    today = clock.local(now).date()
    shown = (
        today
        if any(_day(a) == today for a in agenda)
        else next((_day(a) for a in agenda if _day(a) > today), None)
    )
    rows = [_row(item, now) for item in agenda if _day(item) == shown]
    events = [_event(row) for row in rows] if shown == today else []
    return Column(
        doors=_drawn(panels, "door", host),
        main=_drawn(panels, "main", host),
        side=_drawn(panels, "side", host),
        shown_day=shown,
        programme=rows,
        later=_each_once([a for a in agenda if shown is not None and _day(a) > shown])[:6],
        dial=draw(events, clock.local(now).time()),
    )


def _drawn(panels: list[tuple[str, Panel]], place: str, host: Host) -> list[Drawn]:
    """The panels of a place with their HTML; one whose template fails is left out and shown in health."""
    found: list[Drawn] = []
    for name, panel in panels:
        if panel.place == place:
            try:
                html = Markup(render_template(panel.template, panel=panel.context, first_door=not found))
            except Exception as problem:
                host.note_failure(host.plugins[name], "campaign_panels", problem)
            else:
                found.append(Drawn(panel, html))
    return found


def _each_once(items: list[AgendaItem]) -> list[AgendaItem]:
    """What goes on for days is named on its next day only."""
    first: dict[tuple[str, str], AgendaItem] = {}
    for item in items:
        first.setdefault((item.title, item.url), item)
    return list(first.values())


def _day(item: AgendaItem) -> date:
    return clock.local(item.starts_at).date()


def _row(item: AgendaItem, now: datetime) -> ProgrammeRow:
    if item.starts_at > now:
        minutes = int((item.starts_at - now).total_seconds() // 60)
        return ProgrammeRow(item, "next" if minutes <= 90 else "later", minutes)
    if item.ends_at is not None and item.ends_at > now:
        return ProgrammeRow(item, "now")
    return ProgrammeRow(item, "past")


def _event(row: ProgrammeRow) -> DialEvent:
    start = clock.local(row.item.starts_at).time()
    end: time | None = clock.local(row.item.ends_at).time() if row.item.ends_at else None
    return DialEvent(start, end, row.state == "now")
