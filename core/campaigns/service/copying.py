"""Copy a campaign to the next year: a draft with edition and days counted on, and a list of what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.base.registry import registry
from core.campaigns import copying, store
from core.campaigns.contracts import ActivityDraft, CampaignDraft, DutyDraft
from core.campaigns.copying import Passage
from core.campaigns.models import CampaignRow
from core.campaigns.service.changes import MANAGE, create_campaign
from core.campaigns.service.views import campaign_by_id, campaign_file
from core.plugin.contracts import Campaign
from core.users import service as users

#: the parts of a campaign in which something may be last year's; each has its own page to mend it
PARTS = ("facts", "activities", "duties", "words")


@dataclass(frozen=True)
class CopyPlan:
    """What a copy would be: the draft, the days that move (what, before, after), who is left out, what to look at."""

    draft: CampaignDraft
    moved: tuple[tuple[str, date, date], ...]
    left_out: tuple[str, ...]
    passages: tuple[Passage, ...]


def plan_copy(slug: str, *, actor: Actor) -> CopyPlan:
    """What copying would give; nothing is stored. Raises NotFound."""
    actor.require(MANAGE)
    file = campaign_file(slug)
    old, new = file.starts_on.year, file.starts_on.year + 1
    active = {d.id: d.name for d in users.all_departments() if d.active}
    everybody = {d.id: d.name for d in users.all_departments(include_inactive=True)}
    moved: list[tuple[str, date, date]] = []
    activities = tuple(_activity(a, moved, active) for a in file.draft().activities)
    duties = tuple(_duty(d, moved) for d in file.draft().duties)
    draft = replace(
        file.draft(),
        slug=copying.next_slug(file.slug, old, new, store.slugs()),
        title=copying.next_title(file.title, old, new, file.edition),
        edition=file.edition + 1 if file.edition is not None else None,
        number="",  # the new notice gets a number of its own
        starts_on=copying.next_year(file.starts_on),
        ends_on=copying.next_year(file.ends_on),
        department_ids=tuple(i for i in file.department_ids if i in active),
        host_department_id=file.host_department_id if file.host_department_id in active else None,
        activities=activities,
        duties=duties,
    )
    left_out = tuple(everybody.get(i, str(i)) for i in file.department_ids if i not in active)
    return CopyPlan(draft, tuple(moved), left_out, tuple(_passages(draft)))


def copy_campaign(slug: str, *, actor: Actor, now: datetime) -> Campaign:
    """Make the copy, as a draft; every plugin may bring its own part along. Returns the new campaign."""
    with unit_of_work():
        planned = plan_copy(slug, actor=actor)
        row = store.by_slug(slug)
        if row is None:
            raise NotFound()
        source = campaign_by_id(row.id)
        made = create_campaign(planned.draft, actor=actor, now=now)
        db.session.execute(
            update(CampaignRow)
            .where(CampaignRow.id == made.id)
            .values(
                copied_from=source.id,
                checks=[{"part": p.part, "title": p.title, "words": p.words} for p in planned.passages],
            )
        )
        for switch in store.switches([source.id]):
            store.add_switch(made.id, switch.plugin, switch.reason, actor.user_id, now)
        audit.record(
            actor,
            now,
            "campaigns.copied",
            subject=("campaign", made.id),
            campaign_id=made.id,
            source=source.id,
        )
        db.session.flush()
        made = campaign_by_id(made.id)
        registry().host.live("campaign_copied", source=source, campaign=made, now=now)
        return made


def open_checks(campaign_id: int) -> list[Passage]:
    """What still has to be looked at: was copied, nobody said it is right, and it still stands there."""
    row = db.session.get(CampaignRow, campaign_id)
    if row is None or not row.checks:
        return []
    standing = {(p.part, p.title, p.words) for p in _passages(campaign_file(row.slug).draft())}
    found = [Passage(c["part"], c["title"], c["words"]) for c in row.checks]
    return [p for p in found if (p.part, p.title, p.words) in standing]


def confirm_part(slug: str, part: str, *, actor: Actor, now: datetime) -> None:
    """Say that the copied dates of one part are right as they stand."""
    actor.require(MANAGE)
    with unit_of_work():
        row = store.by_slug(slug)
        if row is None or part not in PARTS:
            raise NotFound()
        row.checks = [check for check in row.checks if check["part"] != part]
        audit.record(
            actor, now, "campaigns.copy_checked", subject=("campaign", row.id), campaign_id=row.id, part=part
        )


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _activity(
    a: ActivityDraft, moved: list[tuple[str, date, date]], active: Mapping[int, str]
) -> ActivityDraft:
    periods: list[Mapping[str, str]] = []
    for period in a.periods:
        start = date.fromisoformat(period["start"])
        end = date.fromisoformat(period.get("end") or period["start"])
        moved.append((a.heading, start, copying.next_year(start)))
        shifted: dict[str, Any] = {
            **period, "start": copying.next_year(start).isoformat(), "end": copying.next_year(end).isoformat()
        }  # fmt: skip
        periods.append(shifted)
    # The sentence is the old notice's: the new campaign has no such source.
    return replace(
        a,
        periods=tuple(periods),
        sentence="",
        department_ids=tuple(i for i in a.department_ids if i in active),
    )


def _duty(d: DutyDraft, moved: list[tuple[str, date, date]]) -> DutyDraft:
    if d.day is not None:
        moved.append((d.what, d.day, copying.next_year(d.day)))
    return replace(d, day=copying.next_year(d.day) if d.day else None, sentence="")


def _passages(draft: CampaignDraft) -> list[Passage]:
    """Every day that was counted on, and every date, year or edition in the copied words."""
    found = [Passage("facts", "", f"{draft.starts_on.isoformat()}/{draft.ends_on.isoformat()}")]
    for text in (draft.theme, draft.form, draft.summary):
        found += [Passage("facts", "", words) for words in copying.stale_words(text)]
    for a in draft.activities:
        found += [Passage("activities", a.heading, period["start"]) for period in a.periods]
        found += [Passage("activities", a.heading, w) for w in copying.stale_words(f"{a.heading}\n{a.body}")]
    for d in draft.duties:
        if d.day is not None:
            found.append(Passage("duties", d.what, d.day.isoformat()))
        found += [Passage("duties", d.what, words) for words in copying.stale_words(d.what)]
    for text in (*draft.slogans, *draft.requirements):
        found += [Passage("words", text[:60], words) for words in copying.stale_words(text)]
    return list(dict.fromkeys(found))
