"""The public draft: paragraph by paragraph with what was said of it, what changed, and the files to take along."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, render_template, url_for

from core.api import NotFound, clock, departments, open_to_all

from . import chain, document_draft
from .rules.comparing import figures
from .service import comments, drafts, feedback_public, previews
from .service.drafts import PublicDraft
from .showing_drafts import changes, count_words
from .views_public import public
from .wording_drafts import PURPOSES, STATES
from .wording_feedback import END_TAGS, SOURCES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@public.get("/previews/<int:preview_id>/draft")
@open_to_all
def draft(preview_id: int) -> str:
    """All of it; where there was another version before, with what was deleted and inserted since."""
    return _page(preview_id, "all")


@public.get("/previews/<int:preview_id>/draft/changed")
@open_to_all
def draft_changed(preview_id: int) -> str:
    """只看改过的."""
    return _page(preview_id, "changed")


@public.get("/previews/<int:preview_id>/draft/clean")
@open_to_all
def draft_clean(preview_id: int) -> str:
    """The text as it stands now, without deletions."""
    return _page(preview_id, "clean")


@public.get("/previews/<int:preview_id>/draft/beside")
@open_to_all
def draft_beside(preview_id: int) -> str:
    """Both versions beside each other."""
    return _page(preview_id, "beside")


@public.get("/previews/<int:preview_id>/draft.txt")
@open_to_all
def draft_text(preview_id: int) -> Response:
    """The draft as plain text."""
    shown = _shown(preview_id)[0]
    return _file(
        document_draft.plain(shown.title, shown.paragraphs).encode(),
        "text/plain; charset=utf-8",
        shown,
        "txt",
    )


@public.get("/previews/<int:preview_id>/draft.docx")
@open_to_all
def draft_docx(preview_id: int) -> Response:
    """The draft as a Word file."""
    shown = _shown(preview_id)[0]
    named = f"（{document_draft.PURPOSES[shown.purpose]}，第{shown.number}稿）"
    return _file(document_draft.docx(shown.title, named, shown.paragraphs), DOCX, shown, "docx")


def _page(preview_id: int, way: str) -> str:
    found = _shown(preview_id)
    shown = found[0]
    rows = changes(found if way != "clean" else found[:1])
    counted = figures(rows)
    now = clock.now()
    today = clock.local(now).date()
    until = shown.comment_until
    return render_template(
        "decisions/drafts_public.html",
        shown=shown,
        way=way,
        rows=[row for row in rows if row.changed] if way == "changed" else rows,
        changed=sum(count for state, count in counted.items() if state != "same"),
        figures=counted,
        several=any(one.number != shown.number for one in found),
        names=shown.names,
        states=STATES,
        purpose=PURPOSES[shown.purpose],
        how=document_draft.how(shown.preview),
        unit=next((one.name for one in departments() if one.id == shown.department_id), ""),
        open=until is None or shown.comment_from <= today <= until,
        days=(until - today).days if until is not None else None,
        counts=_counts(preview_id),
        outcomes=_outcomes(preview_id),
        comment_url=_comment_url,
        count_words=count_words,
        ends=END_TAGS,
        sources=SOURCES,
        number=lambda row: "".join(bit.text for bit in row.number),
        whole=_preview_url(preview_id),
    )


def _shown(preview_id: int) -> tuple[PublicDraft, ...]:
    previews.of_campaign(g.campaign, preview_id)
    chain.DRAFT.published_or_gone(preview_id)
    found = drafts.published_drafts(preview_id)
    if not found:
        raise NotFound("decisions.draft_gone")
    return found


def _counts(preview_id: int) -> dict[str, int]:
    return dict(comments.counts_by_anchor(preview_id))


def _outcomes(preview_id: int) -> dict[str, Any]:
    """What became of the comments, once the feedback is out."""
    return dict(feedback_public.paragraph_outcomes(preview_id))


def _comment_url(preview_id: int, anchor: str = "") -> str:
    """Where a comment is written; "" while that page isn't there."""
    if "decisions_public.comment" not in current_app.view_functions:
        return ""
    return url_for("decisions_public.comment", preview_id=preview_id, anchor=anchor or None)


def _preview_url(preview_id: int) -> str:
    there = "decisions_public.preview" in current_app.view_functions
    return url_for("decisions_public.preview", preview_id=preview_id) if there else ""


def _file(data: bytes, kind: str, shown: PublicDraft, ending: str) -> Response:
    name = f"draft-{shown.preview_id}-{shown.number}.{ending}"
    return Response(data, mimetype=kind, headers={"Content-Disposition": f"attachment; filename={name}"})
