"""What staff, authors and everybody may see of the ledger."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from core.base import audit, files
from core.base.access import Actor
from core.base.audit import AuditEntry
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.base.memory import remembered
from core.base.privacy import mask_phone, token_digest, unseal
from core.opinions import rules, store
from core.opinions.contracts import (
    Asked,
    Feedback,
    Inbox,
    Likeness,
    OpinionLine,
    OpinionView,
    PublicOpinion,
    Standing,
)
from core.opinions.models import Opinion
from core.opinions.service import attaching, kinds, moderating, persons, supporting
from core.opinions.service.moderating import ANSWER
from core.plugin.contracts import Campaign

SEE = "opinions.see"
PER_PAGE = 50
PUBLIC_PER_PAGE = 20
#: of those merged into one, how many are shown with it
MEMBERS_SHOWN, NUMBERS_SHOWN = 20, 12


# ── the inbox ───────────────────────────────────────────────────────────────────────────────────────────────────────
def inbox(asked: Asked, *, actor: Actor, now: datetime) -> Inbox:
    """One page of the moderation inbox; who only answers sees what was handed to their departments."""
    scope = moderating.scope(actor)
    wanted = [*scope, *_filters(asked, now)]
    counts = store.tab_counts(wanted)
    query = store.in_tab(asked.tab, wanted)
    rows, total = store.page(query, PER_PAGE, (asked.page - 1) * PER_PAGE, counts[asked.tab])
    titles = kinds.Titles()
    first = store.oldest(store.TABS[asked.tab], wanted) if asked.tab != "ended" else None
    return Inbox(
        lines=tuple(_lines(rows, titles, now)),
        total=total,
        counts=counts,
        oldest=(now - first).days if first is not None else None,
        subjects=tuple(
            (code, subject_id, titles.of(c, code, subject_id))
            for c, code, subject_id in _subjects(actor, scope)
        ),
    )


def _subjects(actor: Actor, scope: list[Any]) -> tuple[tuple[int, str, int], ...]:
    """(campaign, kind, subject) of everything that this person sees an opinion about."""
    key = ("opinions.subjects", actor.all_powers, actor.grants)
    return remembered(key, (Opinion,), lambda: tuple(store.subjects(scope)))


def may_moderate(actor: Actor, line: OpinionLine | None = None) -> bool:
    """Whether this person moderates this one; without one, whether anything."""
    if line is None:
        return moderating.anything(actor)
    return moderating.may(actor, line.kind, line.campaign_id)


def waiting(
    campaign_id: int, *, actor: Actor, now: datetime
) -> tuple[dict[str, int], datetime | None, list[OpinionLine]]:
    """For the desk, without what its owner shows there: how many by tab, since when the oldest waits to be looked at, and what is to answer first by due day."""
    wanted = [*moderating.scope(actor), Opinion.campaign_id == campaign_id]
    hosted = moderating.hosted()
    if hosted:
        wanted.append(Opinion.kind.not_in(hosted))
    counts = store.tab_counts(wanted)
    first = store.oldest(("received", "held"), wanted) if counts["new"] or counts["held"] else None
    query = (
        store.in_tab("open", wanted)
        .order_by(None)
        .order_by(Opinion.due_on.is_(None), Opinion.due_on, Opinion.id)
    )
    rows, _total = store.page(query, 1, 0, counts["open"])
    return counts, first, _lines(rows, kinds.Titles(), now)


def _filters(asked: Asked, now: datetime) -> list[Any]:
    wanted: list[Any] = []
    if asked.campaign_id is not None:
        wanted.append(Opinion.campaign_id == asked.campaign_id)
    if asked.kind:
        wanted.append(Opinion.kind == asked.kind)
        if asked.subject_id is not None:
            wanted.append(Opinion.subject_id == asked.subject_id)
            if asked.anchor is not None:
                wanted.append(Opinion.anchor == asked.anchor)
    if asked.source:
        wanted.append(Opinion.source == asked.source)
    if asked.department_id is not None:
        wanted.append(Opinion.department_id == asked.department_id)
    if asked.older_than:
        wanted.append(Opinion.received_at <= now - timedelta(days=asked.older_than))
    return wanted


def lines(rows: Sequence[Opinion], now: datetime) -> list[OpinionLine]:
    """Rows as the inbox shows them."""
    return _lines(rows, kinds.Titles(), now)


def _lines(rows: Sequence[Opinion], titles: kinds.Titles, now: datetime) -> list[OpinionLine]:
    ids = [row.id for row in rows]
    joined = store.member_counts(ids)
    alike: dict[int, tuple[str, int]] = {}
    for mine, other, percent in store.alike(ids):
        alike.setdefault(mine, (other.number, percent))
    lines = []
    for row in rows:
        text = unseal(row.text_sealed) if row.text_sealed else row.published_text
        lines.append(
            OpinionLine(
                id=row.id,
                version=row.version,
                campaign_id=row.campaign_id,
                number=row.number,
                kind=row.kind,
                subject_id=row.subject_id,
                subject=titles.of(row.campaign_id, row.kind, row.subject_id),
                source=row.source,
                state=row.state,
                text=text,
                department_id=row.department_id,
                received_at=row.received_at,
                days=max((now - row.received_at).days, 0),
                due=row.due_on,
                clause=kinds.clause_of(titles.campaign(row.campaign_id), row.due_rule),
                outcome=row.outcome or row.reason_code,
                backfilled=row.entered_by is not None
                and row.entered_at - row.received_at > timedelta(days=1),
                merged=joined.get(row.id, 0),
                likeness=alike.get(row.id) if row.state in rules.OPEN else None,
                names_somebody=bool(row.text_sealed) and rules.names_somebody(text),
                part=titles.part(row.campaign_id, row.kind, row.subject_id, row.anchor, row.anchor_version),
                has_file=row.file_id is not None,
                supports=row.supports,
            )
        )
    return lines


# ── one opinion ─────────────────────────────────────────────────────────────────────────────────────────────────────
def opinion_view(opinion_id: int, *, actor: Actor, now: datetime) -> OpinionView:
    """One opinion for whoever moderates or answers it; every look at the text as written is audited. Raises NotFound."""
    row = store.opinion(opinion_id)
    if row is None or not may_see(row, actor):
        raise NotFound
    titles = kinds.Titles()
    moderator = moderating.may(actor, row.kind, row.campaign_id)
    with unit_of_work():
        audit.record(
            actor, now, "opinions.viewed", subject=("opinion", row.id), campaign_id=row.campaign_id,
            department_id=row.department_id, number=row.number,
        )  # fmt: skip
    row = store.opinion(opinion_id)
    assert row is not None
    kind = kinds.kind_of(row.kind)
    head = store.opinion(row.merged_into) if row.merged_into is not None else None
    phone = unseal(row.phone_sealed) if row.phone_sealed else ""
    return OpinionView(
        line=_lines([row], titles, now)[0],
        language=row.language,
        published=row.published_text,
        public=kind is None or kind.may_be_public,
        name=unseal(row.name_sealed) if row.name_sealed else "",
        phone=mask_phone(phone) if phone else "",
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        way=row.way,
        read_back=row.read_back,
        scan_file_id=row.scan_file_id,
        reason_code=row.reason_code,
        reason=row.reason,
        passed_to=row.passed_to,
        passed_number=row.passed_number,
        ended_at=row.ended_at,
        head=(head.id, head.number) if head is not None else None,
        part=kinds.part_of(
            titles.campaign(row.campaign_id), kind, row.subject_id, row.anchor, row.anchor_version
        )
        if kind is not None
        else None,
        file=files.infos([row.file_id]).get(row.file_id) if row.file_id is not None else None,
        file_public=row.file_public,
        digest=row.digest,
        members=tuple(_lines(store.members(row.id, MEMBERS_SHOWN), titles, now)),
        alike=tuple(_alike(row)) if moderator and row.state in rules.OPEN else (),
        history=tuple(_history(row.id)),
    )


def may_see(row: Opinion, actor: Actor) -> bool:
    if moderating.may(actor, row.kind, row.campaign_id):
        return True
    handed = row.state in ("assigned", "ended")
    return handed and actor.can(ANSWER, department_id=row.department_id, campaign_id=row.campaign_id)


def numbers_of(ids: Sequence[int]) -> list[str]:
    """The numbers of some opinions, for a page that acts on them together."""
    rows = store.several(ids)
    return [rows[one].number for one in ids if one in rows]


def may_open(opinion_id: int, actor: Actor) -> bool:
    """Whether this person may see an opinion."""
    row = store.opinion(opinion_id)
    return row is not None and may_see(row, actor)


def sees_scan(file: Any, actor: Actor | None) -> bool:
    """The guard of scanned letters and attached files: whoever may see the opinion; the public only what a moderator
    let through of the attached ones."""
    if actor is None:
        return attaching.public_sees(file)
    mine = or_(Opinion.scan_file_id == file.id, Opinion.file_id == file.id)
    row = db.session.scalar(select(Opinion).where(mine))
    return row is not None and may_see(row, actor)


def may_answer(view: OpinionView, actor: Actor) -> bool:
    line = view.line
    return moderating.may(actor, line.kind, line.campaign_id) or actor.can(
        ANSWER, department_id=line.department_id, campaign_id=line.campaign_id
    )


def _alike(row: Opinion) -> Iterable[Likeness]:
    for _mine, other, percent in store.alike([row.id]):
        text = unseal(other.text_sealed) if other.text_sealed else other.published_text
        yield Likeness(other.id, other.number, percent, other.state, text, other.version)


def _history(opinion_id: int) -> Iterable[tuple[datetime, str, int | None, dict[str, Any]]]:
    rows = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == "opinion",
            AuditEntry.subject_id == opinion_id,
            AuditEntry.action != "opinions.viewed",
        )
        .order_by(AuditEntry.id)
    )
    for row in rows:
        yield row.at, row.action, row.user_id, dict(row.codes)


# ── the public ──────────────────────────────────────────────────────────────────────────────────────────────────────
def public_opinions(
    campaign: Campaign,
    *,
    kind: str = "",
    subject_id: int | None = None,
    anchor: str | None = None,
    outcome: str = "",
    most_supported: bool = False,
    page: int = 1,
) -> tuple[list[PublicOpinion], int]:
    """What was let through with a moderated text, and how many there are; the newest end first, or the most supported.

    `anchor` asks for one part of the subject, "" for the whole of it; `outcome` for one end, "open" for none yet.
    """
    codes = [kind.code for kind in kinds.kinds_in(campaign) if kind.may_be_public]
    query = store.public(
        campaign.id, codes, kind, subject_id, anchor=anchor, outcome=outcome, most_supported=most_supported
    )
    rows, total = store.page(query, PUBLIC_PER_PAGE, (page - 1) * PUBLIC_PER_PAGE)
    return _public(rows), total


def public_opinion(campaign: Campaign, number: str) -> PublicOpinion:
    """One of them by its number. Raises NotFound."""
    codes = [kind.code for kind in kinds.kinds_in(campaign) if kind.may_be_public]
    rows = list(db.session.scalars(store.public(campaign.id, codes).where(Opinion.number == number)))
    if not rows:
        raise NotFound
    return _public(rows)[0]


def public_subjects(campaign: Campaign) -> list[tuple[str, int, str]]:
    """(kind, subject, title) of what has public opinions."""
    codes = [kind.code for kind in kinds.kinds_in(campaign) if kind.may_be_public]
    titles = kinds.Titles()
    return [
        (code, i, titles.of(campaign.id, code, i)) for code, i in store.public_subjects(campaign.id, codes)
    ]


def _public(rows: Sequence[Opinion]) -> list[PublicOpinion]:
    titles = kinds.Titles()
    joined = store.member_counts([row.id for row in rows])
    numbers = store.member_numbers(joined, NUMBERS_SHOWN)
    attached = files.infos([row.file_id for row in rows if row.file_public and row.file_id is not None])
    return [
        PublicOpinion(
            id=row.id,
            numbers=(row.number, *numbers.get(row.id, ())),
            kind=row.kind,
            subject_id=row.subject_id,
            subject=titles.of(row.campaign_id, row.kind, row.subject_id),
            text=row.published_text,
            department_id=row.department_id,
            state=row.state,
            outcome=row.outcome,
            reason=row.reason,
            passed_to=row.passed_to,
            received_at=row.received_at,
            ended_at=row.ended_at,
            anchor=row.anchor,
            version=row.anchor_version,
            part=titles.part(row.campaign_id, row.kind, row.subject_id, row.anchor, row.anchor_version),
            merged=joined.get(row.id, 0),
            supports=row.supports,
            may_support=supporting.may_support(row, kinds.kind_of(row.kind))
            and titles.there(row.campaign_id, row.kind, row.subject_id),
            file=_file(attached.get(row.file_id) if row.file_id is not None else None),
            source=row.source,
        )
        for row in rows
    ]


def _file(found: files.FileInfo | None) -> tuple[int, str, int] | None:
    return (found.id, found.name, found.size) if found is not None and not found.blanked else None


# ── the author ──────────────────────────────────────────────────────────────────────────────────────────────────────
def standing(campaign: Campaign, number: str, code: str) -> Standing:
    """An opinion for whoever has its number and pickup code. Raises NotFound("opinions_not_found")."""
    row = store.by_number(campaign.id, rules.same_number(number))
    typed = token_digest(f"{campaign.id}:{row.number if row else ''}:{rules.same_code(code)}")
    if row is None or not hmac.compare_digest(row.code_digest, typed):
        raise NotFound("opinions_not_found")
    return standing_of(row)


def standing_of(row: Opinion) -> Standing:
    """How an opinion stands for its author; a merged one stands as the one it is answered with."""
    titles = kinds.Titles()
    attached = files.infos([row.file_id]).get(row.file_id) if row.file_id is not None else None
    head = store.opinion(row.merged_into) if row.merged_into is not None else None
    told = head if head is not None and head.state == "ended" else row
    state = (head.state if head.state in rules.LET_THROUGH else "received") if head is not None else row.state
    return Standing(
        id=row.id,
        number=row.number,
        kind=row.kind,
        subject=titles.of(row.campaign_id, row.kind, row.subject_id),
        text=unseal(row.text_sealed) if row.text_sealed else "",
        state=state,
        reason_code=row.reason_code,
        outcome=told.outcome,
        reason=told.reason,
        passed_to=told.passed_to,
        passed_number=told.passed_number,
        department_id=told.department_id,
        received_at=row.received_at,
        ended_at=told.ended_at,
        due=row.due_on,
        joint=head.number if head is not None else "",
        open=persons.is_open(row),
        part=titles.part(row.campaign_id, row.kind, row.subject_id, row.anchor, row.anchor_version),
        file=attached.name if attached is not None else "",
        digest=row.digest,
        supports=row.supports,
    )


# ── others in the house ─────────────────────────────────────────────────────────────────────────────────────────────
def open_for(kind: str, subject_id: int) -> tuple[int, str | None]:
    """How many opinions about a subject are open, and the number of the oldest."""
    return store.open_of(kind, subject_id)


def feedback_on(
    kind: str, subject_id: int, *, page: int | None = None, per_page: int = 200
) -> list[Feedback]:
    """What was said about a subject with its end, by number; what was merged stands with what it was merged into.

    Everything, or one page of it. Only the columns that are told are read: there may be tens of thousands.
    """
    limit, offset = (per_page, (page - 1) * per_page) if page is not None else (None, 0)
    rows = store.heads(kind, subject_id, limit, offset)
    joined = store.merged_numbers(kind, subject_id)
    return [Feedback((row[1], *joined.get(row[0], ())), *row[2:]) for row in rows]


def counts_for(kind: str, subject_id: int) -> tuple[int, int]:
    """(all, open) opinions about a subject, for its staff page."""
    return store.count_of(kind, subject_id)


def tally(kind: str, subject_id: int) -> list[tuple[str, str, str, int]]:
    """(anchor, state, outcome, how many) of everything said about a subject, counted by the database."""
    key = ("opinions.tally", kind, subject_id)
    return list(remembered(key, (Opinion,), lambda: tuple(store.tally(kind, subject_id))))


def public_by_anchor(kind: str, subject_id: int) -> dict[str, int]:
    """anchor → how many published opinions speak of it; "" is the whole subject."""
    key = ("opinions.public_by_anchor", kind, subject_id)
    return dict(remembered(key, (Opinion,), lambda: store.public_by_anchor(kind, subject_id)))


def authors_of(kind: str, subject_id: int) -> int:
    """How many people spoke about a subject: each phone once, and everyone who left none."""
    key = ("opinions.authors", kind, subject_id)
    return remembered(key, (Opinion,), lambda: store.authors(kind, subject_id))
