"""Photos of a campaign: offered by departments, looked at, paired with those that look alike, chosen by the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    clock,
    db,
    files,
    pictures,
    secrecy,
    unit_of_work,
)

from ..models.photos import Photo, PhotoPair
from ..permissions import CHOOSE, PHOTOGRAPH, SEE
from ..rules import photos as rules
from ..rules.photos import Facts
from ..store import photos as store
from . import photo_looks

#: where the drawer sees that a photo is used
PLACE = "assessment.photo"
MOST_AT_ONCE = 20
_JUDGED = {
    "chosen": "assessment.photo_chosen",
    "passed_over": "assessment.photo_passed_over",
    "offered": "assessment.photo_offered_again",
}


@dataclass(frozen=True)
class SaveCaption:
    """What was typed about a photo."""

    what: str
    who: str
    place: str
    taken_on: date | None


@dataclass(frozen=True)
class PhotoView:
    """A photo for staff. `item` is the drawer's file with the answer about persons; `blockers` and `warnings` are codes."""

    id: int
    campaign_id: int
    department_id: int
    item: Any
    caption: SaveCaption
    line: str
    state: str
    reason: str
    true_width: int | None
    offered_at: datetime
    version: int
    facts: Facts
    lacks: tuple[str, ...]
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]
    pairs: tuple[PairView, ...] = ()


@dataclass(frozen=True)
class PairView:
    """Two photos that look alike, seen from one of them: the other one, whose campaign may be an earlier one."""

    id: int
    other_id: int
    other_file: Any
    other_campaign: str
    other_department_id: int
    same_year: bool
    distance: int
    state: str
    newer: bool


@dataclass(frozen=True)
class ChosenPhoto:
    """A photo that the office chose; `caption` says when, where, who and what."""

    id: int
    file_id: int
    department_id: int
    caption: str


def chosen(campaign: Campaign, department_id: int | None = None) -> list[ChosenPhoto]:
    """Photos that were chosen and whose persons still agree (PI-04), of one department or of all, as they came."""
    rows = [
        row
        for row in store.photos(campaign.id)
        if row.state == "chosen" and department_id in (None, row.department_id)
    ]
    kept = pictures.items([row.file_id for row in rows])
    return [
        ChosenPhoto(
            row.id, row.file_id, row.department_id, rules.caption(row.what, row.who, row.place, row.taken_on)
        )
        for row in rows
        if row.file_id in kept and kept[row.file_id].standing == "clear"
    ]


def listed(campaign: Campaign, *, actor: Actor) -> list[PhotoView]:
    """Photos that this person may see, the newest first; withdrawn ones are left out."""
    actor.require(SEE, campaign_id=campaign.id)
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    rows = [
        row for row in store.photos(campaign.id)
        if row.state != "withdrawn" and (mine is None or row.department_id in mine)
    ]  # fmt: skip
    return list(reversed(_views(campaign, rows)))


def view(campaign: Campaign, photo_id: int, *, actor: Actor) -> PhotoView:
    """One photo with the ones that look like it. Raises NotFound."""
    return _views(campaign, [_seen(campaign, photo_id, actor)])[0]


def picture(campaign: Campaign, photo_id: int, *, actor: Actor) -> files.FileInfo:
    """The file of a photo that this person sees, or, for who chooses, of any campaign. Raises NotFound."""
    row = store.photo(photo_id)
    if row is None:
        raise NotFound()
    if not actor.can(CHOOSE, campaign_id=campaign.id):
        row = _seen(campaign, photo_id, actor)
    found = files.infos([row.file_id]).get(row.file_id)
    if found is None or files.withheld(found, actor):
        raise NotFound()
    return found


