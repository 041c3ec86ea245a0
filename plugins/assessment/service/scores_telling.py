"""Messages about scores: to departments when they are published or answered, to the office when one is appealed."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign

from ..models.scores import ScoreAppeal, ScoreRun
from ..permissions import SCORE, SCORED
from .telling import of_department, of_office, tell

PUBLISHED, OPEN_UNTIL, ASKED, UPHELD, REFUSED = (
    "assessment.scores_out", "assessment.scores_out_until", "assessment.appeal_new", "assessment.appeal_upheld",
    "assessment.appeal_refused",
)  # fmt: skip


def published(campaign: Campaign, run: ScoreRun, now: datetime) -> None:
    """Everybody who may see a scored department's points, once for each person."""
    kind = OPEN_UNTIL if run.appeal_until is not None else PUBLISHED
    told = {person for unit in run.departments for person in of_department(campaign, unit, SCORED)}
    tell(
        campaign, kind, f"score:run:{run.id}", told, {"number": run.number, "day": run.appeal_until}, now
    )  # fmt: skip


def asked(campaign: Campaign, row: ScoreAppeal, now: datetime) -> None:
    """The office."""
    tell(campaign, ASKED, f"score:appeal:{row.id}", of_office(campaign, SCORE), {"rule": row.rule}, now)


def answered(campaign: Campaign, row: ScoreAppeal, now: datetime) -> None:
    """The department that appealed."""
    kind = UPHELD if row.state == "upheld" else REFUSED
    tell(
        campaign, kind, f"score:appeal:{row.id}", of_department(campaign, row.department_id, SCORED), {"rule": row.rule}, now
    )  # fmt: skip
