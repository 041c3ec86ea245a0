"""The feedback for everybody: what we asked, what you said, what we did; every comment's end and reason. Nothing about a visitor."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g, jsonify, redirect, render_template, request, send_file, url_for
from markupsafe import Markup

from core.api import NotFound, clock, open_to_all, opinions

from . import feedback_docx
from .chain import DRAFT, FEEDBACK
from .document_feedback import book_marks, day_words
from .rules.feedback import DRAWN, ENDS
from .service import feedback_public, meetings, phases, previews
from .service.feedback_placing import anchor_names
from .service.feedback_public import PER_PAGE, PublicFeedback
from .service.feedback_said import feedback_duty
from .views_public import public
from .views_staff import Page
from .wording_feedback import END_TAGS, SOURCES, listed, standing


@public.get("/previews/<int:preview_id>/feedback", endpoint="feedback")
@open_to_all
def feedback_page(preview_id: int) -> Page:
    """The feedback; before it is out, by when it comes. The address is the same for good."""
    now = clock.now()
    preview = previews.of_campaign(g.campaign, preview_id)
    if FEEDBACK.published(preview_id) is None:
        return _not_yet(preview_id)
    shown = feedback_public.published_feedback(preview_id)
    asked = _asked(shown)
    lines, total = feedback_public.lines(shown, **asked)
    return render_template(
        "decisions/feedback_public.html",
        **_common(shown, preview_id),
        phases=phases.phases(preview_id, now, public=True),
        today=clock.local(now).date(),
        paragraphs=feedback_public.paragraphs(shown),
        lines=lines,
        total=total,
        asked=asked,
        filtered=any(asked[name] not in (None, "") for name in ("question", "anchor", "end")),
        ends=[end for end in ENDS if shown.counted.all.of(end)],
        preview=preview,
        held=_held(shown),
        pager_data=_pager(preview_id, asked["page"], total),
    )


@public.get("/previews/<int:preview_id>/feedback/comments/<number>")
@open_to_all
def feedback_comment(preview_id: int, number: str) -> Page:
    """One comment with what became of it, at an address of its own."""
    previews.of_campaign(g.campaign, preview_id)
    shown = feedback_public.published_feedback(preview_id)
    line = feedback_public.one_line(shown, opinions.same_number(number))
    return render_template("decisions/feedback_comment.html", line=line, **_common(shown, preview_id))


@public.get("/previews/<int:preview_id>/feedback/find")
@open_to_all
def feedback_find(preview_id: int) -> Page:
    """From a comment's number, however it was typed, to its address."""
    previews.of_campaign(g.campaign, preview_id)
    number = opinions.same_number(request.args.get("number", ""))
    shown = feedback_public.published_feedback(preview_id)
    try:
        line = feedback_public.one_line(shown, number)
    except NotFound:
        page = render_template(
            "decisions/feedback_comment.html", line=None, number=number[:20], **_common(shown, preview_id)
        )
        return page, 404
    return redirect(url_for(".feedback_comment", preview_id=preview_id, number=line.number), 303)


@public.get("/previews/<int:preview_id>/feedback/print", endpoint="feedback_print")
@open_to_all
def feedback_sheet(preview_id: int) -> Page:
    """The feedback as an official document, for reading and printing in one piece."""
    previews.of_campaign(g.campaign, preview_id)
    shown = feedback_public.published_feedback(preview_id)
    revision = shown.out.revision
    return render_template(
        "decisions/feedback_print.html",
        doc={
            "head": revision.issuer,
            "number": revision.doc_number,
            "title": revision.title,
            "blocks": [dict(block) for block in revision.blocks],
        },
        **_common(shown, preview_id),
    )


@public.get("/previews/<int:preview_id>/feedback.json")
@open_to_all
def feedback_json(preview_id: int) -> Any:
    """The comments with their ends a thousand at a time; `next_url` leads to those that follow."""
    previews.of_campaign(g.campaign, preview_id)
    shown = feedback_public.published_feedback(preview_id)
    found = feedback_public.items(shown, opinions.same_number(request.args.get("after", "")))
    return jsonify({**found, "next_url": more_items(preview_id, found["after"])})


