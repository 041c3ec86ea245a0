"""How the pages of this room show documents: as a sheet, as changes, as a line with its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from core.base.wording import phrase
from core.plugin.contracts import Blocker, Campaign, DocumentKind, RevisionView
from core.publishing.contracts import DocumentLine
from core.publishing.messages import HIDDEN, TASKS, WAITING
from core.publishing.rules import Piece, dated, difference, lines_of

SUMMARY = 160


def shown(revision: RevisionView, day: date | None = None) -> dict[str, Any]:
    """A revision as the macros of doc.html take it; `day`: when it came out, for a signature that waits for it."""
    return {
        "head": revision.issuer,
        "number": revision.doc_number,
        "title": revision.title,
        "blocks": [part for block in dated(revision.blocks, day) for part in _parts(block)],
    }


def _parts(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if block.get("kind") == "list":
        lines = block.get("lines") or str(block.get("text", "")).splitlines()
        return [{"kind": "paragraph", "text": line} for line in lines]
    return [block]


def difference_to(before: RevisionView, after: RevisionView) -> list[list[Piece]]:
    """Paragraph by paragraph what changed from one revision to the next."""
    return difference(
        lines_of(before.title, before.doc_number, before.blocks),
        lines_of(after.title, after.doc_number, after.blocks),
    )


def step_tag(line: DocumentLine, mine: bool) -> tuple[str, str]:
    """(shape, words) of where a document is: whether it waits for this reader or for somebody else."""
    if line.hidden:
        return "stop", str(HIDDEN)
    if mine:
        return "info", str(TASKS[line.step][1])
    shapes = {
        "drafting": "warn",
        "published": "ok",
        "withdrawn": "idle",
        "internal": "no",
        "on_request": "no",
    }
    return shapes.get(line.step, "half"), str(WAITING[line.step])


def summary(revision: RevisionView) -> dict[str, Any]:
    """The head of a text and its size, for the slip."""
    lines = lines_of("", "", revision.blocks)[1:]
    whole = " ".join(lines)
    return {
        "text": whole if len(whole) <= SUMMARY else f"{whole[:SUMMARY]}……",
        "paragraphs": len(lines),
        "characters": sum(len("".join(line.split())) for line in lines),
    }


def verdicts(blockers: Sequence[Blocker]) -> list[dict[str, str]]:
    """Reasons against publishing, in words."""
    return [
        {"text": phrase(b.code, b.params), "clause": b.clause, "url": b.url or _place(b), "rule": b.rule}
        for b in blockers
    ]


def _place(blocker: Blocker) -> str:
    """Where a reason of this room's own is seen to."""
    if blocker.code != "hygiene_open":
        return ""
    return url_for("publishing_staff.check_document", document_id=blocker.params["document_id"])


def public_page(kind: DocumentKind, subject_id: int, campaign: Campaign) -> str:
    """The address of a text's own page for the public."""
    where: dict[str, Any] = {"campaign": campaign.slug, kind.subject_arg: subject_id}
    return url_for(kind.public_endpoint, **where)


def staff_page(kind: DocumentKind, subject_id: int, campaign: Campaign) -> str:
    """The address of a text's draft."""
    where: dict[str, Any] = {"campaign": campaign.slug, kind.subject_arg: subject_id}
    return url_for(kind.staff_endpoint, **where)
