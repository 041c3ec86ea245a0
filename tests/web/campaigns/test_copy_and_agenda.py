"""A campaign is copied to the next year; its agenda, files for calendars and feeds, and what search engines get."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-06T12:00")


def office(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "office", "password": "yunchuan-demo"})
    return client


def slug_of(app: Flask) -> str:
    with app.app_context():
        from core.campaigns import service

        return service.live_campaigns()[0].slug


def test_copy_asks_what_to_look_at_before_it_opens(demo: Flask) -> None:
    client, slug = office(demo), slug_of(demo)
    preview = client.get(f"/zh/staff/campaigns/{slug}/copy")
    assert preview.status_code == 200
    assert "2027" in preview.text
    made = client.post(f"/zh/staff/campaigns/{slug}/copy")
    assert made.status_code == 303
    new = made.location.rsplit("/", 1)[1]
    assert "2027" in new
    assert demo.test_client().get(f"/zh/c/{new}/").status_code == 404, "a draft is nobody's to see"
    page = client.get(made.location).text
    assert "处要核对" in page
    stopped = client.post(f"/zh/staff/campaigns/{new}/state/open", follow_redirects=True)
    assert "没有核对" in stopped.text
    for part in ("facts", "activities", "duties", "words"):
        assert client.post(f"/zh/staff/campaigns/{new}/checked/{part}").status_code == 303
    assert client.post(f"/zh/staff/campaigns/{new}/checked/nonsense").status_code == 404
    page = client.get(f"/zh/staff/campaigns/{new}").text
    assert "处要核对" not in page
    with demo.app_context():
        from core.campaigns import service
        from plugins.open_day import store

        copied = service.campaign_view(new)
        source = service.campaign_view(slug)
        assert copied is not None
        assert source is not None
        assert (copied.starts_on.year, copied.edition) == (
            2027,
            (source.edition or 0) + 1 if source.edition else None,
        )
        assert service.participants(copied.id) == service.participants(source.id)
        plans = store.plans(copied.id)
        assert plans
        assert all(plan.state == "draft" and plan.day is None for plan in plans)


def test_only_the_office_copies(demo: Flask) -> None:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "editor", "password": "yunchuan-demo"})
    assert client.post(f"/zh/staff/campaigns/{slug_of(demo)}/copy").status_code == 403


def test_agenda_feed_and_sitemaps(demo: Flask) -> None:
    client, slug = demo.test_client(), slug_of(demo)
    month = client.get(f"/zh/c/{slug}/agenda")
    assert month.status_code == 200
    assert "public" in month.headers["Cache-Control"]
    assert "开放日" in month.text
    assert client.get(f"/en/c/{slug}/agenda?view=week&on=2026-05-15").status_code == 200
    for odd in ("on=", "on=9999-12-31", "on=0001-01-01", "on=<script>", "view=year"):
        assert client.get(f"/zh/c/{slug}/agenda?{odd}").status_code == 200

    ics = client.get(f"/zh/c/{slug}/agenda.ics")
    events = icalendar.Calendar.from_ical(ics.data).walk("VEVENT")
    assert events
    again = icalendar.Calendar.from_ical(client.get(f"/zh/c/{slug}/agenda.ics").data).walk("VEVENT")
    assert [e["UID"] for e in events] == [e["UID"] for e in again]

    feed = ElementTree.fromstring(client.get(f"/zh/c/{slug}/feed.atom").data)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entries
    for entry in entries:
        link = entry.find("{http://www.w3.org/2005/Atom}link")
        assert link is not None
        assert client.get(link.attrib["href"]).status_code == 200

    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    seen = 0
    for site in index.iter(f"{space}loc"):
        assert site.text
        for place in ElementTree.fromstring(client.get(site.text).data).findall(f"{space}url/{space}loc"):
            assert place.text
            assert client.get(place.text, follow_redirects=True).status_code == 200, place.text
            seen += 1
    assert seen >= 10
    assert client.get("/sitemap/no-such.xml").status_code == 404
    robots = client.get("/robots.txt").text
    assert "Disallow: /zh/staff/" in robots
    assert "Sitemap: http" in robots
