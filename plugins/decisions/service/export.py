"""Every published preview as JSON: what the public pages say, in one document. Described in docs/decisions-plugin.md."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.api import Campaign, clock, registry

from ..contracts import PublicPreview
from . import comments, drafts, feedback, meetings, phases
from .previews import public_preview, public_previews

#: raised when a field changes its meaning or goes away; new ones may come without
FORMAT = 1


def all_previews(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """The list: what each is called and how far it is, with the address of its own document to be added by the page."""
    return {
        "format": FORMAT,
        "campaign": {"slug": campaign.slug, "title": campaign.title},
        "previews": [_short(view) for view in public_previews(campaign)],
    }


def one_preview(campaign: Campaign, preview_id: int, now: datetime) -> dict[str, Any]:
    """One published preview with its phases and what every part has published. Raises NotFound, or what tells that it was
    taken down."""
    view = public_preview(campaign, preview_id)
    told: dict[str, Any] = {
        "format": FORMAT,
        **_short(view),
        "summary": view.summary,
        "basis": view.basis,
        "contact": view.contact,
        "explanation": view.explanation,
        "shorter_reason": view.shorter_reason,
        "ways": dict(view.ways),
        "hearing": view.hearing,
        "stop_reason": view.stop_reason,
        "portal_url": view.portal_url,
        "phases": [
            {
                "code": phase.code,
                "state": phase.state,
                "starts": _iso(phase.starts),
                "ends": _iso(phase.ends),
                "clause": phase.clause,
            }
            for phase in phases.phases(preview_id, now, public=True)
        ],
    }
    told["drafts"] = drafts.export_of(preview_id)
    told["comments"] = comments.export_of(preview_id)
    told["meetings"] = [_meeting(shown) for shown in meetings.public_meetings(campaign, preview_id)]
    told["feedback"] = feedback.export_of(preview_id)
    return told


def _meeting(shown: meetings.PublicMeeting) -> dict[str, Any]:
    """A meeting as its notice tells it; the link of a video meeting is for its participants only."""
    return {
        "id": shown.id,
        "kind": shown.told.kind,
        "title": shown.told.title,
        "starts_at": _moment(shown.session.starts_at),
        "ends_at": _moment(shown.session.ends_at),
        "place": shown.session.place,
        "places": shown.event.capacity,
        "called_off": shown.called_off,
        "off_reason": shown.off_reason,
        "commitment": shown.commitment,
    }


def _moment(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")


def _short(view: PublicPreview) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": view.title,
        "kind": view.kind,
        "unit": registry().department_name(view.department_id),
        "catalogue_number": view.item_number,
        "state": view.state,
        "published_at": _moment(view.published_at),
        "version": view.version,
        "comment_from": _iso(view.comment_from),
        "comment_until": _iso(view.comment_until),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
