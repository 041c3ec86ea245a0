"""The tables of interviews, by subject."""

from __future__ import annotations

from .live import DeskWord, Duty, Live, Turn
from .questions import Chosen
from .schedule import Ballot, Candidate, Guest, Interview, Place, Taken
from .transcript import Cue, Transcript, TranscriptTurn

TABLES: tuple[type, ...] = (
    Place, Interview, Guest, Taken, Candidate, Ballot,
    Chosen,
    Live, Duty, Turn, DeskWord,
    Transcript, TranscriptTurn, Cue,
)  # fmt: skip
