"""Taking an opinion in: checked, numbered, sealed and answered with a receipt, in one transaction."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.base import audit, events, outbox, personal, similar
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Conflict, Invalid, RuleBroken
from core.base.privacy import derived_key, digest, seal, token_digest, unseal
from core.base.secrecy import refuse_marks
from core.campaigns import service as campaigns
from core.opinions import rules, store
from core.opinions.contracts import Likeness, NewOpinion, Receipt
from core.opinions.models import Opinion
from core.opinions.service import grouping, kinds
from core.opinions.service.limits import count
from core.plugin.contracts import Campaign, OpinionKind, OpinionPart, OpinionSubject

ENTER = "opinions.enter"
NOTICE = "opinions.author"
#: With how many of the newest opinions about the same subject a new one is compared at once (a text takes about a
#: millisecond; the job behind `grouping` compares with all of them), and how many are proposed.
COMPARED, PROPOSED = 80, 5


def receive(new: NewOpinion, *, actor: Actor, now: datetime) -> Receipt:
    """Take an opinion in. The same request again gives the first receipt with `first_time` False.

    A member of staff enters for somebody else and needs `opinions.enter`; a citizen's own is counted against limits.
    Raises NotFound (subject), Invalid (text, contact), RuleBroken (opinions_closed, opinions_too_many, secret_mark,
    opinions_phone_needed), NotAllowed.
    """
    campaign = campaigns.campaign_by_id(new.campaign_id)
    kind, subject = kinds.subject_of(campaign, new.kind, new.subject_id)
    by_clerk = _by_clerk(new)
    if by_clerk:
        actor.require(ENTER, campaign_id=campaign.id)
    elif not subject.by_web:
        raise RuleBroken("opinions_not_by_web")
    elif not new.phone and not kind.anonymous:
        raise RuleBroken("opinions_phone_needed")
    text = rules.plain_text(new.text)
    received_at = new.received_at or now
    for refusal in (rules.refuse_text(text), rules.refuse_received(received_at, now)):
        if refusal is not None:
            raise Invalid(refusal.code, field=refusal.field, **refusal.params)
    refuse_marks((text, new.name))
    part = kinds.part_wanted(campaign, kind, new.subject_id, new.anchor)
    if new.file is not None and not kind.files:
        raise Invalid("opinions_no_files", field="file")
    alike = propose(campaign.id, new.kind, new.subject_id, text)
    with unit_of_work() as session:
        earlier = _earlier(new)
        if earlier is not None:
            return earlier
        kinds.refuse_late(subject, received_at)
        if not by_clerk:
            count("address", new.remote, now)
            if new.phone:
                count("phone", new.phone, now)
        try:
            with session.begin_nested():
                return _store(new, text, alike, campaign, kind, subject, part, actor=actor, now=now)
        except IntegrityError:
            # A twin of this request was stored between our look and our insert; the number goes back with it.
            twin = _earlier(new)
            if twin is None:
                raise
            return twin


def _store(
    new: NewOpinion, text: str, alike: list[Likeness], campaign: Campaign, kind: OpinionKind,
    subject: OpinionSubject, part: OpinionPart | None, *, actor: Actor, now: datetime,
) -> Receipt:  # fmt: skip
    received_at = new.received_at or now
    contact = new.phone or new.call
    due_on, due_rule = kinds.term_of(campaign, kind, subject, received_at)
    number = store.next_number(campaign.id, campaign.starts_on.year)
    anchor = part.anchor if part is not None else ""
    file_digest = new.file.digest if new.file is not None else ""
    digest_told = rules.digest_of(number, received_at, anchor, file_digest, text)
    opinion_id = store.add_opinion(
        campaign_id=campaign.id,
        number=number,
        kind=kind.code,
        subject_id=new.subject_id,
        source=new.source,
        language=new.language,
        department_id=subject.department_id,
        text_sealed=seal(text),
        name_sealed=seal(new.name) if new.name else "",
        phone_sealed=seal(contact) if contact else "",
        person_digest=digest(contact) if contact else "",
        by_call=bool(new.call and not new.phone),
        code_digest=token_digest(f"{campaign.id}:{number}:{pickup_code(new.key)}"),
        idempotency_key=new.key,
        received_at=received_at,
        entered_at=now,
        entered_by=actor.user_id if _by_clerk(new) else None,
        way=new.way,
        read_back=new.read_back,
        scan_file_id=new.scan_file_id,
        due_on=due_on,
        due_rule=due_rule,
        anchor=anchor,
        anchor_version=part.version if part is not None else "",
        file_id=new.file.id if new.file is not None else None,
        file_digest=file_digest,
        digest=digest_told,
    )
    grouping.note_new(kind.code, new.subject_id, opinion_id, now)
    for other in alike:
        store.add_likeness(opinion_id, other.id, other.percent)
    if contact:
        personal.record_consent(
            NOTICE,
            phone=contact,
            way=new.way,
            actor=actor,
            now=now,
            # The wording that was seen: the public form names the unit, what a clerk reads out doesn't.
            who="" if _by_clerk(new) else kinds.unit_of(subject),
            pack=campaign.pack,
            campaign_id=campaign.id,
            subject=("opinion", opinion_id),
        )
    action = "opinions.entered" if _by_clerk(new) else "opinions.received"
    audit.record(
        actor,
        now,
        action,
        subject=("opinion", opinion_id),
        campaign_id=campaign.id,
        department_id=subject.department_id,
        number=number,
        source=new.source,
    )
    events.emit(
        "opinions.received",
        now=now,
        campaign_id=campaign.id,
        opinion_id=opinion_id,
        kind=kind.code,
        subject_id=new.subject_id,
    )
    if new.phone:
        outbox.queue_message(
            kind="opinions.received",
            fact=f"opinion:{opinion_id}:received",
            phone=new.phone,
            params={"number": number},
            lang=new.language,
            now=now,
            campaign_id=campaign.id,
        )
    code = rules.shown_code(pickup_code(new.key))
    return Receipt(opinion_id, number, code, bool(contact), digest=digest_told)


def _by_clerk(new: NewOpinion) -> bool:
    return new.by_clerk or new.source in rules.CLERK_SOURCES


def propose(campaign_id: int, kind: str, subject_id: int, text: str) -> list[Likeness]:
    """Opinions about the same subject that seem to say the same, the most alike first. For a clerk before saving, too."""
    mine = similar.read(text)
    found: list[Likeness] = []
    for row in store.comparable(campaign_id, kind, subject_id, COMPARED):
        other = unseal(row.text_sealed)
        score = similar.likeness(mine, similar.read(other))
        if score >= similar.THRESHOLD:
            found.append(Likeness(row.id, row.number, round(score * 100), row.state, other))
    return sorted(found, key=lambda one: (-one.percent, one.id))[:PROPOSED]


def receipt_for(key: str) -> Receipt | None:
    """The receipt of a request that was stored."""
    row = store.by_key(key)
    return _receipt(row, key) if row is not None else None


def pickup_code(key: str) -> str:
    """The code that opens an opinion together with its number, computed from the request's key: a retry tells it again."""
    mac = hmac.new(derived_key("opinions.pickup"), key.encode(), hashlib.sha256).digest()
    letters = rules.CODE_LETTERS
    return "".join(letters[byte % len(letters)] for byte in mac[: rules.CODE_LENGTH])


def count_lookup(remote: str, *, now: datetime) -> None:
    """Count one look-up by number and code. Raises RuleBroken("opinions_lookups")."""
    with unit_of_work():
        count("lookup", remote, now, code="opinions_lookups")


def _earlier(new: NewOpinion) -> Receipt | None:
    row = store.by_key(new.key)
    if row is None:
        return None
    if (row.campaign_id, row.kind, row.subject_id) != (new.campaign_id, new.kind, new.subject_id):
        raise Conflict("opinions_changed")
    return _receipt(row, new.key)


def _receipt(row: Opinion, key: str) -> Receipt:
    code = rules.shown_code(pickup_code(key))
    return Receipt(row.id, row.number, code, bool(row.phone_sealed), first_time=False, digest=row.digest)
