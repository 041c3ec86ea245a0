"""Versions of a draft: handed in, split, read; and what of them the public has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    Published,
    clock,
    publishing,
    secrecy,
    text_files,
    unit_of_work,
)

from .. import chain
from ..contracts import DraftFacts
from ..models import DraftVersion, Paragraph
from ..rules import anchoring, places
from ..rules.comparing import Text
from ..rules.split import Split, split
from ..store import drafts as store
from . import previews

PURPOSES = ("consult", "revised", "final")
LONGEST_TEXT = 300_000
MOST_PARAGRAPHS = 4000
LONGEST_NUMBER = 40
_FILE_CODES = {
    "file_empty": "decisions.draft_file_empty",
    "file_too_large": "decisions.draft_file_large",
    "file_kind_unknown": "decisions.draft_file_kind",
    "file_damaged": "decisions.draft_file_damaged",
    "pdf_has_no_text": "decisions.draft_file_scan",
    "pdf_locked": "decisions.draft_file_locked",
    "file_binary": "decisions.draft_file_kind",
}


@dataclass(frozen=True)
class NewVersion:
    """What the form holds: a text or a file (its bytes and name), and what is said about it."""

    purpose: str
    pasted: str = ""
    upload: bytes | None = None
    filename: str = ""
    note: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class DraftView:
    """A version for staff; fields as in models.DraftVersion. `fixed`: it was published, so it never changes again."""

    id: int
    preview_id: int
    number: int
    purpose: str
    source: str
    note: str
    explanation: str
    version: int
    made_by: int | None
    at: datetime
    saved_at: datetime
    dropped: tuple[tuple[int, str, str], ...]
    paragraphs: tuple[Text, ...]
    fixed: bool

    @property
    def names(self) -> dict[str, str]:
        return places.names(self.paragraphs)


@dataclass(frozen=True)
class PublicDraft:
    """A draft as one publication froze it. `preview` is what it said of the preview (see previews.frozen_preview)."""

    preview_id: int
    department_id: int
    campaign_id: int
    title: str
    number: int
    purpose: str
    note: str
    explanation: str
    paragraphs: tuple[Text, ...]
    preview: Mapping[str, Any]
    published_at: datetime
    version: int
    document_id: int
    correction: str = ""
    portal_url: str = ""

    @property
    def names(self) -> dict[str, str]:
        return places.names(self.paragraphs)

    @property
    def comment_from(self) -> date:
        given = self.preview.get("comment_from")
        return date.fromisoformat(given) if given else clock.local(self.published_at).date()

    @property
    def comment_until(self) -> date | None:
        given = self.preview.get("comment_until")
        return date.fromisoformat(given) if given else None


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def current(preview_id: int) -> DraftView | None:
    """The newest version."""
    row = store.newest(preview_id)
    return _view(row) if row is not None else None


def version(version_id: int) -> DraftView:
    """One version, whoever asks. Raises NotFound."""
    row = store.version(version_id)
    if row is None:
        raise NotFound("decisions.draft_gone")
    return _view(row)


def version_of(preview_id: int, version_id: int) -> DraftView:
    """One version of this preview. Raises NotFound."""
    view = version(version_id)
    if view.preview_id != preview_id:
        raise NotFound("decisions.draft_gone")
    return view


def versions(preview_id: int) -> tuple[DraftView, ...]:
    """All of them without their paragraphs, the newest first."""
    return tuple(_view(row, with_text=False) for row in store.versions(preview_id))


def published_draft(preview_id: int) -> PublicDraft | None:
    """What the public reads now."""
    out = chain.DRAFT.published(preview_id)
    return _public(out) if out is not None else None


def published_drafts(preview_id: int) -> tuple[PublicDraft, ...]:
    """Every version that the public has had and may still read, the newest first."""
    out = chain.DRAFT.published(preview_id)
    if out is None:
        return ()
    if out.version == 1:
        return (_public(out),)
    found = publishing.public_versions(out.revision.campaign_id, out.revision.document_id)
    return tuple(
        _public(
            Published(
                one.revision, one.version, one.published_at, one.published_at, correction=one.correction
            )
        )
        for one in found
    )


def paragraph(preview_id: int, anchor: str) -> Text | None:
    """A paragraph that the public has had, as it read last."""
    for draft in published_drafts(preview_id):
        for one in draft.paragraphs:
            if one.anchor == anchor:
                return one
    return None


def paragraph_names(preview_id: int) -> dict[str, str]:
    """By anchor, in the order of the text: what people call each paragraph the public has had (第十二条第二款)."""
    found: dict[str, str] = {}
    for draft in published_drafts(preview_id):
        for anchor, name in draft.names.items():
            found.setdefault(anchor, name)
    return found


def survives(preview_id: int, anchor: str, version_id: int) -> str | None:
    """The anchor, when the paragraph is still in that version of the preview."""
    row = store.version(version_id)
    there = row is not None and row.preview_id == preview_id and store.has_anchor(version_id, anchor)
    return anchor if there else None


def final_text(preview_id: int) -> tuple[int, str] | None:
    """(number, text) of the newest version that was saved as final."""
    row = store.newest(preview_id, "final")
    if row is None:
        return None
    lines = [f"{one.number}{_gap(one.number)}{one.text}" for one in store.paragraphs(row.id)]
    return row.number, "\n".join(lines)


def facts_of(preview_id: int) -> DraftFacts:
    """The consultation as it was published: the first publication sets the days going."""
    document = chain.DRAFT.document(preview_id)
    under_way = document is not None and document.under_way
    drafts = published_drafts(preview_id)
    if not drafts:
        return DraftFacts(under_way=under_way)
    out = chain.DRAFT.published(preview_id)
    assert out is not None
    first = min(out.counts_from, *(draft.published_at for draft in drafts))
    now = drafts[0]
    return DraftFacts(clock.local(first).date(), now.comment_from, now.comment_until, under_way)


# ── handing in ──────────────────────────────────────────────────────────────────────────────────────────────────────
def text_of(command: NewVersion) -> str:
    """The text of the box or of the file. Raises Invalid at the field to mend."""
    if command.pasted.strip() and command.upload is not None:
        raise Invalid("decisions.draft_twice", field="file")
    if not command.pasted.strip() and command.upload is None:
        raise Invalid("decisions.draft_nothing", field="text")
    where = "text" if command.upload is None else "file"
    try:
        if command.upload is None:
            text = command.pasted
        else:
            text = text_files.extract_text(command.upload, command.filename)
    except text_files.UnreadableFile as problem:
        raise Invalid(_FILE_CODES[problem.code], field=where) from problem
    if len(text) > LONGEST_TEXT:
        raise Invalid("decisions.draft_long", field=where, limit=LONGEST_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def add_version(
    campaign: Campaign, preview_id: int, command: NewVersion, *, actor: Actor, now: datetime
) -> int:
    """Keep a new version, split; anchors of paragraphs that survive are those of the version before. Returns its id.

    The drafter has confirmed that it bears no mark of 密级 (SC-01). Raises Invalid, RuleBroken("secret_mark") of which
    nothing is stored, NotFound, NotAllowed, Conflict("decisions.draft_locked").
    """
    if command.purpose not in PURPOSES:
        raise Invalid("decisions.draft_purpose", field="purpose")
    text = text_of(command)
    secrecy.refuse_marks([text, command.note, command.explanation])
    found = split(text)
    rows = [(depth, node.kind, node.number[:LONGEST_NUMBER], node.text) for depth, node in found.walk()]
    if not rows:
        raise Invalid("decisions.draft_nothing", field="text" if command.upload is None else "file")
    if len(rows) > MOST_PARAGRAPHS:
        raise Invalid("decisions.draft_parts", field="text", limit=MOST_PARAGRAPHS)
    with unit_of_work() as session:
        preview = previews.editable_row(campaign, preview_id, actor=actor)
        refuse_locked(preview_id)
        before = store.newest(preview_id)
        row = DraftVersion(
            preview_id=preview_id,
            number=before.number + 1 if before is not None else 1,
            purpose=command.purpose,
            source="paste" if command.upload is None else "file",
            text=text,
            dropped=_dropped(found),
            note=command.note.strip(),
            explanation=command.explanation.strip(),
            anchors=store.highest_anchor(preview_id),
            made_by=actor.user_id,
            at=now,
            saved_at=now,
        )
        session.add(row)
        session.flush()
        kept = _surviving(before, rows)
        for ordinal, ((depth, kind, number, words), anchor) in enumerate(zip(rows, kept, strict=True)):
            session.add(
                Paragraph(
                    version_id=row.id, anchor=anchor or next_anchor(row), ordinal=ordinal, depth=depth, kind=kind,
                    number=number, text=words,
                )
            )  # fmt: skip
        previews.record(preview, "decisions.draft_added", actor, now, number=row.number)
        return row.id


def next_anchor(row: DraftVersion) -> str:
    """An anchor that no paragraph of this preview ever had."""
    row.anchors += 1
    return f"p-{row.anchors}"


def refuse_locked(preview_id: int) -> None:
    """Raise Conflict while the draft is on its way through the chain: nobody changes it under the reviewers' eyes."""
    document = chain.DRAFT.document(preview_id)
    if document is not None and document.under_way:
        raise Conflict("decisions.draft_locked")


