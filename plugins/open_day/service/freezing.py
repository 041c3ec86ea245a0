"""The draft as the rules, the reviewers and the booking room get it: sessions, check, frozen text, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from core.api import (
    Blocker,
    Campaign,
    Content,
    Invalid,
    RevisionView,
    booking,
    clock,
    files,
    pictures,
    publishing,
    registry,
    settings,
)

from .. import chain, document, store
from .. import pack as packs
from ..messages import cited, coded
from ..models import OpenDay
from ..rules.announcement import check_announcement
from ..rules.plan import check_gate_words
from ..rules.values import Announcement, CheckResult, Finding, Slot
from . import notice

OWNER = notice.OWNER
POOL_HOUR = time(9)


@dataclass(frozen=True)
class SessionDraft:
    """One session as drafted, Shanghai time; `starts` and `ends` are HH:MM.

    `capacity` counts the places to be booked on line, those of `quotas` (category, places) among them; `recommended`
    places come on top.
    """

    title: str
    day: date
    starts: str
    ends: str
    place: str
    capacity: int
    recommended: int = 0
    quotas: tuple[tuple[str, int], ...] = ()


def slots_of(row: OpenDay) -> tuple[Slot, ...]:
    """The drafted sessions as the rules read them."""
    return tuple(slot_of(session_of(kept)) for kept in row.sessions)


def stored(session: SessionDraft) -> dict[str, Any]:
    """A session as the table keeps it."""
    return {
        **session.__dict__,
        "day": session.day.isoformat(),
        "quotas": [list(quota) for quota in session.quotas],
    }


def session_of(kept: Mapping[str, Any]) -> SessionDraft:
    """A kept session; older ones know nothing of quotas and recommended people."""
    quotas = tuple((str(name), int(places)) for name, places in kept.get("quotas", ()))
    return SessionDraft(**{**kept, "day": date.fromisoformat(kept["day"]), "quotas": quotas})


def slot_of(session: SessionDraft) -> Slot:
    """A session as the rules read it."""
    return Slot(
        session.title,
        session.day,
        time.fromisoformat(session.starts),
        time.fromisoformat(session.ends),
        session.place,
        session.capacity,
    )


def check(row: OpenDay, campaign: Campaign, at: datetime) -> CheckResult:
    """The draft's check, as if it were published `at`, or on the true day of a 补录. What the office has waived warns."""
    data = {
        "items": row.items,
        "sessions": row.sessions,
        "recommended": row.recommended,
        **_window(row),
    }
    values = packs.values_of(campaign)
    found = check_announcement(
        _announcement(row.title, data, campaign, row.department_id),
        values,
        publish=notice.publish_day(
            row.id, campaign, publishing.counted_from(chain.ANNOUNCEMENT.code, row.id, at)
        ),
        is_workday=campaign.calendar.is_working_day,
    )
    waived = publishing.waived_rules(chain.ANNOUNCEMENT.code, row.id, campaign)
    gate = check_gate_words(row.items, has_gate_list(row), values)
    told = any(f.code == "PI-01" for f in found.findings)  # 请带身份证 is there, only 只看不存 is not
    findings = (*found.findings, *(() if told else gate), *notice.moved_too_near(row.id, campaign, at))
    passed = tuple(replace(f, severity="W") if rule_of(f) in waived else f for f in findings)
    return replace(found, findings=passed)


def _window(row: OpenDay) -> dict[str, str | None]:
    """The days on which booking opens and closes; None for "with the publication" and for "not known yet"."""
    days = {"opens_on": row.opens_at, "closes_on": row.closes_at}
    return {name: clock.local(at).date().isoformat() if at else None for name, at in days.items()}


def has_gate_list(row: OpenDay) -> bool:
    """Whether the plan says that the gate wants full names (PI-01)."""
    plan = store.plan(row.plan_id, row.campaign_id)
    return plan is not None and plan.gate_list


def rule_of(finding: Finding) -> str:
    """The pack's rule that a finding is about: OD-04 of OD-04.7."""
    return finding.code.split(".")[0]


