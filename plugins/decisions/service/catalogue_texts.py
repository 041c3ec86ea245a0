"""What the public reads of catalogues, and their side of the publishing chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from core.api import (
    Blocker,
    Campaign,
    Content,
    Copy,
    NotFound,
    RevisionView,
    SubjectPlace,
    clock,
    registry,
)

from .. import chain
from ..contracts import PublicPreview
from ..models import Catalogue, CatalogueItem
from ..store import catalogue as store
from .catalogue_views import ItemView, PublicItem
from .previews import public_previews

#: documents are Chinese for every reader
KIND_WORDS = {"reform": "改革", "policy": "政策", "project": "项目"}
HEAD = ("编号", "决策事项", "类别", "依据", "承办单位", "计划时间", "联系方式")


def item_view(row: CatalogueItem, preview_id: int | None = None) -> ItemView:
    names = [name for name in ItemView.__dataclass_fields__ if name != "preview_id"]
    return ItemView(**{name: getattr(row, name) for name in names}, preview_id=preview_id)


def title_of(row: Catalogue) -> str:
    return f"{registry().department_name(row.department_id)}{row.year}年度行政决策目录"


def content(row: Catalogue) -> Content:
    """The catalogue as the chain gets it: one table, and the items as data."""
    items = store.items(row.id)
    unit = registry().department_name(row.department_id)
    rows = [
        [i.number, i.title, KIND_WORDS[i.kind], i.basis, i.unit, i.planned, i.contact]
        for i in items
        if not i.dropped_reason
    ]
    blocks: list[Mapping[str, Any]] = [
        {"kind": "paragraph", "text": f"{unit}{row.year}年拟决策事项 {len(rows)} 件，公布如下。"},
        {"kind": "table", "text": "", "rows": [list(HEAD), *rows]},
    ]
    dropped = [i for i in items if i.dropped_reason]
    if dropped:
        blocks.append({"kind": "heading1", "text": "不再办理的事项"})
        blocks += [
            {"kind": "paragraph", "text": f"{i.number} {i.title}：{i.dropped_reason}"} for i in dropped
        ]
    data = {"year": row.year, "items": [_frozen(item) for item in items]}
    return Content(title_of(row), unit, blocks, data)


def blockers(revision: RevisionView) -> list[Blocker]:
    """An empty catalogue, or items without a planned time."""
    if revision.kind != chain.CATALOGUE.code:
        return []
    items = [item for item in revision.data.get("items", ()) if not item.get("dropped_reason")]
    if not items:
        return [Blocker("decisions.catalogue_empty")]
    open_ones = [str(item["number"]) for item in items if not item.get("planned")]
    return [Blocker("decisions.catalogue_incomplete", {"numbers": open_ones})] if open_ones else []


def place_of(catalogue_id: int) -> SubjectPlace | None:
    row = store.catalogue(catalogue_id)
    return SubjectPlace(row.campaign_id, row.department_id, title_of(row)) if row is not None else None


def copies(revision: RevisionView) -> list[Copy]:
    """The working copy of a catalogue: its items, and a sheet that waits."""
    row = store.catalogue(revision.subject_id) if revision.kind == chain.CATALOGUE.code else None
    if row is None:
        return []
    found = [Copy(_("决策目录的草稿"), f"#{row.id}", len(store.items(row.id)))]
    if row.pending:
        found.append(Copy(_("等着导入的目录表格"), f"#{row.id}"))
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the working copy; numbers, days and ids stay."""
    row = store.catalogue(revision.subject_id) if revision.kind == chain.CATALOGUE.code else None
    if row is None:
        return
    row.pending, row.saved_at = None, now
    for item in store.items(row.id):
        item.title = item.basis = item.unit = item.contact = item.planned = item.dropped_reason = ""


# ── what the public reads ───────────────────────────────────────────────────────────────────────────────────────────
def public_items(campaign: Campaign, now: datetime) -> tuple[PublicItem, ...]:
    """Every item of the published catalogues, then the public previews that stand in none."""
    today = clock.local(now).date()
    previews = public_previews(campaign)
    by_item = {view.item_id: view for view in reversed(previews) if view.item_id is not None}
    decided = chain.DECISION.all_published([view.id for view in previews])
    out = chain.CATALOGUE.all_published([row.id for row in store.catalogues(campaign.id)])
    found: list[PublicItem] = []
    for catalogue_id, text in sorted(out.items()):
        for line in text.revision.data.get("items", ()):
            preview = by_item.get(line["id"])
            found.append(_public(line, catalogue_id, text.revision.department_id, preview, decided, today))
    named = {item.preview_id for item in found}
    for view in previews:
        if view.id not in named:
            line = {name: getattr(view, name) for name in ("title", "kind", "basis", "contact")}
            line |= {"number": view.item_number, "unit": registry().department_name(view.department_id)}
            found.append(_public(line, None, view.department_id, view, decided, today))
    return tuple(found)


def public_item(campaign: Campaign, item_id: int, now: datetime) -> PublicItem:
    """One item of a published catalogue. Raises NotFound."""
    found = next((item for item in public_items(campaign, now) if item.id == item_id), None)
    if found is None:
        raise NotFound("decisions.item_gone")
    return found


def _public(
    line: Mapping[str, Any],
    catalogue_id: int | None,
    department_id: int,
    preview: PublicPreview | None,
    decided: Mapping[int, Any],
    today: date,
) -> PublicItem:
    planned_on = date.fromisoformat(line["planned_on"]) if line.get("planned_on") else None
    if preview is not None:
        state = _preview_state(preview, preview.id in decided, today)
    elif line.get("dropped_reason"):
        state = "stopped"
    else:
        state = "behind" if planned_on is not None and planned_on < today else "planned"
    texts = {
        name: str(line.get(name) or "")
        for name in ("number", "title", "kind", "basis", "unit", "planned", "contact")
    }
    return PublicItem(
        id=line.get("id"),
        catalogue_id=catalogue_id,
        department_id=department_id,
        **texts,
        planned_on=planned_on,
        dropped_reason=str(line.get("dropped_reason") or ""),
        state=state,
        preview_id=preview.id if preview is not None else None,
        comment_until=preview.comment_until if preview is not None else None,
    )


def _preview_state(preview: PublicPreview, decided: bool, today: date) -> str:
    if preview.state == "stopped":
        return "stopped"
    if decided:
        return "decided"
    start = max(clock.local(preview.counts_from).date(), preview.comment_from or date.min)
    if today < start:
        return "soon"
    return "open" if preview.comment_until is not None and today <= preview.comment_until else "under_way"


def _frozen(item: CatalogueItem) -> dict[str, Any]:
    names: Sequence[str] = (
        "id", "number", "title", "kind", "basis", "unit", "planned", "contact", "dropped_reason",
    )  # fmt: skip
    told = {name: getattr(item, name) for name in names}
    return {**told, "planned_on": item.planned_on.isoformat() if item.planned_on else None}
