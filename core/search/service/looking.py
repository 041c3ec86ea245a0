"""Looking something up for the public: only what belongs to campaigns that are public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from core.base import clock, search
from core.base.registry import registry
from core.base.search import Filters, Hit, Results
from core.plugin.contracts import Campaign
from core.users import service as users

PER_PAGE = 10
SHORTEST_UNIT = 3


@dataclass(frozen=True)
class Asked:
    """What somebody asked for; days are inclusive, in Shanghai."""

    text: str = ""
    campaign: str = ""
    unit: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True)
class Choices:
    """What the filters offer: only what leads somewhere."""

    campaigns: tuple[Campaign, ...]
    units: Mapping[int, str]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A unit named in the question: everything it published is one step away."""

    unit_id: int
    name: str


@dataclass(frozen=True)
class Line:
    """A hit with its campaign (None: it belongs to none) and the name of its unit."""

    hit: Hit
    campaign: Campaign | None
    unit: str


@dataclass(frozen=True)
class Page:
    """A page of what was found. `elsewhere`: how many there are without the filters, where these leave none."""

    results: Results
    lines: tuple[Line, ...]
    number: int
    pages: int
    units: tuple[Place, ...] = ()
    elsewhere: int = 0
    newest: tuple[Line, ...] = ()


def find(asked: Asked) -> Page:
    """Search, or with no words list the newest. A page behind the last one is the last one."""
    campaigns = _public_campaigns()
    filters = _filters(asked, campaigns)
    number = max(asked.page, 1)
    results = _look(asked.text, filters, number)
    pages = max((results.shown_total + PER_PAGE - 1) // PER_PAGE, 1)
    if number > pages:
        number = pages
        results = _look(asked.text, filters, number)
    units = _unit_names()
    by_id = {campaign.id: campaign for campaign in campaigns}

    def lines(found: Results) -> tuple[Line, ...]:
        return tuple(
            Line(hit, by_id.get(hit.campaign_id or 0), units.get(hit.department_id or 0, ""))
            for hit in found.hits
        )

    open_filters = _filters(Asked(), campaigns)
    nothing = not results.hits
    return Page(
        results=results,
        lines=lines(results),
        number=number,
        pages=pages,
        units=_units_in(asked, open_filters),
        elsewhere=search.search(asked.text, open_filters, limit=1).total if nothing and asked.text else 0,
        newest=lines(search.newest(open_filters, limit=5)) if nothing else (),
    )


def choices() -> Choices:
    """What there is to filter by."""
    campaigns = _public_campaigns()
    found = search.facets(_filters(Asked(), campaigns))
    names = _unit_names()
    return Choices(
        campaigns=tuple(c for c in campaigns if c.id in found.campaign_ids),
        units={i: names[i] for i in names if i in found.department_ids},
        kinds=found.kinds,
    )


def _look(text: str, filters: Filters, number: int) -> Results:
    offset = (number - 1) * PER_PAGE
    if text.strip():
        return search.search(text, filters, limit=PER_PAGE, offset=offset)
    return search.newest(filters, limit=PER_PAGE, offset=offset)


def _public_campaigns() -> list[Campaign]:
    return [campaign for campaign in registry().all_campaigns() if campaign.is_public]


def _filters(asked: Asked, campaigns: list[Campaign]) -> Filters:
    filters = Filters(campaign_ids=frozenset(campaign.id for campaign in campaigns))
    chosen = next((campaign for campaign in campaigns if campaign.slug == asked.campaign), None)
    return replace(
        filters,
        campaign_id=chosen.id if chosen else None,
        department_id=asked.unit,
        kind=asked.kind,
        since=_midnight(asked.since) if asked.since else None,
        until=_midnight(asked.until + timedelta(days=1)) if asked.until else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI).astimezone(UTC)


def _unit_names() -> dict[int, str]:
    return {unit.id: unit.short_name or unit.name for unit in users.all_departments()}


def _units_in(asked: Asked, filters: Filters) -> tuple[Place, ...]:
    """Units that the question names and that published something."""
    text = "".join(asked.text.split())
    if asked.unit is not None or not text:
        return ()
    published = search.facets(filters).department_ids
    found = []
    for unit in users.all_departments():
        said = [name for name in (unit.name, unit.short_name, *unit.aliases) if len(name) >= SHORTEST_UNIT]
        if unit.id in published and any(name in text for name in said):
            found.append(Place(unit.id, unit.name))
    return tuple(found[:3])
