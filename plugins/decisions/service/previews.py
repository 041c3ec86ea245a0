"""Previews as departments write them, and which of them the public may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    audit,
    clock,
    db,
    departments,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain
from ..contracts import PreviewView, PublicPreview
from ..models import CatalogueItem, Preview
from ..permissions import EDIT, SEE
from ..store import previews as store

KINDS = ("reform", "policy", "project")
HEARINGS = ("no", "symposium", "hearing")
#: the keys of `ways`
WAYS = ("web", "phone", "email", "post", "place")
LONGEST = {
    "title": 200,
    "summary": 2000,
    "basis": 2000,
    "contact": 200,
    "shorter_reason": 1000,
    "explanation": 20000,
}
FARTHEST_DAYS = 3660


@dataclass(frozen=True)
class SavePreview:
    """A preview's form; fields as in models.Preview."""

    department_id: int
    kind: str
    title: str
    summary: str = ""
    basis: str = ""
    contact: str = ""
    item_id: int | None = None
    comment_from: date | None = None
    comment_until: date | None = None
    shorter_reason: str = ""
    ways: Mapping[str, Any] = field(default_factory=dict)
    explanation: str = ""
    hearing: str = "no"


def preview_view(preview_id: int) -> PreviewView:
    """One preview, whoever asks. Raises NotFound."""
    row = store.preview(preview_id)
    if row is None:
        raise NotFound("decisions.preview_gone")
    return _view(row)


def of_campaign(campaign: Campaign, preview_id: int) -> PreviewView:
    """One preview of this campaign. Raises NotFound."""
    view = preview_view(preview_id)
    if view.campaign_id != campaign.id:
        raise NotFound("decisions.preview_gone")
    return view


def for_staff(campaign: Campaign, preview_id: int, *, actor: Actor, permission: str = SEE) -> PreviewView:
    """One preview for who holds `permission` in its department.

    Raises NotFound for everybody else (a foreign thing looks like none), Hidden while its text is hidden (疑似涉密).
    """
    view = of_campaign(campaign, preview_id)
    if not actor.can(permission, campaign_id=campaign.id, department_id=view.department_id):
        raise NotFound("decisions.preview_gone")
    publishing.refuse_hidden(chain.DRAFT.code, preview_id)
    return view


def previews_of(campaign: Campaign, department_id: int | None = None) -> tuple[PreviewView, ...]:
    """The campaign's previews, the newest first; of one department where asked."""
    return tuple(_view(row) for row in store.previews(campaign.id, department_id))


def previews_for(campaign: Campaign, *, actor: Actor) -> tuple[PreviewView, ...]:
    """Those that this person may see; what is hidden (疑似涉密) is left out."""
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    hidden = publishing.hidden_subjects(chain.DRAFT.code)
    return tuple(
        view
        for view in previews_of(campaign)
        if (mine is None or view.department_id in mine) and view.id not in hidden
    )


def public_previews(campaign: Campaign) -> tuple[PublicPreview, ...]:
    """What the public may see, the newest first: previews whose consultation was published, as it was published."""
    rows = store.previews(campaign.id)
    out = chain.DRAFT.all_published([row.id for row in rows])
    found = [_public(row.id, out[row.id]) for row in rows if row.id in out]
    return tuple(sorted(found, key=lambda view: (view.published_at, view.id), reverse=True))


def public_preview(campaign: Campaign, preview_id: int) -> PublicPreview:
    """One of them. Raises NotFound, or what tells that it was taken down (撤下)."""
    of_campaign(campaign, preview_id)
    return _public(preview_id, chain.DRAFT.published_or_gone(preview_id))


