"""Comments for everybody: the way to write one, the list of the published ones, one at its permanent address."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for

from core.api import NotFound, clock, departments, open_to_all, opinions

from . import opinions as kind
from .chain import COMMENT
from .service import comments, drafts, previews
from .views_public import public
from .wording_comments import OUTCOMES, SOURCES

#: the filter's word for comments on the whole draft
WHOLE = "-"


@public.get("/<int:preview_id>/comment")
@open_to_all
def comment(preview_id: int) -> Any:
    """To the ledger's form, about the whole draft or one paragraph."""
    if kind.subject(g.campaign, preview_id) is None:
        raise NotFound
    anchor = request.args.get("anchor") or None
    return redirect(url_for("opinions_public.new", kind=COMMENT, subject_id=preview_id, part=anchor))


@public.get("/<int:preview_id>/comments", endpoint="comments")
@open_to_all
def comments_list(preview_id: int) -> str:
    """What was said and let through, by paragraph, end and support."""
    preview = previews.public_preview(g.campaign, preview_id)
    args = request.args
    counts = comments.counts_by_anchor(preview_id)
    names = drafts.paragraph_names(preview_id)
    asked = args.get("part", "")
    anchor = None if not asked else "" if asked == WHOLE else asked
    outcome = args.get("outcome", "") if args.get("outcome") in OUTCOMES else ""
    most = args.get("order") == "support"
    number = min(max(args.get("page", 1, type=int), 1), 100_000)
    found, total = comments.published_for(preview_id, anchor, number, outcome=outcome, most_supported=most)
    pages = max((total + opinions.PUBLIC_PER_PAGE - 1) // opinions.PUBLIC_PER_PAGE, 1)
    given: dict[str, Any] = {
        "part": asked or None,
        "outcome": outcome or None,
        "order": "support" if most else None,
    }
    return render_template(
        "decisions/comments_list.html",
        preview=preview,
        found=found,
        total=total,
        everything=sum(counts.values()),
        parts=[(one, name, counts[one]) for one, name in names.items() if counts.get(one)],
        whole=counts.get("", 0),
        asked=asked,
        about=kind.part(g.campaign, preview_id, anchor) if anchor else None,
        outcome=outcome,
        most=most,
        outcomes=OUTCOMES,
        words_for=SOURCES,
        taking=_taking(preview_id),
        units={unit.id: unit.short_name or unit.name for unit in departments()},
        pager_data={
            "number": number,
            "pages": pages,
            "total": total,
            "previous_url": url_for(".comments", preview_id=preview_id, **given, page=number - 1)
            if number > 1
            else None,
            "next_url": url_for(".comments", preview_id=preview_id, **given, page=number + 1)
            if number < pages
            else None,
        },
    )


@public.get("/<int:preview_id>/comments/<number>")
@open_to_all
def comment_one(preview_id: int, number: str) -> str:
    """One comment, with the paragraph as it read when the comment was made."""
    preview = previews.public_preview(g.campaign, preview_id)
    one = opinions.public_opinion(g.campaign, number)
    if one.kind != COMMENT or one.subject_id != preview_id:
        raise NotFound
    return render_template(
        "decisions/comments_one.html",
        preview=preview,
        one=one,
        about=kind.part(g.campaign, preview_id, one.anchor, one.version) if one.anchor else None,
        outcomes=OUTCOMES,
        units={unit.id: unit.short_name or unit.name for unit in departments()},
    )


def _taking(preview_id: int) -> bool:
    """Whether comments are taken on the page today; pages that are kept change with the day."""
    subject = kind.subject(g.campaign, preview_id)
    now = clock.now()
    if subject is None or not subject.by_web:
        return False
    early = subject.takes_from is not None and now < subject.takes_from
    return not early and (subject.takes_until is None or now <= subject.takes_until)
