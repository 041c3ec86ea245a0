"""What the parts of interviews show on an interview's pages."""

from __future__ import annotations

from datetime import datetime

from core.api import Actor, Campaign

from . import showing_live, showing_questions, showing_schedule, showing_transcript
from .contracts import InterviewView, PartLink, PublicInterview, PublicPart


def links(interview: InterviewView, actor: Actor, now: datetime) -> list[PartLink]:
    """A row for each part, in the order of the work."""
    order = (showing_schedule, showing_questions, showing_live, showing_transcript)
    return [link for part in order for link in part.links(interview, actor, now)]


def public_parts(interview: PublicInterview, campaign: Campaign, now: datetime) -> list[PublicPart]:
    """A section for each part that has something public; what is on or came of it stands before the questions."""
    order = (showing_live, showing_transcript, showing_questions, showing_schedule)
    shown = (part.public_part(interview, campaign, now) for part in order)
    return [part for part in shown if part is not None]