def frozen_preview(view: PreviewView) -> dict[str, Any]:
    """What the consultation's revision keeps of the preview, as `data["preview"]`: JSON, days as ISO."""
    row = db.session.get(CatalogueItem, view.item_id) if view.item_id is not None else None
    return {
        "kind": view.kind,
        "title": view.title,
        "summary": view.summary,
        "basis": view.basis,
        "contact": view.contact,
        "item_id": view.item_id,
        "item_number": row.number if row is not None else "",
        "comment_from": view.comment_from.isoformat() if view.comment_from else None,
        "comment_until": view.comment_until.isoformat() if view.comment_until else None,
        "shorter_reason": view.shorter_reason,
        "ways": dict(view.ways),
        "explanation": view.explanation,
        "hearing": view.hearing,
        "state": view.state,
        "stop_reason": view.stop_reason,
    }


def command_of(view: PreviewView) -> SavePreview:
    """The form as it stands; change some of it with `dataclasses.replace` and save it."""
    return SavePreview(
        department_id=view.department_id,
        kind=view.kind,
        title=view.title,
        summary=view.summary,
        basis=view.basis,
        contact=view.contact,
        item_id=view.item_id,
        comment_from=view.comment_from,
        comment_until=view.comment_until,
        shorter_reason=view.shorter_reason,
        ways=view.ways,
        explanation=view.explanation,
        hearing=view.hearing,
    )


def save_preview(
    campaign: Campaign,
    command: SavePreview,
    *,
    actor: Actor,
    now: datetime,
    preview_id: int | None = None,
    version: int = 0,
) -> int:
    """Make or change a preview; returns its id. The drafter has confirmed that it bears no mark of 密级 (SC-01).

    Raises Invalid (decisions.preview_…), NotFound, NotAllowed, Conflict("decisions.changed" | "decisions.preview_locked").
    """
    if not actor.can(EDIT, campaign_id=campaign.id, department_id=command.department_id):
        raise NotAllowed(permission=EDIT)
    values = _checked(campaign, command, now)
    with unit_of_work() as session:
        if preview_id is None:
            row = Preview(
                campaign_id=campaign.id, department_id=command.department_id, state="open", stop_reason=""
            )
            row.version = 0
            session.add(row)
        else:
            row = editable(campaign, preview_id, version, actor=actor)
            if command.department_id != row.department_id:
                raise Invalid("decisions.preview_unit_fixed", field="department_id")
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.saved_at = now
        session.flush()
        action = "decisions.preview_made" if preview_id is None else "decisions.preview_saved"
        record(row, action, actor, now)
        return row.id