def more_items(preview_id: int, after: str | None) -> str | None:
    """Where the comments after this one are told."""
    if after is None:
        return None
    return url_for("decisions_public.feedback_json", preview_id=preview_id, after=after, _external=True)


@public.get("/previews/<int:preview_id>/feedback.docx", endpoint="feedback_docx")
@open_to_all
def feedback_file(preview_id: int) -> Any:
    """The whole feedback as .docx, every comment in it."""
    previews.of_campaign(g.campaign, preview_id)
    shown = feedback_public.published_feedback(preview_id)
    spoken = [anchor for anchor in shown.counted.by_anchor if anchor]
    made = feedback_docx.feedback_docx(
        title=shown.title,
        issuer=shown.out.revision.issuer,
        day=day_words(shown.day),
        intro=shown.intro,
        closing=shown.closing,
        questions=[question.asked for question in shown.questions],
        counted=shown.counted,
        authors=shown.authors,
        paragraphs=[(name, tally) for _anchor, name, tally in feedback_public.paragraphs(shown)],
        lines=feedback_public.every_line(shown, preview_id),
        names=anchor_names(preview_id, spoken),
        minutes=shown.minutes,
        at=shown.out.published_at,
    )
    return send_file(io.BytesIO(made), download_name=f"{shown.title}.docx", as_attachment=True)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def band(shown: PublicFeedback) -> dict[str, Any]:
    """What the drawn band is made of; the preview's page shows it, too."""
    return {
        "shown": shown,
        "listed": listed(shown.counted.all),
        "unplaced_bar": feedback_public.unplaced_bar(shown.counted, len(shown.questions)),
        "beside": lambda tally: listed(tally, tuple(end for end in ENDS if end not in DRAWN)),
        "strong": lambda text: Markup("<b>{}</b>").format(text),
    }


def _common(shown: PublicFeedback, preview_id: int) -> dict[str, Any]:
    # The consultation itself may have been taken down while its feedback stands.
    known = DRAFT.published(preview_id) is not None
    draft = previews.public_preview(g.campaign, preview_id) if known else None
    return {
        **band(shown),
        "name": book_marks(draft.title if draft is not None else shown.title),
        "draft": draft,
        "preview_id": preview_id,
        "end_tags": END_TAGS,
        "sources": SOURCES,
        "duty_mark": standing(feedback_duty(g.campaign, preview_id, clock.now())),
        "names": anchor_names(preview_id, [a for a in shown.counted.by_anchor if a]),
    }


def _held(shown: PublicFeedback) -> list[tuple[Mapping[str, Any], date, bool]]:
    """The minutes that came out with the feedback, their day, and whether the meeting has a public page."""
    known = {one.id for one in meetings.public_meetings(g.campaign, shown.preview_id)}
    return [
        (one, date.fromisoformat(one["held_on"]), one.get("meeting_id") in known) for one in shown.minutes
    ]


def _not_yet(preview_id: int) -> Page:
    # What was taken down says so; what never came out says when it comes.
    with contextlib.suppress(NotFound):
        FEEDBACK.published_or_gone(preview_id)
    waiting = feedback_public.not_yet(g.campaign, preview_id, clock.now())
    return render_template(
        "decisions/feedback_not_yet.html", waiting=waiting, mark=standing(waiting.duty), preview_id=preview_id
    )


def _asked(shown: PublicFeedback) -> dict[str, Any]:
    args = request.args
    question, end = args.get("question", ""), args.get("end", "")
    anchor = args.get("paragraph", "*")
    return {
        "question": int(question) if question.isdecimal() and len(question) < 4 else None,
        "anchor": anchor if anchor != "*" and (anchor == "" or anchor in shown.counted.by_anchor) else None,
        "end": end if end in ENDS else "",
        "page": min(max(args.get("page", 1, type=int), 1), 100_000),
    }


def _pager(preview_id: int, number: int, total: int) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in ("question", "paragraph", "end")
    }
    pages = max((total + PER_PAGE - 1) // PER_PAGE, 1)

    def page(n: int) -> str:
        return url_for(".feedback", preview_id=preview_id, _anchor="comments", **given, page=n)

    return {
        "number": number,
        "pages": pages,
        "total": total,
        "previous_url": page(number - 1) if number > 1 else None,
        "next_url": page(number + 1) if number < pages else None,
    }
