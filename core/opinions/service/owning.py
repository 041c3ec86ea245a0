"""What the owner of a kind asks of the ledger, beside what everybody may: its own lists, its own acts on its opinions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotFound
from core.base.privacy import unseal
from core.base.registry import registry
from core.base.secrecy import refuse_marks
from core.opinions import rules, store
from core.opinions.contracts import Likeness, OpinionLine
from core.opinions.models import Opinion
from core.opinions.service import finding, kinds, moderating, views
from core.plugin.contracts import AnsweredAlready, Campaign, OpinionNote

#: texts longer than this are looked up by their beginning
LOOKED_UP = 200


class Brief(NamedTuple):
    """How one opinion stands, without its text. `due_on` is the last day of its answer, `public` whether everybody may
    read it, `merged_into` the one it is answered with."""

    id: int
    number: str
    version: int
    kind: str
    subject_id: int
    state: str
    outcome: str
    reason_code: str
    supports: int
    department_id: int | None
    source: str
    received_at: datetime
    ended_at: datetime | None
    due_on: date | None
    merged_into: int | None
    public: bool


_BRIEF = (
    Opinion.id, Opinion.number, Opinion.version, Opinion.kind, Opinion.subject_id, Opinion.state, Opinion.outcome,
    Opinion.reason_code, Opinion.supports, Opinion.department_id, Opinion.source, Opinion.received_at,
    Opinion.ended_at, Opinion.due_on, Opinion.merged_into, Opinion.shown_at,
)  # fmt: skip


def briefs_on(kind: str, subject_ids: Collection[int]) -> list[Brief]:
    """Everything said about these subjects, by number."""
    wanted = select(*_BRIEF).where(Opinion.kind == kind, Opinion.subject_id.in_(subject_ids))
    return [_brief(row) for row in db.session.execute(wanted.order_by(Opinion.id))]


def brief_of(opinion_id: int) -> Brief | None:
    """One of them."""
    row = db.session.execute(select(*_BRIEF).where(Opinion.id == opinion_id)).one_or_none()
    return _brief(row) if row is not None else None


def _brief(row: Sequence[Any]) -> Brief:
    return Brief._make((*row[:-1], row[-1] is not None))


def lines_of(ids: Sequence[int], *, actor: Actor, now: datetime) -> list[OpinionLine]:
    """Lines as the inbox shows them, in this order; what this person may not see is left out."""
    rows = store.several(ids)
    seen = [rows[one] for one in ids if one in rows and views.may_see(rows[one], actor)]
    return views.lines(seen, now)


def alike_of(ids: Sequence[int], *, actor: Actor) -> dict[int, tuple[Likeness, ...]]:
    """What seems to say the same as each of these and can be merged with it, the most alike first; for its moderator."""
    found: dict[int, list[Likeness]] = {}
    for mine, other, percent in store.alike(ids):
        if other.state in (*rules.OPEN, "ended") and moderating.may(actor, other.kind, other.campaign_id):
            text = unseal(other.text_sealed) if other.text_sealed else other.published_text
            found.setdefault(mine, []).append(
                Likeness(other.id, other.number, percent, other.state, text, other.version)
            )
    return {one: tuple(likes) for one, likes in found.items()}


def confirm(opinion_id: int, version: int, *, actor: Actor, now: datetime) -> int:
    """Make sure that an open opinion is still as it was seen, for an act that its owner keeps; the next version.

    Whoever else acts on what was seen before is refused. Raises Conflict("opinions_changed"), NotFound, NotAllowed.
    """
    with unit_of_work():
        row = store.opinion(opinion_id)
        if row is None:
            raise NotFound
        moderating.require(actor, row.kind, row.campaign_id)
        if not store.change(opinion_id, version, rules.OPEN):
            raise Conflict("opinions_changed")
        return version + 1


def rewrite(opinion_id: int, reason: str, *, actor: Actor, now: datetime) -> bool:
    """Say the answer of an ended opinion anew, when more of it became known; its author was told already and isn't again.

    False when it isn't ended or says so already. Raises NotFound, NotAllowed, RuleBroken for a mark of 密级 (SC-01).
    """
    with unit_of_work():
        row = store.opinion(opinion_id)
        if row is None:
            raise NotFound
        moderating.require(actor, row.kind, row.campaign_id)
        words = rules.plain_text(reason)[: rules.MOST_REASON]
        if row.state != "ended" or row.reason == words:
            return False
        refuse_marks((words,))
        if not store.change(opinion_id, row.version, ("ended",), reason=words):
            raise Conflict("opinions_changed")
        audit.record(
            actor, now, "opinions.rewritten", subject=("opinion", opinion_id), campaign_id=row.campaign_id,
            department_id=row.department_id, number=row.number,
        )  # fmt: skip
        finding.show(opinion_id)
        return True


@dataclass(frozen=True)
class Told:
    """How an opinion stands for somebody who refers to it from elsewhere: state, end and answer are those of the one it is
    answered with. `public`: it has a page of its own at `number`."""

    id: int
    head_id: int
    number: str
    kind: str
    subject_id: int
    subject: str
    state: str
    outcome: str
    reason_code: str
    reason: str
    passed_to: str
    ended_at: datetime | None
    public: bool


def told_of(ids: Collection[int]) -> dict[int, Told]:
    """Of several opinions, by id; no words of their authors."""
    rows = store.several(ids)
    heads = store.several({row.merged_into for row in rows.values() if row.merged_into is not None})
    titles = kinds.Titles()
    found = {}
    for one, row in rows.items():
        head = heads.get(row.merged_into, row) if row.merged_into is not None else row
        found[one] = Told(
            id=one,
            head_id=head.id,
            number=row.number,
            kind=row.kind,
            subject_id=row.subject_id,
            subject=titles.of(row.campaign_id, row.kind, row.subject_id),
            state=head.state,
            outcome=head.outcome,
            reason_code=head.reason_code,
            reason=head.reason,
            passed_to=head.passed_to,
            ended_at=head.ended_at,
            public=head.shown_at is not None,
        )
    return found


@dataclass(frozen=True)
class CallerSubject:
    """Something that a caller's words can be put to now. `until`: the last moment, None while nobody has said one."""

    kind: str
    kind_title: str
    subject_id: int
    title: str
    until: datetime | None


