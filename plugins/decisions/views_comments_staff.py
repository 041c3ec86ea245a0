"""Comments of a preview for its department and the office: by paragraph, by state, the oldest first."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, url_for

from core.api import clock, departments, needs, opinions

from .chain import COMMENT
from .service import comments, previews
from .views_comments_public import WHOLE
from .views_staff import staff
from .wording_comments import OUTCOMES, SOURCES, TABS


@staff.get("/previews/<int:preview_id>/comments", endpoint="comments")
@needs("decisions.see")
def comments_staff(preview_id: int) -> Any:
    """How many on which paragraph, and those of one paragraph or state to act on; acts are the ledger's."""
    view = previews.for_staff(g.campaign, preview_id, actor=g.actor)
    reads = g.actor.can(opinions.SEE, campaign_id=g.campaign.id)
    moderator = g.actor.can(opinions.MODERATE, campaign_id=g.campaign.id)
    tab = request.args.get("tab", "")
    if tab not in TABS:
        tab = "new" if moderator else "open"
    part = request.args.get("part", "")
    number = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    asked = opinions.Asked(
        tab=tab, kind=COMMENT, subject_id=preview_id, page=number,
        anchor=None if not part else "" if part == WHOLE else part,
    )  # fmt: skip
    found = opinions.inbox(asked, actor=g.actor, now=clock.now()) if reads else None
    pages = max((found.total + opinions.PER_PAGE - 1) // opinions.PER_PAGE, 1) if found is not None else 1
    given: dict[str, Any] = {"tab": tab, "part": part or None}
    return render_template(
        "decisions/comments_staff.html",
        view=view,
        rows=comments.by_part(preview_id, actor=g.actor),
        figures=comments.figures(preview_id),
        found=found,
        tab=tab,
        part=part,
        tabs=[(code, words) for code, words in TABS.items() if moderator or code in ("open", "ended")],
        outcomes=OUTCOMES,
        sources=SOURCES,
        moderator=moderator,
        may_enter=g.actor.can(opinions.ENTER, campaign_id=g.campaign.id),
        subject=f"{COMMENT}:{preview_id}",
        entry_subject=f"{g.campaign.slug}/{COMMENT}:{preview_id}",
        units=departments(),
        back=request.full_path.rstrip("?"),
        pager_data={
            "number": number,
            "pages": pages,
            "total": found.total if found is not None else 0,
            "previous_url": url_for(".comments", preview_id=preview_id, **given, page=number - 1)
            if number > 1
            else None,
            "next_url": url_for(".comments", preview_id=preview_id, **given, page=number + 1)
            if number < pages
            else None,
        },
    )