def texts_of(version_id: int) -> tuple[Text, ...]:
    """The paragraphs of a version as the rules read them."""
    return tuple(
        Text(one.anchor, one.depth, one.kind, one.number, one.text) for one in store.paragraphs(version_id)
    )


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _surviving(before: DraftVersion | None, rows: Sequence[tuple[int, str, str, str]]) -> list[str | None]:
    if before is None:
        return [None] * len(rows)
    old = texts_of(before.id)
    pieces = [anchoring.Piece(kind, number, text) for _depth, kind, number, text in rows]
    lived = anchoring.survivors([anchoring.Piece(o.kind, o.number, o.text) for o in old], pieces)
    return [old[n].anchor if n is not None else None for n in lived]


def _dropped(found: Split) -> list[list[Any]]:
    return [[one.line, one.kind, one.text[:200]] for one in found.dropped]


def _view(row: DraftVersion, *, with_text: bool = True) -> DraftView:
    return DraftView(
        id=row.id,
        preview_id=row.preview_id,
        number=row.number,
        purpose=row.purpose,
        source=row.source,
        note=row.note,
        explanation=row.explanation,
        version=row.version,
        made_by=row.made_by,
        at=row.at,
        saved_at=row.saved_at,
        dropped=tuple((line, kind, text) for line, kind, text in row.dropped),
        paragraphs=texts_of(row.id) if with_text else (),
        fixed=row.number <= newest_published(row.preview_id),
    )


