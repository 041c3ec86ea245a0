"""What the page of a draft draws: the texts in pieces, with their marks."""

from __future__ import annotations

from typing import Any

from .rules import deidentify
from .service.answer_drafts import AnswerDraft


def pieces_of(view: AnswerDraft, field: str) -> list[dict[str, Any]]:
    """The field cut at its marks: {text, n, mark, shown}; `n` None between marks."""
    text = view.question if field == "question" else view.answer
    found: list[dict[str, Any]] = []
    at = 0
    for n, mark in enumerate(view.marks):
        if mark["field"] != field:
            continue
        words = text[mark["start"] : mark["end"]]
        found.append({"text": text[at : mark["start"]], "n": None})
        found.append({"text": words, "n": n, "mark": mark, "shown": deidentify.mask(words, mark["kind"])})
        at = mark["end"]
    return [*found, {"text": text[at:], "n": None}]
