"""Addresses of public pages, built once: a page has some seventy, and most are the same on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, has_request_context, request

from core.web.zones import zone_of

#: addresses kept in one process; past this all are built anew
MOST = 8000


def register(app: Flask) -> None:
    """Have `url_for` remember what it built for the public side.

    An address without host depends on the endpoint, the values, the page's language and campaign, and nothing else.
    """
    build: Callable[..., str] = app.url_for
    known: dict[Any, str] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        if not has_request_context() or "campaign_slug" not in g or request.script_root:
            return build(endpoint, **values)
        campaign = g.get("campaign")
        if campaign is None or zone_of(request.endpoint) != "public":
            return build(endpoint, **values)  # the desk's pages may ask the session which campaign is meant
        # Flask's own url_for gives all of them, most as None.
        for name in ("_external", "_scheme", "_anchor", "_method"):
            if values.get(name) is not None:
                return build(endpoint, **values)
            values.pop(name, None)
        whole = request.blueprint + endpoint if endpoint.startswith(".") and request.blueprint else endpoint
        try:
            key = (whole, g.lang, campaign.slug, *values.items())
            found = known.get(key)
        except TypeError:  # a list among the values
            return build(endpoint, **values)
        if found is None:
            found = build(endpoint, **values)
            if len(known) >= MOST:
                known.clear()
            known[key] = found
        return found

    app.url_for = url_for  # type: ignore[method-assign]
    app.jinja_env.globals["url_for"] = url_for