def newest_published(preview_id: int) -> int:
    """The highest number of a version that was published; 0 without one."""
    return max((draft.number for draft in published_drafts(preview_id)), default=0)


def _public(out: Published) -> PublicDraft:
    data = out.revision.data
    draft = data["draft"]
    return PublicDraft(
        preview_id=out.revision.subject_id,
        department_id=out.revision.department_id,
        campaign_id=out.revision.campaign_id,
        title=data["preview"]["title"],
        number=draft["number"],
        purpose=draft["purpose"],
        note=draft["note"],
        explanation=draft["explanation"],
        paragraphs=tuple(Text(*one) for one in draft["paragraphs"]),
        preview=data["preview"],
        published_at=out.published_at,
        version=out.version,
        document_id=out.revision.document_id,
        correction=out.correction,
        portal_url=out.portal_url,
    )


def _gap(number: str) -> str:
    return "　" if number.startswith("第") else ""


def export_of(preview_id: int) -> dict[str, Any]:
    """The public draft for the preview's JSON: its paragraphs with their anchors, and the versions the public has had."""
    found = published_drafts(preview_id)
    if not found:
        return {}
    shown, names = found[0], found[0].names
    return {
        "number": shown.number,
        "purpose": shown.purpose,
        "note": shown.note,
        "paragraphs": [
            {"anchor": p.anchor, "name": names[p.anchor], "depth": p.depth, "kind": p.kind, "number": p.number, "text": p.text}
            for p in shown.paragraphs
        ],
        "versions": [
            {"version": one.version, "number": one.number, "purpose": one.purpose, "published_at": one.published_at.isoformat(),
             "correction": one.correction}
            for one in found
        ],
    }  # fmt: skip