def stop_preview(
    campaign: Campaign, preview_id: int, version: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say that the decision won't be taken, and why; a published consultation then needs a correction to say so."""
    reason = reason.strip()
    if not reason or len(reason) > 1000:
        raise Invalid("decisions.stop_reason_missing", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = editable(campaign, preview_id, version, actor=actor)
        row.state, row.stop_reason = "stopped", reason
        row.version += 1
        row.saved_at = now
        record(row, "decisions.preview_stopped", actor, now)


def resume_preview(campaign: Campaign, preview_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Take a stopped decision up again."""
    with unit_of_work():
        row = editable(campaign, preview_id, version, actor=actor)
        row.state, row.stop_reason = "open", ""
        row.version += 1
        row.saved_at = now
        record(row, "decisions.preview_resumed", actor, now)


# ── pieces that the other parts may use ─────────────────────────────────────────────────────────────────────────────
def editable(campaign: Campaign, preview_id: int, version: int, *, actor: Actor) -> Preview:
    """The locked row for a change of what the consultation says. Raises NotFound, NotAllowed, Conflict."""
    row = editable_row(campaign, preview_id, actor=actor)
    document = chain.DRAFT.document(preview_id)
    if document is not None and document.under_way:
        raise Conflict("decisions.preview_locked")
    if row.version != version:
        raise Conflict("decisions.changed")
    return row


def editable_row(campaign: Campaign, preview_id: int, *, actor: Actor, permission: str = EDIT) -> Preview:
    """The locked row for an act of a part, inside a unit of work, whatever the consultation does. Raises NotFound,
    NotAllowed, Hidden."""
    row = store.preview(preview_id, lock=True)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("decisions.preview_gone")
    where = {"campaign_id": campaign.id, "department_id": row.department_id}
    if not actor.can(SEE, **where):
        raise NotFound("decisions.preview_gone")
    actor.require(permission, **where)
    publishing.refuse_hidden(chain.DRAFT.code, preview_id)
    return row


def record(row: Preview, action: str, actor: Actor, now: datetime, **figures: int) -> None:
    """An audit entry about a preview."""
    audit.record(
        actor,
        now,
        action,
        subject=("decisions_preview", row.id),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        **figures,
    )


def _checked(campaign: Campaign, command: SavePreview, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, most in LONGEST.items():
        text = str(getattr(command, name)).replace("\r\n", "\n").strip()
        if name == "title":
            text = " ".join(text.split())
        if len(text) > most:
            raise Invalid("decisions.text_long", field=name, limit=most)
        values[name] = text
    if not values["title"]:
        raise Invalid("decisions.preview_title", field="title")
    if command.kind not in KINDS:
        raise Invalid("decisions.preview_kind", field="kind")
    if command.hearing not in HEARINGS:
        raise Invalid("decisions.preview_hearing", field="hearing")
    if command.department_id not in {unit.id for unit in departments()}:
        raise Invalid("decisions.preview_unit", field="department_id")
    _check_days(command, now)
    ways = {name: bool(command.ways.get(name)) if name == "web" else _way(command, name) for name in WAYS}
    secrecy.refuse_marks([*values.values(), *(str(way) for way in ways.values())])
    item = db.session.get(CatalogueItem, command.item_id) if command.item_id is not None else None
    if command.item_id is not None and (
        item is None or item.campaign_id != campaign.id or item.department_id != command.department_id
    ):
        raise Invalid("decisions.preview_item", field="item_id")
    return {
        **values,
        "kind": command.kind,
        "item_id": command.item_id,
        "comment_from": command.comment_from,
        "comment_until": command.comment_until,
        "ways": ways,
        "hearing": command.hearing,
    }


def _check_days(command: SavePreview, now: datetime) -> None:
    for name in ("comment_from", "comment_until"):
        day: date | None = getattr(command, name)
        if day is not None and abs((day - clock.local(now).date()).days) > FARTHEST_DAYS:
            raise Invalid("decisions.day_far", field=name)
    if command.comment_from and command.comment_until and command.comment_until < command.comment_from:
        raise Invalid("decisions.days_reversed", field="comment_until")


def _way(command: SavePreview, name: str) -> str:
    text = " ".join(str(command.ways.get(name) or "").split())
    if len(text) > 200:
        raise Invalid("decisions.text_long", field=name, limit=200)
    return text


def _view(row: Preview) -> PreviewView:
    return PreviewView(
        **{name: getattr(row, name) for name in PreviewView.__dataclass_fields__ if name != "ways"},
        ways=dict(row.ways or {}),
    )


def _public(preview_id: int, out: Any) -> PublicPreview:
    told: Mapping[str, Any] = out.revision.data.get("preview") or {}
    return PublicPreview(
        id=preview_id,
        campaign_id=out.revision.campaign_id,
        department_id=out.revision.department_id,
        kind=str(told.get("kind", "policy")),
        title=str(told.get("title") or out.revision.title),
        summary=str(told.get("summary", "")),
        basis=str(told.get("basis", "")),
        contact=str(told.get("contact", "")),
        item_id=told.get("item_id"),
        item_number=str(told.get("item_number", "")),
        comment_from=_day(told.get("comment_from")),
        comment_until=_day(told.get("comment_until")),
        shorter_reason=str(told.get("shorter_reason", "")),
        ways=dict(told.get("ways") or {}),
        explanation=str(told.get("explanation", "")),
        hearing=str(told.get("hearing", "no")),
        state=str(told.get("state", "open")),
        stop_reason=str(told.get("stop_reason", "")),
        published_at=out.published_at,
        counts_from=out.counts_from,
        version=out.version,
        portal_url=out.portal_url,
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