def for_callers(campaign: Campaign, now: datetime) -> list[CallerSubject]:
    """What the hotline's console offers: subjects of kinds that take callers' words, those that end first first."""
    found = []
    for kind in kinds.kinds_in(campaign):
        for subject_id in kind.subjects(campaign) if kind.callers and kind.subjects is not None else ():
            subject = kind.subject(campaign, subject_id)
            if subject is None or (subject.takes_from is not None and now < subject.takes_from):
                continue
            if subject.takes_until is None or now <= subject.takes_until:
                title = str(kind.title)
                found.append(CallerSubject(kind.code, title, subject_id, subject.title, subject.takes_until))
    return sorted(found, key=lambda one: (one.until is not None, one.until, one.title))


def answered_already(campaign: Campaign, code: str, subject_id: int, text: str) -> list[AnsweredAlready]:
    """What is published that may answer this, as the kind's owner finds it."""
    kind = kinds.kind_of(code, campaign)
    words = rules.plain_text(text)[:LOOKED_UP]
    if kind is None or kind.answered is None or len(words) < rules.LEAST:
        return []
    return list(kind.answered(campaign, subject_id, words))


def notes_on(ids: Sequence[int], *, actor: Actor, now: datetime) -> dict[int, list[OpinionNote]]:
    """What rooms and plugins know of these opinions, for whoever moderates them."""
    found: dict[int, list[OpinionNote]] = {}
    if ids:
        for _owner, note in registry().host.contribute(
            "opinion_notes", opinion_ids=list(ids), actor=actor, now=now
        ):
            found.setdefault(note.opinion_id, []).append(note)
    return found
