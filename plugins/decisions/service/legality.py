"""The legality review (合法性审查, DP-07): sent, its result, its conditions met. It is a record of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from core.api import Actor, Campaign, Invalid, NotFound, clock, files, secrecy, unit_of_work

from ..models import LegalityReview
from ..permissions import EDIT
from ..store import previews as store
from . import drafts
from .previews import editable_row, record

#: who uses the scan of a review's opinion
SCANS = "decisions.legality"
RESULTS = ("passed", "changes", "refused")


@dataclass(frozen=True)
class ReviewView:
    """One review as the page lists it."""

    id: int
    sent_on: date
    done_on: date | None
    reviewed_by: str
    result: str
    conditions: str
    met_on: date | None
    draft_version_id: int | None
    file_id: int | None

    @property
    def open(self) -> bool:
        return self.done_on is None

    @property
    def waits_for_changes(self) -> bool:
        return self.result == "changes" and self.met_on is None


def reviews(preview_id: int) -> tuple[ReviewView, ...]:
    """A preview's reviews, the newest first."""
    names = ReviewView.__dataclass_fields__
    return tuple(
        ReviewView(**{name: getattr(row, name) for name in names}) for row in store.reviews(preview_id)
    )


def send_review(
    campaign: Campaign,
    preview_id: int,
    sent_on: date | None,
    reviewed_by: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Note that the draft went to the legality review on `sent_on`. Gives the review's id.

    Raises Invalid (decisions.review_…), NotFound, NotAllowed.
    """
    by = " ".join(reviewed_by.split())
    if sent_on is None or sent_on > clock.local(now).date():
        raise Invalid("decisions.review_sent", field="sent_on")
    if not by or len(by) > 120:
        raise Invalid("decisions.review_by", field="reviewed_by")
    secrecy.refuse_marks([by])
    with unit_of_work() as session:
        row = editable_row(campaign, preview_id, actor=actor, permission=EDIT)
        newest = next(iter(store.reviews(preview_id)), None)
        if newest is not None and newest.done_on is None:
            raise Invalid("decisions.review_open", field="sent_on")
        if newest is not None and newest.done_on is not None and sent_on < newest.done_on:
            raise Invalid("decisions.review_done", field="sent_on")
        draft = drafts.current(preview_id)
        review = LegalityReview(
            preview_id=preview_id,
            draft_version_id=draft.id if draft is not None else None,
            sent_on=sent_on,
            reviewed_by=by,
            entered_at=now,
            entered_by=actor.user_id,
        )
        session.add(review)
        session.flush()
        record(row, "decisions.review_sent", actor, now, review=review.id)
        return review.id


def end_review(
    campaign: Campaign,
    preview_id: int,
    review_id: int,
    done_on: date | None,
    result: str,
    conditions: str,
    *,
    actor: Actor,
    now: datetime,
    scan: tuple[BinaryIO, str] | None = None,
) -> None:
    """Note its result, with the scan of the written opinion (stream, name) where there is one.

    Raises Invalid (decisions.review_… and what files raise), NotFound, NotAllowed, RuleBroken("secret_mark").
    """
    conditions = conditions.replace("\r\n", "\n").strip()
    secrecy.refuse_marks([conditions])
    with unit_of_work():
        row = editable_row(campaign, preview_id, actor=actor, permission=EDIT)
        review = _review(preview_id, review_id)
        if review.done_on is not None:
            raise Invalid("decisions.review_closed", field="done_on")
        if done_on is None or done_on < review.sent_on or done_on > clock.local(now).date():
            raise Invalid("decisions.review_done", field="done_on")
        if result not in RESULTS:
            raise Invalid("decisions.review_result", field="result")
        if result == "changes" and not conditions:
            raise Invalid("decisions.review_conditions", field="conditions")
        if len(conditions) > 2000:
            raise Invalid("decisions.text_long", field="conditions", limit=2000)
        if scan is not None:
            review.file_id = files.store(scan[0], scan[1], actor=actor, now=now).id
            files.attach(SCANS, review.id, [review.file_id], campaign_id=campaign.id)
        review.done_on, review.result, review.conditions = done_on, result, conditions
        record(row, "decisions.review_done", actor, now, review=review_id)


def meet_conditions(
    campaign: Campaign, preview_id: int, review_id: int, met_on: date | None, *, actor: Actor, now: datetime
) -> None:
    """Note that the draft was changed as the review asked. Raises Invalid("decisions.review_met"), NotFound."""
    with unit_of_work():
        row = editable_row(campaign, preview_id, actor=actor, permission=EDIT)
        review = _review(preview_id, review_id)
        late = met_on is None or review.done_on is None or met_on < review.done_on
        if late or review.result != "changes" or met_on is None or met_on > clock.local(now).date():
            raise Invalid("decisions.review_met", field="met_on")
        review.met_on = met_on
        record(row, "decisions.review_met", actor, now, review=review_id)


def scan_of(preview_id: int, review_id: int) -> files.FileInfo:
    """The scan of a review's written opinion. Raises NotFound."""
    review = _review(preview_id, review_id)
    if review.file_id is None:
        raise NotFound("decisions.review_gone")
    return files.info(review.file_id)


def _review(preview_id: int, review_id: int) -> LegalityReview:
    found = next((row for row in store.reviews(preview_id) if row.id == review_id), None)
    if found is None:
        raise NotFound("decisions.review_gone")
    return found
