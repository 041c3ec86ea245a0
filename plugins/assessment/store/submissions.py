"""The few queries about what was handed in."""

from __future__ import annotations

from core.api import db

from ..models.submissions import Bundle, Handing, Submission


def submissions(campaign_id: int, department_id: int | None = None) -> list[Submission]:
    """Everything of a campaign (or of one department), in the order in which it was begun."""
    wanted = db.select(Submission).filter_by(campaign_id=campaign_id).order_by(Submission.id)
    if department_id is not None:
        wanted = wanted.filter_by(department_id=department_id)
    return list(db.session.scalars(wanted))


def of(campaign_id: int, key: str, department_id: int) -> Submission | None:
    wanted = db.select(Submission).filter_by(campaign_id=campaign_id, key=key, department_id=department_id)
    return db.session.scalar(wanted)


def submission(submission_id: int, *, lock: bool = False) -> Submission | None:
    return db.session.get(Submission, submission_id, with_for_update=lock, populate_existing=lock)


def handings(submission_id: int) -> list[Handing]:
    """Each time it was handed in, the first one first."""
    wanted = db.select(Handing).filter_by(submission_id=submission_id).order_by(Handing.number)
    return list(db.session.scalars(wanted))


def handing(handing_id: int) -> Handing | None:
    return db.session.get(Handing, handing_id)


def handings_of_campaign(campaign_id: int) -> list[tuple[Submission, Handing]]:
    """Everything that was ever handed in, by department and duty."""
    wanted = (
        db.select(Submission, Handing)
        .join(Handing, Handing.submission_id == Submission.id)
        .where(Submission.campaign_id == campaign_id)
        .order_by(Submission.department_id, Submission.key, Handing.number)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def bundles(campaign_id: int) -> list[Bundle]:
    return list(
        db.session.scalars(db.select(Bundle).filter_by(campaign_id=campaign_id).order_by(Bundle.id.desc()))
    )


def bundle(bundle_id: int) -> Bundle | None:
    return db.session.get(Bundle, bundle_id)


def brought() -> list[tuple[Handing, int]]:
    """(hand-in, campaign) where somebody's name stands."""
    wanted = (
        db.select(Handing, Submission.campaign_id)
        .join(Submission, Submission.id == Handing.submission_id)
        .where(Handing.brought_by_sealed != "")
    )
    return [(row, campaign_id) for row, campaign_id in db.session.execute(wanted)]
