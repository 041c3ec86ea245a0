"""What drafts show elsewhere: the row on the staff's page, the section of the public page, and the chain's side of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from flask import has_request_context, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import Actor, ArchivePart, Blocker, Campaign, Copy, DocumentKind, RevisionView, clock

from . import chain
from .contracts import PartLink, PreviewView, PublicPart
from .rules.comparing import Row, Text, compare
from .service import consultation, drafts, feedback_public
from .store import drafts as store
from .wording_drafts import PURPOSES
from .wording_feedback import END_TAGS, SOURCES

#: rows of changes on the preview's own page; all of them stand on the draft's
MOST_SHOWN = 12


def links(preview: PreviewView, actor: Actor) -> list[PartLink]:
    """Handing in, versions, sending on."""
    draft = drafts.current(preview.id)
    url = url_for("decisions_staff.draft", preview_id=preview.id)
    if draft is None:
        return [PartLink(_("草案"), url, _("还没有上传"), "idle", _("还没有"))]
    document = chain.DRAFT.document(preview.id)
    note = _("第 %(number)s 稿，%(purpose)s", number=draft.number, purpose=PURPOSES[draft.purpose])
    if document is not None and document.under_way:
        return [PartLink(_("草案和征求意见公告"), url, note, "half", _("正在送审"))]
    if draft.fixed:
        return [PartLink(_("草案和征求意见公告"), url, note, "ok", _("已公布"))]
    return [PartLink(_("草案和征求意见公告"), url, note, "info", _("等您送审"))]


def public_part(preview_id: int, campaign: Campaign, now: datetime) -> PublicPart | None:
    """The draft on the preview's page: what it is, and what changed since the version before."""
    found = drafts.published_drafts(preview_id)
    if not found:
        return None
    rows = changes(found)
    changed = [row for row in rows if row.changed]
    return PublicPart(
        "decisions/drafts_part.html",
        {
            "draft": found[0],
            "changed": changed[:MOST_SHOWN],
            "more": len(changed) - MOST_SHOWN,
            "purpose": PURPOSES[found[0].purpose],
            "outcomes": feedback_public.paragraph_outcomes(preview_id),
            "ends": END_TAGS,
            "sources": SOURCES,
            "count_words": count_words,
            "open": (found[0].comment_until is None or found[0].comment_until >= _today(now)),
        },
    )


def changes(found: Sequence[drafts.PublicDraft]) -> list[Row]:
    """The public draft's rows against the last one the public had before it that is another version."""
    before = next((one for one in found[1:] if one.number != found[0].number), None)
    rows = compare(before.paragraphs if before is not None else found[0].paragraphs, found[0].paragraphs)
    return [row for row in rows if not _is_head(row, found[0].title)]


def _is_head(row: Row, title: str) -> bool:
    """The title and 征求意见稿 under it: the page says both by itself."""
    text = re.sub(r"\s", "", row.shown.text)
    named = text in (re.sub(r"\s", "", title), f"《{title}》")
    return row.shown.kind == "preamble" and (named or re.fullmatch(r"[（(].{0,12}稿[)）]", text) is not None)


def document_kinds() -> tuple[DocumentKind, ...]:
    return (
        DocumentKind(
            code=chain.DRAFT.code,
            title=_l("决策草案公开征求意见"),
            column=_l("行政决策大家看"),
            public_endpoint="decisions_public.draft",
            staff_endpoint="decisions_staff.draft",
            subject_arg="preview_id",
            place_of=consultation.place_of,
        ),
    )


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """DP-02 and DP-03, with the page that mends them."""
    found = consultation.blockers(revision, campaign, now)
    if not found or not has_request_context():
        return found
    url = url_for("decisions_staff.edit_preview", campaign=campaign.slug, preview_id=revision.subject_id)
    return [replace(one, url=url) for one in found]


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """The draft paragraph by paragraph with its anchors, which comments name."""
    if revision.kind != chain.DRAFT.code:
        return []
    draft = revision.data["draft"]
    rows = [[one.anchor, one.number, one.text] for one in (Text(*p) for p in draft["paragraphs"])]
    table = {"head": ["段", "编号", "内容"], "rows": rows}
    return [ArchivePart("draft", f"草案第{draft['number']}稿", table)]


def copies(revision: RevisionView) -> list[Copy]:
    """The preview itself and every version of its draft (SC-01)."""
    if revision.kind != chain.DRAFT.code:
        return []
    found = [Copy(_("决策预公开的说明和方式"), f"#{revision.subject_id}")]
    rows = store.versions(revision.subject_id)
    if rows:
        found.append(Copy(_("草案各稿的文字和分段"), f"#{revision.subject_id}", len(rows)))
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    if revision.kind == chain.DRAFT.code:
        consultation.blank(revision.subject_id, now)


def count_words(count: int) -> str:
    return ngettext("%(num)d 条意见", "%(num)d 条意见", count)


def _today(now: datetime) -> date:

    return clock.local(now).date()
