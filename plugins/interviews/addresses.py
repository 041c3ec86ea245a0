"""Addresses as they stand in messages."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from core.api import Campaign, settings


def answers_url(campaign: Campaign, interview_id: int, lang: str) -> str:
    """Where every question's answer is published; "" where nobody knows the site's address (a job, no `[site] url`)."""
    root = settings().site["url"].rstrip("/")
    # Whoever copies the site asks under a host that doesn't exist (RFC 2606): it must stand on no page.
    if not root and has_request_context() and not request.host.endswith(".invalid"):
        root = request.url_root.rstrip("/")
    values = {"lang": lang, "campaign": campaign.slug, "interview_id": interview_id}
    return root + current_app.url_map.bind("").build("interviews_public.questions", values) if root else ""
