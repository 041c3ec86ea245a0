"""What of a year's catalogues goes along into the next year's campaign."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign, departments, publishing, unit_of_work

from .. import chain
from ..models import Catalogue, CatalogueItem
from ..rules.catalogue import next_number
from ..store import catalogue as store

#: what stays the same; the planned time belongs to its year, the contact is a person
_KEPT = ("title", "kind", "basis", "unit")


def bring_along(source: Campaign, campaign: Campaign, *, now: datetime) -> None:
    """Last year's items that nobody began, as this year's drafts (campaign_copied): with new numbers, without planned time
    and contact. What has a preview goes on where it began; what was dropped or is hidden (疑似涉密) stays behind."""
    active = {unit.id for unit in departments()}
    hidden = publishing.hidden_subjects(chain.CATALOGUE.code)
    with unit_of_work() as session:
        for old in store.catalogues(source.id):
            rows = store.items(old.id)
            begun = store.previews_of_items([row.id for row in rows])
            waiting = [row for row in rows if row.title and not row.dropped_reason and row.id not in begun]
            if not waiting or old.id in hidden or old.department_id not in active:
                continue
            year = campaign.starts_on.year
            made = Catalogue(
                campaign_id=campaign.id, department_id=old.department_id, year=year, version=1, saved_at=now
            )
            session.add(made)
            session.flush()
            numbers: list[str] = []
            for place, row in enumerate(waiting, start=1):
                numbers.append(next_number(year, numbers))
                item = CatalogueItem(
                    catalogue_id=made.id, campaign_id=campaign.id, department_id=old.department_id,
                    number=numbers[-1], ordinal=place, planned="", planned_on=None, contact="",
                    dropped_reason="", saved_at=now,
                )  # fmt: skip
                for name in _KEPT:
                    setattr(item, name, getattr(row, name))
                session.add(item)
