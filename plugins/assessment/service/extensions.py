"""Another day for a duty: a department asks with a reason, the office grants it, perhaps another one, or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    clock,
    db,
    registry,
    secrecy,
    unit_of_work,
)

from ..models.duties import Extension
from ..permissions import BOARD, HAND_IN, SEE
from ..store import duties as store
from . import duties
from .telling import of_department, of_office, tell

#: kinds of messages: to the office, and by verdict to the department
NEWS_ASKED = "assessment.extension_asked"
NEWS = {"granted": "assessment.extension_granted", "refused": "assessment.extension_refused"}


@dataclass(frozen=True)
class ExtensionView:
    """Another day that was asked for; see models.Extension. `title` is the duty's."""

    id: int
    key: str
    title: str
    department_id: int
    wanted: date
    reason: str
    asked_by: int | None
    asked_at: datetime
    state: str
    day: date | None
    answer: str
    decided_by: int | None
    decided_at: datetime | None


def listed(
    campaign: Campaign, *, actor: Actor, department_id: int | None = None, key: str = ""
) -> list[ExtensionView]:
    """What was asked for, as far as this person may see it; what waits comes first."""
    actor.require(SEE, campaign_id=campaign.id)
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    titles = {one.key: one.title for one in duties.all_duties(campaign)}
    found = [
        _view(row, titles.get(row.key, ""))
        for row in store.extensions(campaign.id, department_id, key)
        if mine is None or row.department_id in mine
    ]
    return sorted(found, key=lambda one: (one.state != "asked", -one.id))


def ask(
    campaign: Campaign,
    key: str,
    department_id: int,
    wanted: date | None,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Ask for another day. Raises NotFound, NotAllowed, Invalid, RuleBroken("assessment.by_law" | "assessment.not_owed"),
    Conflict("assessment.asked_already")."""
    where = {"department_id": department_id, "campaign_id": campaign.id}
    if department_id not in campaigns.participants(campaign.id) or not actor.can(SEE, **where):
        raise NotFound()
    actor.require(HAND_IN, **where)
    reason = reason.replace("\r\n", "\n").strip()
    today = clock.local(now).date()
    secrecy.refuse_marks([reason])
    with unit_of_work() as session:
        duty = duties.duty(campaign, key)
        if duty.from_law:
            raise RuleBroken("assessment.by_law")
        if duty.dropped or department_id not in duty.owes or duty.day is None:
            raise RuleBroken("assessment.not_owed")
        if wanted is None or wanted <= duty.day or wanted < today:
            raise Invalid("assessment.wanted_day", field="wanted")
        if not reason or len(reason) > 500:
            raise Invalid("assessment.reason_missing", field="reason")
        if any(one.state == "asked" for one in store.extensions(campaign.id, department_id, key)):
            raise Conflict("assessment.asked_already")
        row = Extension(
            campaign_id=campaign.id, key=key, department_id=department_id, wanted=wanted, reason=reason,
            asked_by=actor.user_id, asked_at=now, state="asked",
        )  # fmt: skip
        session.add(row)
        session.flush()
        _tell(row, "assessment.extension_asked", actor, now)
        params = {"unit": registry().department_name(department_id), "what": duty.title, "day": wanted}
        tell(campaign, NEWS_ASKED, f"extension:{row.id}", of_office(campaign, BOARD), params, now)
        return row.id


def decide(
    campaign: Campaign,
    extension_id: int,
    verdict: str,
    day: date | None,
    answer: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Grant ("granted", with a day) or refuse ("refused", with a reason). A second decision is refused:
    Conflict("assessment.decided_already")."""
    actor.require(BOARD, campaign_id=campaign.id)
    answer = answer.replace("\r\n", "\n").strip()
    secrecy.refuse_marks([answer])
    if verdict not in ("granted", "refused"):
        raise Invalid("assessment.verdict_missing", field="verdict")
    if len(answer) > 500 or not answer:
        raise Invalid("assessment.answer_missing", field="answer")
    with unit_of_work():
        row = store.extension(extension_id, lock=True)
        if row is None or row.campaign_id != campaign.id:
            raise NotFound()
        if row.state != "asked":
            raise Conflict("assessment.decided_already")
        if verdict == "granted":
            duty = duties.duty(campaign, row.key)
            if day is None or (duty.day is not None and day <= duty.day):
                raise Invalid("assessment.wanted_day", field="day")
            row.day = day
        row.state, row.answer = verdict, answer
        row.decided_by, row.decided_at = actor.user_id, now
        db.session.flush()
        _tell(row, f"assessment.extension_{verdict}", actor, now)
        people = of_department(campaign, row.department_id, HAND_IN)
        params = {"what": _title(campaign, row.key), "day": row.day}
        tell(campaign, NEWS[verdict], f"extension:{row.id}", people, params, now)


def _title(campaign: Campaign, key: str) -> str:
    """A duty's title; "" for one that a corrected notice doesn't name any more: it can still be refused."""
    return next((one.title for one in duties.all_duties(campaign) if one.key == key), "")


def one(campaign: Campaign, extension_id: int, *, actor: Actor) -> ExtensionView:
    """One of them. Raises NotFound."""
    for found in listed(campaign, actor=actor):
        if found.id == extension_id:
            return found
    raise NotFound()


def _view(row: Extension, title: str) -> ExtensionView:
    return ExtensionView(
        row.id, row.key, title, row.department_id, row.wanted, row.reason, row.asked_by, row.asked_at, row.state,
        row.day, row.answer, row.decided_by, row.decided_at,
    )  # fmt: skip


def _tell(row: Extension, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, now, action, subject=("assessment_extension", row.id), campaign_id=row.campaign_id,
        department_id=row.department_id,
    )  # fmt: skip
