"""Addresses as they stand in messages and on paper."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from core.api import Campaign, settings


def answers_url(campaign: Campaign, preview_id: int, lang: str) -> str:
    """Where every comment's end and reason is published, before and after it is; "" where nobody knows the site's address
    (a job, no `[site] url`)."""
    return _whole("decisions_public.feedback", campaign, preview_id, lang)


def preview_url(campaign: Campaign, preview_id: int, lang: str) -> str:
    """The permanent address of a preview, for a printed page; "" where nobody knows the site's address."""
    return _whole("decisions_public.preview", campaign, preview_id, lang)


def _whole(endpoint: str, campaign: Campaign, preview_id: int, lang: str) -> str:
    root = settings().site["url"].rstrip("/")
    # Whoever copies the site asks under a host that doesn't exist (RFC 2606): it must stand on no page.
    if not root and has_request_context() and not request.host.endswith(".invalid"):
        root = request.url_root.rstrip("/")
    values = {"lang": lang, "campaign": campaign.slug, "preview_id": preview_id}
    return root + current_app.url_map.bind("").build(endpoint, values) if root else ""
