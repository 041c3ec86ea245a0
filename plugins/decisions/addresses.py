"""Addresses as they stand in messages."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from core.api import Campaign, settings


def answers_url(campaign: Campaign, preview_id: int, lang: str) -> str:
    """Where every comment's end and reason is published, before and after it is; "" where nobody knows the site's address
    (a job, no `[site] url`)."""
    site = settings().site["url"].rstrip("/")
    root = site or (request.url_root.rstrip("/") if has_request_context() else "")
    values = {"lang": lang, "campaign": campaign.slug, "preview_id": preview_id}
    return root + current_app.url_map.bind("").build("decisions_public.feedback", values) if root else ""
