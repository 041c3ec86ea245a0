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
        if not has_request_context():
            return build(endpoint, **values)
        # Behind the proxies: some ten addresses a page go through here.
        asked, here = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]
        if asked.environ.get("SCRIPT_NAME"):
            return build(endpoint, **values)
        if endpoint == "static" and len(values) == 1:
            found = known.get(("static", *values.items()))
            if found is None:
                found = known["static", *values.items()] = build(endpoint, **values)
            return found
        campaign = here.get("campaign")
        if campaign is None or zone_of(asked.endpoint) != "public":
            return build(endpoint, **values)  # the desk's pages may ask the session which campaign is meant
        # Flask's own url_for gives all of them, most as None.
        for name in ("_external", "_scheme", "_anchor", "_method"):
            if values.get(name) is not None:
                return build(endpoint, **values)
            values.pop(name, None)
        whole = asked.blueprint + endpoint if endpoint.startswith(".") and asked.blueprint else endpoint
        try:
            key = (whole, here.lang, campaign.slug, *values.items())
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
