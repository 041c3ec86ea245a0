"""What the campaign's public column shows of the assessment: items, reports and draws that are out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Campaign

from ..chain import ITEM, REPORT
from ..store import inspection as rounds
from ..store import reports, submissions


@dataclass(frozen=True)
class Line:
    """One thing that is out. `number` as its address has it; `kind`: item, report, draw."""

    kind: str
    number: int
    title: str
    issuer: str
    at: datetime


def lines(campaign: Campaign) -> list[Line]:
    """All of it, the newest first."""
    texts = (
        ("item", ITEM, [row.id for row in submissions.submissions(campaign.id)]),
        ("report", REPORT, [row.id for row in reports.reports(campaign.id)]),
    )
    found = [
        Line(kind, number, out.revision.title, out.revision.issuer, out.published_at)
        for kind, text, ids in texts
        for number, out in text.all_published(ids).items()
    ]
    found += [
        Line("draw", row.number, row.title, "", row.announced_at)
        for row in rounds.rounds(campaign.id)
        if row.announced_at is not None and row.wanted
    ]
    return sorted(found, key=lambda one: (one.at, one.kind, one.number), reverse=True)
