"""Photos of a campaign: seen by departments and the office, described by the one, chosen by the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    clock,
    files,
    pictures,
    secrecy,
    unit_of_work,
)

from ..models.photos import Photo
from ..permissions import CHOOSE, SEE
from ..rules import photos as rules
from ..rules.photos import Facts
from ..store import photos as store
from . import photo_pairs
from .photo_offering import described
from .photo_pairs import PairView

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
    pairs = photo_pairs.pairs_of(campaign, [row.id for row in rows])
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
            bool(row.looks), _said_anew(row),
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


def _said_anew(row: Photo) -> bool:
    return (
        row.state == "chosen"
        and row.captioned_at is not None
        and row.judged_at is not None
        and row.captioned_at > row.judged_at
    )


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
        row = described(campaign, photo_id, version, actor)
        before = _drawers_line(row)
        row.what, row.who, row.place = texts["what"], texts["who"], texts["place"]
        row.taken_on, row.captioned_at = command.taken_on, now
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
        # The drawer's own caption stands under the picture in other texts: one that was typed there is kept.
        item = pictures.items([row.file_id]).get(row.file_id)
        if item is not None and item.caption in ("", before):
            pictures.save_caption(row.file_id, _drawers_line(row), actor=actor, now=now)


def _drawers_line(row: Photo) -> str:
    """The caption as the drawer keeps it."""
    line = rules.caption(row.what, row.who, row.place, row.taken_on)[: rules.LONGEST_WHAT]
    return " ".join(line.split())


def judge(
    campaign: Campaign, photo_id: int, verdict: str, reason: str, version: int, *, actor: Actor, now: datetime
) -> None:
    """Choose a photo, or pass it over with a reason; one that looks enlarged is chosen with a reason, too.

    Raises NotFound, Conflict, Invalid, RuleBroken(code of a blocker).
    """
    actor.require(CHOOSE, campaign_id=campaign.id)
    if verdict not in _JUDGED:
        raise Invalid("assessment.photo_verdict", field="reason")
    reason = reason.strip()
    if verdict == "passed_over" and not reason:
        raise Invalid("assessment.photo_reason", field="reason")
    if len(reason) > rules.LONGEST_WHAT:
        raise Invalid("assessment.photo_text_long", field="reason", most=rules.LONGEST_WHAT)
    secrecy.refuse_marks([reason])
    with unit_of_work():
        row = _seen(campaign, photo_id, actor, lock=True)
        if row.version != version or row.state == "withdrawn":
            raise Conflict("assessment.photo_changed")
        if verdict == "chosen":
            found = _views(campaign, [row])
            for code in found[0].blockers if found else ("assessment.photo_gone",):
                raise RuleBroken(code)
            if rules.seems_enlarged(found[0].facts) and not reason:
                raise Invalid("assessment.photo_override", field="reason")
        row.state, row.reason = verdict, reason
        row.judged_by, row.judged_at = actor.user_id, now
        row.version += 1
        audit.record(
            actor, now, _JUDGED[verdict], subject=("assessment_photo", row.id),
            campaign_id=campaign.id,
        )  # fmt: skip
