"""Previews for everybody: the catalogue with its filters, one decision's page, print, calendar, feed, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from xml.etree import ElementTree

from flask import Response, g, jsonify, render_template, request, url_for

from core.api import AgendaItem, NotFound, calendar_id, clock, departments, open_to_all

from . import chain, showing_meetings, showing_parts, showing_preview
from .addresses import preview_url
from .contracts import PublicPreview
from .service import catalogue_texts, export, phases, previews
from .service.catalogue_views import PublicItem
from .views_feedback_public import more_items
from .views_public import public
from .wording_catalogue import ITEM_STATES
from .wording_preview import PREVIEW_KINDS

PER_PAGE = 30
LONGEST = 100
ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50


@public.get("/")
@open_to_all
def index() -> str:
    """Everything that will be decided, by kind, unit, state and words."""
    now = clock.now()
    items = catalogue_texts.public_items(g.campaign, now)
    chosen = _filters()
    shown = [item for item in items if _fits(item, chosen)]
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    pages = max((len(shown) + PER_PAGE - 1) // PER_PAGE, 1)
    given = {name: value for name, value in chosen.items() if value}
    units = {unit.id: unit.name for unit in departments()}
    return render_template(
        "decisions/catalogue_index.html",
        items=shown[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(items),
        open_now=[item for item in items if item.state == "open"],
        chosen=chosen,
        units={i: units[i] for i in sorted({item.department_id for item in items}) if i in units},
        unit_names=units,
        kinds=PREVIEW_KINDS,
        states=ITEM_STATES,
        catalogues=sorted({(i.department_id, i.catalogue_id) for i in items if i.catalogue_id is not None}),
        pager_data={
            "number": number,
            "pages": pages,
            "total": len(shown),
            "previous_url": url_for(".index", **given, page=number - 1) if number > 1 else None,
            "next_url": url_for(".index", **given, page=number + 1) if number < pages else None,
        },
    )


@public.get("/catalogue/<int:catalogue_id>/")
@open_to_all
def catalogue(catalogue_id: int) -> str:
    """One department's catalogue as it was published."""
    out = chain.CATALOGUE.published_or_gone(catalogue_id)
    if out.revision.campaign_id != g.campaign.id:
        raise NotFound
    links = {item.id: item for item in catalogue_texts.public_items(g.campaign, clock.now())}
    return render_template(
        "decisions/catalogue_public.html",
        out=out,
        revision=out.revision,
        items=out.revision.data.get("items", ()),
        links=links,
        kinds=PREVIEW_KINDS,
        states=ITEM_STATES,
    )


@public.get("/items/<int:item_id>/")
@open_to_all
def item(item_id: int) -> str:
    """One item's whole way, at its permanent address."""
    now = clock.now()
    found = catalogue_texts.public_item(g.campaign, item_id, now)
    way: Sequence[Any] = (
        phases.phases(found.preview_id, now, public=True) if found.preview_id is not None else ()
    )
    return render_template(
        "decisions/catalogue_item_public.html",
        item=found,
        unit=_unit(found.department_id),
        phases=way or showing_preview.before_preview(found),
        kinds=PREVIEW_KINDS,
        states=ITEM_STATES,
        today=clock.local(now).date(),
    )


@public.get("/previews/<int:preview_id>/")
@open_to_all
def preview(preview_id: int) -> str:
    """One decision: how far it is, and what every part has published."""
    return render_template("decisions/preview_public.html", **_told(preview_id))


@public.get("/previews/<int:preview_id>/print")
@open_to_all
def print_preview(preview_id: int) -> str:
    """The same to be printed."""
    address = preview_url(g.campaign, preview_id, g.lang)
    return render_template("decisions/preview_print.html", address=address, **_told(preview_id))


@public.get("/previews/<int:preview_id>.json")
@open_to_all
def preview_json(preview_id: int) -> Response:
    """Everything published about one decision."""
    told = export.one_preview(g.campaign, preview_id, clock.now())
    said = told["feedback"].get("feedback")
    if said is not None:
        said["next_url"] = more_items(preview_id, said["after"])
    return jsonify({**told, "url": url_for(".preview", preview_id=preview_id, _external=True)})


@public.get("/previews.json")
@open_to_all
def previews_json() -> Response:
    """Every published preview, each with the address of its own document."""
    told = export.all_previews(g.campaign, clock.now())
    for line in told["previews"]:
        line["url"] = url_for(".preview", preview_id=line["id"], _external=True)
        line["json_url"] = url_for(".preview_json", preview_id=line["id"], _external=True)
    return jsonify(told)


@public.get("/previews/<int:preview_id>/calendar.ics")
@open_to_all
def preview_calendar(preview_id: int) -> Response:
    """The days of one decision for a calendar; a changed day moves the same entry."""
    view = previews.public_preview(g.campaign, preview_id)
    found = [*showing_preview.entries(g.campaign, [view]), *showing_meetings.entries(g.campaign, preview_id)]
    return _calendar(view.title, found, f"decision-{preview_id}")


