"""Rows for the contract tests: everything of the demo, and what only people make."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign, db, privacy

from .models.submissions import Bundle, Handing, Submission
from .plugin import demo


def fill(campaign: Campaign, now: datetime) -> None:
    """Every part's story, and rows in the tables that only people fill."""
    demo(campaign, now)
    db.session.add(Bundle(campaign_id=campaign.id, asked_at=now, name="全部材料.zip"))
    db.session.flush()


def leave_traces(*, phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """A paper that this person brought, and whose telephone number the office noted."""
    paper = Submission(
        campaign_id=campaign.id, key="hand:0", department_id=1, title="材料", kind="other", saved_at=now
    )
    db.session.add(paper)
    db.session.flush()
    db.session.add(
        Handing(
            submission_id=paper.id, number=1, way="paper", brought_by_sealed=privacy.seal(f"{name} {phone}"),
            came_at=now, entered_at=now,
        )
    )  # fmt: skip
    db.session.flush()
