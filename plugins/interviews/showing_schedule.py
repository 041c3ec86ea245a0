"""What the plan and the notice contribute to pages of others: menus, the desk, deadlines, agenda, column, trail, chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

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
    Subject,
    campaigns,
    clock,
    publishing,
)

from . import chain
from .contracts import InterviewView, PartLink, PublicInterview, PublicPart
from .permissions import EDIT, HOST, SEE
from .service import interviews, notice, vote
from .store import schedule as store
from .views_schedule_public import calendar_key
from .wording_schedule import VOTE_STATES, day_words, moment, public_state, span

#: an interview stands on the desk this long before the last day for its notice
SOON = timedelta(days=14)
PANEL_LINES = 5
#: the texts of this part
TEXTS = (chain.NOTICE, chain.OUTLINE)


def document_kinds() -> Sequence[DocumentKind]:
    return tuple(
        DocumentKind(
            code=kind.code,
            title=title,
            column=_l("在线访谈"),
            public_endpoint="interviews_public.interview",
            staff_endpoint="interviews_staff.interview",
            subject_arg="interview_id",
            place_of=interviews.place_of,
        )
        for kind, title in ((chain.NOTICE, _l("访谈预告")), (chain.OUTLINE, _l("访谈提纲")))
    )


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a notice may not come out now; an outline stands on a notice that is out or coming."""
    return notice.blockers(revision, campaign, now)


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """With the notice: whether the interview was held as announced, and how the topic was voted on."""
    row = store.interview(revision.subject_id) if revision.kind == chain.NOTICE.code else None
    if row is None:
        return []
    held = {"planned": "按预告举办", "called_off": "已取消"}[row.state]
    rows = [["状态", held], *([["取消的原因", row.off_reason]] if row.off_reason else [])]
    found = [ArchivePart("state", "访谈情况", {"head": ["项目", "内容"], "rows": rows})]
    topics = store.candidates(row.id)
    if topics:
        votes = store.votes(row.id)
        lines = [
            [one.title, votes.get(one.id, 0), "是" if one.id == row.settled_id else ""] for one in topics
        ]
        found.append(ArchivePart("vote", "题目投票", {"head": ["题目", "票数", "选定"], "rows": lines}))
    return found


def copies(revision: RevisionView) -> list[Copy]:
    """The working copy in the plan."""
    if revision.kind not in {kind.code for kind in TEXTS}:
        return []
    row = store.interview(revision.subject_id)
    title = _("访谈的安排") if revision.kind == chain.NOTICE.code else _("访谈提纲的草稿")
    return [Copy(title, f"#{row.id}")] if row is not None else []


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the working copy; ids, numbers and times stay."""
    row = store.interview(revision.subject_id)
    if row is None:
        return
    if revision.kind == chain.OUTLINE.code:
        row.outline = ""
    elif revision.kind == chain.NOTICE.code:
        row.title = row.topic = row.contact = row.outline = row.off_reason = row.settled_reason = ""
        for guest in store.guests_of([row.id])[row.id]:
            guest.name, guest.post, guest.photo_id = "", "", None
            guest.person_key = f"#{guest.id}"
        for topic in store.candidates(row.id):
            topic.title = topic.summary = ""


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    items = [NavItem("public", _l("访谈"), "interviews_public.index", 31)]
    if actor.can(SEE, campaign_id=campaign.id):
        items.append(NavItem("staff", _l("在线访谈"), "interviews_staff.index", 44))
    return items


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For editors: notices to write and to send in time, votes to settle, plans whose month has come without a slot."""
    mine = actor.departments_for(EDIT, campaign_id=campaign.id)
    if mine is not None and not mine:
        return []
    found = []
    for view in interviews.interviews_for(campaign, actor=actor):
        if view.state == "planned" and (mine is None or view.department_id in mine):
            item = _waiting(view, campaign, actor, now)
            if item is not None:
                found.append(item)
    return found


