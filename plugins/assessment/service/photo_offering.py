"""Photos as they come to the desk: uploaded, taken from the department's drawer, replaced there, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Conflict,
    DomainError,
    Event,
    Invalid,
    NotAllowed,
    NotFound,
    audit,
    campaigns,
    db,
    files,
    jobs,
    pictures,
    unit_of_work,
)

from ..models.photos import Photo
from ..permissions import PHOTOGRAPH
from ..store import photos as store
from . import photo_looks
from .photo_looks import Look
from .photo_pairs import JOB, pair_up

#: where the drawer sees that a photo is used
PLACE = "assessment.photo"
MOST_AT_ONCE = 20
#: of the drawer's pictures, so many of the newest can be taken
MOST_SHOWN = 60


@dataclass(frozen=True)
class Offered:
    """What became of several files: ids of the photos, and (file's name, why) of those that were refused."""

    made: tuple[int, ...]
    refused: tuple[tuple[str, DomainError], ...]


def offer(
    campaign: Campaign,
    department_id: int,
    uploads: Sequence[tuple[BinaryIO, str]],
    *,
    no_secret_marks: bool,
    actor: Actor,
    now: datetime,
) -> Offered:
    """Take photos into the department's drawer and look at them, each for itself: one that is refused keeps no other out.

    Raises NotFound, Invalid for another department, no file or too many.
    """
    _check(campaign, department_id, actor)
    if not uploads:
        raise Invalid("assessment.photo_missing", field="files")
    if len(uploads) > MOST_AT_ONCE:
        raise Invalid("assessment.photo_many", field="files", most=MOST_AT_ONCE)
    made, refused = [], []
    for stream, name in uploads:
        try:
            made.append(_uploaded(campaign, department_id, stream, name, no_secret_marks, actor, now))
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            refused.append((name, problem))
    return Offered(tuple(made), tuple(refused))


def _uploaded(
    campaign: Campaign,
    department_id: int,
    stream: BinaryIO,
    name: str,
    no_secret_marks: bool,
    actor: Actor,
    now: datetime,
) -> int:
    # Outside of a unit of work: a large picture takes seconds.
    item = pictures.add_file(
        stream, name, department_id, no_secret_marks=no_secret_marks, actor=actor, now=now
    )
    try:
        if not item.file.is_picture:
            raise Invalid("assessment.photo_kind", field="files")
        return _kept(campaign, department_id, item.file, actor, now)
    except DomainError:
        pictures.delete_file(item.id, actor=actor, now=now)
        raise


def choices(campaign: Campaign, department_id: int, *, actor: Actor) -> list[Any]:
    """The newest pictures in a department's drawer that aren't at the desk yet, as the drawer's items."""
    if not actor.can(PHOTOGRAPH, campaign_id=campaign.id, department_id=department_id):
        return []
    taken = {row.file_id for row in store.photos(campaign.id) if row.state != "withdrawn"}
    return [
        item
        for item in pictures.pictures_of(department_id, MOST_SHOWN)
        if item.id not in taken and not files.withheld(item.file, actor)
    ]


def take(
    campaign: Campaign, department_id: int, file_ids: Sequence[int], *, actor: Actor, now: datetime
) -> Offered:
    """Offer pictures that lie in the department's drawer. Raises NotFound, Invalid."""
    _check(campaign, department_id, actor)
    known = {item.id: item for item in choices(campaign, department_id, actor=actor)}
    if not set(file_ids) <= set(known):
        raise Invalid("assessment.photo_drawer", field="drawer")
    made, refused = [], []
    for file_id in file_ids:
        try:
            made.append(_kept(campaign, department_id, known[file_id].file, actor, now))
        except DomainError as problem:
            refused.append((known[file_id].file.name, problem))
    return Offered(tuple(made), tuple(refused))


def _check(campaign: Campaign, department_id: int, actor: Actor) -> None:
    if not actor.can(PHOTOGRAPH, campaign_id=campaign.id, department_id=department_id):
        raise NotFound()
    if department_id not in campaigns.participants(campaign.id):
        raise Invalid("assessment.photo_department", field="department_id")


def _kept(campaign: Campaign, department_id: int, file: Any, actor: Actor, now: datetime) -> int:
    """Raises Invalid("assessment.photo_again") for bytes that this department has handed in already."""
    look = photo_looks.look_at(files.path_of(file))
    with unit_of_work():
        store.pair_alone()
        mine = [
            row for row in store.photos(campaign.id)
            if row.department_id == department_id and (row.state != "withdrawn" or row.file_id == file.id)
        ]  # fmt: skip
        known = files.infos([row.file_id for row in mine])
        for row in mine:
            if row.state != "withdrawn" and row.file_id in known and known[row.file_id].sha256 == file.sha256:
                raise Invalid("assessment.photo_again", field="files", number=row.id)
        return _put(campaign, department_id, file, look, mine, actor, now)


def _put(
    campaign: Campaign,
    department_id: int,
    file: Any,
    look: Look,
    mine: Sequence[Photo],
    actor: Actor,
    now: datetime,
) -> int:
    """A new photo, or the one that was taken back."""
    row = next((one for one in mine if one.file_id == file.id), None)
    if row is None:
        row = Photo(
            campaign_id=campaign.id, department_id=department_id, file_id=file.id, offered_by=actor.user_id,
            offered_at=now,
        )  # fmt: skip
        db.session.add(row)
    else:
        row.state, row.reason, row.version = "offered", "", row.version + 1
        row.offered_by, row.offered_at = actor.user_id, now
        store.drop_pairs(row.id)
    db.session.flush()
    files.attach(PLACE, row.id, [file.id], campaign_id=campaign.id)
    pair_up(row, look, now)
    audit.record(
        actor, now, "assessment.photo_offered", subject=("assessment_photo", row.id), campaign_id=campaign.id
    )
    return row.id


def withdraw(campaign: Campaign, photo_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """The department takes it back; the file stays in its drawer. Raises NotFound, Conflict."""
    with unit_of_work():
        row = described(campaign, photo_id, version, actor)
        if row.state == "chosen":
            raise Conflict("assessment.photo_chosen_kept")
        row.state = "withdrawn"
        row.version += 1
        files.attach(PLACE, row.id, [], campaign_id=campaign.id)
        audit.record(
            actor,
            now,
            "assessment.photo_withdrawn",
            subject=("assessment_photo", row.id),
            campaign_id=campaign.id,
        )


def described(campaign: Campaign, photo_id: int, version: int, actor: Actor) -> Photo:
    """The row, for a change by its department. Raises NotFound, Conflict("assessment.photo_changed")."""
    row = store.photo(photo_id, lock=True)
    if row is None or row.campaign_id != campaign.id or row.state == "withdrawn":
        raise NotFound()
    if not actor.can(PHOTOGRAPH, campaign_id=campaign.id, department_id=row.department_id):
        raise NotFound()
    if row.version != version:
        raise Conflict("assessment.photo_changed")
    return row


def follow(event: Event, now: datetime) -> None:
    """The drawer's file was replaced: the photo is another one. It waits to be chosen again, also where it was passed over,
    and is looked at by the worker; heard twice it finds nothing to change."""
    if event.name != "files.replaced":
        return
    for row in store.with_file(int(event.payload["before"])):
        row.file_id = int(event.payload["file_id"])
        row.looks, row.small, row.true_width = "", "", None
        row.state, row.reason, row.judged_by, row.judged_at = "offered", "", None, None
        row.version += 1
        store.drop_pairs(row.id)
        audit.record(
            SYSTEM, now, "assessment.photo_replaced", subject=("assessment_photo", row.id),
            campaign_id=row.campaign_id,
        )  # fmt: skip
        jobs.enqueue(JOB, now=now)
