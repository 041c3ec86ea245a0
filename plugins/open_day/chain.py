"""The open day's side of the publishing chain: what goes in, how far it is, and what the public may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from core.api import Actor, Content, RevisionView, campaigns, publishing

KIND = "open_day.announcement"


@dataclass(frozen=True)
class Frozen:
    """An announcement as it is handed to the reviewers. `no_secret_marks`: the drafter's word on the source (SC-01)."""

    open_day_id: int
    campaign_id: int
    department_id: int
    title: str
    doc_number: str
    issuer: str
    blocks: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]
    no_secret_marks: bool = False


@dataclass(frozen=True)
class DocumentView:
    """How far the announcement is, for staff: the steps to draw, where to act on them, why it came back."""

    under_way: bool
    steps: Sequence[Mapping[str, Any]]
    url: str
    clause: str
    returned: str


@dataclass(frozen=True)
class Published:
    """The public revision."""

    revision: RevisionView
    published_at: datetime
    portal_url: str
    version: int
    document_id: int


def submit(frozen: Frozen, *, actor: Actor, now: datetime) -> None:
    """Send into the chain. Raises what `publishing.submit` raises."""
    publishing.submit(
        kind=KIND,
        subject_id=frozen.open_day_id,
        campaign_id=frozen.campaign_id,
        department_id=frozen.department_id,
        content=Content(frozen.title, frozen.issuer, frozen.blocks, frozen.data, frozen.doc_number),
        no_secret_marks=frozen.no_secret_marks,
        actor=actor,
        now=now,
    )


def view(open_day_id: int) -> DocumentView | None:
    """The document of an open day; None before it was first sent."""
    found = publishing.document_for(KIND, open_day_id)
    if found is None:
        return None
    rule = campaigns.campaign_by_id(found.campaign_id).pack.rule("PB-01")
    return DocumentView(
        under_way=found.under_way,
        steps=publishing.chain_steps(found),
        url=url_for("publishing_staff.document", document_id=found.id),
        clause=rule.clause if rule else "",
        returned=found.returned.reason if found.returned else "",
    )


def published(open_day_id: int) -> Published | None:
    """What the public may read."""
    return all_published([open_day_id]).get(open_day_id)


def all_published(ids: Sequence[int]) -> dict[int, Published]:
    """The same for several."""
    return {
        subject_id: Published(p.revision, p.published_at, p.portal_url, p.version, p.revision.document_id)
        for subject_id, p in publishing.all_published(KIND, ids).items()
    }
