"""The room's say in publishing: portraits (PI-04) and the size and caption of photos (CP-06); copies of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.base import files
from core.base.access import Actor
from core.base.files import FileInfo
from core.files import rules, store
from core.files.contracts import Item
from core.files.service.library import items
from core.plugin.contracts import Blocker, Campaign, Copy, RevisionView

CODES = {"question_open": "portrait_question_open", "consent_missing": "portrait_consent_missing"}


def photo_rule(campaign: Campaign) -> rules.PhotoRule | None:
    """CP-06 as the campaign's pack has it, or None."""
    rule = campaign.pack.rule("CP-06")
    size = rule.value if rule is not None else None
    width, height = getattr(size, "width", None), getattr(size, "height", None)
    if rule is None or width is None or height is None:
        return None
    least = campaign.pack.value("CP-06.caption_length")
    return rules.PhotoRule(
        max(width, height), min(width, height), campaign.pack.value("CP-06.caption") is True,
        least if isinstance(least, int) else 0, rule.clause,
    )  # fmt: skip


def blockers(revision: RevisionView, campaign: Campaign) -> list[Blocker]:
    """Why the pictures of a text keep it from being published."""
    blocks = [block for block in revision.blocks if block.get("kind") == "image"]
    found = items([int(block["file"]) for block in blocks])
    rule = photo_rule(campaign)
    portrait = campaign.pack.rule("PI-04")
    clause = f"PI-04 {portrait.clause}" if portrait is not None else "PI-04"
    said: list[Blocker] = []
    for number, block in enumerate(blocks, 1):
        view = found.get(int(block["file"]))
        said += _portrait(number, view, clause)
        said += _photo(number, block, rule)
    return said


def _portrait(number: int, view: Item | None, clause: str) -> list[Blocker]:
    if view is None or view.file.blanked:
        return [Blocker("picture_gone", {"number": number})]
    if view.standing == "clear":
        return []
    params = {"number": number, "file": view.file.id, "have": view.agreed, "persons": view.persons}
    return [Blocker(CODES[view.standing], params, clause)]


def _photo(number: int, block: Mapping[str, Any], rule: rules.PhotoRule | None) -> list[Blocker]:
    width, height = int(block.get("width") or 0), int(block.get("height") or 0)
    said = []
    for lack in rules.shortfalls(rule, width, height, str(block.get("text", ""))):
        assert rule is not None
        params: dict[str, Any] = {"number": number, "file": int(block["file"])}
        if lack.code == "small":
            params |= {"width": width, "height": height, "long": rule.long_side, "short": rule.short_side}
        else:
            params |= {"have": lack.have, "least": lack.least}
        said.append(Blocker(f"photo_{lack.code}", params, f"CP-06 {rule.clause}"))
    return said


def stops(file: FileInfo, actor: Actor | None) -> bool:
    """Whether a photo is out of the public's sight: somebody in it hasn't agreed, or no longer does."""
    if actor is not None:
        return False
    view = items([file.id]).get(file.id)
    return view is not None and view.standing != "clear"


# ── SC-01 ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def copies(revision: RevisionView) -> Sequence[Copy]:
    """Every file of the document and every row that shares its bytes, with the smaller copies."""
    return [
        Copy(_("图片与附件"), f"{file.id}", 1 + smaller)
        for file, smaller in files.copies_of(_file_ids(revision))
    ]


def erase_copies(revision: RevisionView, now: datetime) -> None:
    """Destroy the files of the document with copies, texts and captions; the rows stay."""
    ids = {file.id for file, _ in files.copies_of(_file_ids(revision))}
    files.blank(ids, now)
    for row in store.items_of(ids).values():
        row.caption = ""


def _file_ids(revision: RevisionView) -> set[int]:
    """The files of all revisions of the document."""
    kept = {file.id for file in files.attached("publishing.document", revision.document_id)}
    return kept | {int(b["file"]) for b in revision.blocks if b.get("kind") in ("image", "file")}