def prepare_places(row: OpenDay, campaign: Campaign, *, now: datetime) -> None:
    """Open the sessions of the draft for booking; nobody can book before the announcement is public."""
    drafts = [session_of(kept) for kept in row.sessions]
    if row.closes_at is None:
        raise Invalid("open_day.window_missing", field="closes_at")
    opens_at = row.opens_at or now
    if row.closes_at <= opens_at:
        raise Invalid("open_day.window_reversed", field="closes_at")
    sessions = tuple(
        booking.NewSession(
            title=s.title,
            place=s.place,
            starts_at=datetime.combine(s.day, time.fromisoformat(s.starts), clock.SHANGHAI),
            ends_at=datetime.combine(s.day, time.fromisoformat(s.ends), clock.SHANGHAI),
            capacity=s.capacity,
            quotas=tuple(booking.NewQuota(name, places) for name, places in s.quotas),
            recommended=s.recommended,
        )
        for s in drafts
    )
    first = min((s.starts_at for s in sessions), default=None)
    if first is not None and row.closes_at > first:
        raise Invalid("open_day.window_after_start", field="closes_at", starts=first)
    booking.prepare_event(
        OWNER,
        row.id,
        campaign_id=campaign.id,
        opens_at=opens_at,
        closes_at=row.closes_at,
        sessions=sessions,
        terms=_terms(row, campaign),
    )


def _terms(row: OpenDay, campaign: Campaign) -> booking.EventTerms:
    values = packs.values_of(campaign)
    return booking.EventTerms(
        companions=row.companions,
        per_phone=values.per_phone,
        offer_minutes=row.offer_hours * 60,
        pool_at=pool_at(row, values.pool_before),
    )


def pool_at(row: OpenDay, days_before: int) -> datetime | None:
    """When unused places of categories become everybody's (OD-07): in the morning, so many days before the first session,
    and not after booking has closed, when nobody could take them any more. None without quotas."""
    drafts = [session_of(kept) for kept in row.sessions]
    if not any(s.quotas for s in drafts):
        return None
    morning = min(s.day for s in drafts) - timedelta(days=days_before)
    opened = datetime.combine(morning, POOL_HOUR, clock.SHANGHAI)
    return min(opened, row.closes_at) if row.closes_at else opened


def frozen(row: OpenDay, campaign: Campaign, now: datetime) -> Content:
    """The document as it goes to the reviewers: blocks to read and the data that the rules judge again."""
    values = packs.values_of(campaign)
    department = registry().department_name(row.department_id)
    names = values.items.value if values.items is not None else tuple(row.items)
    return Content(
        title=row.title,
        doc_number=row.doc_number,
        issuer=department,
        blocks=document.blocks(
            area=packs.area_of(campaign),
            organiser=department,
            office=settings().site["office"],
            items=row.items,
            names=names,
            slots=slots_of(row),
            pictures=pictures.picture_blocks(
                [file.id for file in files.attached(chain.ANNOUNCEMENT.code, row.id)]
            ),
        ),
        data={
            "plan_id": row.plan_id,
            "items": dict(row.items),
            "sessions": list(row.sessions),
            "recommended": row.recommended,
            **_window(row),
            "gate_list": has_gate_list(row),
            "companions": row.companions,
            "offer_hours": row.offer_hours,
            "needs": list(row.needs),
        },
    )


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why this frozen announcement may not be published now: OD-01, and every B of the check."""
    found: list[Blocker] = []
    values = packs.values_of(campaign)
    plan = store.plan(int(revision.data["plan_id"]), campaign.id)
    if values.plan_required and values.plan_required.value and (plan is None or plan.state != "approved"):
        clause = f"OD-01 {values.plan_required.clause}"
        found.append(Blocker("open_day.plan_not_approved", clause=clause, rule="OD-01"))
    announcement = _announcement(revision.title, revision.data, campaign, revision.department_id)
    row = store.open_day(revision.subject_id, campaign.id)
    if row is not None and notice.is_older(revision.data["sessions"], row.sessions):
        found.append(Blocker("open_day.moved_since"))
    result = check_announcement(
        announcement,
        values,
        publish=notice.publish_day(revision.subject_id, campaign, now),
        is_workday=campaign.calendar.is_working_day,
    )
    gate = check_gate_words(announcement.items, bool(revision.data.get("gate_list")), values)
    moved = notice.moved_too_near(revision.subject_id, campaign, now)
    told = any(f.code == "PI-01" for f in result.findings)
    for finding in (*result.blockers, *(() if told else gate), *moved):
        code, params = coded(finding)
        found.append(Blocker(code, params, clause=cited(finding), rule=rule_of(finding)))
    return found


def _announcement(
    title: str, data: Mapping[str, Any], campaign: Campaign, department_id: int
) -> Announcement:
    closes, opens = data.get("closes_on"), data.get("opens_on")
    return Announcement(
        title=title,
        items=dict(data["items"]),
        area=packs.area_of(campaign),
        department=registry().department_name(department_id),
        slots=tuple(slot_of(session_of(kept)) for kept in data["sessions"]),
        recommended=int(data["recommended"]),
        booking_closes=date.fromisoformat(closes) if closes else None,
        booking_opens=date.fromisoformat(opens) if opens else None,
    )
