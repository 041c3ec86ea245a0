"""Pieces of public pages that are drawn once and shown to many: the frame, a published text with its margin.

A page itself is kept by core/web/page_cache.py. Where it can't be (an address with a question mark, a form that nobody
else may see, a page nobody has asked for yet) its pieces still are, by the same rules: until anything changes that public
pages show, until the next full minute, or sooner where a room names a moment. A piece holds nothing of its visitor, and
everything it depends on is in its key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from markupsafe import Markup

from core.base import clock
from core.base.access import VISITOR
from core.base.db import db
from core.base.memory import remembered
from core.base.registry import Registry, registry
from core.base.stamps import SHOWN, look_outside
from core.web.page_cache import ELDER_COOKIE, lasts_until
from core.web.zones import zone_of


def register(app: Flask) -> None:
    app.jinja_env.globals["piece"] = piece


@dataclass(frozen=True, slots=True)
class Visit:
    """What all pieces of one page have in common, worked out with the first of them.

    `stamps`: what everything shown stood at then; whoever changed something before that has their answer.
    """

    key: tuple[Any, ...]
    now: datetime
    at: float
    house: Registry
    stamps: tuple[int, ...]


def piece(name: str, *key: Any, caller: Callable[[], str]) -> str:
    """`{% call piece('name', …) %}…{% endcall %}`: what stands inside, drawn anew only when it may have changed.

    `key`: everything besides endpoint, language, campaign and elder mode that what stands inside depends on.
    """
    visit = _visit()
    if visit is None:
        return caller()
    house = visit.house
    whole = ("piece", name, *visit.key, *key)
    kept = house.memory.get(whole)
    if kept is not None and kept[0] == visit.stamps and kept[1][0] > visit.at:
        found: Markup = kept[1][1]
        return found

    def draw() -> tuple[float, Markup]:
        return lasts_until(house, visit.now), Markup(caller())

    until, text = remembered(whole, (), draw)
    if until <= visit.at:
        house.memory.pop(whole, None)
        until, text = remembered(whole, (), draw)
    return text


def _visit() -> Visit | None:
    """None where pieces are drawn for one reader only: outside of public pages, and for whoever is known."""
    if not has_request_context():
        return None
    here = g._get_current_object()
    try:
        known: Visit | None = here.pieces
    except AttributeError:
        known = here.pieces = _begin()
    return known


def _begin() -> Visit | None:
    # A unit of work that has written draws for itself.
    if (
        zone_of(request.endpoint) != "public"
        or g.get("actor") is not VISITOR
        or db.session().info.get("working")
    ):
        return None
    house, campaign, now = registry(), g.get("campaign"), clock.now()
    # What a plugin's fault left out of a piece may be well again at the next page: it has its own number.
    faults = sum(plugin.failures for plugin in house.host.plugins.values())
    elder = request.cookies.get(ELDER_COOKIE) == "1"
    key = (request.endpoint, g.lang, campaign.slug if campaign else "", elder, faults)
    look_outside(house)
    return Visit(key, now, now.timestamp(), house, house.stamps.values((SHOWN,)))