def _seen(campaign: Campaign, photo_id: int, actor: Actor, *, lock: bool = False) -> Photo:
    row = store.photo(photo_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    if not actor.can(SEE, campaign_id=campaign.id, department_id=row.department_id):
        raise NotFound()
    return row


def _views(campaign: Campaign, rows: Sequence[Photo]) -> list[PhotoView]:
    kept = pictures.items([row.file_id for row in rows])
    pairs = _pairs(campaign, [row.id for row in rows])
    rule = pictures.photo_rule(campaign)
    least = (rule.long_side, rule.short_side) if rule is not None else None
    found = []
    for row in rows:
        item = kept.get(row.file_id)
        if item is None:
            continue
        mine = tuple(pairs.get(row.id, ()))
        same = next((one.other_id for one in mine if one.newer and one.state == "same"), None)
        facts = Facts(
            item.file.width or 0, item.file.height or 0, least, row.true_width, row.who, row.place, row.what,
            row.taken_on, item.standing != "clear", same, sum(one.newer and one.state == "open" for one in mine),
        )  # fmt: skip
        found.append(
            PhotoView(
                row.id, row.campaign_id, row.department_id, item,
                SaveCaption(row.what, row.who, row.place, row.taken_on),
                rules.caption(row.what, row.who, row.place, row.taken_on), row.state, row.reason, row.true_width,
                row.offered_at, row.version, facts,
                rules.caption_lacks(row.what, row.who, row.place, row.taken_on), rules.blockers(facts),
                rules.warnings(facts, campaign.starts_on, campaign.ends_on), mine,
            )
        )  # fmt: skip
    return found


def _pairs(campaign: Campaign, ids: Sequence[int]) -> dict[int, list[PairView]]:
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
                    other.campaign_id == campaign.id, row.distance, row.state, one == row.photo_id,
                )
            )  # fmt: skip
    return found


def offer(
    campaign: Campaign,
    department_id: int,
    uploads: Sequence[tuple[BinaryIO, str]],
    *,
    no_secret_marks: bool,
    actor: Actor,
    now: datetime,
) -> list[int]:
    """Take photos into the department's drawer and look at them. All or none of them. Returns their ids.

    Raises NotFound, Invalid for no file, too many, or what isn't a picture.
    """
    if not actor.can(PHOTOGRAPH, campaign_id=campaign.id, department_id=department_id):
        raise NotFound()
    if department_id not in campaigns.participants(campaign.id):
        raise Invalid("assessment.photo_department", field="department_id")
    if not uploads:
        raise Invalid("assessment.photo_missing", field="files")
    if len(uploads) > MOST_AT_ONCE:
        raise Invalid("assessment.photo_many", field="files", most=MOST_AT_ONCE)
    added: list[Any] = []
    try:
        # Outside of a unit of work: a large picture takes seconds.
        for stream, name in uploads:
            added.append(
                pictures.add_file(
                    stream, name, department_id, no_secret_marks=no_secret_marks, actor=actor, now=now
                )
            )
            if not added[-1].file.is_picture:
                raise Invalid("assessment.photo_kind", field="files", name=name)
    except DomainError:
        for item in added:
            pictures.delete_file(item.id, actor=actor, now=now)
        raise
    looked = [(item.file, *photo_looks.look_at(files.path_of(item.file))) for item in added]
    with unit_of_work():
        known = store.looks()
        made = []
        for file, look, true_width in looked:
            made.append(_offered(campaign, department_id, file, look, true_width, known, actor, now))
            known.append((made[-1], look))
        return made


