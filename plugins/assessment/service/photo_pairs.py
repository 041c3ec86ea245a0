"""Photos that look alike, of this and earlier campaigns: found when one comes in, judged by the office (decision 0025)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    NotFound,
    audit,
    campaigns,
    db,
    files,
    jobs,
    pictures,
    unit_of_work,
)

from ..models.photos import Photo, PhotoPair
from ..permissions import CHOOSE
from ..rules import photo_signs as signs
from ..rules import photos as rules
from ..store import photos as store
from . import photo_looks
from .photo_looks import Look

JOB = "assessment.photo_looks"


@dataclass(frozen=True)
class PairView:
    """Two photos that look alike, seen from one of them: the other one, whose campaign may be an earlier one."""

    id: int
    other_id: int
    other_file: Any
    other_campaign: str
    other_department_id: int
    other_line: str
    other_offered_at: datetime
    same_year: bool
    state: str
    newer: bool


def pair_up(row: Photo, look: Look, now: datetime) -> None:
    """Note a photo's look and what it may show the same as. In a unit of work that holds `store.pair_alone`."""
    row.looks, row.small, row.true_width = look.looks, look.small, look.true_width
    db.session.flush()
    known = [one for one in store.looks() if one[0] != row.id]
    found = signs.candidates(look.looks, look.mirrored, known)
    smalls = store.smalls([number for number, _gap, _plain in found])
    for number, gap, plain in found:
        if plain or photo_looks.likeness(look.small, smalls[number]) >= signs.SAME:
            # The newer one is the one that came later, also where it was replaced since.
            newer, older = max(row.id, number), min(row.id, number)
            db.session.add(PhotoPair(photo_id=newer, older_id=older, distance=gap, found_at=now))
    db.session.flush()


@jobs.daily
@jobs.takes_long
def look_again(now: datetime) -> None:
    """Look at every photo that was replaced, or that came before looks were what they are. Run twice it finds nothing."""
    for photo_id, file_id in [(row.id, row.file_id) for row in store.not_looked_at()]:
        try:
            look = photo_looks.look_at(files.path_of(files.info(file_id)))
        except (NotFound, OSError):
            continue  # blanked, gone or unreadable: it can't be chosen, and holds no other one up
        with unit_of_work():
            store.pair_alone()
            row = store.photo(photo_id, lock=True)
            if row is not None and row.file_id == file_id and not row.looks:
                pair_up(row, look, now)


def pairs_of(campaign: Campaign, ids: Sequence[int]) -> dict[int, list[PairView]]:
    """By photo, the ones that it looks like; withdrawn ones and those whose file is gone are left out."""
    if not ids:
        return {}
    rows = store.pairs(ids)
    others = {
        one.id: one for one in store.photos_by_id([n for row in rows for n in (row.photo_id, row.older_id)])
    }
    kept = pictures.items([one.file_id for one in others.values()])
    found: dict[int, list[PairView]] = {}
    wanted = set(ids)
    for row in rows:
        for one, other_id in ((row.photo_id, row.older_id), (row.older_id, row.photo_id)):
            other = others.get(other_id)
            if one not in wanted or other is None or other.state == "withdrawn" or other.file_id not in kept:
                continue
            there = campaigns.campaign_by_id(other.campaign_id)
            found.setdefault(one, []).append(
                PairView(
                    row.id, other.id, kept[other.file_id].file, there.title, other.department_id,
                    rules.caption(other.what, other.who, other.place, other.taken_on), other.offered_at,
                    other.campaign_id == campaign.id, row.state, one == row.photo_id,
                )
            )  # fmt: skip
    return found


def open_pairs(campaign: Campaign, *, actor: Actor) -> list[int]:
    """Pairs that wait for the office, the oldest first."""
    if not actor.can(CHOOSE, campaign_id=campaign.id):
        return []
    return [row.id for row in store.open_pairs(campaign.id)]


def newer_of(campaign: Campaign, pair_id: int, *, actor: Actor) -> int:
    """The photo of this campaign that came later. Raises NotFound."""
    actor.require(CHOOSE, campaign_id=campaign.id)
    row = store.pair(pair_id)
    newer = store.photo(row.photo_id) if row is not None else None
    if newer is None or newer.campaign_id != campaign.id or newer.state == "withdrawn":
        raise NotFound()
    return newer.id


def judge_pair(
    campaign: Campaign, pair_id: int, same: bool, seen: str, *, actor: Actor, now: datetime
) -> None:
    """Say whether two photos show the same. `seen` is the state that the judge saw.

    Raises NotFound, Conflict("assessment.photo_pair_changed"), Conflict("assessment.photo_chosen_same") when the newer one was
    chosen already.
    """
    actor.require(CHOOSE, campaign_id=campaign.id)
    with unit_of_work():
        # The photo before the pair, as everywhere: two who lock in different orders would wait for each other.
        newer_id = newer_of(campaign, pair_id, actor=actor)
        newer = store.photo(newer_id, lock=True)
        row = store.pair(pair_id, lock=True)
        if row is None or newer is None:
            raise NotFound()
        if row.state != seen:
            raise Conflict("assessment.photo_pair_changed")
        if same and newer.state == "chosen":
            raise Conflict("assessment.photo_chosen_same")
        row.state = "same" if same else "different"
        row.judged_by, row.judged_at = actor.user_id, now
        audit.record(
            actor, now, f"assessment.photo_pair_{row.state}", subject=("assessment_photo", newer.id),
            campaign_id=campaign.id,
        )  # fmt: skip
