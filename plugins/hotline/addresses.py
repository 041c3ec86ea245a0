"""Addresses of the hotline's pages where no page is being made: in messages, jobs and lists that services give."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, has_request_context, request

from core.api import Campaign, settings


def path_of(endpoint: str, campaign: Campaign, lang: str = "", **values: Any) -> str:
    """The path of a page of ours; `lang` is the reader's unless given."""
    spoken = lang or (g.get("lang", "zh") if has_request_context() else "zh")
    built: str = current_app.url_map.bind("").build(
        endpoint, {"lang": spoken, "campaign": campaign.slug, **values}
    )
    return built


def full_address(endpoint: str, campaign: Campaign, lang: str, **values: Any) -> str:
    """The whole address for a message; "" where nobody knows the site's (a job, and no `[site] url`)."""
    root = settings().site["url"].rstrip("/") or (
        request.url_root.rstrip("/") if has_request_context() else ""
    )
    return root + path_of(endpoint, campaign, lang, **values) if root else ""
