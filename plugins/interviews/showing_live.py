"""What live contributes to pages of others: menus, the desk, deadlines, agenda, column, trail, chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

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
    LiveStream,
    NavItem,
    Panel,
    RevisionView,
    campaigns,
    clock,
)

from . import chain, showing_reading
from . import wording_live as wording
from .contracts import InterviewView, PartLink, PublicInterview, PublicPart
from .permissions import SEE
from .rules import live as rules
from .service import duties, interviews, live, live_views, reading

#: the page of each desk, and what its person is called
DESKS = {
    "host": "live_host",
    "typist": "live_type",
    "releaser": "live_release",
    "assistant": "live_assist",
}
NAMES = {"host": _l("主持台"), **wording.ROLES}
#: a broadcast stands on the desk this long before
SOON = timedelta(days=3)
#: turns shown on the interview's page while it is on
LAST_TURNS = 3


def live_streams() -> Sequence[LiveStream]:
    """What readers and those at the desks follow; the key of a channel is the interview's id. `turns`: see service/reading.py,
    which tells it. `desk`: `what` changed, a code word."""
    return (
        LiveStream(reading.TURNS, _l("访谈直播"), reading.FIELDS, words=reading.WORDS, counted=True),
        LiveStream("interviews.desk", _l("访谈直播间"), ("what",), permission=SEE),
    )


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
    """What waits for those who run a broadcast: it is on, or it comes within three days and still lacks something."""
    if not actor.can(SEE, campaign_id=campaign.id):
        return []
    near = [one for one in interviews.interviews_for(campaign, actor=actor) if _is_near(one, now)]
    states = live_views.state_of([one.id for one in near])
    held = duties.of_person([one.id for one in near], actor.user_id)
    found = []
    for view in near:
        state = states[view.id]
        mine = (["host"] if view.host_id == actor.user_id else []) + held.get(view.id, [])
        if state == "over" or not mine:
            continue
        shape, words = wording.STATES[state]
        lacks = live.opening_lacks(view) if state == "waiting" and "host" in mine else []
        if lacks:
            shape, words = "warn", wording.LACKS[lacks[0]]
        found.append(
            DeskItem(
                _("图文直播：%(title)s", title=view.title),
                url_for(f"interviews_staff.{DESKS[mine[0]]}", campaign=campaign.slug, interview_id=view.id),
                _("去直播间"),
                clock.local(view.starts_at).date() if view.starts_at else None,
                note=_("您是%(what)s", what=" · ".join(str(NAMES[one]) for one in mine)),
                state=shape,
                state_text=str(words),
                department_id=view.department_id,
            )
        )
    return found


def _is_near(view: InterviewView, now: datetime) -> bool:
    if view.state != "planned" or view.starts_at is None or view.ends_at is None:
        return False
    return view.starts_at - SOON <= now <= view.ends_at + timedelta(hours=6)


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    return []


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    return []


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    return []


def links(interview: InterviewView, actor: Actor, now: datetime) -> list[PartLink]:
    """This part's rows on the interview's staff page: the desks that this person has a place at, else the public page."""
    slug = campaigns.campaign_by_id(interview.campaign_id).slug
    state = live_views.state_of([interview.id])[interview.id]
    shape, words = wording.STATES[state]
    mine = ["host"] if duties.hosts(interview, actor) else []
    mine += [role for role in rules.ROLES if duties.holds(interview, role, actor)]
    found = []
    for role in mine:
        url = url_for(f"interviews_staff.{DESKS[role]}", campaign=slug, interview_id=interview.id)
        lacks = live.opening_lacks(interview) if state == "waiting" and role == "host" else []
        note = " · ".join(str(wording.LACKS[one]) for one in lacks)
        found.append(PartLink(_("图文直播：%(what)s", what=NAMES[role]), url, note, shape, str(words)))
    if not found and chain.NOTICE.published(interview.id) is not None:
        url = url_for("interviews_public.live_page", campaign=slug, interview_id=interview.id)
        found.append(PartLink(_("图文直播"), url, "", shape, str(words)))
    return found


def public_part(interview: PublicInterview, campaign: Campaign, now: datetime) -> PublicPart | None:
    """This part's section on the interview's public page."""
    if interview.state == "called_off":
        return None
    broadcast = reading.broadcast(interview.id)
    return PublicPart(
        "interviews/live_public_part.html",
        {
            "view": interview,
            "live": broadcast,
            "until": showing_reading.until(interview.starts_at, now),
            "url": url_for("interviews_public.live_page", interview_id=interview.id),
            "turns": reading.turns(interview.id)[-LAST_TURNS:],
            "transcript_out": reading.has_transcript(interview.id),
        },
    )
