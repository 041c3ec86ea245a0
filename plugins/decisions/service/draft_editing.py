"""A person corrects how a draft was split, and which paragraph lives on in which. The words themselves never change here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, Conflict, Invalid, NotFound, unit_of_work

from ..models import DraftVersion, Paragraph
from ..rules.split import KINDS
from ..rules.split_marks import mark_of
from ..store import drafts as store
from . import drafts, previews

DEEPEST = 8


@dataclass(frozen=True)
class ParagraphView:
    """One paragraph on its own page: the one above it, and the anchors of the version before that are free to be taken."""

    id: int
    anchor: str
    depth: int
    kind: str
    number: str
    text: str
    above: str
    free: tuple[tuple[str, str], ...]


def rows(version_id: int) -> list[Paragraph]:
    """The paragraphs with their ids, in order."""
    return list(store.paragraphs(version_id))


def paragraph(preview_id: int, version_id: int, paragraph_id: int) -> ParagraphView:
    """One paragraph of a version. Raises NotFound."""
    draft = drafts.version_of(preview_id, version_id)
    row = store.paragraph(version_id, paragraph_id)
    if row is None:
        raise NotFound("decisions.draft_gone")
    above = next((one for one in reversed(rows(version_id)) if one.ordinal < row.ordinal), None)
    return ParagraphView(
        row.id, row.anchor, row.depth, row.kind, row.number, row.text,
        f"{above.number}{above.text}" if above is not None else "", _free(draft, row.anchor),
    )  # fmt: skip


def merge(
    campaign: Campaign,
    preview_id: int,
    version_id: int,
    paragraph_id: int,
    seen: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Join a paragraph to the one above it, number and all; what hung on it hangs on that one."""
    with unit_of_work():
        draft, row, all_rows = _editable(campaign, preview_id, version_id, paragraph_id, seen, actor)
        place = all_rows.index(row)
        if place == 0:
            raise Invalid("decisions.draft_first")
        above = all_rows[place - 1]
        above.text = f"{above.text}{row.number}{row.text}"
        store.drop(row.id)
        left = [one for one in all_rows if one is not row]
        _settle(left)
        _saved(campaign, preview_id, draft, actor, now)


def cut(
    campaign: Campaign, preview_id: int, version_id: int, paragraph_id: int, text: str, seen: int,
    *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Cut a paragraph where `text` has line ends; numbers at the beginning of the pieces are recognised.

    Raises Invalid("decisions.draft_words") when anything but blanks and line ends differs from the paragraph.
    """
    with unit_of_work() as session:
        draft, row, all_rows = _editable(campaign, preview_id, version_id, paragraph_id, seen, actor)
        parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n") if part.strip()]
        if _tight("".join(parts)) != _tight(row.text):
            raise Invalid("decisions.draft_words", field="text")
        if len(parts) < 2:
            raise Invalid("decisions.draft_one_part", field="text")
        row.text = parts[0]
        place = all_rows.index(row)
        for n, part in enumerate(parts[1:], 1):
            mark = mark_of(part)
            number = mark.number[: drafts.LONGEST_NUMBER] if mark is not None else ""
            words = (
                part[mark.end :].strip()
                if mark is not None and len(mark.number) <= drafts.LONGEST_NUMBER
                else part
            )
            new = Paragraph(
                version_id=version_id, anchor=drafts.next_anchor(draft), ordinal=row.ordinal + n, depth=row.depth,
                kind=row.kind, number=number, text=words,
            )  # fmt: skip
            session.add(new)
            all_rows.insert(place + n, new)
        _settle(all_rows)
        _saved(campaign, preview_id, draft, actor, now)


def change(
    campaign: Campaign, preview_id: int, version_id: int, paragraph_id: int, kind: str, depth: int, anchor: str,
    seen: int, *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Set a paragraph's kind, how deep it stands, and whose anchor it carries on ("" keeps, "new" is a new one).

    Raises Invalid("decisions.draft_kind" | "decisions.draft_anchor").
    """
    if kind not in KINDS:
        raise Invalid("decisions.draft_kind", field="kind")
    with unit_of_work():
        draft, row, all_rows = _editable(campaign, preview_id, version_id, paragraph_id, seen, actor)
        step = depth - row.depth
        place = all_rows.index(row)
        for below in all_rows[place + 1 :]:
            if below.depth <= row.depth:
                break
            below.depth = max(0, below.depth + step)
        row.kind, row.depth = kind, max(0, min(depth, DEEPEST))
        if anchor == "new":
            row.anchor = drafts.next_anchor(draft)
        elif anchor and anchor != row.anchor:
            if anchor not in dict(_free(drafts.version(version_id), row.anchor)):
                raise Invalid("decisions.draft_anchor", field="anchor")
            row.anchor = anchor
        _settle(all_rows)
        _saved(campaign, preview_id, draft, actor, now)


def shift(
    campaign: Campaign, preview_id: int, version_id: int, paragraph_id: int, step: int, seen: int,
    *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Move a paragraph with everything under it one step in (1) or out (-1)."""
    row = store.paragraph(version_id, paragraph_id)
    if row is None:
        raise NotFound("decisions.draft_gone")
    change(
        campaign,
        preview_id,
        version_id,
        paragraph_id,
        row.kind,
        row.depth + step,
        "",
        seen,
        actor=actor,
        now=now,
    )


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _free(draft: drafts.DraftView, own: str) -> tuple[tuple[str, str], ...]:
    """Anchors of the version before that nobody carries on now, with their names."""
    before = next((v for v in store.versions(draft.preview_id) if v.number < draft.number), None)
    if before is None:
        return ()
    taken = {one.anchor for one in draft.paragraphs} - {own}
    names = drafts.version(before.id).names
    return tuple((anchor, name) for anchor, name in names.items() if anchor not in taken)


def _editable(
    campaign: Campaign, preview_id: int, version_id: int, paragraph_id: int, seen: int, actor: Actor
) -> tuple[DraftVersion, Paragraph, list[Paragraph]]:
    previews.editable_row(campaign, preview_id, actor=actor)
    drafts.refuse_locked(preview_id)
    draft = store.version(version_id, lock=True)
    if draft is None or draft.preview_id != preview_id:
        raise NotFound("decisions.draft_gone")
    newest = store.newest(preview_id)
    if newest is None or newest.id != draft.id or draft.number <= drafts.newest_published(preview_id):
        raise Conflict("decisions.draft_fixed")
    if draft.version != seen:
        raise Conflict("decisions.changed")
    row = store.paragraph(version_id, paragraph_id)
    if row is None:
        raise NotFound("decisions.draft_gone")
    return draft, row, rows(version_id)


def _settle(all_rows: list[Paragraph]) -> None:
    """Number the places anew; nobody stands more than one step deeper than the one above."""
    allowed = 0
    for place, row in enumerate(all_rows):
        row.ordinal = place
        row.depth = min(row.depth, allowed)
        allowed = min(row.depth + 1, DEEPEST)


def _saved(campaign: Campaign, preview_id: int, draft: DraftVersion, actor: Actor, now: datetime) -> None:
    draft.version += 1
    draft.saved_at = now
    preview = previews.editable_row(campaign, preview_id, actor=actor)
    previews.record(preview, "decisions.draft_corrected", actor, now, number=draft.number)


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)
