"""Photos of a campaign: what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import Campaign

from ..rules.photos import caption
from ..store import photos as store


@dataclass(frozen=True)
class ChosenPhoto:
    """A photo that the office chose; `caption` says what, who, where and when."""

    id: int
    file_id: int
    department_id: int
    caption: str


def chosen(campaign: Campaign, department_id: int | None = None) -> list[ChosenPhoto]:
    """Photos that were chosen, of one department or of all, in the order in which they came."""
    return [
        ChosenPhoto(
            row.id, row.file_id, row.department_id, caption(row.what, row.who, row.place, row.taken_on)
        )
        for row in store.photos(campaign.id)
        if row.state == "chosen" and department_id in (None, row.department_id)
    ]
