"""For the rebuild and the check of the index; nothing here is needed to search or to publish."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.base.db import db, unit_of_work
from core.base.search.engines import engine
from core.base.search.index import Prepared, digest_of, erase, prepare, write
from core.base.search.models import SearchRow

__all__ = [
    "Prepared",
    "Standing",
    "digest_of",
    "erase",
    "erase_foreign",
    "lock_alone",
    "prepare",
    "remake",
    "sound",
    "standing",
    "vacuum",
    "write_over",
]


@dataclass(frozen=True)
class Standing:
    """An entry as it stands."""

    id: int
    digest: str


def standing(campaign_id: int | None) -> dict[str, Standing]:
    """Key → entry of one campaign, or of what belongs to none."""
    own = SearchRow.campaign_id.is_(None) if campaign_id is None else SearchRow.campaign_id == campaign_id
    rows = db.session.execute(select(SearchRow.key, SearchRow.id, SearchRow.digest).where(own)).all()
    return {key: Standing(row_id, digest) for key, row_id, digest in rows}


def lock_alone(session: Session) -> None:
    """Until this unit of work ends nobody else writes to the index."""
    engine().lock(session, alone=True)


def write_over(prepared: Prepared) -> None:
    """Store a prepared document under its key, whichever campaign it stood under before."""
    known = db.session.scalar(select(SearchRow.id).where(SearchRow.key == prepared.key))
    write(prepared, known)


def erase_foreign(campaign_ids: Collection[int]) -> int:
    """Take out what belongs to campaigns that are gone."""
    gone = select(SearchRow.key).where(
        SearchRow.campaign_id.is_not(None), SearchRow.campaign_id.not_in(campaign_ids)
    )
    return erase(list(db.session.scalars(gone).all()))


def vacuum() -> None:
    """Inside a unit of work: what was taken out leaves the files."""
    engine().vacuum(db.session())


def sound() -> bool:
    """Whether the engine's own index agrees with its table."""
    with unit_of_work() as session:
        return engine().sound(session)


def remake() -> None:
    """Make the engine's own index anew from its table."""
    with unit_of_work() as session:
        engine().remake(session)
