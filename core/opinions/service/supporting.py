"""Standing behind somebody else's published opinion, with a proven phone: once each, taken back as easily as given."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.base import audit, personal
from core.base.access import VISITOR
from core.base.db import unit_of_work
from core.base.errors import NotFound, RuleBroken
from core.base.privacy import digest, digest_candidates, seal
from core.opinions import rules, store, store_voices
from core.opinions.contracts import Supported
from core.opinions.models import Opinion
from core.opinions.service import kinds
from core.opinions.service.limits import count
from core.plugin.contracts import Campaign

NOTICE = "opinions.support"


def support(campaign: Campaign, number: str, phone: str, *, remote: str, now: datetime) -> int:
    """Stand behind a published opinion that isn't ended; returns how many do. A second click changes nothing.

    Raises NotFound, RuleBroken: opinions_support_over, opinions_closed, opinions_own, opinions_too_many.
    """
    with unit_of_work():
        row = _open(campaign, number, now)
        known = digest_candidates(phone)
        if row.person_digest and row.person_digest in known:
            raise RuleBroken("opinions_own")
        if not store_voices.supports(row.id, known):
            count("support_address", remote, now)
            count("support", phone, now)
            if store_voices.add_support(row.id, digest(phone), seal(phone), now):
                subject = kinds.subject_of(campaign, row.kind, row.subject_id)[1]
                personal.record_consent(
                    NOTICE, phone=phone, way="click", actor=VISITOR, now=now, who=kinds.unit_of(subject),
                    pack=campaign.pack, campaign_id=campaign.id, subject=("opinion", row.id),
                )  # fmt: skip
                audit.record(
                    VISITOR, now, "opinions.supported", subject=("opinion", row.id), campaign_id=campaign.id,
                    number=row.number,
                )  # fmt: skip
            store_voices.recount(row.id)
        store_row = store.opinion(row.id)
        return store_row.supports if store_row is not None else 0


def take_back(campaign: Campaign, number: str, phone: str, *, now: datetime) -> int:
    """No longer stand behind it; returns how many do. Raises NotFound, RuleBroken("opinions_support_over")."""
    with unit_of_work():
        row = _shown(campaign, number)
        if row.state not in rules.OPEN:
            raise RuleBroken("opinions_support_over")
        if store_voices.drop_support(row.id, digest_candidates(phone)):
            audit.record(
                VISITOR, now, "opinions.unsupported", subject=("opinion", row.id), campaign_id=campaign.id,
                number=row.number,
            )  # fmt: skip
        store_voices.recount(row.id)
        again = store.opinion(row.id)
        return again.supports if again is not None else 0


def is_behind(campaign: Campaign, number: str, phone: str) -> bool:
    row = _shown(campaign, number)
    return store_voices.supports(row.id, digest_candidates(phone))


def supported_by(phone: str, campaign_id: int) -> list[Supported]:
    """What a proven phone stands behind in a campaign, the newest first."""
    titles = kinds.Titles()
    return [
        Supported(
            row.number, row.published_text, titles.of(row.campaign_id, row.kind, row.subject_id), given.at,
            row.state in rules.OPEN and row.shown_at is not None,
        )
        for given, row in store_voices.supports_of(digest_candidates(phone))
        if row.campaign_id == campaign_id
    ]  # fmt: skip


def may_support(row: Opinion, kind: object) -> bool:
    """Whether people may stand behind it now, as far as it tells by itself."""
    return bool(getattr(kind, "support", False)) and row.state in rules.OPEN and row.shown_at is not None


def erase_supports(person_digest: str, *, now: datetime) -> None:
    """Forget what a person stood behind: taken back where that still counts, else only the person goes, the count stays."""
    for _given, row in store_voices.supports_of([person_digest]):
        opinion_id, head_id, is_open = row.id, row.merged_into or row.id, row.state in (*rules.OPEN, "merged")
        store_voices.drop_support(opinion_id, [person_digest])
        head = store.opinion(head_id)
        if is_open and head is not None and head.state in rules.OPEN:
            store_voices.recount(head_id)
        audit.record(
            VISITOR,
            now,
            "opinions.support_erased",
            subject=("opinion", opinion_id),
            campaign_id=row.campaign_id,
        )


def purge_supports(now: datetime, campaign_id: int, days: int) -> int:
    """PI-03: the phones behind what ended long ago go; the counts stay."""
    return store_voices.forget_supports(now - timedelta(days=days), campaign_id)


def _shown(campaign: Campaign, number: str) -> Opinion:
    row = store.by_number(campaign.id, rules.same_number(number))
    if row is None or row.shown_at is None:
        raise NotFound
    return row


def _open(campaign: Campaign, number: str, now: datetime) -> Opinion:
    row = _shown(campaign, number)
    kind, subject = kinds.subject_of(campaign, row.kind, row.subject_id)
    if not may_support(row, kind):
        raise RuleBroken("opinions_support_over")
    kinds.refuse_late(subject, now)
    return row
