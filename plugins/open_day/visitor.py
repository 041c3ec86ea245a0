"""What one browser carries between the steps of booking an open day."""

from __future__ import annotations

from core.api import booking_pages

drafts = booking_pages.Drafts("open_day.booking")
draft, draft_in, keep, drop, drop_in = (
    drafts.draft,
    drafts.draft_in,
    drafts.keep,
    drafts.drop,
    drafts.drop_in,
)
proven_phone = booking_pages.proven_phone
