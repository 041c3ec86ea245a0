"""What the campaign's public column shows of the assessment: items, reports and draws that are out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import Campaign

from ..store import inspection as rounds
from . import items, report_content


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
    found = [
        Line("item", number, out.revision.title, out.revision.issuer, out.published_at)
        for number, out in items.public_items(campaign)
    ]
    found += [
        Line("report", one.id, one.out.revision.title, one.out.revision.issuer, one.out.published_at)
        for one in report_content.public_reports(campaign)
    ]
    found += [
        Line("draw", row.number, row.title, "", row.announced_at)
        for row in rounds.rounds(campaign.id)
        if row.announced_at is not None and row.wanted
    ]
    return sorted(found, key=lambda one: (one.at, one.kind, one.number), reverse=True)