def _waiting(view: InterviewView, campaign: Campaign, actor: Actor, now: datetime) -> DeskItem | None:
    def item(
        title: str, action: str, state: str, text: str, endpoint: str = "interview", **more: object
    ) -> DeskItem:
        url = url_for(f"interviews_staff.{endpoint}", campaign=campaign.slug, interview_id=view.id)
        return DeskItem(
            title=title, url=url, action=action, state=state, state_text=text,
            department_id=view.department_id, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    if view.starts_at is None:
        if view.month > f"{clock.local(now):%Y-%m}":
            return None
        return item(_("定访谈的日期：%(title)s", title=view.title), _("去定"), "warn", _("计划的月份到了"))
    if view.starts_at <= now:
        return None
    told = notice.view_of(campaign, view, actor=actor, now=now)
    if told.published is not None or told.locked:
        return None
    due = told.latest or clock.local(view.starts_at).date()
    if due - clock.local(now).date() > SOON:
        return None
    lack = len(told.lacks) + len(told.blockers)
    if told.late:
        state, text = "stop", _("已过预告的期限")
    elif lack:
        state, text = "warn", ngettext("还差 %(num)d 处", "还差 %(num)d 处", lack)
    else:
        state, text = "ok", _("可以送审")
    return item(
        _("发布访谈预告：%(title)s", title=view.title), _("去写") if lack else _("去送审"), state, text,
        due=due, clause=told.clause,
    )  # fmt: skip


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """By when each interview's notice must be out (IV-01)."""
    rows = [
        row for row in store.interviews(campaign.id) if row.state == "planned" and row.starts_at is not None
    ]
    out, today = chain.NOTICE.all_published([row.id for row in rows]), clock.local(now).date()
    hidden = publishing.hidden_subjects(chain.NOTICE.code)
    found = []
    for row in rows:
        day = notice.latest_day(campaign, row.starts_at)
        if day is None or row.id in hidden:
            continue
        text = out.get(row.id)
        if text is not None:
            met: bool | None = clock.local(text.counts_from).date() <= day
        else:
            met = False if day < today else None
        url = url_for("interviews_staff.interview", campaign=campaign.slug, interview_id=row.id)
        title = _("发布访谈预告：%(title)s", title=row.title)
        found.append(Deadline(day, title, notice.IV_01, row.department_id, met, url))
    return found


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    """Every announced interview that wasn't called off."""
    return [
        AgendaItem(
            starts_at=view.starts_at,
            ends_at=view.ends_at,
            title=_("在线访谈：%(title)s", title=view.title),
            place=view.place,
            who=_("、").join(guest.post or guest.name for guest in view.guests),
            url=_address(campaign, view),
            key=calendar_key(view.id),
        )
        for view in interviews.public_interviews(campaign)
        if view.state == "planned"
    ]


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    """A door for the interview that is on or takes questions next, and the list of those that are coming."""
    shown = [
        view
        for view in interviews.public_interviews(campaign)
        if view.state == "planned"
        and view.live != "over"
        and (view.ends_at > now or view.live in ("on", "paused"))
    ]
    if not shown:
        return []
    found: list[Panel] = []
    on = [view for view in shown if view.live in ("on", "paused")]
    asking = [view for view in shown if _takes_questions(view, now)]
    if on:
        found.append(Panel("door", "web/door.html", _door(campaign, on[0], now, True), 10))
    elif asking:
        found.append(Panel("door", "web/door.html", _door(campaign, asking[0], now, False), 25))
    lines = [
        {"url": _address(campaign, view), "view": view, "state": public_state(view, now)}
        for view in shown[:PANEL_LINES]
    ]
    url = url_for("interviews_public.index", campaign=campaign.slug)
    found.append(Panel("main", "interviews/schedule_panel.html", {"lines": lines, "url": url}, 25))
    return found


def _takes_questions(view: PublicInterview, now: datetime) -> bool:
    return (
        view.questions_from is not None
        and view.questions_until is not None
        and view.questions_from <= now <= view.questions_until
    )


def _door(campaign: Campaign, view: PublicInterview, now: datetime, on: bool) -> dict[str, object]:
    state, text = public_state(view, now)
    who = _("、").join(f"{guest.post}" for guest in view.guests)
    page = url_for("interviews_public.live_page", campaign=campaign.slug, interview_id=view.id)
    return {
        "char": "问",
        "word": "Ask",
        "kicker": _("在线访谈"),
        "state": state,
        "state_text": text,
        "title": view.title,
        "text": _("%(who)s，%(when)s。", who=who, when=span(view.starts_at, view.ends_at)),
        "actions": [{"url": page, "text": _("进直播页")}]
        if on
        else [{"url": _address(campaign, view), "text": _("去提问")}],
        "elder_title": _("看访谈直播") if on else _("向负责人提问"),
        "elder_text": _("%(title)s，%(when)s", title=view.title, when=moment(view.starts_at)),
    }


def _address(campaign: Campaign, view: PublicInterview) -> str:
    return url_for("interviews_public.interview", campaign=campaign.slug, interview_id=view.id)


def interview_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The interviews that audit entries are about; one that this person may not see has no name."""
    found = {}
    hidden = publishing.hidden_subjects(chain.NOTICE.code)
    for number in ids:
        row = store.interview(number)
        if row is None:
            continue
        may = row.id not in hidden and actor.can(
            SEE, department_id=row.department_id, campaign_id=row.campaign_id
        )
        slug = campaigns.campaign_by_id(row.campaign_id).slug
        url = url_for("interviews_staff.interview", campaign=slug, interview_id=row.id) if may else ""
        found[row.id] = Subject(row.title if may else _("访谈 %(n)s", n=row.id), url)
    return found


def place_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The places that audit entries are about."""
    return {number: Subject(row.name) for number, row in store.places(list(ids)).items()}


def links(interview: InterviewView, actor: Actor, now: datetime) -> list[PartLink]:
    """The vote where there is one or may be, the notice, the outline."""
    campaign = campaigns.campaign_by_id(interview.campaign_id)
    told = notice.view_of(campaign, interview, actor=actor, now=now)
    values: dict[str, Any] = {"campaign": campaign.slug, "interview_id": interview.id}
    hosts = actor.can(HOST, campaign_id=campaign.id, department_id=interview.department_id)
    found = []
    if interview.vote_from is not None or (hosts and told.document is None):
        state = vote.view(campaign, interview.id, actor=actor, now=now)
        shape, text = VOTE_STATES[state.state]
        voted = ngettext("%(num)d 票", "%(num)d 票", state.total) if state.topics else _("题目由大家选")
        url = url_for("interviews_staff.vote", **values)
        found.append(PartLink(_("题目投票"), url, voted, shape, str(text)))
    note = (
        _("最晚 %(day)s 发布（%(clause)s）", day=day_words(told.latest), clause=told.clause)
        if told.latest
        else ""
    )
    url = url_for("interviews_staff.notice_page", **values)
    found.append(PartLink(_("访谈预告"), url, note, *_text_state(told, now)))
    out, document = chain.OUTLINE.published(interview.id), chain.OUTLINE.document(interview.id)
    if out is not None:
        shape, text = "ok", _("已公开")
    elif document is not None and document.under_way:
        shape, text = "half", _("审核中")
    else:
        shape, text = "idle", _("写好了，还没送审") if interview.outline.strip() else _("还没写")
    found.append(PartLink(_("访谈提纲"), url_for("interviews_staff.outline_page", **values), "", shape, text))
    return found


def _text_state(told: notice.NoticeView, now: datetime) -> tuple[str, str]:
    if told.locked:
        return "half", _("审核中")
    if told.published is not None:
        return ("warn", _("公开后又改过")) if told.changed else ("ok", _("已公开"))
    if told.interview.state != "planned":
        return "idle", _("不用发")
    if told.late:
        return "stop", _("已过预告的期限")
    lack = len(told.lacks) + len(told.blockers)
    if lack:
        return "warn", ngettext("还差 %(num)d 处", "还差 %(num)d 处", lack)
    return "info", _("可以送审")


def public_part(interview: PublicInterview, campaign: Campaign, now: datetime) -> PublicPart | None:
    """This part's section on the interview's public page: the page itself shows the notice."""
    return None
