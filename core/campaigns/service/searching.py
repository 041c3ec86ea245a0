"""A campaign's own page in the search."""

from __future__ import annotations

from datetime import datetime

from core.base import search
from core.base.db import db
from core.base.search import SearchDocument
from core.campaigns import store
from core.campaigns.models import CampaignRow
from core.users import service as users


def refresh(campaign_id: int, now: datetime) -> None:
    """Bring the search in line with the campaign, inside the current unit of work: a draft isn't found."""
    db.session.flush()
    document = search_document(campaign_id)
    if document is not None:
        search.put(document)
    else:
        search.remove(_key(campaign_id))


def search_document(campaign_id: int) -> SearchDocument | None:
    """What the page 关于 says, without the contacts; None for a draft."""
    row = db.session.get(CampaignRow, campaign_id)
    if row is None or row.state == "draft":
        return None
    activities = store.activities(campaign_id)
    units = [users.department_name(i) for i in store.department_ids(campaign_id)]
    lines = [row.theme, row.summary, row.form, *row.slogans]
    for activity in activities:
        lines += [activity.heading, activity.body, activity.place]
    return SearchDocument(
        key=_key(campaign_id),
        kind="campaigns.about",
        title=row.title,
        body="\n".join(filter(None, [*lines, "、".join(units)])),
        places=(search.place("campaigns_public.about"),),
        published_at=row.opened_at or row.created_at,
        headings=tuple(activity.heading for activity in activities),
        doc_number=row.number,
        names=tuple(filter(None, [row.issuer])),
        campaign_id=campaign_id,
        department_id=row.host_department_id,
    )


def _key(campaign_id: int) -> str:
    return f"campaigns:{campaign_id}"
