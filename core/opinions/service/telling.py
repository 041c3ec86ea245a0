"""Telling authors how their opinion stands, and the house that one has ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.base import events, outbox
from core.base.privacy import unseal
from core.campaigns import service as campaigns
from core.opinions import messages
from core.opinions.models import Opinion
from core.opinions.service import kinds


def tell(row: Opinion, kind: str, now: datetime, params: dict[str, Any]) -> None:
    """By message where a mobile is known, on the list of calls for another number; nobody for an anonymous one."""
    if not row.phone_sealed:
        return
    contact = unseal(row.phone_sealed)
    outbox.queue_message(
        kind=kind,
        # An end that was taken back and given anew is another fact.
        fact=f"opinion:{row.id}:{row.version}:{kind.rpartition('.')[2]}",
        phone=None if row.by_call else contact,
        call=contact if row.by_call else None,
        params=params,
        lang=row.language,
        now=now,
        campaign_id=row.campaign_id,
    )


def tell_end(row: Opinion, ended: Opinion, now: datetime) -> None:
    """Tell the author of `row` how it ended: by itself, or together with the one it was merged into."""
    with outbox.speaking(row.language):
        words = str(messages.OUTCOMES[ended.outcome][1])
    reason = f"{ended.passed_to} {ended.passed_number}".strip() + " " + ended.reason
    told = {"number": row.number, "outcome": words, "reason": reason.strip()[:300]}
    page = _page(row)
    if page:
        tell(row, "opinions.ended_with_page", now, {**told, "page": page})
    else:
        tell(row, "opinions.ended", now, told)


def _page(row: Opinion) -> str:
    kind = kinds.kind_of(row.kind)
    if kind is None or kind.answers_url is None or not row.phone_sealed:
        return ""
    return kind.answers_url(campaigns.campaign_by_id(row.campaign_id), row.subject_id, row.language)


def emit_end(row: Opinion, now: datetime, outcome: str) -> None:
    events.emit(
        "opinions.ended",
        now=now,
        campaign_id=row.campaign_id,
        opinion_id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        outcome=outcome,
    )
