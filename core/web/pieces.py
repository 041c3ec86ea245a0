"""Pieces of public pages that are drawn once and shown to many: the frame, a published text with its margin.

A page itself is kept by core/web/page_cache.py. Where it can't be (an address with a question mark, a form that nobody
else may see, a page nobody has asked for yet) its pieces still are, by the same rules: until anything changes that public
pages show, until the next full minute, or sooner where a room names a moment. A piece holds nothing of its visitor, and
everything it depends on is in its key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, has_request_context, request
from markupsafe import Markup

from core.base import clock
from core.base.access import VISITOR
from core.base.memory import remembered
from core.base.registry import registry
from core.web.page_cache import ELDER_COOKIE, lasts_until
from core.web.zones import zone_of


def register(app: Flask) -> None:
    app.jinja_env.globals["piece"] = piece


def piece(name: str, *key: Any, caller: Callable[[], str]) -> str:
    """`{% call piece('name', …) %}…{% endcall %}`: what stands inside, drawn anew only when it may have changed.

    `key`: everything besides endpoint, language, campaign and elder mode that what stands inside depends on.
    """
    if (
        not has_request_context()
        or zone_of(request.endpoint) != "public"
        or g.get("actor", VISITOR) is not VISITOR
    ):
        return caller()
    campaign = g.get("campaign")
    elder = request.cookies.get(ELDER_COOKIE) == "1"
    # What a plugin's fault left out of a piece may be well again at the next page: it stands under its own number.
    house = registry()
    faults = sum(plugin.failures for plugin in house.host.plugins.values())
    whole = ("piece", name, request.endpoint, g.lang, campaign.slug if campaign else "", elder, faults, *key)
    now = clock.now()

    def draw() -> tuple[float, Markup]:
        return lasts_until(house, now), Markup(caller())

    until, text = remembered(whole, (), draw)
    if until <= now.timestamp():
        house.memory.pop(whole, None)
        until, text = remembered(whole, (), draw)
    return text
