"""What questions contributes to pages of others: menus, the desk, deadlines, agenda, column, trail, chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import (
    Actor,
    AgendaItem,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    Event,
    LiveStream,
    NavItem,
    OpinionKind,
    OpinionSubject,
    Panel,
    RevisionView,
    clock,
    departments,
    opinions,
    unit_of_work,
)

from . import opinions as kind
from .chain import QUESTION
from .contracts import InterviewView, PartLink, PublicInterview, PublicPart
from .permissions import HOST, SEE
from .service import interviews, questions
from .wording_questions import STATES

#: questions on the interview's own page
SHOWN = 5
#: facts of others after which open desks look again
HEARD = ("opinions.received", "opinions.ended", "hotline.asked_closed")


def opinion_kinds() -> Sequence[OpinionKind]:
    return (kind.KIND,)


def live_streams() -> Sequence[LiveStream]:
    """What the host's desk follows; the key of a channel is the interview's id."""
    return (LiveStream(questions.STREAM, _l("访谈提问"), questions.FIELDS, permission=SEE),)


def hear(event: Event, now: datetime) -> None:
    """A question came in, ended somewhere else, or the work order of whoever asked it was closed."""
    given = event.payload
    if event.name in HEARD and given.get("kind") == QUESTION and event.campaign_id is not None:
        interview_id, opinion_id = int(given["subject_id"]), int(given["opinion_id"])
        with unit_of_work():
            questions.follow_merge(interview_id)
            what = event.name.rpartition(".")[2]
            questions.tell(event.campaign_id, interview_id, what, now, opinion_id)


def document_kinds() -> Sequence[DocumentKind]:
    return ()


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a text of this part may not come out now."""
    return []


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """What goes into the archive beside a published text of this part."""
    return []


def copies(revision: RevisionView) -> list[Copy]:
    """Where copies of a text of this part lie."""
    return []


def blank(revision: RevisionView, now: datetime) -> None:
    """Blank them."""


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    return []


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For hosts and the office what waits to be looked at, for departments what was handed to them, by its day."""
    found: list[DeskItem] = []
    if actor.can(SEE, campaign_id=campaign.id):
        views = interviews.interviews_for(campaign, actor=actor)
        counted = questions.figures_of([view.id for view in views])
        for view in views:
            hosts = actor.can(HOST, department_id=view.department_id, campaign_id=campaign.id)
            if hosts and counted[view.id].waiting:
                found.append(_waiting(view, counted[view.id].waiting, campaign, now))
    return [*found, *_handed(actor, campaign)]


def _waiting(view: InterviewView, number: int, campaign: Campaign, now: datetime) -> DeskItem:
    soon = view.starts_at is not None and view.starts_at > now
    days = (clock.local(view.starts_at).date() - clock.local(now).date()).days if view.starts_at else 0
    return DeskItem(
        title=ngettext(
            "%(num)d 条提问待审：%(title)s", "%(num)d 条提问待审：%(title)s", number, title=view.title
        ),
        url=url_for(
            "interviews_staff.questions", campaign=campaign.slug, interview_id=view.id, tab="waiting"
        ),
        action=_("去审核"),
        state="warn" if soon and days <= 1 else "info",
        state_text=(_("今天直播") if days == 0 else ngettext("%(num)d 天后直播", "%(num)d 天后直播", days))
        if soon
        else _("等审核"),
    )


def _handed(actor: Actor, campaign: Campaign) -> list[DeskItem]:
    """Questions that departments still owe an answer to, those of each interview together."""
    mine = actor.departments_for(opinions.ANSWER, campaign_id=campaign.id)
    if mine is not None and not mine:
        return []
    found = []
    for view in interviews.public_interviews(campaign) if mine is None or mine else ():
        owed = [
            one.brief
            for one in questions.questions_on(view.id)
            if one.brief.state == "assigned" and (mine is None or one.brief.department_id in mine)
        ]
        if owed:
            first = min(owed, key=lambda brief: (brief.due_on is None, brief.due_on, brief.id))
            found.append(
                DeskItem(
                    title=ngettext(
                        "答复 %(num)d 条访谈提问：%(title)s", "答复 %(num)d 条访谈提问：%(title)s",
                        len(owed), title=view.title,
                    ),
                    url=url_for("opinions_staff.inbox", tab="open", subject=f"{QUESTION}:{view.id}"),
                    action=_("去答复"),
                    due=first.due_on,
                    note=_("最早到期的是 %(number)s", number=first.number),
                    state="half",
                    state_text=_("等部门答复"),
                    clause=_("IV-02 未在现场回答的提问公开答复"),
                    department_id=first.department_id,
                )
            )  # fmt: skip
    return found


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    return []


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    return []


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    return []


def links(interview: InterviewView, actor: Actor, now: datetime) -> list[PartLink]:
    """The questions with how many wait, are picked, were answered."""
    found = questions.figures(interview.id)
    if interview.questions_from is None and not found.total:
        return []
    note = _(
        "收到 %(total)s 条，已选 %(chosen)s 条，已答 %(answered)s 条",
        total=found.total, chosen=found.chosen, answered=found.answered,
    )  # fmt: skip
    waits = ngettext("%(num)d 条待审", "%(num)d 条待审", found.waiting)
    return [
        PartLink(
            title=_("提问"),
            url=url_for("interviews_staff.questions", interview_id=interview.id),
            note=note if found.total else _("还没有人提问"),
            state="info" if found.waiting else "ok" if found.total else "idle",
            state_text=waits if found.waiting else _("都审过了") if found.total else _("没有"),
        )
    ]


def public_part(interview: PublicInterview, campaign: Campaign, now: datetime) -> PublicPart | None:
    """How many were asked, the most supported, and the way to ask; nothing where none are or were taken."""
    subject = kind.subject_of(interview)
    found = questions.figures(interview.id)
    taking = kind.taking(subject, now)
    coming = interview.state != "called_off" and subject.takes_from is not None and now < subject.takes_from
    if not (found.total or taking or coming):
        return None
    shown, total = opinions.public_opinions(
        campaign, kind=QUESTION, subject_id=interview.id, most_supported=True
    )
    return PublicPart(
        "interviews/questions_part.html",
        {
            "interview_id": interview.id,
            "figures": found,
            "shown": shown[:SHOWN],
            "total": total,
            "stands": questions.states_of(interview.id),
            "states": STATES,
            "units": {unit.id: unit.short_name or unit.name for unit in departments()},
            "taking": taking,
            "first": interview.live == "waiting",
            "when": _when(subject, taking, coming, interview.live),
        },
    )


def _when(subject: OpinionSubject, taking: bool, coming: bool, live: str) -> str:
    """Until when questions are taken, in a sentence."""
    if taking and live in ("on", "paused"):
        return _("直播进行中，现在就可以提问。")
    if taking and subject.takes_until is not None:
        return _("现在可以提问，到 %(moment)s 截止。", moment=_moment(subject.takes_until))
    if coming and subject.takes_from is not None:
        return _("%(moment)s 开始收提问。", moment=_moment(subject.takes_from))
    return ""


def _moment(moment: datetime) -> str:
    local = clock.local(moment)
    return _("%(month)s月%(day)s日 %(time)s", month=local.month, day=local.day, time=f"{local:%H:%M}")
