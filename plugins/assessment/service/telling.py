"""Messages to people about the assessment: who of a department or of the office hears, once for each fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.api import Campaign, outbox, people_with


def of_department(campaign: Campaign, department_id: int, permission: str) -> set[int]:
    """People of the department itself who hold this; the office, which holds it everywhere, hears otherwise."""
    found = people_with(permission, department_id=department_id, campaign_id=campaign.id)
    return {one.id for one in found if one.department_id == department_id}


def of_office(campaign: Campaign, permission: str) -> set[int]:
    """Everybody who holds this in the campaign."""
    return {one.id for one in people_with(permission, campaign_id=campaign.id)}


def tell(
    campaign: Campaign, kind: str, fact: str, people: Iterable[int], params: Mapping[str, Any], now: datetime
) -> None:
    """Queue a message to each; `fact` names what happened, so that nobody hears of it twice."""
    outbox.queue_messages(
        [
            outbox.NewMessage(
                kind, f"assessment:{fact}:{kind}", user_id=one, campaign_id=campaign.id,
                params={**params, "campaign": campaign.title},
            )
            for one in sorted(people)
        ],
        now=now,
    )  # fmt: skip
