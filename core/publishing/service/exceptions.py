"""Two ways out of a rule that are open and recorded: a waiver (豁免), and entering what already happened (补录).

Both belong to a subject, so that a plugin can honour them at its own gates before the document exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from core.base import audit, clock, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.i18n import language
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign, SubjectPlace
from core.publishing import rules, store
from core.publishing.contracts import Happened, Waiver
from core.publishing.errors import Hidden
from core.publishing.models import DocumentRow, HappenedRow, WaiverRow
from core.publishing.permissions import EXCEPT, VIEW
from core.publishing.service.portal import is_address
from core.publishing.service.scans import Scan, keep
from core.users import service as users

LONGEST_REASON = 2000


def place_of(kind: str, subject_id: int) -> SubjectPlace:
    """Whose a subject is: its document's, or as its owner tells before there is one. Raises NotFound, Hidden."""
    document = store.document(kind, subject_id)
    if document is not None:
        if document.hidden_at is not None:
            raise Hidden(document.id)
        return SubjectPlace(document.campaign_id, document.department_id, document.title)
    declared = registry().document_kinds.get(kind)
    place = declared.place_of(subject_id) if declared is not None and declared.place_of is not None else None
    if place is None:
        raise NotFound()
    return place


def waivable_rules(campaign: Campaign) -> list[tuple[str, str, str]]:
    """(id, title, clause) of every rule that may be waived for one subject: a B from a notice, none from law."""
    return [(rule.id, rule.named(language()), rule.clause) for rule in campaign.pack.rules if rule.waivable]