@public.get("/calendar.ics")
@open_to_all
def calendar() -> Response:
    """The days of all of them."""
    days = showing_preview.entries(g.campaign, previews.public_previews(g.campaign))
    found = [*days, *showing_meetings.entries(g.campaign)]
    return _calendar(g.campaign.title, found, "decisions")


@public.get("/feed.atom")
@open_to_all
def feed() -> Response:
    """What was published about decisions; an entry keeps its id whatever becomes of its text and address."""
    return _feed(showing_preview.published(g.campaign)[:ENTRIES], g.campaign.title, url_for(".feed", _external=True),
                 url_for(".index", _external=True))  # fmt: skip


@public.get("/previews/<int:preview_id>/feed.atom")
@open_to_all
def preview_feed(preview_id: int) -> Response:
    """What was published about one decision."""
    view = previews.public_preview(g.campaign, preview_id)
    lines = [line for line in showing_preview.published(g.campaign) if line.preview_id == preview_id]
    return _feed(lines[:ENTRIES], view.title, url_for(".preview_feed", preview_id=preview_id, _external=True),
                 url_for(".preview", preview_id=preview_id, _external=True))  # fmt: skip


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _told(preview_id: int) -> dict[str, Any]:
    view: PublicPreview = previews.public_preview(g.campaign, preview_id)
    now = clock.now()
    return {
        "view": view,
        "unit": _unit(view.department_id),
        "phases": phases.phases(preview_id, now, public=True),
        "parts": showing_parts.public_parts(preview_id, g.campaign, now),
        "today": clock.local(now).date(),
        "ways": [(name, text) for name, text in view.ways.items() if text and name != "web"],
        "taking": phases.taking(view, now),
        # A decision may be announced before its catalogue is, or the catalogue taken down since.
        "in_catalogue": phases.catalogued_on(view.item_id) is not None,
    }


def _unit(department_id: int) -> str:
    return next((unit.name for unit in departments() if unit.id == department_id), "")


def _filters() -> dict[str, Any]:
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    return {
        "q": " ".join(request.args.get("q", "").split())[:LONGEST],
        "kind": kind if kind in PREVIEW_KINDS else "",
        "unit": request.args.get("unit", type=int),
        "state": state if state in ITEM_STATES else "",
    }


def _fits(item: PublicItem, chosen: dict[str, Any]) -> bool:
    words = chosen["q"].lower().split()
    text = f"{item.number} {item.title} {item.basis} {item.unit}".lower()
    return (
        all(word in text for word in words)
        and chosen["kind"] in ("", item.kind)
        and chosen["unit"] in (None, item.department_id)
        and chosen["state"] in ("", item.state)
    )


def _calendar(name: str, entries: Sequence[AgendaItem], filename: str) -> Response:
    import icalendar  # a tenth of a second, for this file only

    made = icalendar.Calendar()
    made.add("prodid", f"-//Yangguang//{g.campaign.slug}//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    for one in entries:
        event = icalendar.Event()
        event.add("uid", calendar_id(one.key))
        event.add("dtstamp", one.starts_at)
        whole_day = one.ends_at is None
        event.add("dtstart", clock.local(one.starts_at).date() if whole_day else one.starts_at)
        if one.ends_at is not None:
            event.add("dtend", one.ends_at)
        event.add("summary", one.title)
        if one.place:
            event.add("location", one.place)
        if one.url:
            event.add("url", f"{request.host_url.rstrip('/')}{one.url}")
        made.add_component(event)
    return Response(
        made.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )


def _feed(lines: Sequence[showing_preview.Line], title: str, own: str, page: str) -> Response:
    root = ElementTree.Element("feed", xmlns=ATOM)
    root.set("xml:lang", "zh-Hans-CN")
    first = datetime.combine(g.campaign.starts_on, time.min, clock.SHANGHAI)
    for name, value in (("id", own), ("title", title), ("updated", _moment(lines[0].at if lines else first))):
        ElementTree.SubElement(root, name).text = value
    ElementTree.SubElement(root, "link", rel="self", href=own)
    ElementTree.SubElement(root, "link", rel="alternate", href=page)
    host = request.host.split(":")[0]
    for line in lines:
        entry = ElementTree.SubElement(root, "entry")
        tag = f"tag:{host},{g.campaign.starts_on.year}:{g.campaign.slug}/decisions/{line.key}"
        for name, value in (
            ("id", tag),
            ("title", line.title),
            ("updated", _moment(line.at)),
            ("summary", line.what),
        ):
            ElementTree.SubElement(entry, name).text = value
        author = ElementTree.SubElement(entry, "author")
        ElementTree.SubElement(author, "name").text = _unit(line.department_id)
        ElementTree.SubElement(
            entry, "link", rel="alternate", href=f"{request.host_url.rstrip('/')}{line.url}"
        )
    text = ElementTree.tostring(root, encoding="unicode")
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', content_type="application/atom+xml; charset=utf-8"
    )


def _moment(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")
