"""Rows for the contract tests: one person's traces in interviews. Each part adds its function below."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Campaign, departments, privacy, unit_of_work

from .models import Ballot, Candidate, Interview
from .plugin import demo

DAY = timedelta(days=1)


def fill(campaign: Campaign, now: datetime) -> None:
    """Every part's story, and rows in the tables that only people fill."""
    demo(campaign, now)
    leave_traces(phone="13800009999", name="样例", campaign=campaign, now=now)


def leave_traces(*, phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """What every part keeps about a person: a vote for a topic."""
    unit = departments()[0].id
    with unit_of_work() as session:
        row = Interview(
            campaign_id=campaign.id, department_id=unit, title="样例访谈", month="2026-09", vote_from=now - DAY,
            vote_until=now + DAY, saved_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        topic = Candidate(interview_id=row.id, ordinal=1, title="样例题目")
        session.add(topic)
        session.flush()
        session.add(
            Ballot(
                interview_id=row.id, candidate_id=topic.id, person_digest=privacy.digest(phone),
                phone_sealed=privacy.seal(phone), at=now,
            )
        )  # fmt: skip
