"""The search page: for everybody, without a session, so that a proxy may keep it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext as _

from core.base.access import open_to_all
from core.base.registry import registry
from core.plugin.contracts import Campaign
from core.search import service
from core.search.service import Asked, Line, Page

public = Blueprint("search_public", __name__, template_folder="templates")
LAST_PAGE = 100_000


@public.get("/search")
@open_to_all
def page() -> str:
    """What was found, with filters; with no words, the newest."""
    offered = service.choices()
    since, since_wrong = _day("from")
    until, until_wrong = _day("to")
    asked = Asked(
        text=request.args.get("q", ""),
        campaign=request.args.get("campaign", ""),
        unit=request.args.get("unit", type=int),
        kind=request.args.get("kind", ""),
        since=since,
        until=until,
        page=min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE),
    )
    found = service.find(asked)
    given = _given(asked)
    filtered = any(given.get(name) for name in ("campaign", "unit", "kind", "from", "to"))
    return render_template(
        "search/search.html",
        asked=asked,
        found=found,
        lines=_rows(found.lines),
        newest=_rows(found.newest),
        campaigns=offered.campaigns,
        units=offered.units,
        kinds=[(code, kind_title(code)) for code in offered.kinds],
        filtered=filtered,
        wrong_day=since_wrong or until_wrong,
        reversed_days=since is not None and until is not None and since > until,
        all_url=url_for(".page", q=asked.text) if asked.text else url_for(".page"),
        unit_links=[(unit.name, url_for(".page", unit=unit.unit_id)) for unit in found.units],
        suggestion_links=[(word, url_for(".page", q=word)) for word in found.results.suggestions],
        single_links=_single_links(found),
        pager_data=_pager(found, given),
    )


def kind_title(code: str) -> str:
    """What a kind is called: the document kind's title, or that of the room or plugin whose it is."""
    house = registry()
    declared = house.document_kinds.get(code)
    if declared is not None:
        return str(declared.title)
    owner = house.host.plugins.get(code.partition(".")[0])
    return str(owner.info.title) if owner is not None else _("文稿")


def address_of(line: Line) -> str:
    """The first of a hit's pages that works: a plugin that rests in its campaign leaves the next one."""
    owners = current_app.extensions["yangguang.owners"]
    for endpoint, values in line.hit.places:
        owner = owners.get(endpoint.partition(".")[0])
        known = endpoint in current_app.view_functions and owner is not None
        if known and registry().host.is_on(owner, line.campaign):
            return url_for(endpoint, **_whole(endpoint, dict(values), line.campaign))
    return ""


def _whole(endpoint: str, values: dict[str, Any], campaign: Campaign | None) -> dict[str, Any]:
    """The values of an address, with the campaign where it stands in one."""
    if campaign is None or not current_app.url_map.is_endpoint_expecting(endpoint, "campaign"):
        return values
    return {**values, "campaign": campaign.slug}


def _rows(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    return [
        {
            "hit": line.hit,
            "url": address_of(line),
            "kind": kind_title(line.hit.kind),
            "unit": line.unit,
            "campaign": line.campaign.title if line.campaign else "",
        }
        for line in lines
    ]


def _given(asked: Asked) -> dict[str, Any]:
    """The question as it stands in an address, without the page."""
    given = {
        "q": asked.text,
        "campaign": asked.campaign,
        "unit": asked.unit,
        "kind": asked.kind,
        "from": asked.since.isoformat() if asked.since else "",
        "to": asked.until.isoformat() if asked.until else "",
    }
    return {name: value for name, value in given.items() if value}


def _single_links(found: Page) -> list[tuple[str, str]]:
    """Each word alone, where several together found nothing."""
    words = found.results.words
    return [(word, url_for(".page", q=word)) for word in words] if len(words) > 1 else []


def _pager(found: Page, given: dict[str, Any]) -> dict[str, Any]:
    number, pages = found.number, found.pages
    return {
        "number": number,
        "pages": pages,
        "total": None,
        "previous_url": url_for(".page", **given, page=number - 1) if number > 1 else None,
        "next_url": url_for(".page", **given, page=number + 1) if number < pages else None,
    }


def _day(name: str) -> tuple[date | None, bool]:
    """(the day, whether something was written that is no day)."""
    written = request.args.get(name, "").strip()
    if not written:
        return None, False
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None, True
    # Days far off would not fit into a moment of the database.
    return (day, False) if 1900 < day.year < 2200 else (None, True)
