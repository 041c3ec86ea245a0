"""What everybody may read of carrying a decision out: announced with the decision, told since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import NotFound, clock

from .. import chain
from ..rules.after import Duty
from ..store import feedback as store


@dataclass(frozen=True)
class Step:
    """One milestone as the public knows it. `told`: its progress was published."""

    id: int
    title: str
    due: date
    done_on: date | None
    note: str
    told: bool
    duty: Duty


def steps(preview_id: int, now: datetime) -> list[Step]:
    """Milestones by their day: as the published decision announced them, overwritten by what was told since."""
    decision = chain.DECISION.published(preview_id)
    if decision is None:
        return []
    found = {
        int(one["id"]): _step(int(one["id"]), one, False, now)
        for one in decision.revision.data.get("milestones", ())
    }
    ids = [row.id for row in store.milestones([preview_id])]
    for milestone_id, out in chain.PROGRESS.all_published(ids).items():
        found[milestone_id] = _step(milestone_id, out.revision.data, True, now)
    return sorted(found.values(), key=lambda step: (step.due, step.id))


def preview_of(milestone_id: int) -> int:
    """Raises NotFound."""
    row = store.milestone(milestone_id)
    if row is None:
        raise NotFound
    return row.preview_id


def duty_of(data: Mapping[str, Any], now: datetime) -> Duty:
    """How a milestone stands by its frozen days."""
    done = data.get("done_on")
    return Duty(
        date.fromisoformat(str(data["due"])),
        date.fromisoformat(done) if done else None,
        clock.local(now).date(),
    )


def _step(milestone_id: int, data: Mapping[str, Any], told: bool, now: datetime) -> Step:
    duty = duty_of(data, now)
    assert duty.due is not None
    return Step(milestone_id, str(data["title"]), duty.due, duty.done, str(data.get("note", "")), told, duty)
