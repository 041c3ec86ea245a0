"""Addresses of the wall screen: a key from the settings, or links that a supervisor makes and takes back."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.api import (
    Actor,
    Campaign,
    Invalid,
    NotFound,
    audit,
    db,
    privacy,
    remembered,
    settings,
    unit_of_work,
)

from ..models import WallLink
from ..permissions import SUPERVISE

#: a shorter key of the settings could be guessed and opens nothing
SHORTEST_KEY = 16


@dataclass(frozen=True)
class WallView:
    """A link that was made; its address is told once, when it is made."""

    id: int
    label: str
    made_by: int | None
    made_at: datetime
    revoked_at: datetime | None


def may_look(campaign: Campaign, key: str) -> bool:
    """Whether a key opens this campaign's wall screen."""
    ours = settings().of("hotline")["wall_key"]
    if len(ours) >= SHORTEST_KEY and hmac.compare_digest(ours.encode(), key.encode("utf-8", "replace")):
        return True
    digests = remembered(("hotline.walls", campaign.id), (WallLink,), lambda: _open_digests(campaign.id))
    return privacy.token_digest(key) in digests


def _open_digests(campaign_id: int) -> frozenset[str]:
    return frozenset(
        db.session.scalars(
            select(WallLink.token_digest).where(
                WallLink.campaign_id == campaign_id, WallLink.revoked_at.is_(None)
            )
        )
    )


def make_link(campaign: Campaign, label: str, *, actor: Actor, now: datetime) -> str:
    """The key of a new link; `label` says where the screen hangs. Raises NotAllowed, Invalid("wall_label")."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    if not 1 <= len(label.strip()) <= 40:
        raise Invalid("wall_label", field="label")
    key = secrets.token_urlsafe(24)
    with unit_of_work() as session:
        link = WallLink(
            campaign_id=campaign.id,
            label=label.strip(),
            token_digest=privacy.token_digest(key),
            made_by=actor.user_id,
            made_at=now,
        )
        session.add(link)
        session.flush()
        audit.record(
            actor,
            now,
            "hotline.wall_link_made",
            subject=("hotline_wall_link", link.id),
            campaign_id=campaign.id,
        )
    return key


def revoke_link(campaign: Campaign, link_id: int, *, actor: Actor, now: datetime) -> None:
    """From now on the link opens nothing. Again: nothing changes."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work() as session:
        link = session.get(WallLink, link_id, populate_existing=True)
        if link is None or link.campaign_id != campaign.id:
            raise NotFound()
        if link.revoked_at is None:
            link.revoked_at = now
            audit.record(
                actor, now, "hotline.wall_link_revoked", subject=("hotline_wall_link", link.id),
                campaign_id=campaign.id,
            )  # fmt: skip


def links(campaign: Campaign, *, actor: Actor) -> list[WallView]:
    """Every link of the campaign, newest first."""
    actor.require(SUPERVISE, campaign_id=campaign.id)
    found = db.session.scalars(
        select(WallLink).filter_by(campaign_id=campaign.id).order_by(WallLink.id.desc())
    )
    return [WallView(row.id, row.label, row.made_by, row.made_at, row.revoked_at) for row in found]
