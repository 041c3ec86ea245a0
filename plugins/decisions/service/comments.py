"""Comments on a draft, as the other parts ask for them: how many, on which paragraph, with which end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.api import Actor, campaigns, opinions

from ..chain import COMMENT
from ..contracts import CommentFacts
from . import previews

#: states in which an answer is still owed
OPEN = ("received", "held", "accepted", "assigned")
#: in this order they stand in tables
OUTCOMES = ("adopted", "partly", "not_adopted", "passed_on", "answered")


@dataclass(frozen=True)
class Figures:
    """Everything that was said about a preview, by number of comments. `outcomes` counts ends, what was merged with it
    left out; `rejected` weren't taken up, `withdrawn` were taken back."""

    total: int
    authors: int
    open: int
    merged: int
    rejected: int
    withdrawn: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class ByPart:
    """How comments on one paragraph ("": the whole) stand, for staff."""

    anchor: str
    label: str
    total: int
    new: int
    answering: int
    ended: int
    gone: bool = False


def counts_by_anchor(preview_id: int) -> dict[str, int]:
    """anchor → how many comments on it everybody may read; "" is the whole draft."""
    return opinions.public_by_anchor(COMMENT, preview_id)


def published_for(
    preview_id: int,
    anchor: str | None = None,
    page: int = 1,
    *,
    outcome: str = "",
    most_supported: bool = False,
) -> tuple[list[Any], int]:
    """(one page of the published comments, how many there are): of one paragraph, of the whole (""), or of all (None)."""
    campaign = campaigns.campaign_by_id(previews.preview_view(preview_id).campaign_id)
    return opinions.public_opinions(
        campaign, kind=COMMENT, subject_id=preview_id, anchor=anchor, outcome=outcome,
        most_supported=most_supported, page=page,
    )  # fmt: skip


def figures(preview_id: int) -> Figures:
    """Counted by the database."""
    rows = opinions.tally(COMMENT, preview_id)

    def count(*states: str) -> int:
        return sum(n for _anchor, state, _outcome, n in rows if state in states)

    outcomes = {
        code: sum(n for _anchor, state, outcome, n in rows if state == "ended" and outcome == code)
        for code in OUTCOMES
    }
    return Figures(
        total=sum(n for *_rest, n in rows),
        authors=opinions.authors_of(COMMENT, preview_id),
        open=count(*OPEN),
        merged=count("merged"),
        rejected=count("rejected"),
        withdrawn=count("withdrawn"),
        outcomes={code: n for code, n in outcomes.items() if n},
    )


def facts_of(preview_id: int) -> CommentFacts:
    """For the phases: how many came in, how many are open."""
    rows = opinions.tally(COMMENT, preview_id)
    still = sum(n for _anchor, state, _outcome, n in rows if state in OPEN)
    return CommentFacts(sum(n for *_rest, n in rows), still)


def by_part(preview_id: int, *, actor: Actor) -> list[ByPart]:
    """The whole first, then the paragraphs in the order of the draft, then those it no longer has. Raises NotFound,
    NotAllowed."""
    from .. import opinions as kind

    view = previews.preview_view(preview_id)
    campaign = campaigns.campaign_by_id(view.campaign_id)
    previews.for_staff(campaign, preview_id, actor=actor)
    rows = opinions.tally(COMMENT, preview_id)
    now = {one.anchor: one.label for one in kind.parts(campaign, preview_id)}
    said = {anchor for anchor, *_rest in rows}
    order = ["", *(anchor for anchor in now if anchor in said), *sorted(said - set(now) - {""})]
    found = []
    for anchor in order:
        of_it = [(state, n) for one, state, _outcome, n in rows if one == anchor]
        old = kind.part(campaign, preview_id, anchor) if anchor and anchor not in now else None
        found.append(
            ByPart(
                anchor=anchor,
                label=now.get(anchor) or (old.label if old is not None else anchor),
                total=sum(n for _state, n in of_it),
                new=sum(n for state, n in of_it if state in ("received", "held")),
                answering=sum(n for state, n in of_it if state in ("accepted", "assigned")),
                ended=sum(n for state, n in of_it if state not in OPEN),
                gone=bool(anchor) and anchor not in now,
            )
        )
    return found


def export_of(preview_id: int) -> dict[str, Any]:
    """For the open data: counts; the comments themselves stand in the feedback, with their ends."""
    found = figures(preview_id)
    return {
        "total": found.total,
        "authors": found.authors,
        "open": found.open,
        "outcomes": dict(found.outcomes),
        "published_by_paragraph": counts_by_anchor(preview_id),
    }
