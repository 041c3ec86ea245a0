"""What meetings contribute to pages of others: the preview's pages, the desk, agenda, deadlines, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import Actor, AgendaItem, Campaign, Deadline, DeskItem, Subject, booking, campaigns, clock

from . import pack, wording_meetings
from .contracts import PartLink, PreviewView, PublicPart
from .permissions import MEET
from .rules import meetings as rules
from .rules.gates import latest_before
from .service import meetings
from .service.meetings import MeetingView, PublicMeeting
from .store import meetings as store
from .views_meetings_public import calendar_key

#: a meeting stands on the desk this long before
SOON = timedelta(days=14)


def links(preview: PreviewView, actor: Actor) -> list[PartLink]:
    """The meetings of a preview, and where a new one begins."""
    slug = campaigns.campaign_by_id(preview.campaign_id).slug
    found = []
    for fact in meetings.facts_of(preview.id):
        state = ("ok", _("公告已公开")) if fact.published else ("idle", _("起草中"))
        url = url_for("decisions_staff.meeting", campaign=slug, meeting_id=fact.meeting_id)
        found.append(PartLink(fact.title, url, wording_meetings.moment(fact.starts_at), *state))
    if actor.can(MEET, department_id=preview.department_id, campaign_id=preview.campaign_id):
        url = url_for("decisions_staff.meeting_new", campaign=slug, preview=preview.id)
        note = _("座谈会、听证会、列席常务会议、视频会")
        found.append(PartLink(_("新建会议"), url, note, "idle", _("未开始")))
    return found


def public_part(preview_id: int, campaign: Campaign, now: datetime) -> PublicPart | None:
    """The public meetings of a preview."""
    found = meetings.public_meetings(campaign, preview_id)
    if not found:
        return None
    return PublicPart("decisions/meetings_part.html", {"meetings": [_line(m, campaign, now) for m in found]})


def _line(shown: PublicMeeting, campaign: Campaign, now: datetime) -> dict[str, str]:
    if shown.called_off:
        state, text = "stop", _("已取消")
    elif shown.session.ends_at <= now:
        state, text = "idle", _("已开完")
    elif shown.event.refusal(now) is None:
        state, text = "ok", _("可以报名")
    else:
        state, text = "info", _("已公告")
    return {
        "state": state,
        "state_text": text,
        "title": shown.told.title,
        "when": wording_meetings.when(shown.session.starts_at, shown.session.ends_at),
        "place": shown.session.place,
        "url": url_for("decisions_public.meeting", campaign=campaign.slug, meeting_id=shown.id),
    }


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    """Every meeting whose notice is public and that is held."""
    return entries(campaign)


def entries(campaign: Campaign, preview_id: int | None = None) -> list[AgendaItem]:
    """The same, of one preview where asked."""
    return [
        AgendaItem(
            starts_at=shown.session.starts_at,
            ends_at=shown.session.ends_at,
            title=shown.told.title,
            place=shown.session.place,
            who=shown.department,
            url=url_for("decisions_public.meeting", campaign=campaign.slug, meeting_id=shown.id),
            key=calendar_key(shown.id),
        )
        for shown in meetings.public_meetings(campaign, preview_id)
        if not shown.called_off
    ]


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """By when a hearing's papers must be out (DP-04)."""
    value = pack.values_of(campaign).papers
    if value is None:
        return []
    out = {shown.id: shown for shown in meetings.public_meetings(campaign)}
    found = []
    for row in store.meetings(campaign.id):
        if row.kind != rules.HEARING or row.state != "open":
            continue
        day = latest_before(clock.local(row.starts_at).date(), value.value, campaign.calendar.is_working_day)
        url = url_for("decisions_staff.meeting", campaign=campaign.slug, meeting_id=row.id)
        title = _("公开听证会公告和材料：%(title)s", title=row.title)
        met = True if row.id in out else (False if day < clock.local(now).date() else None)
        found.append(Deadline(day, title, "DP-04", row.department_id, met, url))
    return found


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """What waits for those who hold meetings: notices to finish, a number to enter, the door today, minutes to write or end."""
    mine = actor.departments_for(MEET, campaign_id=campaign.id)
    if mine is not None and not mine:
        return []
    found = []
    for view in meetings.meetings_for(campaign, actor=actor, now=now):
        if view.state != "open" or (mine is not None and view.department_id not in mine):
            continue
        item = _waiting(view, campaign, now)
        if item is not None:
            found.append(item)
    return found


def _waiting(view: MeetingView, campaign: Campaign, now: datetime) -> DeskItem | None:
    def item(title: str, endpoint: str, action: str, due: datetime, state: str, text: str) -> DeskItem:
        url = url_for(f"decisions_staff.{endpoint}", campaign=campaign.slug, meeting_id=view.id)
        return DeskItem(
            title,
            url,
            action,
            clock.local(due).date(),
            state=state,
            state_text=text,
            department_id=view.department_id,
        )

    name, told = view.told.title, view.told
    if view.published is None:
        if view.locked or told.starts_at - now > SOON or told.starts_at <= now:
            return None
        lack = len(view.lacks) + len(view.blockers)
        text = ngettext("还差 %(num)d 处", "还差 %(num)d 处", lack) if lack else _("可以送审")
        return item(
            _("写完会议公告：%(title)s", title=name), "meeting", _("去写"), told.starts_at, "warn", text
        )
    event = view.event
    if event is None or event.state == "called_off":
        return None
    session = event.sessions[0]
    if event.undrawn and event.closes_at < now and session.ends_at > now:
        draw = booking.view_draw(event.id)
        if draw is not None and draw.waits_for_number:
            return item(
                _("填公开号码，抽签：%(title)s", title=name),
                "meeting",
                _("去填"),
                session.starts_at,
                "info",
                _("名单已封存"),
            )
    if rules.door_is_open(now, session.starts_at, session.ends_at):
        return item(
            _("会议签到：%(title)s", title=name), "meeting_door_page", _("去签到"), now, "now", _("今天")
        )
    if session.ends_at > now:
        return None
    kept = store.minutes(view.id)
    if kept is not None and kept.state == "closed":
        return None
    due = (
        kept.confirm_until if kept is not None and kept.confirm_until else session.ends_at + timedelta(days=7)
    )
    state = kept.state if kept is not None else "none"
    shape, text = wording_meetings.MINUTES_STATES[state]
    return item(_("会议纪要：%(title)s", title=name), "meeting_minutes", _("去办"), due, shape, str(text))


def meeting_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The meetings that audit entries are about."""
    return {
        row.id: Subject(
            row.title,
            url_for(
                "decisions_staff.meeting",
                campaign=campaigns.campaign_by_id(row.campaign_id).slug,
                meeting_id=row.id,
            ),
        )
        for row in store.meetings_by_id(list(ids))
    }
