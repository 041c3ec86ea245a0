"""Ballots as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, update

from core.api import db

from ..models import Ballot, Interview


def of_person(interview_id: int, digests: Collection[str]) -> Ballot | None:
    """The ballot of whoever has one of these digests."""
    return db.session.scalars(
        select(Ballot).where(Ballot.interview_id == interview_id, Ballot.person_digest.in_(digests))
    ).first()


def add(ballot: Ballot) -> None:
    """Put a ballot in; raises IntegrityError for a person's second one."""
    db.session.add(ballot)
    db.session.flush()


def any_cast(interview_id: int) -> bool:
    return (
        db.session.scalar(select(Ballot.id).where(Ballot.interview_id == interview_id).limit(1)) is not None
    )


def by_clerks(interview_id: int) -> int:
    """How many were entered for somebody."""
    mine = (Ballot.interview_id == interview_id, Ballot.way == "clerk")
    return db.session.scalar(select(func.count()).where(*mine)) or 0


def of_digest(person_digest: str) -> Sequence[tuple[Ballot, Interview]]:
    """What somebody voted for, with the interview."""
    rows = select(Ballot, Interview).join(Interview, Interview.id == Ballot.interview_id)
    return [(row[0], row[1]) for row in db.session.execute(rows.where(Ballot.person_digest == person_digest))]


def with_phones() -> Sequence[Interview]:
    """Interviews whose voters are still known."""
    known = select(Ballot.interview_id).where(Ballot.person_digest != "").distinct()
    return db.session.scalars(select(Interview).where(Interview.id.in_(known))).all()


def count_phones() -> int:
    return db.session.scalar(select(func.count()).where(Ballot.phone_sealed != "")) or 0


def forget(person_digest: str) -> None:
    """A person goes from every ballot; the ballots stay."""
    db.session.execute(
        update(Ballot).where(Ballot.person_digest == person_digest).values(person_digest="", phone_sealed="")
    )


def forget_all(interview_id: int) -> int:
    """Everybody goes from an interview's ballots; returns how many."""
    mine = (Ballot.interview_id == interview_id, Ballot.person_digest != "")
    found = db.session.scalar(select(func.count()).where(*mine)) or 0
    db.session.execute(update(Ballot).where(*mine).values(person_digest="", phone_sealed=""))
    return found
