"""Proving what was sent: by number and code, or by the text itself. It outlives the text."""

from __future__ import annotations

import hmac

from core.base.errors import NotFound, RuleBroken
from core.base.privacy import token_digest, unseal
from core.opinions import rules, store
from core.opinions.contracts import Proof
from core.opinions.models import Opinion
from core.opinions.service import kinds
from core.plugin.contracts import Campaign


def prove(campaign: Campaign, number: str, *, code: str = "", text: str = "") -> Proof:
    """What can be proven of an opinion, by its code, or by a text that is held against what was sent.

    With a text alone nothing is told but whether it is the one. Raises NotFound("opinions_not_found"), RuleBroken
    ("opinions_no_proof") for one from the time before digests, ("opinions_proof_empty") when neither is given.
    """
    row = store.by_number(campaign.id, rules.same_number(number))
    text = rules.plain_text(text)
    if not code and not text:
        raise RuleBroken("opinions_proof_empty")
    if row is None:
        raise NotFound("opinions_not_found")
    if code:
        typed = token_digest(f"{campaign.id}:{row.number}:{rules.same_code(code)}")
        if not hmac.compare_digest(row.code_digest, typed):
            raise NotFound("opinions_not_found")
    if not row.digest:
        raise RuleBroken("opinions_no_proof")
    same = None
    if text:
        computed = rules.digest_of(row.number, row.received_at, row.anchor, row.file_digest, text)
        same = hmac.compare_digest(computed, row.digest)
    known = unseal(row.text_sealed) if row.text_sealed and code else text if same else ""
    titles = kinds.Titles()
    return Proof(
        number=row.number,
        subject=titles.of(row.campaign_id, row.kind, row.subject_id) if code or same else "",
        part=titles.part(row.campaign_id, row.kind, row.subject_id, row.anchor, row.anchor_version)
        if code or same
        else "",
        received_at=row.received_at,
        digest=row.digest if code or same else "",
        file_digest=row.file_digest if code or same else "",
        erased=not row.text_sealed,
        same=same,
        canonical=_canonical(row, known) if known else "",
    )


def canonical_for(key: str) -> tuple[str, str] | None:
    """(number, what the digest is computed from) for the receipt of a request; None once the text is erased."""
    row = store.by_key(key)
    if row is None or not row.text_sealed or not row.digest:
        return None
    return row.number, _canonical(row, unseal(row.text_sealed))


def _canonical(row: Opinion, text: str) -> str:
    return rules.canonical(row.number, row.received_at, row.anchor, row.file_digest, text)
