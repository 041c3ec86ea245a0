"""What the ledger keeps about its authors, and how it goes (PI-03, PI-07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.base import audit
from core.base.access import SYSTEM, Actor
from core.base.db import unit_of_work
from core.base.errors import NotFound
from core.base.privacy import digest_candidates
from core.campaigns import service as campaigns
from core.opinions import rules, store
from core.opinions.models import Opinion
from core.opinions.service import attaching, supporting
from core.plugin.contracts import Purged


def is_open(row: Opinion) -> bool:
    """Whether an answer is still owed; a merged one waits for the one it is merged into."""
    if row.state != "merged":
        return row.state in rules.OPEN
    head = store.opinion(row.merged_into) if row.merged_into is not None else None
    return head is not None and head.state in rules.OPEN


def opinions_of(person_digest: str) -> list[Opinion]:
    """Everything a person has sent in, oldest first."""
    return store.of_person([person_digest])


def of_phone(phone: str, campaign_id: int, most: int | None = None) -> list[Opinion]:
    """The opinions of this (proven) phone in a campaign, newest first."""
    rows = store.of_person(digest_candidates(phone))
    return [row for row in reversed(rows) if row.campaign_id == campaign_id][:most]


def mine(opinion_id: int, phone: str) -> Opinion:
    """An opinion of this (proven) phone. Raises NotFound."""
    row = store.opinion(opinion_id)
    if row is None or not row.person_digest or row.person_digest not in digest_candidates(phone):
        raise NotFound
    return row


def erase_person(person_digest: str, *, now: datetime) -> None:
    """Forget an author. An open opinion keeps its text and phone until it is answered (its duty); the name goes now."""
    with unit_of_work():
        for row in opinions_of(person_digest):
            if is_open(row):
                row.name_sealed, row.erase_at_end = "", True
            else:
                erase(row, now)
        supporting.erase_supports(person_digest, now=now)


def erase_if_asked(row: Opinion, now: datetime) -> None:
    """The duty has ended with the opinion: what was asked for then is done now."""
    if row.erase_at_end:
        erase(row, now)


def erase(row: Opinion, now: datetime, actor: Actor = SYSTEM) -> None:
    """Empty what names the author, the text as written and the file; number, state, digest, moderated text and answer
    stay: they name nobody, and what was sent can still be proven."""
    attaching.drop(row)
    row.name_sealed = row.phone_sealed = row.text_sealed = row.person_digest = ""
    row.erase_at_end, row.erased_at = False, now
    audit.record(actor, now, "opinions.erased", subject=("opinion", row.id), campaign_id=row.campaign_id)


def purge(now: datetime) -> Sequence[Purged]:
    """PI-03: empty what ended longer ago than the campaign's pack keeps; drop old drafts and counters."""
    counts = {"phone": 0, "name": 0, "text": 0, "file": 0}
    behind = 0
    with unit_of_work():
        store.drop_old(now - rules.DRAFT_LIFE)
        for campaign_id in store.campaigns_with_opinions():
            days = campaigns.campaign_by_id(campaign_id).pack.value("PI-03")
            if not isinstance(days, int):
                continue
            for row in store.ended_with_person(now - timedelta(days=days), campaign_id):
                if is_open(row):
                    continue
                counts["phone"] += bool(row.phone_sealed)
                counts["name"] += bool(row.name_sealed)
                counts["text"] += bool(row.text_sealed)
                counts["file"] += row.file_id is not None
                erase(row, now)
            behind += supporting.purge_supports(now, campaign_id, days)
    authors = [Purged(f"opinions.author.{name}", count) for name, count in counts.items()]
    return [*authors, Purged("opinions.support.phone", behind)]
