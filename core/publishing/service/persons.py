"""Who may sign: the pack's roles for a step, held for the document's department, and who has signed so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from core.base import clock
from core.base.access import Actor
from core.base.memory import remembered
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign
from core.publishing import deputy_rules, rules, store
from core.publishing.contracts import Turn
from core.publishing.models import DeputyRow, DocumentRow, SignatureRow
from core.publishing.permissions import PAPER, ROLE_PERMISSION, VIEW
from core.users import service as users
from core.users.contracts import Person


def step_rules(campaign: Campaign) -> list[rules.StepRule]:
    """The chain's steps as the campaign's pack has them (PB-01); none when the pack has no such rule."""
    return [rules.StepRule(s.key, tuple(s.roles), tuple(s.must_differ_from)) for s in campaign.pack.chain()]


def own_roles(actor: Actor, document: DocumentRow) -> set[str]:
    """The chain's roles that somebody holds in their own right for the document's department in its campaign."""
    return {
        role
        for role, permission in ROLE_PERMISSION.items()
        if actor.can(permission, department_id=document.department_id, campaign_id=document.campaign_id)
    }


def roles_for(actor: Actor, document: DocumentRow, on: date | None = None) -> set[str]:
    """The same with the roles in which they are a deputy on a day (None: today)."""
    return own_roles(actor, document) | set(deputed_roles(actor.user_id, document, on or clock.today()))


def deputed_roles(user_id: int | None, document: DocumentRow, on: date) -> dict[str, Person]:
    """Role → whom this person stands for on a day. It lapses when that person no longer holds the role."""
    if user_id is None:
        return {}
    return {
        role: person
        for deputy_id, role, person in deputies_for(tuple(ROLE_PERMISSION), document, on)
        if deputy_id == user_id
    }


def deputies_for(roles: Collection[str], document: DocumentRow, on: date) -> list[tuple[int, str, Person]]:
    """(deputy's id, role, whom they stand for) for a document on a day."""
    standing = remembered(
        ("deputies", on), (DeputyRow,), lambda: tuple(map(deputyship_of, store.deputies(ending_from=on)))
    )
    if not standing:
        return []
    places = [document.department_id, *departments_above(document.department_id)]
    found = []
    for deputy_id in dict.fromkeys(d.deputy_id for d in standing):
        for d in deputy_rules.stands_for(standing, deputy_id, roles, places, on):
            holders = {p.id: p for p in people_in([d.role], document.department_id, document.campaign_id)}
            if d.person_id in holders:
                found.append((deputy_id, d.role, holders[d.person_id]))
    return found


def deputyship_of(row: DeputyRow) -> deputy_rules.Deputyship:
    return deputy_rules.Deputyship(
        row.role, row.department_id, row.person_id, row.deputy_id, row.starts_on, row.ends_on
    )


def departments_above(department_id: int) -> list[int]:
    """The departments that a department belongs to, nearest first."""
    parents = {unit.id: unit.parent_id for unit in users.all_departments()}
    found: list[int] = []
    parent = parents.get(department_id)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found


def departments_below(department_id: int) -> frozenset[int]:
    """A department with everything under it."""
    return frozenset(
        unit.id
        for unit in users.all_departments()
        if unit.id == department_id or department_id in departments_above(unit.id)
    )


def stands_for(actor: Actor, document: DocumentRow, step: str, on: date) -> Person | None:
    """Whom somebody signs a step for; None when it is their own to sign, or not theirs at all."""
    rule = rules.steps_of(step_rules(campaigns.campaign_by_id(document.campaign_id))).get(step)
    if rule is None or set(rule.roles) & own_roles(actor, document):
        return None
    deputed = deputed_roles(actor.user_id, document, on)
    return next((deputed[role] for role in rule.roles if role in deputed), None)


def sees(actor: Actor, document: DocumentRow) -> bool:
    """Whether the document is any business of this person; to others it does not exist."""
    place = {"department_id": document.department_id, "campaign_id": document.campaign_id}
    return actor.can(VIEW, **place) or bool(roles_for(actor, document))


def signer(actor: Actor) -> rules.Signer:
    return rules.Signer(actor.user_id, actor.name)


def signed(revision_id: int) -> list[rules.Signature]:
    """Every passed step of a revision with who passed it."""
    return signed_under([revision_id]).get(revision_id, [])


def signed_under(revision_ids: Collection[int]) -> dict[int, list[rules.Signature]]:
    """The same for several revisions at once."""
    found = store.passed_under(revision_ids)
    ids = {row.user_id for rows in found.values() for row in rows if row.user_id is not None}
    names = users.user_names(list(ids))
    return {revision_id: _signatures(rows, names) for revision_id, rows in found.items()}


def _signatures(rows: Sequence[SignatureRow], names: Mapping[int, str]) -> list[rules.Signature]:
    return [
        rules.Signature(row.step, rules.Signer(row.user_id, names.get(row.user_id or 0, row.signer_name)))
        for row in rows
    ]


def who_of(row: SignatureRow) -> str:
    """A signer as the archive's record spells it."""
    return f"user:{row.user_id}" if row.user_id is not None else f"name:{row.signer_name}"


def people_in(roles: Collection[str], department_id: int, campaign_id: int) -> list[Person]:
    """Active people who hold one of the chain's roles for a department, each once."""
    found: dict[int, Person] = {}
    for role in roles:
        if role in ROLE_PERMISSION:
            for person in users.people_with(
                ROLE_PERMISSION[role], department_id=department_id, campaign_id=campaign_id
            ):
                found[person.id] = person
    return list(found.values())


def people_for(
    document: DocumentRow, step: str, chain: Sequence[rules.StepRule], before: Sequence[rules.Signature]
) -> list[Person]:
    """Who may sign a step: the roles that the pack names and today's deputies, without those who must not be the same
    person."""
    rule = rules.steps_of(chain).get(step)
    roles = rule.roles if rule else ()
    people = people_in(roles, document.department_id, document.campaign_id)
    people += deputies_in(roles, document, {p.id for p in people})
    return [p for p in people if rules.differs(chain, step, rules.Signer(p.id, p.name), before) is None]


def deputies_in(
    roles: Collection[str], document: DocumentRow, without: Collection[int], on: date | None = None
) -> list[Person]:
    """Today's deputies (or those of another day) as people, each once."""
    ids = {d for d, _role, _for in deputies_for(roles, document, on or clock.today())} - set(without)
    return [person for person in users.people_with(VIEW) if person.id in ids] if ids else []


def turn_of(document: DocumentRow, *, actor: Actor) -> Turn | None:
    """What this person may do now; None when the document doesn't wait for a signature."""
    waits = document.step in (*rules.REVIEWS, rules.PUBLISH)
    if document.revision_id is None or document.hidden_at is not None or not waits:
        return None
    campaign = campaigns.campaign_by_id(document.campaign_id)
    chain, before = step_rules(campaign), signed(document.revision_id)
    roles, step = roles_for(actor, document), document.step
    refusal = rules.may_sign(chain, step, step, signer(actor), roles, before)
    rule = rules.steps_of(chain).get(step)
    instead = stands_for(actor, document, step, clock.today())
    standing = deputies_for(rule.roles if rule else (), document, clock.today())
    return Turn(
        step=step,
        roles=rule.roles if rule else (),
        refused=refused_code(refusal, instead) if refusal else "",
        may_return=rules.may_return(chain, step, step, roles) is None,
        may_record_paper=step in rules.REVIEWS
        and rule is not None
        and paper_admitted(campaign)
        and actor.can(PAPER, department_id=document.department_id, campaign_id=document.campaign_id),
        people=tuple(people_for(document, step, chain, before)),
        deputies={deputy_id: person.name for deputy_id, _role, person in standing},
        stands_for=instead.name if instead else "",
    )


def refused_code(refusal: rules.Refusal, instead: Person | None) -> str:
    """A deputy who is the same person as an earlier signer is told so as a deputy."""
    return "deputy_same_person" if refusal.code == "same_person" and instead else refusal.code


def paper_admitted(campaign: Campaign) -> bool:
    """Whether the pack admits steps signed on paper (PB-03)."""
    return campaign.pack.value("PB-03") is True
