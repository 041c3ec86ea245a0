"""A step signed on paper (PB-03): the scan, who signed, when, and who entered it. Never shown as the signer's own click."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.base import clock
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Invalid, NotAllowed, RuleBroken
from core.campaigns import service as campaigns
from core.publishing import rules
from core.publishing.contracts import PaperSignature
from core.publishing.models import DocumentRow, RevisionRow
from core.publishing.permissions import PAPER, ROLE_PERMISSION
from core.publishing.service.chain import at_step, pass_step, refuse
from core.publishing.service.exceptions import open_happened
from core.publishing.service.persons import (
    deputies_for,
    deputies_in,
    paper_admitted,
    people_in,
    signed,
    step_rules,
)
from core.publishing.service.records import tell
from core.publishing.service.scans import keep
from core.publishing.service.verdicts import carry_out, reason_for

LONGEST_NAME = 40


def record_paper_signature(
    document_id: int, digest: str, paper: PaperSignature, *, actor: Actor, now: datetime
) -> None:
    """Enter a step that was signed on paper.

    The chain's rule about different persons holds for the paper's signer, not for who enters it. Raises NotAllowed,
    Conflict, RuleBroken (PB-01, paper_not_here), Invalid (confirm_no_secret, paper_signer_needed, paper_signer_unfit,
    signed_in_future, signed_before_text, file_kind …).
    """
    reason = reason_for(paper.verdict, paper.reason) if paper.step == rules.SECRECY else ""
    with unit_of_work():
        document, revision = at_step(document_id, paper.step, digest, actor)
        campaign = campaigns.campaign_by_id(document.campaign_id)
        if paper.step not in rules.REVIEWS or not paper_admitted(campaign):
            raise RuleBroken("paper_not_here")
        if not actor.can(PAPER, department_id=document.department_id, campaign_id=document.campaign_id):
            raise NotAllowed(permission=PAPER)
        if not paper.no_secret_marks:
            raise Invalid("confirm_no_secret", field="no_secret_marks")
        if paper.signed_on > clock.local(now).date():
            raise Invalid("signed_in_future", field="signed_on")
        _check_day(document, revision, paper)
        chain = step_rules(campaign)
        rule = rules.steps_of(chain).get(paper.step)
        roles = rule.roles if rule else ()
        who = _signer(document, paper, roles)
        instead = _stood_for(who, document, roles, paper)
        refuse(rules.may_sign(chain, document.step, paper.step, who, roles, signed(revision.id)))
        scan_id = keep((paper.scan, paper.scan_name), actor=actor, now=now)
        facts = {
            "way": "paper", "user_id": who.user_id, "signer_name": "" if who.user_id else who.name,
            "signed_on": paper.signed_on, "scan_id": scan_id, "entered_by": actor.user_id, "for_user_id": instead,
        }  # fmt: skip
        if paper.step == rules.SECRECY:
            carry_out(document, revision, paper.verdict, reason, actor, now, **facts)
        else:
            pass_step(document, revision, paper.step, now, **facts)
        tell(actor, now, "signed_on_paper", document, step=paper.step, revision=revision.number, scan=scan_id)


def _check_day(document: DocumentRow, revision: RevisionRow, paper: PaperSignature) -> None:
    """A paper can't be older than the text it approves, unless that text came out before it was entered here (补录)."""
    frozen_on = clock.local(revision.frozen_at).date()
    before = paper.signed_on < frozen_on
    if before and open_happened(document.kind, document.subject_id) is None:
        raise Invalid("signed_before_text", field="signed_on", day=frozen_on)


def _stood_for(
    who: rules.Signer, document: DocumentRow, roles: Collection[str], paper: PaperSignature
) -> int | None:
    """Whom the signer stood for on the day of the paper; None when the role was the signer's own."""
    own = {p.id for p in people_in(roles, document.department_id, document.campaign_id)}
    if who.user_id is None or who.user_id in own:
        return None
    deputed = deputies_for(roles, document, paper.signed_on)
    return next((person.id for deputy_id, _role, person in deputed if deputy_id == who.user_id), None)


def _signer(document: DocumentRow, paper: PaperSignature, roles: Collection[str]) -> rules.Signer:
    """The signer. A typed name that belongs to somebody of the chain in this department is that person."""
    holders = people_in(roles, document.department_id, document.campaign_id)
    deputies = deputies_in(roles, document, {p.id for p in holders}, paper.signed_on)
    fit = {p.id: p for p in (*holders, *deputies)}
    if paper.user_id is not None:
        if paper.user_id not in fit:
            raise Invalid("paper_signer_unfit", field="user_id")
        return rules.Signer(paper.user_id, fit[paper.user_id].name)
    name = paper.name.strip()
    if not name:
        raise Invalid("paper_signer_needed", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid("paper_name_too_long", field="name", limit=LONGEST_NAME)
    everyone = [*people_in(ROLE_PERMISSION, document.department_id, document.campaign_id), *deputies]
    known = [person for person in everyone if rules.plain_name(person.name) == rules.plain_name(name)]
    if not known:
        return rules.Signer(None, name)
    fitting = [person for person in known if person.id in fit]
    if not fitting:
        raise Invalid("paper_name_unfit", field="name", name=name)
    if len(fitting) > 1:
        raise Invalid("paper_name_twice", field="user_id", name=name)
    return rules.Signer(fitting[0].id, fitting[0].name)
