"""Who may sign: the pack's roles for a step, held for the document's department, and who has signed so far."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.base.access import Actor
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign
from core.publishing import rules, store
from core.publishing.contracts import Turn
from core.publishing.models import DocumentRow, SignatureRow
from core.publishing.permissions import PAPER, ROLE_PERMISSION, VIEW
from core.users import service as users
from core.users.contracts import Person


def step_rules(campaign: Campaign) -> list[rules.StepRule]:
    """The chain's steps as the campaign's pack has them (PB-01); none when the pack has no such rule."""
    return [rules.StepRule(s.key, tuple(s.roles), tuple(s.must_differ_from)) for s in campaign.pack.chain()]


def roles_for(actor: Actor, document: DocumentRow) -> set[str]:
    """The chain's roles that somebody holds for the document's department in its campaign."""
    return {
        role
        for role, permission in ROLE_PERMISSION.items()
        if actor.can(permission, department_id=document.department_id, campaign_id=document.campaign_id)
    }


def sees(actor: Actor, document: DocumentRow) -> bool:
    """Whether the document is any business of this person; to others it does not exist."""
    return bool(roles_for(actor, document)) or actor.can(
        VIEW, department_id=document.department_id, campaign_id=document.campaign_id
    )


def signer(actor: Actor) -> rules.Signer:
    return rules.Signer(actor.user_id, actor.name)


def signed(revision_id: int) -> list[rules.Signature]:
    """Every passed step of a revision with who passed it."""
    rows = store.passed(revision_id)
    names = users.user_names([row.user_id for row in rows if row.user_id is not None])
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
    """Who may sign a step: the roles that the pack names, without those who must not be the same person."""
    rule = rules.steps_of(chain).get(step)
    people = people_in(rule.roles if rule else (), document.department_id, document.campaign_id)
    return [p for p in people if rules.differs(chain, step, rules.Signer(p.id, p.name), before) is None]


def turn_of(document: DocumentRow, *, actor: Actor) -> Turn | None:
    """What this person may do now; None when the document doesn't wait for a signature."""
    if document.revision_id is None or document.step not in (*rules.REVIEWS, rules.PUBLISH):
        return None
    campaign = campaigns.campaign_by_id(document.campaign_id)
    chain, before = step_rules(campaign), signed(document.revision_id)
    roles, step = roles_for(actor, document), document.step
    refusal = rules.may_sign(chain, step, step, signer(actor), roles, before)
    rule = rules.steps_of(chain).get(step)
    return Turn(
        step=step,
        roles=rule.roles if rule else (),
        refused=refusal.code if refusal else "",
        may_return=rules.may_return(chain, step, step, roles) is None,
        may_record_paper=step in rules.REVIEWS
        and rule is not None
        and paper_admitted(campaign)
        and actor.can(PAPER, department_id=document.department_id, campaign_id=document.campaign_id),
        people=tuple(people_for(document, step, chain, before)),
    )


def paper_admitted(campaign: Campaign) -> bool:
    """Whether the pack admits steps signed on paper (PB-03)."""
    return campaign.pack.value("PB-03") is True
