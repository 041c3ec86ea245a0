"""The hygiene check before publishing: what is found in a revision, what was overruled and why, what still stops it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.base import hygiene, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound
from core.campaigns import service as campaigns
from core.plugin.contracts import Blocker, Campaign, RevisionView
from core.publishing import rules
from core.publishing.errors import Hidden
from core.publishing.hygiene_models import FindingOverruleRow
from core.publishing.models import DocumentRow, RevisionRow
from core.publishing.permissions import OVERRULE
from core.publishing.service.persons import sees
from core.publishing.service.records import tell
from core.publishing.service.views import revision_view
from core.users import service as users

LONGEST_REASON = 500
#: as many characters before and after a finding, within its sentence, must be the same to carry a decision over
_SURROUNDINGS = 12
_BREAK = re.compile(r"[。！？!?；;\n]")


@dataclass(frozen=True)
class Overrule:
    """Who let a finding stand, when and why; `revision` is the number of the one it was decided on."""

    who: str
    at: datetime
    reason: str
    revision: int


@dataclass(frozen=True)
class CheckedFinding:
    """A finding of a revision; `number` counts from 1 in the order of the text. `overrule` is None while it is open."""

    number: int
    finding: hygiene.Finding
    fingerprint: str
    overrule: Overrule | None = None

    @property
    def is_open(self) -> bool:
        return self.overrule is None


@dataclass(frozen=True)
class Checked:
    """A revision's text with everything found in it."""

    text: str
    findings: tuple[CheckedFinding, ...]

    @property
    def open(self) -> tuple[CheckedFinding, ...]:
        return tuple(found for found in self.findings if found.is_open)


def text_of(revision: RevisionView) -> str:
    """Everything of a revision that the public will read, a paragraph or a table's row per line."""
    return "\n".join([*rules.lines_of(revision.title, revision.doc_number, revision.blocks), revision.issuer])


def check_revision(revision: RevisionView, campaign: Campaign) -> Checked:
    """The findings of a revision, each with its overrule if it has one."""
    text = text_of(revision)
    found = hygiene.check(text, context_of(revision.department_id, campaign))
    prints = _fingerprints(text, found)
    overruled = _overrules(revision.document_id)
    return Checked(
        text,
        tuple(
            CheckedFinding(number, finding, mark, overruled.get(mark))
            for number, (finding, mark) in enumerate(zip(found, prints, strict=True), start=1)
        ),
    )


def check_text(text: str, *, actor: Actor) -> Checked:
    """The findings of a text that isn't stored. Raises RuleBroken("secret_mark")."""
    secrecy.refuse_marks([text])
    known = [unit.name for unit in users.all_departments()]
    found = hygiene.check(text, hygiene.Context(departments=tuple(known)))
    prints = _fingerprints(text, found)
    return Checked(
        text,
        tuple(
            CheckedFinding(number, finding, mark)
            for number, (finding, mark) in enumerate(zip(found, prints, strict=True), start=1)
        ),
    )


def context_of(department_id: int, campaign: Campaign) -> hygiene.Context:
    """What the house knows about a department's text: the campaign's year, its own areas, the names of all units."""
    units = {unit.id: unit for unit in users.all_departments(include_inactive=True)}
    areas: list[str] = []
    here: int | None = department_id
    while here is not None and here in units:
        areas += hygiene.areas_named(units[here].name)
        here = units[here].parent_id
    areas += [area for unit in units.values() for area in hygiene.areas_named(unit.name)]
    return hygiene.Context(
        year=campaign.starts_on.year,
        areas=tuple(dict.fromkeys(areas)),
        departments=tuple(unit.name for unit in units.values() if unit.active),
    )


def overrule(
    document_id: int, digest: str, fingerprint: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Let one finding of the revision with this digest stand.

    Raises Invalid (overrule_reason_needed, overrule_reason_long), RuleBroken("secret_mark"), NotAllowed,
    Conflict (changed_meanwhile, finding_gone, finding_overruled).
    """
    with unit_of_work() as session:
        document = db.session.get(DocumentRow, document_id, with_for_update=True)
        if document is None or document.revision_id is None or not sees(actor, document):
            raise NotFound()
        if document.hidden_at is not None:
            raise Hidden(document.id)
        actor.require(OVERRULE, department_id=document.department_id, campaign_id=document.campaign_id)
        why = rules.printable(reason).strip()
        if not why:
            raise Invalid("overrule_reason_needed", field="reason")
        if len(why) > LONGEST_REASON:
            raise Invalid("overrule_reason_long", field="reason", limit=LONGEST_REASON)
        secrecy.refuse_marks([why])
        revision = session.get_one(RevisionRow, document.revision_id)
        if revision.digest != digest or document.step not in (*rules.REVIEWS, rules.PUBLISH):
            raise Conflict("changed_meanwhile")
        checked = check_revision(
            revision_view(document, revision), campaigns.campaign_by_id(document.campaign_id)
        )
        found = next((item for item in checked.findings if item.fingerprint == fingerprint), None)
        if found is None:
            raise Conflict("finding_gone")
        row = FindingOverruleRow(
            document_id=document.id, revision_id=revision.id, digest=revision.digest,
            start_offset=found.finding.start, end_offset=found.finding.end, kind=found.finding.kind,
            fingerprint=fingerprint, reason=why, user_id=actor.user_id, at=now,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError as twice:
            raise Conflict("finding_overruled") from twice
        tell(
            actor, now, "finding_overruled", document, revision=revision.number, kind=found.finding.kind,
            code=found.finding.code,
        )  # fmt: skip


def blockers(revision: RevisionView, campaign: Campaign) -> list[Blocker]:
    """One reason against publishing while a finding is open: it is mended in a new revision, or overruled."""
    still = check_revision(revision, campaign).open
    if not still:
        return []
    return [Blocker("hygiene_open", {"count": len(still), "document_id": revision.document_id})]


def forget_reasons(document_id: int) -> None:
    """Blank what was written about a document's findings: a reason may repeat the text that must go (SC-01)."""
    db.session.execute(
        update(FindingOverruleRow).where(FindingOverruleRow.document_id == document_id).values(reason="")
    )


def _fingerprints(text: str, found: Sequence[hygiene.Finding]) -> list[str]:
    """One digest per finding over its kind, its text and what stands around it; like ones are told apart by counting."""
    seen: Counter[str] = Counter()
    prints = []
    for item in found:
        around = (
            item.kind,
            _BREAK.split(text[max(0, item.start - _SURROUNDINGS) : item.start])[-1],
            item.text,
            _BREAK.split(text[item.end : item.end + _SURROUNDINGS])[0],
        )
        plain = "\x1f".join(around)
        seen[plain] += 1
        prints.append(hashlib.sha256(f"{plain}\x1f{seen[plain]}".encode("utf-8", "replace")).hexdigest())
    return prints


def _overrules(document_id: int) -> dict[str, Overrule]:
    wanted = (
        select(FindingOverruleRow, RevisionRow.number)
        .join(RevisionRow, RevisionRow.id == FindingOverruleRow.revision_id)
        .where(FindingOverruleRow.document_id == document_id)
    )
    rows = db.session.execute(wanted).all()
    names = users.user_names([row.user_id for row, _number in rows if row.user_id is not None])
    return {
        row.fingerprint: Overrule(names.get(row.user_id or 0, ""), row.at, row.reason, number)
        for row, number in rows
    }
