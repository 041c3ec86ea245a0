"""Counts of activities on the spot (现场登记): a department's people, questions and material; the office's questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    clock,
    secrecy,
    unit_of_work,
)

from ..models.onsite import OnSite
from ..permissions import BOARD, HAND_IN, SEE
from ..rules import onsite as rules
from ..store import onsite as store


@dataclass(frozen=True)
class SaveOnSite:
    """What was typed: persons received, questions answered, copies handed out, and how that was counted."""

    held_on: date | None
    title: str
    place: str
    received: int
    answered: int
    materials: int
    source: str


@dataclass(frozen=True)
class OnSiteView:
    """A record; see models.OnSite. `satisfied` of `rated` questionnaires."""

    id: int
    department_id: int
    typed: SaveOnSite
    ratings: tuple[int, ...]
    ratings_source: str
    satisfied: int
    rated: int
    void_reason: str
    version: int
    saved_at: datetime
    saved_by: int | None
    may_edit: bool


def units(campaign: Campaign, actor: Actor) -> list[int]:
    """Departments for which this person may write a record, in the campaign's order."""
    mine = actor.departments_for(HAND_IN, campaign_id=campaign.id)
    return [one for one in campaigns.participants(campaign.id) if mine is None or one in mine]


def keeps(campaign: Campaign, actor: Actor) -> bool:
    """Whether this person is the office, which enters questionnaires."""
    return actor.can(BOARD, campaign_id=campaign.id)


def listed(campaign: Campaign, *, actor: Actor) -> list[OnSiteView]:
    """Records that this person may see, the newest day first."""
    actor.require(SEE, campaign_id=campaign.id)
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    return [
        _view(row, campaign, actor)
        for row in store.records(campaign.id)
        if mine is None or row.department_id in mine
    ]


def one(campaign: Campaign, record_id: int, *, actor: Actor) -> OnSiteView:
    """One record. Raises NotFound."""
    return _view(_row(campaign, record_id, actor), campaign, actor)


def save(
    campaign: Campaign,
    department_id: int,
    command: SaveOnSite,
    *,
    record_id: int | None = None,
    version: int = 0,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a record, a new one without `record_id`. Raises NotFound, NotAllowed, Invalid("assessment.onsite_…"),
    Conflict("assessment.onsite_changed" | "assessment.onsite_void"), RuleBroken for a mark of 密级 (SC-01)."""
    actor.require(HAND_IN, department_id=department_id, campaign_id=campaign.id)
    if department_id not in campaigns.participants(campaign.id):
        raise NotFound()
    counts = (command.received, command.answered, command.materials)
    today = clock.local(now).date()
    refusal = rules.refuse(
        command.held_on, command.title, command.source, counts, campaign.starts_on.year, today
    )
    if refusal is not None:
        raise Invalid(f"assessment.{refusal[0]}", field=refusal[1])
    secrecy.refuse_marks([command.title, command.place, command.source])
    with unit_of_work() as session:
        if record_id is None:
            row = OnSite(campaign_id=campaign.id, department_id=department_id, version=0, ratings=[])
        else:
            row = _changing(campaign, record_id, version, actor)
            if row.department_id != department_id:
                raise NotFound()
        assert command.held_on is not None
        row.held_on, row.title, row.place = (
            command.held_on,
            command.title.strip(),
            command.place.strip()[:120],
        )
        row.received, row.answered, row.materials = counts
        row.source = command.source.strip()
        _stamp(row, actor, now)
        session.add(row)
        session.flush()
        _record("assessment.onsite_saved", row, actor, now)
        return row.id


def rate(
    campaign: Campaign,
    record_id: int,
    ratings: Sequence[int],
    source: str,
    version: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter the questionnaires' counts, one for each of rules.WORDS. Only the office does: who answered people doesn't enter
    how satisfied they were. Raises as `save`."""
    actor.require(BOARD, campaign_id=campaign.id)
    refusal = rules.refuse_ratings(ratings, source)
    if refusal is not None:
        raise Invalid(f"assessment.{refusal[0]}", field=refusal[1])
    secrecy.refuse_marks([source])
    with unit_of_work():
        row = _changing(campaign, record_id, version, actor)
        row.ratings, row.ratings_source = list(ratings), source.strip()
        _stamp(row, actor, now)
        _record("assessment.onsite_rated", row, actor, now)


def void(
    campaign: Campaign, record_id: int, reason: str, version: int, *, actor: Actor, now: datetime
) -> None:
    """Let a record not count any more; it stays to be read. Once questionnaires are entered only the office may: nobody voids
    how people rated them. Raises as `save`, RuleBroken("assessment.onsite_is_rated")."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > 300:
        raise Invalid("assessment.onsite_void_reason", field="reason")
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = _changing(campaign, record_id, version, actor)
        actor.require(HAND_IN, department_id=row.department_id, campaign_id=campaign.id)
        if row.ratings and not keeps(campaign, actor):
            raise RuleBroken("assessment.onsite_is_rated")
        row.void_reason = reason
        _stamp(row, actor, now)
        _record("assessment.onsite_voided", row, actor, now)


def _changing(campaign: Campaign, record_id: int, version: int, actor: Actor) -> OnSite:
    row = _row(campaign, record_id, actor, lock=True)
    if row.void_reason:
        raise Conflict("assessment.onsite_void")
    if row.version != version:
        raise Conflict("assessment.onsite_changed")
    return row


def _row(campaign: Campaign, record_id: int, actor: Actor, *, lock: bool = False) -> OnSite:
    row = store.record(record_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    if not actor.can(SEE, department_id=row.department_id, campaign_id=campaign.id):
        raise NotFound()
    return row


def _stamp(row: OnSite, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.saved_at, row.saved_by = now, actor.user_id


def _record(action: str, row: OnSite, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, now, action, subject=("assessment_onsite", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id,
    )  # fmt: skip


def _view(row: OnSite, campaign: Campaign, actor: Actor) -> OnSiteView:
    typed = SaveOnSite(
        row.held_on, row.title, row.place, row.received, row.answered, row.materials, row.source
    )
    well, rated = rules.satisfied(row.ratings)
    return OnSiteView(
        row.id, row.department_id, typed, tuple(row.ratings), row.ratings_source, well, rated, row.void_reason,
        row.version, row.saved_at, row.saved_by,
        not row.void_reason and actor.can(HAND_IN, department_id=row.department_id, campaign_id=campaign.id),
    )  # fmt: skip
