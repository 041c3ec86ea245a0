"""What the transcript and what follows a broadcast contribute to pages of others: menus, the desk, deadlines, chain, archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

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
    NavItem,
    Panel,
    RevisionView,
    campaigns,
    clock,
)

from . import chain
from .contracts import InterviewView, PartLink, PublicInterview, PublicPart
from .permissions import EDIT, SEE
from .rules import subtitles
from .rules.subtitles import Cue
from .service import after, figures, interviews, transcript, transcript_chain, transcript_public
from .store import transcript as store
from .wording_transcript import FIGURES

#: a transcript that nobody wrote stands on the desk from the end of the broadcast
WRITE_UP = timedelta(days=3)


def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.TRANSCRIPT.code,
            title=_l("访谈实录"),
            column=_l("在线访谈"),
            public_endpoint="interviews_public.transcript",
            staff_endpoint="interviews_staff.transcript",
            subject_arg="interview_id",
            place_of=interviews.place_of,
        ),
    )


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a transcript may not come out now."""
    return transcript_chain.blockers(revision, campaign, now)


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """The figures of the interview, its subtitles."""
    if revision.kind != chain.TRANSCRIPT.code:
        return []
    campaign = campaigns.campaign_by_id(revision.campaign_id)
    table = figures.archive_table(campaign, revision.subject_id, clock.now())
    found = [ArchivePart("figures", "访谈的数字", table)]
    cues = [Cue(int(a), int(b), str(t), str(v), str(s)) for a, b, t, v, s in revision.data.get("cues", ())]
    if cues:
        found.append(ArchivePart("subtitles", "字幕", subtitles.write_vtt(cues), "text/plain"))
    return found


def copies(revision: RevisionView) -> list[Copy]:
    """Where copies of a transcript lie."""
    return transcript_chain.copies(revision)


def blank(revision: RevisionView, now: datetime) -> None:
    """Blank them."""
    transcript_chain.blank(revision, now)


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    return []


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """Transcripts to write, and questions to answer by their day, those of one's departments."""
    found = _transcripts(actor, campaign, now)
    if not actor.can(after.ANSWER, campaign_id=campaign.id) and not actor.can(SEE, campaign_id=campaign.id):
        return found
    owed = [
        one
        for one in after.owed_to(campaign, actor=actor, now=now)
        if actor.can(after.ANSWER, campaign_id=campaign.id, department_id=one.department_id)
    ]
    for interview_id in dict.fromkeys(one.interview_id for one in owed):
        mine = [one for one in owed if one.interview_id == interview_id]
        first = mine[0]
        rule = campaign.pack.rule(after.RULE)
        found.append(
            DeskItem(
                title=ngettext(
                    "访谈后要答复 %(num)d 个提问：%(title)s", "访谈后要答复 %(num)d 个提问：%(title)s", len(mine),
                    title=first.interview,
                ),
                url=url_for("interviews_staff.answers", campaign=campaign.slug, interview=interview_id),
                action=_("去答复"),
                due=first.due,
                unit="工作日",
                state="stop" if first.late else "half",
                state_text=_("过期还没有答复") if first.late else _("等答复"),
                clause=f"{after.RULE} {rule.clause}" if rule is not None else "",
                department_id=first.department_id,
            )
        )  # fmt: skip
    return found


