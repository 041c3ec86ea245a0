"""Interviews as staff see them and as the public may: what every part of the plugin asks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.api import Actor, Campaign, NotFound, Published, SubjectPlace, publishing, user_names

from .. import chain
from ..contracts import GuestView, InterviewView, PublicGuest, PublicInterview
from ..models import Interview
from ..permissions import SEE
from ..store import schedule as store


def of_campaign(campaign: Campaign, interview_id: int) -> InterviewView:
    """One interview of this campaign, whoever asks. Raises NotFound."""
    row = store.interview(interview_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("interviews.gone")
    return views([row])[0]


def for_staff(campaign: Campaign, interview_id: int, *, actor: Actor, permission: str = SEE) -> InterviewView:
    """One interview for who holds `permission` in its department.

    Raises NotFound for everybody else (a foreign thing looks like none), Hidden while its notice is hidden (疑似涉密).
    """
    view = of_campaign(campaign, interview_id)
    if not actor.can(permission, campaign_id=campaign.id, department_id=view.department_id):
        raise NotFound("interviews.gone")
    publishing.refuse_hidden(chain.NOTICE.code, interview_id)
    return view


def interviews_for(campaign: Campaign, *, actor: Actor) -> list[InterviewView]:
    """Those that this person may see, by slot; what is hidden (疑似涉密) is left out."""
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    hidden = publishing.hidden_subjects(chain.NOTICE.code)
    rows = [row for row in store.interviews(campaign.id) if row.id not in hidden]
    return views([row for row in rows if mine is None or row.department_id in mine])


def place_of(interview_id: int) -> SubjectPlace | None:
    """Whose an interview's texts are before they exist (DocumentKind.place_of)."""
    row = store.interview(interview_id)
    return SubjectPlace(row.campaign_id, row.department_id, row.title) if row is not None else None


def views(rows: Sequence[Interview]) -> list[InterviewView]:
    """Rows with guests, place and host's name, in three questions however many there are."""
    guests = store.guests_of([row.id for row in rows])
    places = store.places({row.place_id for row in rows if row.place_id is not None})
    hosts = user_names({row.host_id for row in rows if row.host_id is not None})
    found = []
    for row in rows:
        place = places.get(row.place_id or 0)
        found.append(
            InterviewView(
                id=row.id,
                campaign_id=row.campaign_id,
                department_id=row.department_id,
                title=row.title,
                topic=row.topic,
                month=row.month,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                place_id=row.place_id,
                place=place.name if place else "",
                place_kind=place.kind if place else "",
                host_id=row.host_id,
                host=hosts.get(row.host_id or 0, ""),
                questions_from=row.questions_from,
                questions_until=row.questions_until,
                contact=row.contact,
                outline=row.outline,
                vote_from=row.vote_from,
                vote_until=row.vote_until,
                settled_id=row.settled_id,
                settled_reason=row.settled_reason,
                state=row.state,
                off_reason=row.off_reason,
                version=row.version,
                saved_at=row.saved_at,
                guests=tuple(
                    GuestView(one.id, one.name, one.post, one.photo_id, one.person_key)
                    for one in guests[row.id]
                ),
            )
        )
    return found


def frozen(view: InterviewView) -> dict[str, Any]:
    """What the notice's revision keeps of the interview, as `data["interview"]`: JSON, times as ISO."""
    place = store.places([view.place_id])[view.place_id] if view.place_id is not None else None
    return {
        "title": view.title,
        "topic": view.topic,
        "starts_at": _iso(view.starts_at),
        "ends_at": _iso(view.ends_at),
        "place": view.place,
        "place_kind": view.place_kind,
        "address": place.address if place else "",
        "host": view.host,
        "questions_from": _iso(view.questions_from),
        "questions_until": _iso(view.questions_until),
        "contact": view.contact,
        "guests": [
            {"id": one.id, "name": one.name, "post": one.post, "photo_id": one.photo_id}
            for one in view.guests
        ],
    }


def public_interviews(campaign: Campaign) -> list[PublicInterview]:
    """What the public may see, by slot: interviews whose notice was published, as it was published."""
    rows = {row.id: row for row in store.interviews(campaign.id)}
    out = chain.NOTICE.all_published(list(rows))
    live = store.live_states(out)
    found = [_public(rows[number], one, live[number]) for number, one in out.items()]
    return sorted(found, key=lambda view: (view.starts_at, view.id))


def public_interview(campaign: Campaign, interview_id: int) -> PublicInterview:
    """One of them. Raises NotFound, or what tells that it was taken down (撤下)."""
    row = store.interview(interview_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound("interviews.gone")
    out = chain.NOTICE.published_or_gone(interview_id)
    return _public(row, out, store.live_states([interview_id])[interview_id])


def _public(row: Interview, out: Published, live: str) -> PublicInterview:
    data: Mapping[str, Any] = out.revision.data["interview"]
    return PublicInterview(
        id=row.id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        title=data["title"],
        topic=data["topic"],
        starts_at=datetime.fromisoformat(data["starts_at"]),
        ends_at=datetime.fromisoformat(data["ends_at"]),
        place=data["place"],
        place_kind=data["place_kind"],
        address=data["address"],
        host=data["host"],
        questions_from=_moment(data["questions_from"]),
        questions_until=_moment(data["questions_until"]),
        contact=data["contact"],
        guests=tuple(PublicGuest(g["id"], g["name"], g["post"], g["photo_id"]) for g in data["guests"]),
        published_at=out.published_at,
        version=out.version,
        state=row.state,
        off_reason=row.off_reason,
        live=live,
        portal_url=out.portal_url,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
