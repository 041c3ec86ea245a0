"""The tables of the assessment, by subject."""

from __future__ import annotations

from .duties import Duty, Extension, Reminder
from .inspection import Check, Finding, FindingAct, Inspection, Visit
from .onsite import OnSite
from .photos import Photo, PhotoPair
from .reports import Report
from .scores import ScoreAppeal, ScoreJudgement, ScoreMeasure, ScoreRun
from .submissions import Bundle, Handing, Submission

TABLES: tuple[type, ...] = (
    Duty, Extension, Reminder,
    Submission, Handing, Bundle,
    Photo, PhotoPair,
    OnSite,
    Inspection, Visit, Check, Finding, FindingAct,
    ScoreRun, ScoreMeasure, ScoreJudgement, ScoreAppeal,
    Report,
)  # fmt: skip
