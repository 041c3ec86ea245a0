"""The Atom feed of a campaign: what was published last, for readers and other sites that collect notices."""

from __future__ import annotations

from datetime import datetime, time
from xml.etree import ElementTree

from flask import Response, g, request, url_for

from core.base import clock
from core.base.access import open_to_all
from core.publishing import service
from core.publishing.views_public import public, rows
from core.users import service as users

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50


@public.get("/c/<campaign>/feed.atom")
@open_to_all
def feed() -> Response:
    """The newest published texts; an entry keeps its id when a later version comes."""
    found, _total = service.published_list(g.campaign.id, limit=ENTRIES)
    root = ElementTree.Element("feed", xmlns=ATOM)
    root.set("xml:lang", "zh-Hans-CN")
    own = url_for(".feed", _external=True)
    column = url_for("web_public.column", _external=True)
    _text(root, "id", own)
    _text(root, "title", g.campaign.title)
    _text(root, "updated", _moment(found[0].published_at if found else _day_of_campaign()))
    ElementTree.SubElement(root, "link", rel="self", href=own)
    ElementTree.SubElement(root, "link", rel="alternate", href=column)
    for line, shown in zip(found, rows(found, g.campaign), strict=True):
        entry = ElementTree.SubElement(root, "entry")
        _text(
            entry,
            "id",
            f"tag:{request.host.split(':')[0]},{g.campaign.starts_on.year}:{g.campaign.slug}/{line.document_id}",
        )
        _text(entry, "title", line.title)
        _text(entry, "updated", _moment(line.published_at))
        author = ElementTree.SubElement(entry, "author")
        _text(author, "name", users.department_name(line.department_id))
        address = str(shown["url"])
        absolute = f"{request.host_url.rstrip('/')}{address}" if address.startswith("/") else address
        ElementTree.SubElement(entry, "link", rel="alternate", href=absolute)
        ElementTree.SubElement(entry, "category", term=line.kind)
        _text(entry, "summary", str(shown["kind"]))
    text = ElementTree.tostring(root, encoding="unicode")
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', content_type="application/atom+xml; charset=utf-8"
    )


def _day_of_campaign() -> datetime:
    return datetime.combine(g.campaign.starts_on, time.min, clock.SHANGHAI)


def _moment(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")


def _text(parent: ElementTree.Element, name: str, value: str) -> None:
    ElementTree.SubElement(parent, name).text = value
