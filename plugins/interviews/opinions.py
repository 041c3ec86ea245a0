"""Questions to an interview: the kind of opinions whose subject is an announced interview (IV-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import AnsweredAlready, Campaign, NotFound, OpinionKind, OpinionSubject, clock

from .addresses import answers_url
from .chain import QUESTION
from .contracts import PublicInterview
from .permissions import HOST
from .rules import questions as rules
from .service import interviews
from .service.answered import found_for
from .store.questions import live_of


def subject(campaign: Campaign, interview_id: int) -> OpinionSubject | None:
    """An interview whose notice is published. Questions are taken in the window that the notice says and while the broadcast
    is on; one that was called off takes none. They are answered by IV-02, counted from the day of the broadcast.

    Nobody answers for a department before somebody hands it the question: until then it is the host's.
    """
    try:
        view = interviews.public_interview(campaign, interview_id)
    except NotFound:
        return None
    return subject_of(view)


def subject_of(view: PublicInterview) -> OpinionSubject:
    """The same of one that was read already."""
    live, ended_at = live_of(view.id)
    first, until, taken = rules.takes(
        view.questions_from, view.questions_until or view.ends_at, live, ended_at
    )
    found = OpinionSubject(
        title=view.title, takes_from=first, takes_until=until, due_from=clock.local(view.starts_at).date()
    )
    if view.state == "called_off" or not taken:
        return replace(found, takes_from=None, takes_until=view.published_at - timedelta(seconds=1))
    return found


def taking(found: OpinionSubject | None, now: datetime) -> bool:
    """Whether questions are taken at this moment."""
    if found is None or (found.takes_from is not None and now < found.takes_from):
        return False
    return found.takes_until is None or now <= found.takes_until


def subjects(campaign: Campaign) -> Sequence[int]:
    """Every announced interview that wasn't called off, for a clerk's or an operator's choice."""
    return [view.id for view in interviews.public_interviews(campaign) if view.state != "called_off"]


def answered(campaign: Campaign, interview_id: int, text: str) -> list[AnsweredAlready]:
    """Published answers that may say it already."""
    return [
        AnsweredAlready(
            page.title,
            page.words,
            " · ".join(part for part in (page.kind_title, page.unit, _day(page.published_at)) if part),
            page.url,
        )
        for page in found_for(text, interview_id)
    ]


def _day(moment: datetime) -> str:
    that = clock.local(moment).date()
    return _("%(year)s年%(month)s月%(day)s日", year=that.year, month=that.month, day=that.day)


KIND = OpinionKind(
    code=QUESTION,
    title=_l("对访谈的提问"),
    subject=subject,
    public_endpoint="interviews_public.interview",
    subject_arg="interview_id",
    subjects=subjects,
    rule="IV-02",
    support=True,
    list_endpoint="interviews_public.questions",
    answers_url=answers_url,
    callers=True,
    moderates=HOST,
    asks=True,
    answered=answered,
)
