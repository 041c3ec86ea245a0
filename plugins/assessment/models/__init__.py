"""The tables of the assessment, by subject."""

from __future__ import annotations

from .duties import Duty, Extension, Reminder
from .scores import ScoreAppeal, ScoreJudgement, ScoreMeasure, ScoreRun
from .submissions import Bundle, Handing, Submission

TABLES: tuple[type, ...] = (
    Duty, Extension, Reminder,
    Submission, Handing, Bundle,
    ScoreRun, ScoreMeasure, ScoreJudgement, ScoreAppeal,
)  # fmt: skip
