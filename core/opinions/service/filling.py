"""Thousands of opinions of a city that doesn't exist, written at once (`yangguang demo --busy`): the rows that the ledger
would hold had each come in by itself. Outside of the demo it is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.base import audit, personal
from core.base.access import SYSTEM
from core.base.db import insert_many, unit_of_work
from core.base.errors import RuleBroken
from core.base.privacy import digest, seal, token_digest
from core.base.registry import settings
from core.opinions import rules
from core.opinions.models import Opinion, OpinionCounter, OpinionSupport
from core.opinions.service import kinds
from core.opinions.service.receiving import NOTICE, pickup_code
from core.plugin.contracts import Campaign


@dataclass(frozen=True)
class Heard:
    """An opinion and what became of it by now. `state`: received, accepted, assigned, ended, rejected; `at` when it came.

    `outcome` and `reason` of an ended one, `reason` is the code of a rejected one. `backed_by`: phones of others who stand
    behind it, each once.
    """

    text: str
    at: datetime
    phone: str = ""
    source: str = "page"
    anchor: str = ""
    state: str = "assigned"
    outcome: str = ""
    reason: str = ""
    backed_by: tuple[str, ...] = ()


def fill(
    campaign: Campaign, code: str, subject_id: int, heard: Sequence[Heard], *, now: datetime
) -> list[int]:
    """Store them about one public subject; their ids in the same order. Nobody is told, nothing is compared.

    Raises RuleBroken("demo_only"), NotFound (subject), Invalid("opinions_part_gone").
    """
    if not settings().demo:
        raise RuleBroken("demo_only")
    kind, subject = kinds.subject_of(campaign, code, subject_id)
    parts = {one.anchor: kinds.part_wanted(campaign, kind, subject_id, one.anchor) for one in heard}
    terms = {one.at.date(): kinds.term_of(campaign, kind, subject, one.at) for one in heard}
    with unit_of_work() as session:
        counter = session.get(OpinionCounter, campaign.id, with_for_update=True)
        if counter is None:
            counter = OpinionCounter(campaign_id=campaign.id, year=campaign.starts_on.year, last=0)
            session.add(counter)
            session.flush()
        rows = []
        for n, one in enumerate(heard, counter.last + 1):
            part = parts[one.anchor]
            row = _row(one, rules.number_of(counter.year, n), campaign.id, code, subject_id, now)
            row["department_id"] = subject.department_id
            row["due_on"], row["due_rule"] = terms[one.at.date()]
            row["anchor_version"] = part.version if part is not None else ""
            row["published_text"] = one.text if kind.may_be_public and one.state in rules.LET_THROUGH else ""
            row["shown_at"] = one.at if row["published_text"] else None
            rows.append(row)
        counter.last += len(rows)
        session.flush()
        found = {
            row.idempotency_key: row.id
            for row in insert_many(Opinion, rows, returning=("id", "idempotency_key"))
        }
        ids = [found[row["idempotency_key"]] for row in rows]
        _backing(ids, heard)
        agreed = [
            personal.NewConsent(one.phone, "click" if one.source == "page" else "read_aloud", one.at, ("opinion", i))
            for one, i in zip(heard, ids, strict=True)
            if one.phone
        ]  # fmt: skip
        personal.record_consents(
            NOTICE,
            agreed,
            actor=SYSTEM,
            who=kinds.unit_of(subject),
            pack=campaign.pack,
            campaign_id=campaign.id,
        )
        _audit(campaign.id, subject.department_id, rows, ids, now)
        return ids


def _row(
    one: Heard, number: str, campaign_id: int, code: str, subject_id: int, now: datetime
) -> dict[str, Any]:
    key = hashlib.sha256(f"{campaign_id}:{number}".encode()).hexdigest()[:32]
    over = one.state in ("ended", "rejected")
    return {
        "campaign_id": campaign_id, "number": number, "kind": code, "subject_id": subject_id, "source": one.source,
        "language": "zh", "state": one.state, "version": {"received": 1, "ended": 3}.get(one.state, 2),
        "text_sealed": seal(one.text), "phone_sealed": seal(one.phone) if one.phone else "",
        "person_digest": digest(one.phone) if one.phone else "",
        "code_digest": token_digest(f"{campaign_id}:{number}:{pickup_code(key)}"), "idempotency_key": key,
        "received_at": one.at, "entered_at": one.at, "way": "click" if one.source == "page" else "read_aloud",
        "read_back": one.source != "page", "anchor": one.anchor, "supports": len(set(one.backed_by)),
        "digest": rules.digest_of(number, one.at, one.anchor, "", one.text),
        "reason_code": one.reason if one.state == "rejected" else "",
        "outcome": one.outcome if one.state == "ended" else "",
        "reason": one.reason if one.state == "ended" else "",
        "ended_at": min(one.at + timedelta(days=2), now) if over else None,
    }  # fmt: skip


def _backing(ids: Sequence[int], heard: Sequence[Heard]) -> None:
    rows = [
        {"opinion_id": i, "person_digest": digest(phone), "phone_sealed": seal(phone), "at": one.at}
        for one, i in zip(heard, ids, strict=True)
        for phone in dict.fromkeys(one.backed_by)
    ]
    if rows:
        insert_many(OpinionSupport, rows)


def _audit(
    campaign_id: int, department_id: int | None, rows: Sequence[dict[str, Any]], ids: Sequence[int], now: datetime
) -> None:  # fmt: skip
    """The lines of the trail by act: what came in, what was taken up, what was turned away, what ended how."""
    both = list(zip(ids, rows, strict=True))
    acts = (
        ("opinions.received", lambda r: r["source"] == "page", lambda r: {"source": r["source"]}),
        ("opinions.entered", lambda r: r["source"] != "page", lambda r: {"source": r["source"]}),
        ("opinions.accepted", lambda r: r["state"] in rules.LET_THROUGH,
         lambda r: {"department": r["department_id"], "public": bool(r["published_text"])}),
        ("opinions.rejected", lambda r: r["state"] == "rejected", lambda r: {"reason": r["reason_code"]}),
        ("opinions.ended", lambda r: r["state"] == "ended", lambda r: {"outcome": r["outcome"]}),
    )  # fmt: skip
    for action, meant, codes in acts:
        some = [(i, row) for i, row in both if meant(row)]
        audit.record_many(
            SYSTEM, now, action, [("opinion", i) for i, _row in some], campaign_id=campaign_id,
            department_id=department_id, each=[{"number": row["number"], **codes(row)} for _i, row in some],
        )  # fmt: skip
