"""Messages about scores: to departments when they are published or answered, to the office when one is appealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.api import Campaign, outbox, people_with

from ..models.scores import ScoreAppeal, ScoreRun
from ..permissions import SCORE, SCORED

PUBLISHED, OPEN_UNTIL, ASKED, UPHELD, REFUSED = (
    "assessment.scores_out", "assessment.scores_out_until", "assessment.appeal_new", "assessment.appeal_upheld",
    "assessment.appeal_refused",
)  # fmt: skip


def published(campaign: Campaign, run: ScoreRun, now: datetime) -> None:
    """Everybody who may see a scored department's points, once for each person."""
    kind = OPEN_UNTIL if run.appeal_until is not None else PUBLISHED
    told = {person for unit in run.departments for person in _of(campaign, unit)}
    _queue(
        campaign, kind, f"run:{run.id}", told, {"number": run.number, "day": run.appeal_until}, now
    )  # fmt: skip


def asked(campaign: Campaign, row: ScoreAppeal, now: datetime) -> None:
    """The office."""
    office = {one.id for one in people_with(SCORE, department_id=row.department_id, campaign_id=campaign.id)}
    _queue(campaign, ASKED, f"appeal:{row.id}", office, {"rule": row.rule}, now)


def answered(campaign: Campaign, row: ScoreAppeal, now: datetime) -> None:
    """The department that appealed."""
    kind = UPHELD if row.state == "upheld" else REFUSED
    _queue(
        campaign, kind, f"appeal:{row.id}", set(_of(campaign, row.department_id)), {"rule": row.rule}, now
    )  # fmt: skip


def _of(campaign: Campaign, department_id: int) -> list[int]:
    """People of the department itself: the office hears of its own acts otherwise."""
    found = people_with(SCORED, department_id=department_id, campaign_id=campaign.id)
    return [one.id for one in found if one.department_id == department_id]


def _queue(
    campaign: Campaign, kind: str, what: str, people: Iterable[int], params: dict[str, object], now: datetime
) -> None:
    outbox.queue_messages(
        [
            outbox.NewMessage(
                kind, f"assessment:score:{what}:{kind}", user_id=one, campaign_id=campaign.id,
                params={**params, "campaign": campaign.title},
            )
            for one in sorted(people)
        ],
        now=now,
    )  # fmt: skip