def _transcripts(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    mine = actor.departments_for(EDIT, campaign_id=campaign.id)
    if mine is not None and not mine:
        return []
    views = [
        view
        for view in interviews.interviews_for(campaign, actor=actor)
        if (mine is None or view.department_id in mine)
        and view.ends_at is not None
        and view.ends_at <= now
        and transcript.over(view, now)
    ]
    out = transcript_public.published([view.id for view in views])
    begun = store.transcripts([view.id for view in views])
    found = []
    for view in views:
        if view.id in out or view.ends_at is None:
            continue
        document = chain.TRANSCRIPT.document(view.id)
        if document is not None and (document.under_way or document.hidden):
            continue
        state, words = ("half", _("起草中")) if view.id in begun else ("idle", _("未开始"))
        if document is not None and document.returned is not None:
            state, words = "warn", _("退回了")
        found.append(
            DeskItem(
                title=_("整理访谈实录：%(title)s", title=view.title),
                url=url_for("interviews_staff.transcript", campaign=campaign.slug, interview_id=view.id),
                action=_("去整理"),
                due=clock.local(view.ends_at + WRITE_UP).date(),
                state=state,
                state_text=words,
                department_id=view.department_id,
            )
        )
    return found


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """By when the questions that weren't answered on air are to be answered (IV-02)."""
    found = []
    for view in after.announced(campaign):
        day, met, _left = after.standing(campaign, view, now)
        if day is None:
            continue
        url = url_for("interviews_staff.answers", campaign=campaign.slug, interview=view.id)
        title = _("答复没有在直播里回答的提问：%(title)s", title=view.title)
        found.append(Deadline(day, title, after.RULE, view.department_id, met, url))
    return found


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    return []


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    return []


def links(interview: InterviewView, actor: Actor, now: datetime) -> list[PartLink]:
    """The transcript, what is to be answered afterwards, the figures; once the broadcast is over."""
    if not transcript.over(interview, now):
        return []
    campaign = campaigns.campaign_by_id(interview.campaign_id)
    slug = campaign.slug
    found = [
        PartLink(
            _("实录"),
            url_for("interviews_staff.transcript", campaign=slug, interview_id=interview.id),
            *_standing_of(interview.id),
        )
    ]
    day, met, left = after.standing(campaign, interview, now)
    if left:
        late = met is False
        text = ngettext("还差 %(num)d 个", "还差 %(num)d 个", left)
        note = _("最迟 %(month)s月%(day)s日", month=day.month, day=day.day) if day is not None else ""
        state = ("stop" if late else "half", text)
    else:
        note, state = "", ("ok", _("都答复了"))
    url = url_for("interviews_staff.answers", campaign=slug, interview=interview.id)
    found.append(PartLink(_("会后答复"), url, note, *state))
    shown = figures.figures(campaign, interview.id, now)
    found.append(
        PartLink(
            _("数字"),
            url_for("interviews_staff.figures", campaign=slug, interview_id=interview.id),
            _("收到提问 %(all)s 个，直播中回答 %(air)s 个", all=shown.of("received"), air=shown.of("on_air")),
            "info",
            "",
        )
    )
    return found


def _standing_of(interview_id: int) -> tuple[str, str, str]:
    document = chain.TRANSCRIPT.document(interview_id)
    if chain.TRANSCRIPT.published(interview_id) is not None:
        return "", "ok", _("已公开")
    if document is not None and document.under_way:
        return "", "half", _("公开流程中")
    if store.transcript(interview_id) is not None:
        return "", "idle", _("起草中")
    return _("从直播放行的文字整理"), "idle", _("未开始")


def public_part(interview: PublicInterview, campaign: Campaign, now: datetime) -> PublicPart | None:
    """Where the transcript is, what was answered afterwards, and a few figures; nothing before the broadcast is over."""
    view = interviews.of_campaign(campaign, interview.id)
    if interview.state == "called_off" or not transcript.over(view, now):
        return None
    out = transcript_public.published([interview.id]).get(interview.id)
    told = after.public_after(campaign, interview.id, now)
    counted = figures.figures(campaign, interview.id, now)
    answers_words = ""
    if told.answered or told.owed:
        answers_words = _(
            "会后答复：已答复 %(done)s 个，还有 %(left)s 个", done=len(told.answered), left=len(told.owed)
        )
    if out is None and not answers_words and not counted.of("received"):
        return None
    return PublicPart(
        "interviews/transcript_part.html",
        {
            "url": url_for("interviews_public.transcript", campaign=campaign.slug, interview_id=interview.id)
            if out is not None
            else "",
            "words": _("整理成文的全部问答，可以下载。") if out is not None else "",
            "answers_url": url_for(
                "interviews_public.answers", campaign=campaign.slug, interview_id=interview.id
            )
            if answers_words
            else "",
            "answers_words": answers_words,
            "figures": [(FIGURES[code], counted.of(code)) for code in figures.PUBLIC],
        },
    )
