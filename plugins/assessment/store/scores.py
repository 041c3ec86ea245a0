"""The few queries about scores."""

from __future__ import annotations

from core.api import db

from ..models.scores import ScoreAppeal, ScoreJudgement, ScoreMeasure, ScoreRun
from ..models.submissions import Handing, Submission


def runs(campaign_id: int) -> list[ScoreRun]:
    """The newest first."""
    wanted = db.select(ScoreRun).filter_by(campaign_id=campaign_id).order_by(ScoreRun.number.desc())
    return list(db.session.scalars(wanted))


def run(run_id: int, *, lock: bool = False) -> ScoreRun | None:
    return db.session.get(ScoreRun, run_id, with_for_update=lock, populate_existing=lock)


def runs_by_id(ids: list[int]) -> list[ScoreRun]:
    return list(db.session.scalars(db.select(ScoreRun).where(ScoreRun.id.in_(ids))))


def measures(run_id: int, department_id: int | None = None) -> list[ScoreMeasure]:
    wanted = db.select(ScoreMeasure).filter_by(run_id=run_id)
    if department_id is not None:
        wanted = wanted.filter_by(department_id=department_id)
    return list(db.session.scalars(wanted.order_by(ScoreMeasure.department_id, ScoreMeasure.code)))


def drop_measures(run_id: int) -> None:
    db.session.execute(db.delete(ScoreMeasure).filter_by(run_id=run_id))


def judgements(campaign_id: int) -> list[ScoreJudgement]:
    """All of them, the oldest first."""
    wanted = db.select(ScoreJudgement).filter_by(campaign_id=campaign_id).order_by(ScoreJudgement.version)
    return list(db.session.scalars(wanted))


def judgement(judgement_id: int) -> ScoreJudgement | None:
    return db.session.get(ScoreJudgement, judgement_id)


def judged(campaign_id: int, department_id: int, rule: str) -> list[ScoreJudgement]:
    """Those of one place, the newest first."""
    wanted = (
        db.select(ScoreJudgement)
        .filter_by(campaign_id=campaign_id, department_id=department_id, rule=rule)
        .order_by(ScoreJudgement.version.desc())
    )
    return list(db.session.scalars(wanted))


def appeals(campaign_id: int, department_id: int | None = None) -> list[ScoreAppeal]:
    """The oldest first."""
    wanted = db.select(ScoreAppeal).filter_by(campaign_id=campaign_id).order_by(ScoreAppeal.id)
    if department_id is not None:
        wanted = wanted.filter_by(department_id=department_id)
    return list(db.session.scalars(wanted))


def appeal(appeal_id: int, *, lock: bool = False) -> ScoreAppeal | None:
    return db.session.get(ScoreAppeal, appeal_id, with_for_update=lock, populate_existing=lock)


def returned(campaign_id: int) -> list[tuple[int, int, int, str]]:
    """(department, submission, handing, title) of everything that was ever returned."""
    wanted = (
        db.select(Submission.department_id, Submission.id, Handing.id, Submission.title)
        .join(Handing, Handing.submission_id == Submission.id)
        .where(Submission.campaign_id == campaign_id, Handing.state == "returned")
        .order_by(Handing.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(wanted)]
