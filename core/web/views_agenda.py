"""The public agenda of a campaign, as a month, a week and an iCalendar file; and what search engines ask for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from flask import Blueprint, Response, g, render_template, request, url_for
from werkzeug.routing import BuildError

from core.base import clock
from core.base.access import VISITOR, open_to_all
from core.base.calendar_ids import calendar_id
from core.base.errors import NotFound
from core.base.i18n import LANGUAGES
from core.base.registry import registry
from core.plugin.contracts import AgendaItem, Campaign
from core.web import agenda

if TYPE_CHECKING:
    import icalendar

YEARS = (2000, 2100)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def agenda_views(public: Blueprint) -> None:
    """Hang these pages into the public blueprint."""
    public.add_url_rule("/c/<campaign>/agenda", "agenda", agenda_page)
    public.add_url_rule("/c/<campaign>/agenda.ics", "agenda_file", agenda_file)


@open_to_all
def agenda_page() -> str:
    """A month or a week; without a day in the address, where the next thing happens."""
    now = clock.now()
    today = clock.local(now).date()
    items = _items(g.campaign, now)
    kind = "week" if request.args.get("view") == "week" else "month"
    on = _day(request.args.get("on", "")) or agenda.best_day(
        items, today, (g.campaign.starts_on, g.campaign.ends_on)
    )
    view = (agenda.week if kind == "week" else agenda.month)(on, items, today)
    return render_template("web/agenda.html", view=view, any_at_all=bool(items))


@open_to_all
def agenda_file() -> Response:
    """Everything of the campaign for a calendar that asks again by itself."""
    import icalendar  # a tenth of a second, for this file only

    now = clock.now()
    made = icalendar.Calendar()
    made.add("prodid", f"-//Yangguang//{g.campaign.slug}//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", g.campaign.title)
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", "PT6H", parameters={"VALUE": "DURATION"}, encode=False)
    for item in _items(g.campaign, now):
        made.add_component(_event(item))
    return Response(
        made.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{g.campaign.slug}.ics"'},
    )


def _event(item: AgendaItem) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    # The same thing keeps its number from one asking to the next.
    told = f"{item.url}|{item.title}|{item.starts_at.isoformat()}"
    event.add("uid", calendar_id(item.key or hashlib.sha256(told.encode()).hexdigest()[:32]))
    event.add("dtstamp", item.starts_at)
    event.add("dtstart", item.starts_at)
    if item.ends_at:
        event.add("dtend", item.ends_at)
    event.add("summary", item.title)
    if item.place:
        event.add("location", item.place)
    described = "\n".join(part for part in (item.who, _absolute(item.url)) if part)
    if described:
        event.add("description", described)
    if item.url:
        event.add("url", _absolute(item.url))
    return event


def _items(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    given = registry().host.contribute("agenda", campaign=campaign, now=now)
    return sorted((item for _, item in given), key=lambda item: (item.starts_at, item.title))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if YEARS[0] <= found.year < YEARS[1] else None


def _absolute(address: str) -> str:
    return f"{request.host_url.rstrip('/')}{address}" if address.startswith("/") else address


# ── for search engines ──────────────────────────────────────────────────────────────────────────────────────────────
@open_to_all
def robots() -> Response:
    """What robots may read: everything public, nothing of the desk, and no endless searches."""
    lines = ["User-agent: *"]
    for lang in LANGUAGES:
        lines += [f"Disallow: /{lang}/staff/", f"Disallow: /{lang}/search", f"Disallow: /{lang}/my"]
    lines += ["Disallow: /api/", "Disallow: /live", "", f"Sitemap: {_absolute('/sitemap.xml')}", ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@open_to_all
def sitemap_index() -> Response:
    """One sitemap for the site itself and one for every public campaign."""
    root = ElementTree.Element("sitemapindex", xmlns=SITEMAP)
    for name in ("site", *(c.slug for c in _public_campaigns())):
        entry = ElementTree.SubElement(root, "sitemap")
        ElementTree.SubElement(entry, "loc").text = _absolute(f"/sitemap/{name}.xml")
    return _xml(root)


@open_to_all
def sitemap(name: str) -> Response:
    """The pages of the site ("site") or of one campaign, in both languages, each with its other language."""
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    campaign = next((c for c in _public_campaigns() if c.slug == name), None)
    if campaign is None and name != "site":
        raise NotFound()
    for endpoint, values, at in _campaign_pages(campaign) if campaign else _site_pages():
        try:
            addresses = {lang: url_for(endpoint, lang=lang, _external=True, **values) for lang in LANGUAGES}
        except BuildError:
            continue  # the plugin of that page rests
        for address in addresses.values():
            entry = ElementTree.SubElement(root, "url")
            ElementTree.SubElement(entry, "loc").text = address
            if at is not None:
                ElementTree.SubElement(entry, "lastmod").text = clock.local(at).isoformat(timespec="seconds")
            for lang, other in addresses.items():
                ElementTree.SubElement(entry, "xhtml:link", rel="alternate", hreflang=lang, href=other)
    return _xml(root)


Pages = Iterator[tuple[str, dict[str, Any], datetime | None]]


def _site_pages() -> Pages:
    for endpoint in ("web_public.campaigns", "web_public.privacy", "web_public.accessibility"):
        yield endpoint, {}, None


def _campaign_pages(campaign: Campaign) -> Pages:
    """What stands in the campaign's menu, its agenda, and everything that the search may find in it."""
    now, host = clock.now(), registry().host
    seen: set[tuple[str, str]] = set()
    found: list[tuple[str, dict[str, Any], datetime | None]] = [
        ("web_public.column", {}, None),
        ("web_public.agenda", {}, None),
    ]
    menu = host.contribute("nav", campaign=campaign, actor=VISITOR)
    found += [(item.endpoint, dict(item.values), None) for _, item in menu if item.zone == "public"]
    published = host.contribute("search_documents", campaign=campaign, now=now)
    found += [(d.places[0][0], dict(d.places[0][1]), d.published_at) for _, d in published if d.places]
    for endpoint, values, at in found:
        values = {**values, "campaign": campaign.slug}
        key = (endpoint, repr(sorted(values.items())))
        if key not in seen:
            seen.add(key)
            yield endpoint, values, at


def _public_campaigns() -> list[Campaign]:
    return [c for c in registry().load_campaigns() if c.is_public]


def _xml(root: ElementTree.Element) -> Response:
    text = ElementTree.tostring(root, encoding="unicode", xml_declaration=False)
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', content_type="application/xml; charset=utf-8"
    )