def waive(
    kind: str, subject_id: int, rule_id: str, reason: str, scan: Scan | None, *, actor: Actor, now: datetime
) -> int:
    """Waive a rule from a notice for one subject; the waiver's id.

    Raises RuleBroken("rule_not_waivable") for a rule from law or one that the pack doesn't have, Invalid
    (waiver_reason_needed, scan_needed, file_kind …), Conflict("waived_already"), NotAllowed.
    """
    why = _reason(reason, "waiver_reason_needed")
    with unit_of_work():
        place = place_of(kind, subject_id)
        actor.require(EXCEPT, department_id=place.department_id, campaign_id=place.campaign_id)
        rule = campaigns.campaign_by_id(place.campaign_id).pack.rule(rule_id)
        if rule is None or not rule.waivable:
            raise RuleBroken("rule_not_waivable", rule=rule_id)
        if any(row.rule_id == rule_id and row.revoked_at is None for row in store.waivers(kind, subject_id)):
            raise Conflict("waived_already", rule=rule_id)
        if scan is None:
            raise Invalid("scan_needed", field="scan")
        row = WaiverRow(
            kind=kind, subject_id=subject_id, campaign_id=place.campaign_id, department_id=place.department_id,
            rule_id=rule_id, clause=rule.clause, reason=why, scan_id=keep(scan, actor=actor, now=now),
            granted_by=actor.user_id, at=now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        _tell(actor, now, "waived", row, rule=rule_id)
        return row.id


def revoke_waiver(waiver_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a waiver back, as long as nothing was published under it. Raises Conflict("waiver_used"), NotFound."""
    with unit_of_work():
        row = db.session.get(WaiverRow, waiver_id, with_for_update=True)
        if row is None or row.revoked_at is not None:
            raise NotFound()
        actor.require(EXCEPT, department_id=row.department_id, campaign_id=row.campaign_id)
        document = store.document(row.kind, row.subject_id)
        later = store.publications(document.id) if document is not None else []
        if any((p.recorded_at or p.published_at) >= row.at for p in later):
            raise Conflict("waiver_used")
        row.revoked_at, row.revoked_by = now, actor.user_id
        _tell(actor, now, "waiver_revoked", row, rule=row.rule_id)


def waivers(kind: str, subject_id: int) -> list[Waiver]:
    """The waivers of a subject that stand, oldest first."""
    rows = [row for row in store.waivers(kind, subject_id) if row.revoked_at is None]
    names = users.user_names([row.granted_by for row in rows if row.granted_by is not None])
    return [
        Waiver(
            row.id,
            row.rule_id,
            row.clause,
            row.reason,
            row.scan_id,
            names.get(row.granted_by or 0, ""),
            row.at,
        )
        for row in rows
    ]


def waived_rules(kind: str, subject_id: int, campaign: Campaign) -> frozenset[str]:
    """The ids of the rules that don't stop this subject. A rule that has become one of law since then stops again."""
    found = {row.rule_id for row in store.waivers(kind, subject_id) if row.revoked_at is None}
    return frozenset(rule_id for rule_id in found if (rule := campaign.pack.rule(rule_id)) and rule.waivable)


# ── 补录 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def record_happened(
    kind: str, subject_id: int, happened_at: datetime, portal_url: str, reason: str, scan: Scan | None, *,
    actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Enter that the subject's text was published before, on the portal; its id. The chain still wants every signature
    (on paper with their true dates), and publishing then keeps the true moment, marked 补录.

    Raises Invalid (happened_in_future, happened_too_early, portal_url, happened_reason_needed, scan_needed …), Conflict.
    """
    why = _reason(reason, "happened_reason_needed")
    with unit_of_work():
        place = place_of(kind, subject_id)
        actor.require(EXCEPT, department_id=place.department_id, campaign_id=place.campaign_id)
        document = store.document(kind, subject_id)
        if document is not None and document.publication_id is not None:
            raise Conflict("happened_public_already")
        if open_happened(kind, subject_id) is not None:
            raise Conflict("happened_already")
        if happened_at > now:
            raise Invalid("happened_in_future", field="happened_at")
        first = date(campaigns.campaign_by_id(place.campaign_id).starts_on.year, 1, 1)
        if clock.local(happened_at).date() < first:
            raise Invalid("happened_too_early", field="happened_at", day=first)
        if not is_address(portal_url.strip()):
            raise Invalid("portal_url", field="portal_url")
        if scan is None:
            raise Invalid("scan_needed", field="scan")
        row = HappenedRow(
            kind=kind, subject_id=subject_id, campaign_id=place.campaign_id, department_id=place.department_id,
            happened_at=happened_at, portal_url=portal_url.strip(), reason=why,
            scan_id=keep(scan, actor=actor, now=now), entered_by=actor.user_id, at=now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        _tell(actor, now, "happened_entered", row)
        return row.id


def drop_happened(happened_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an entry back before it became a version. Raises Conflict("happened_used"), NotFound."""
    with unit_of_work():
        row = db.session.get(HappenedRow, happened_id, with_for_update=True)
        if row is None or row.dropped_at is not None:
            raise NotFound()
        actor.require(EXCEPT, department_id=row.department_id, campaign_id=row.campaign_id)
        if row.publication_id is not None:
            raise Conflict("happened_used")
        row.dropped_at, row.dropped_by = now, actor.user_id
        _tell(actor, now, "happened_dropped", row)


def open_happened(kind: str, subject_id: int) -> HappenedRow | None:
    """What was entered for a subject and hasn't become a version yet."""
    found = [row for row in store.happened(kind, subject_id) if row.publication_id is None]
    return found[-1] if found else None


def happened(kind: str, subject_id: int) -> Happened | None:
    """The newest entry of a subject, for its pages and its owner's gates."""
    rows = store.happened(kind, subject_id)
    if not rows:
        return None
    row = rows[-1]
    who = users.user_names([row.entered_by]).get(row.entered_by, "") if row.entered_by is not None else ""
    return Happened(
        row.id, row.happened_at, row.portal_url, row.reason, row.scan_id, who, row.at,
        row.publication_id is not None,
    )  # fmt: skip


def counted_from(kind: str, subject_id: int, now: datetime) -> datetime:
    """The moment from which a plugin counts days for a text that isn't public yet: the true one of a 补录, else `now`."""
    row = open_happened(kind, subject_id)
    return row.happened_at if row is not None else now


def exception_file(kind: str, subject_id: int, file_id: int, *, actor: Actor) -> int:
    """The id of a scan of this subject's waivers or entries, for who may see it. Raises NotFound."""
    place = place_of(kind, subject_id)
    where = {"department_id": place.department_id, "campaign_id": place.campaign_id}
    rows: Iterable[WaiverRow | HappenedRow] = (
        *store.waivers(kind, subject_id),
        *store.happened(kind, subject_id),
    )
    if not actor.can(VIEW, **where) or file_id not in {row.scan_id for row in rows}:
        raise NotFound()
    return file_id


def _reason(reason: str, code: str) -> str:
    why = str(rules.printable(reason)).strip()
    if not why:
        raise Invalid(code, field="reason")
    if len(why) > LONGEST_REASON:
        raise Invalid("note_too_long", field="reason", limit=LONGEST_REASON)
    secrecy.refuse_marks([why])
    return why


def _tell(actor: Actor, now: datetime, fact: str, row: WaiverRow | HappenedRow, **codes: str) -> None:
    document: DocumentRow | None = store.document(row.kind, row.subject_id)
    subject = ("document", document.id) if document is not None else (row.kind, row.subject_id)
    audit.record(
        actor, now, f"publishing.{fact}", subject=subject, campaign_id=row.campaign_id,
        department_id=row.department_id, entry=row.id, **codes,
    )  # fmt: skip
