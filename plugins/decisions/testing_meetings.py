"""For the contract tests: what meetings keep about one person: a place with full name, an arrival, a remark on the minutes."""

from __future__ import annotations

from datetime import datetime

from core.api import Actor, Campaign, Grant, booking, db, people_with, privacy, unit_of_work

from .models.meetings import Meeting, Minutes, MinutesAnswer
from .service.meetings import OWNER


def leave_traces(*, phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """Somebody booked, came and had a remark."""
    row = db.session.scalars(
        db.select(Meeting).filter_by(campaign_id=campaign.id).order_by(Meeting.starts_at.desc())
    ).first()
    event = booking.view_event(OWNER, row.id) if row is not None else None
    if row is None or event is None:
        return
    people = people_with("decisions.meet", department_id=row.department_id, campaign_id=campaign.id)
    grant = Grant("editor", frozenset(("decisions.meet",)))
    clerk = Actor(people[0].id if people else 1, "", (grant,))
    got = booking.book_place(
        booking.BookPlace(
            event.id, event.sessions[0].id, phone, name, "", (), ("wheelchair",), False, now,
            f"trace-{privacy.token_digest(phone)[:40]}", may_wait=True, full_name=name,
        ),
        actor=clerk,
        now=now,
    )  # fmt: skip
    with unit_of_work() as session:
        kept = session.scalar(db.select(Minutes).filter_by(meeting_id=row.id))
        if kept is None:
            kept = Minutes(meeting_id=row.id, text="纪要。", state="sent", round=1, saved_at=now)
            session.add(kept)
            session.flush()
        session.add(
            MinutesAnswer(
                minutes_id=kept.id, round=kept.round, booking_id=got.id, person_digest=privacy.digest(phone),
                verdict="remark", remark_sealed=privacy.seal(f"{name}说，打{phone}。"), way="link", at=now,
            )
        )  # fmt: skip