def _offered(
    campaign: Campaign,
    department_id: int,
    file: Any,
    look: str,
    true_width: int | None,
    known: Sequence[tuple[int, str]],
    actor: Actor,
    now: datetime,
) -> int:
    row = Photo(
        campaign_id=campaign.id, department_id=department_id, file_id=file.id, looks=look, true_width=true_width,
        offered_by=actor.user_id, offered_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    files.attach(PLACE, row.id, [file.id], campaign_id=campaign.id)
    for other, gap in rules.alike(look, known):
        db.session.add(PhotoPair(photo_id=row.id, older_id=other, distance=gap, found_at=now))
    db.session.flush()
    audit.record(
        actor, now, "assessment.photo_offered", subject=("assessment_photo", row.id), campaign_id=campaign.id
    )
    return row.id


def save_caption(
    campaign: Campaign, photo_id: int, command: SaveCaption, version: int, *, actor: Actor, now: datetime
) -> None:
    """Who, when, where and what. Raises NotFound, Invalid, Conflict("assessment.photo_changed"), RuleBroken (SC-01)."""
    texts = {"what": command.what.strip(), "who": command.who.strip(), "place": command.place.strip()}
    for name, text in texts.items():
        most = rules.LONGEST_WHAT if name == "what" else rules.LONGEST_PART
        if len(text) > most:
            raise Invalid("assessment.photo_text_long", field=name, most=most)
    if command.taken_on is not None and command.taken_on > clock.local(now).date():
        raise Invalid("assessment.photo_day", field="taken_on")
    secrecy.refuse_marks(texts.values())
    with unit_of_work():
        row = _mine(campaign, photo_id, version, actor)
        row.what, row.who, row.place = texts["what"], texts["who"], texts["place"]
        row.taken_on = command.taken_on
        row.version += 1
        if row.state == "chosen" and rules.caption_lacks(row.what, row.who, row.place, row.taken_on):
            raise RuleBroken("assessment.photo_chosen_caption")
        audit.record(
            actor,
            now,
            "assessment.photo_captioned",
            subject=("assessment_photo", row.id),
            campaign_id=campaign.id,
        )
        line = rules.caption(row.what, row.who, row.place, row.taken_on)
        pictures.save_caption(row.file_id, line[:500], actor=actor, now=now)


def withdraw(campaign: Campaign, photo_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """The department takes it back; the file stays in its drawer. Raises NotFound, Conflict."""
    with unit_of_work():
        row = _mine(campaign, photo_id, version, actor)
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


def _mine(campaign: Campaign, photo_id: int, version: int, actor: Actor) -> Photo:
    row = _seen(campaign, photo_id, actor, lock=True)
    if not actor.can(PHOTOGRAPH, campaign_id=campaign.id, department_id=row.department_id):
        raise NotFound()
    if row.state == "withdrawn":
        raise NotFound()
    if row.version != version:
        raise Conflict("assessment.photo_changed")
    return row


def judge(
    campaign: Campaign, photo_id: int, verdict: str, reason: str, version: int, *, actor: Actor, now: datetime
) -> None:
    """Choose a photo, or pass it over with a reason. Raises NotFound, Conflict, Invalid, RuleBroken(code of a blocker)."""
    actor.require(CHOOSE, campaign_id=campaign.id)
    if verdict not in _JUDGED:
        raise Invalid("assessment.photo_verdict", field="reason")
    reason = reason.strip()
    if verdict == "passed_over" and not reason:
        raise Invalid("assessment.photo_reason", field="reason")
    if len(reason) > 500:
        raise Invalid("assessment.photo_text_long", field="reason", most=500)
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = _seen(campaign, photo_id, actor, lock=True)
        if row.version != version or row.state == "withdrawn":
            raise Conflict("assessment.photo_changed")
        if verdict == "chosen":
            found = _views(campaign, [row])
            for code in found[0].blockers if found else ("assessment.photo_gone",):
                raise RuleBroken(code)
        row.state, row.reason = verdict, reason
        row.judged_by, row.judged_at = actor.user_id, now
        row.version += 1
        audit.record(
            actor, now, _JUDGED[verdict], subject=("assessment_photo", row.id),
            campaign_id=campaign.id,
        )  # fmt: skip


def judge_pair(campaign: Campaign, pair_id: int, same: bool, *, actor: Actor, now: datetime) -> int:
    """Say whether two photos show the same. Returns the newer one's id. Raises NotFound, Conflict when the newer one was
    chosen already."""
    actor.require(CHOOSE, campaign_id=campaign.id)
    with unit_of_work():
        row = store.pair(pair_id)
        newer = store.photo(row.photo_id, lock=True) if row is not None else None
        if row is None or newer is None or newer.campaign_id != campaign.id:
            raise NotFound()
        if same and newer.state == "chosen":
            raise Conflict("assessment.photo_chosen_same")
        row.state = "same" if same else "different"
        row.judged_by, row.judged_at = actor.user_id, now
        audit.record(
            actor, now, f"assessment.photo_pair_{row.state}", subject=("assessment_photo", newer.id),
            campaign_id=campaign.id,
        )  # fmt: skip
        db.session.flush()
        return newer.id
