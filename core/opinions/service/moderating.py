"""Who may moderate what: those who moderate everything, and the hosts of a kind (OpinionKind.moderates)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, false, or_

from core.base.access import Actor
from core.base.errors import NotAllowed
from core.base.registry import registry
from core.opinions.models import Opinion
from core.plugin.contracts import OpinionKind

MODERATE = "opinions.moderate"
ANSWER = "opinions.answer"


def may(actor: Actor, kind: str, campaign_id: int) -> bool:
    """Whether this person moderates opinions of a kind in a campaign."""
    if actor.can(MODERATE, campaign_id=campaign_id):
        return True
    declared: OpinionKind | None = registry().opinion_kinds.get(kind)
    return bool(
        declared is not None and declared.moderates and actor.can(declared.moderates, campaign_id=campaign_id)
    )


def require(actor: Actor, kind: str, campaign_id: int) -> None:
    """Raise NotAllowed for everybody else."""
    if not may(actor, kind, campaign_id):
        raise NotAllowed(permission=MODERATE)


def anything(actor: Actor) -> bool:
    """Whether this person moderates anything at all."""
    return actor.can(MODERATE) or any(
        kind.moderates and actor.can(kind.moderates) for kind in registry().opinion_kinds.values()
    )


def hosted() -> list[str]:
    """The kinds whose owner shows on the desk what waits, so that the ledger doesn't."""
    return [code for code, kind in registry().opinion_kinds.items() if kind.moderates]


def scope(actor: Actor) -> list[Any]:
    """Conditions on Opinion: who moderates sees all of the campaigns they moderate, a kind's host all of that kind; who
    answers, what was let through for their departments."""
    everywhere = _campaigns(actor, MODERATE)
    if actor.all_powers or None in everywhere:
        return []
    seen: list[Any] = [Opinion.campaign_id.in_(everywhere)] if everywhere else []
    for code, kind in registry().opinion_kinds.items():
        campaigns = _campaigns(actor, kind.moderates) if kind.moderates else set()
        if None in campaigns:
            seen.append(Opinion.kind == code)
        elif campaigns:
            seen.append(and_(Opinion.kind == code, Opinion.campaign_id.in_(campaigns)))
    if everywhere:
        return [or_(*seen)]
    departments = actor.departments_for(ANSWER)
    if departments is None:
        return []
    if departments:
        handed = Opinion.state.in_(("assigned", "ended"))
        if not seen:
            return [Opinion.department_id.in_(departments), handed]
        seen.append(and_(Opinion.department_id.in_(departments), handed))
    return [or_(*seen)] if seen else [false()]


def _campaigns(actor: Actor, permission: str) -> set[int | None]:
    """The campaigns where it holds; None in it for all of them."""
    return {grant.campaign_id for grant in actor.grants if permission in grant.permissions}
