"""What goes along into next year's campaign (campaign_copied): the office's own duties, what it said about the notice's, the
checklist of inspections, headings of reports. What was handed in, scored, found and photographed stays where it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from core.api import Campaign, campaigns, unit_of_work

from ..models.duties import Duty
from ..models.inspection import Inspection
from ..models.reports import Report
from ..store import duties as store
from ..store import inspection as rounds
from ..store import reports


def bring(source: Campaign, campaign: Campaign, now: datetime) -> None:
    """Departments that take no part any more are left out; the office's days become the same day of the new year (29 February
    the 28th), as the notice's do, moved on to a working day; what came along waits for the office to confirm it."""
    taking_part = set(campaigns.participants(campaign.id))
    moved = _same_sentences(source, campaign)
    with unit_of_work() as session:
        for old in store.choices(source.id):
            own = old.key.startswith("hand:")
            key = "hand:new" if own else moved.get(old.key, old.key if old.key.startswith("rule:") else "")
            if not key or (old.dropped and own):
                continue
            owes = [unit for unit in old.owes if unit in taking_part] if old.owes is not None else None
            if old.owes is not None and not owes:
                continue  # nobody of those chosen takes part any more; without a choice everybody would owe it
            made = Duty(
                campaign_id=campaign.id, key=key, title=old.title, kind=old.kind, owes=owes,
                day=_moved(old.day, source, campaign) if own else None, dropped=old.dropped, reason=old.reason,
                carried_over=True, version=1, saved_at=now,
            )  # fmt: skip
            session.add(made)
            session.flush()
            if own:
                made.key = f"hand:{made.id}"
        newest = next(iter(rounds.rounds(source.id)), None)
        if newest is not None:
            session.add(
                Inspection(
                    campaign_id=campaign.id, number=1, title=newest.title, checklist=list(newest.checklist),
                    days=newest.days, wanted=newest.wanted, extra=dict(newest.extra or {}),
                    always=[unit for unit in newest.always if unit in taking_part],
                    drawn_from=sorted(taking_part - set(newest.always) - {campaign.host_department_id or 0}),
                    version=1, saved_at=now,
                )
            )  # fmt: skip
        for report in reports.reports(source.id):
            if report.department_id and report.department_id not in taking_part:
                continue
            session.add(
                Report(
                    campaign_id=campaign.id, department_id=report.department_id,
                    title=report.title.replace(str(source.starts_on.year), str(campaign.starts_on.year)),
                    addressee=report.addressee, signer=report.signer,
                    parts=[{"title": one["title"], "text": ""} for one in report.parts], figures=[], cases=[],
                    photos=[], version=1, saved_at=now,
                )
            )  # fmt: skip
        session.flush()


def _moved(day: date | None, source: Campaign, campaign: Campaign) -> date | None:
    if day is None:
        return None
    year = day.year + campaign.starts_on.year - source.starts_on.year
    try:
        moved = day.replace(year=year)
    except ValueError:
        moved = day.replace(year=year, day=28)
    while not campaign.calendar.is_working_day(moved):
        moved += timedelta(days=1)
    return moved


def _same_sentences(source: Campaign, campaign: Campaign) -> Mapping[str, str]:
    """Last year's key of a duty of the notice → this year's, where both say the same thing is owed, in the same order."""
    new: dict[str, list[int]] = {}
    for one in campaigns.campaign_file(campaign.slug).duties:
        new.setdefault(one.what, []).append(one.id)
    return {
        f"notice:{one.id}": f"notice:{new[one.what].pop(0)}"
        for one in campaigns.campaign_file(source.slug).duties
        if new.get(one.what)
    }
