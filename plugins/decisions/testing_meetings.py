"""For the contract tests: what meetings keep about one person: a place with full name, a remark on the minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Actor, Campaign, Grant, booking, departments, privacy, unit_of_work

from .models import Meeting, Minutes, MinutesAnswer, Preview
from .service.meetings import OWNER


def leave_traces(*, phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """Somebody booked, by a clerk, and had a remark on the minutes."""
    meeting = _meeting(campaign, now)
    starts = now + timedelta(days=9)
    event = booking.prepare_event(
        OWNER, meeting.id, campaign_id=campaign.id, opens_at=now, closes_at=starts,
        sessions=(booking.NewSession("座谈会", "三楼会议室", starts, meeting.ends_at, 5),),
        terms=booking.EventTerms(offer_minutes=60),
    )  # fmt: skip
    clerk = Actor(1, "", (Grant("editor", frozenset(("decisions.meet",))),))
    got = booking.book_place(
        booking.BookPlace(
            event.id, event.sessions[0].id, phone, name, "", (), ("wheelchair",), False, now,
            f"trace-{privacy.token_digest(phone)[:40]}", may_wait=True, full_name=name,
        ),
        actor=clerk,
        now=now,
    )  # fmt: skip
    with unit_of_work() as session:
        kept = Minutes(meeting_id=meeting.id, text="纪要。", state="sent", round=1, saved_at=now)
        session.add(kept)
        session.flush()
        session.add(
            MinutesAnswer(
                minutes_id=kept.id, round=1, booking_id=got.id, person_digest=privacy.digest(phone),
                phone_sealed=privacy.seal(phone),
                verdict="remark", remark_sealed=privacy.seal(f"{name}说，打{phone}。"), way="link", at=now,
            )
        )  # fmt: skip


def _meeting(campaign: Campaign, now: datetime) -> Meeting:
    unit, starts = departments()[0].id, now + timedelta(days=9)
    with unit_of_work() as session:
        preview = Preview(
            campaign_id=campaign.id, department_id=unit, kind="policy", title="样例决策", saved_at=now
        )
        session.add(preview)
        session.flush()
        meeting = Meeting(
            campaign_id=campaign.id, department_id=unit, preview_id=preview.id, kind="symposium", title="座谈会",
            starts_at=starts, ends_at=starts + timedelta(hours=2), place="三楼会议室", capacity=5, opens_at=now,
            closes_at=starts, saved_at=now,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        return meeting
