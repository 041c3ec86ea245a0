"""The yearly catalogue as a department writes it: items, a sheet that comes in, its way into the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DocumentView,
    Invalid,
    NotAllowed,
    NotFound,
    Published,
    audit,
    departments,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..models import Catalogue, CatalogueItem
from ..permissions import EDIT, SEE
from ..rules import catalogue as rules
from ..store import catalogue as store
from .catalogue_texts import content, item_view
from .catalogue_views import ItemView


@dataclass(frozen=True)
class SaveItem:
    """An item's form."""

    title: str
    kind: str
    number: str = ""
    basis: str = ""
    unit: str = ""
    planned: str = ""
    contact: str = ""


@dataclass(frozen=True)
class CatalogueView:
    """A department's catalogue for staff. `pending`: rows of a sheet that wait to be looked at."""

    id: int
    campaign_id: int
    department_id: int
    year: int
    version: int
    saved_at: datetime
    items: tuple[ItemView, ...]
    pending: tuple[rules.Row, ...]
    document: DocumentView | None
    published: Published | None
    may_edit: bool
    may_submit: bool

    @property
    def locked(self) -> bool:
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or written to since."""
        return self.published is None or self.saved_at > self.published.published_at


def start_catalogue(campaign: Campaign, department_id: int, *, actor: Actor, now: datetime) -> int:
    """The department's catalogue of the campaign's year, made at the first asking. Gives its id."""
    if not actor.can(EDIT, campaign_id=campaign.id, department_id=department_id):
        raise NotAllowed(permission=EDIT)
    if department_id not in {unit.id for unit in departments()}:
        raise Invalid("decisions.catalogue_unit", field="department_id")
    with unit_of_work() as session:
        there = store.of_department(campaign.id, department_id)
        if there is not None:
            return there.id
        row = Catalogue(
            campaign_id=campaign.id,
            department_id=department_id,
            year=campaign.starts_on.year,
            version=1,
            saved_at=now,
        )
        session.add(row)
        session.flush()
        _record(row, "decisions.catalogue_begun", actor, now)
        return row.id


def catalogue(campaign: Campaign, catalogue_id: int, *, actor: Actor) -> CatalogueView:
    """One catalogue. Raises NotFound for a foreign one, Hidden while it is hidden (疑似涉密)."""
    row = store.catalogue(catalogue_id)
    where = {"campaign_id": campaign.id, "department_id": row.department_id if row is not None else None}
    if row is None or row.campaign_id != campaign.id or not actor.can(SEE, **where):
        raise NotFound("decisions.catalogue_gone")
    publishing.refuse_hidden(chain.CATALOGUE.code, row.id)
    return _view(row, actor)


def catalogues(campaign: Campaign, *, actor: Actor) -> tuple[CatalogueView, ...]:
    """Those that this person may see."""
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    hidden = publishing.hidden_subjects(chain.CATALOGUE.code)
    rows = [row for row in store.catalogues(campaign.id) if mine is None or row.department_id in mine]
    return tuple(_view(row, actor) for row in rows if row.id not in hidden)


def items_for(campaign: Campaign, department_id: int | None = None) -> tuple[ItemView, ...]:
    """The items of the campaign, or of one department: for choosing what a preview belongs to."""
    rows = store.items_of_campaign(campaign.id)
    return tuple(
        item_view(row) for row in rows if department_id is None or row.department_id == department_id
    )


def save_item(
    campaign: Campaign,
    catalogue_id: int,
    version: int,
    command: SaveItem,
    *,
    actor: Actor,
    now: datetime,
    item_id: int | None = None,
) -> int:
    """Make or change an item; gives its id. The drafter has confirmed that it bears no mark of 密级 (SC-01).

    Raises Invalid (decisions.item_…), NotFound, NotAllowed, Conflict.
    """
    with unit_of_work() as session:
        row = _editable(campaign, catalogue_id, version, actor)
        there = store.items(row.id)
        item = _item(there, item_id) if item_id is not None else None
        values = _checked(command, row.year, [one.number for one in there if one is not item])
        if item is None:
            item = _new_item(row, there)
            session.add(item)
        for name, value in values.items():
            setattr(item, name, value)
        item.saved_at = now
        _touch(row, now)
        session.flush()
        _record(row, "decisions.item_saved", actor, now, item=item.id)
        return item.id


def drop_item(
    campaign: Campaign,
    catalogue_id: int,
    version: int,
    item_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that it won't be decided this year, and why; an empty reason takes that back."""
    reason = reason.replace("\r\n", "\n").strip()
    if len(reason) > 1000:
        raise Invalid("decisions.item_reason", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = _editable(campaign, catalogue_id, version, actor)
        item = _item(store.items(row.id), item_id)
        item.dropped_reason, item.saved_at = reason, now
        _touch(row, now)
        _record(
            row, "decisions.item_dropped" if reason else "decisions.item_restored", actor, now, item=item_id
        )


def remove_item(
    campaign: Campaign, catalogue_id: int, version: int, item_id: int, *, actor: Actor, now: datetime
) -> None:
    """Take a mistyped item away. Raises Conflict("decisions.item_in_use") once it was published or has a preview."""
    with unit_of_work() as session:
        row = _editable(campaign, catalogue_id, version, actor)
        item = _item(store.items(row.id), item_id)
        out = chain.CATALOGUE.published(row.id)
        named = {line.get("id") for line in out.revision.data.get("items", ())} if out is not None else set()
        if item_id in named or store.previews_of_items([item_id]):
            raise Conflict("decisions.item_in_use")
        session.delete(item)
        _touch(row, now)
        _record(row, "decisions.item_removed", actor, now, item=item_id)


def submit_catalogue(
    campaign: Campaign, catalogue_id: int, version: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the catalogue and send it into the chain. Raises Invalid, Conflict, and what the chain raises."""
    with unit_of_work():
        row = _editable(campaign, catalogue_id, version, actor)
        if not store.items(row.id):
            raise Invalid("decisions.catalogue_empty")
        if chain.CATALOGUE.published(row.id) is not None and not correction.strip():
            raise Invalid("decisions.correction_missing", field="correction")
        chain.CATALOGUE.submit(
            row.id, campaign.id, row.department_id, content(row), actor=actor, now=now, correction=correction
        )
        _record(row, "decisions.catalogue_submitted", actor, now)


# ── a sheet that comes in ───────────────────────────────────────────────────────────────────────────────────────────
def upload_sheet(
    campaign: Campaign, catalogue_id: int, rows: Sequence[rules.Row], *, actor: Actor, now: datetime
) -> None:
    """Keep a sheet's rows until somebody has looked at them; nothing of the catalogue changes.

    Raises RuleBroken("secret_mark") for a mark of 密级 in any cell, then nothing is kept (SC-01).
    """
    secrecy.refuse_marks(cell for row in rows for cell in row.cells.values())
    with unit_of_work():
        row = _editable(campaign, catalogue_id, None, actor)
        row.pending = {"rows": [[one.line, dict(one.cells)] for one in rows]}
        _record(row, "decisions.sheet_uploaded", actor, now, rows=len(rows))


def judged(view: CatalogueView) -> tuple[rules.Judged, ...]:
    """Every waiting row with its faults and what would become of it."""
    there = {
        item.number: {name: getattr(item, name) for name in (*rules.COLUMNS, "planned_on")}
        for item in view.items
    }
    return rules.judge(view.pending, there, view.year)


def take_sheet(
    campaign: Campaign, catalogue_id: int, version: int, *, actor: Actor, now: datetime
) -> dict[str, int]:
    """Take in the rows that have no fault; the others are left out. Gives how many of each outcome.

    Raises Invalid("decisions.sheet_nothing"), Conflict, NotFound, NotAllowed.
    """
    with unit_of_work() as session:
        row = _editable(campaign, catalogue_id, version, actor)
        found = judged(_view(row, actor))
        if not found:
            raise Invalid("decisions.sheet_nothing")
        by_number = {item.number: item for item in store.items(row.id)}
        counts = dict.fromkeys(("new", "changed", "same", "fault"), 0)
        for one in found:
            counts[one.outcome] += 1
            if one.outcome not in ("new", "changed"):
                continue
            item = by_number.get(one.values["number"])
            if item is None:
                item = _new_item(row, list(by_number.values()))
                session.add(item)
                by_number[one.values["number"]] = item
            for name, value in one.values.items():
                setattr(item, name, value)
            item.saved_at = now
        row.pending = None
        if counts["new"] or counts["changed"]:
            _touch(row, now)
        _record(row, "decisions.sheet_taken", actor, now, **counts)
        return counts


def forget_sheet(campaign: Campaign, catalogue_id: int, *, actor: Actor, now: datetime) -> None:
    """Drop the waiting rows."""
    with unit_of_work():
        _editable(campaign, catalogue_id, None, actor).pending = None


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _view(row: Catalogue, actor: Actor) -> CatalogueView:
    where = {"campaign_id": row.campaign_id, "department_id": row.department_id}
    document = chain.CATALOGUE.document(row.id)
    locked = document is not None and document.under_way
    rows = store.items(row.id)
    previews = store.previews_of_items([item.id for item in rows])
    return CatalogueView(
        id=row.id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        year=row.year,
        version=row.version,
        saved_at=row.saved_at,
        items=tuple(item_view(item, previews.get(item.id)) for item in rows),
        pending=tuple(rules.Row(line, cells) for line, cells in (row.pending or {}).get("rows", ())),
        document=document,
        published=chain.CATALOGUE.published(row.id),
        may_edit=not locked and actor.can(EDIT, **where),
        may_submit=not locked and actor.can("publishing.submit", **where),
    )


def _editable(campaign: Campaign, catalogue_id: int, version: int | None, actor: Actor) -> Catalogue:
    row = store.catalogue(catalogue_id, lock=True)
    where = {"campaign_id": campaign.id, "department_id": row.department_id if row is not None else None}
    if row is None or row.campaign_id != campaign.id or not actor.can(SEE, **where):
        raise NotFound("decisions.catalogue_gone")
    actor.require(EDIT, **where)
    publishing.refuse_hidden(chain.CATALOGUE.code, row.id)
    document = chain.CATALOGUE.document(row.id)
    if document is not None and document.under_way:
        raise Conflict("decisions.catalogue_locked")
    if version is not None and row.version != version:
        raise Conflict("decisions.changed")
    return row


def _item(rows: Sequence[CatalogueItem], item_id: int) -> CatalogueItem:
    found = next((row for row in rows if row.id == item_id), None)
    if found is None:
        raise NotFound("decisions.item_gone")
    return found


def _new_item(row: Catalogue, there: Sequence[CatalogueItem]) -> CatalogueItem:
    return CatalogueItem(
        catalogue_id=row.id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        ordinal=max((one.ordinal or 0 for one in there), default=0) + 1,
        dropped_reason="",
    )


def _checked(command: SaveItem, year: int, taken: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: str(text or "").strip() for name, text in asdict(command).items()}
    values["number"] = rules.number_of(values["number"]) or rules.next_number(year, taken)
    values["title"] = " ".join(values["title"].split())
    for name, most in rules.LONGEST.items():
        if len(values[name]) > most:
            raise Invalid("decisions.text_long", field=name, limit=most)
    if not values["title"]:
        raise Invalid("decisions.item_title", field="title")
    if values["kind"] not in rules.KINDS:
        raise Invalid("decisions.item_kind", field="kind")
    if not rules.good_number(values["number"]):
        raise Invalid("decisions.item_number", field="number")
    if values["number"] in taken:
        raise Invalid("decisions.item_number_taken", field="number", number=values["number"])
    if not values["planned"]:
        raise Invalid("decisions.item_planned", field="planned")
    secrecy.refuse_marks(values.values())
    planned_on: date | None = rules.planned_day(values["planned"], year)
    return {**values, "planned_on": planned_on}


def _touch(row: Catalogue, now: datetime) -> None:
    row.version += 1
    row.saved_at = now


def _record(row: Catalogue, action: str, actor: Actor, now: datetime, **figures: int) -> None:
    audit.record(
        actor,
        now,
        action,
        subject=("decisions_catalogue", row.id),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        **figures,
    )
