"""Making a campaign and changing it: facts, parts, state, plugins."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from core.base import audit, events, secrecy
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.registry import registry
from core.campaigns import packs_store, rules, store
from core.campaigns.contracts import CampaignDraft
from core.campaigns.models import ActivityRow, CampaignRow, DutyRow, ParticipantRow, PluginSwitchRow
from core.campaigns.service import searching
from core.campaigns.service.views import campaign_by_id
from core.plugin.contracts import Blocker, Campaign

MANAGE = "campaigns.manage"
PLUGINS = "campaigns.plugins"


def create_campaign(draft: CampaignDraft, *, actor: Actor, now: datetime) -> Campaign:
    """A new campaign in draft. Raises Invalid at the field that can't be used."""
    actor.require(MANAGE)
    with unit_of_work() as session:
        _check(draft)
        if draft.slug in store.slugs():
            raise Invalid("slug_taken", field="slug", slug=draft.slug)
        row = CampaignRow(slug=draft.slug, state="draft", created_at=now)
        _write_facts(row, draft)
        session.add(row)
        session.flush()
        _write_parts(row.id, draft)
        audit.record(actor, now, "campaigns.created", subject=("campaign", row.id), campaign_id=row.id)
        session.flush()
        searching.refresh(row.id, now)
        return campaign_by_id(row.id)


def update_campaign(
    slug: str, draft: CampaignDraft, version: int, *, actor: Actor, now: datetime
) -> Campaign:
    """Replace facts and parts. `version` is the one that was on the page; Conflict when somebody was quicker."""
    actor.require(MANAGE)
    with unit_of_work() as session:
        row = store.by_slug(slug)
        if row is None:
            raise NotFound()
        if row.state == "archived":
            raise RuleBroken("campaign_archived")
        _check(draft)
        if draft.slug != slug and draft.slug in store.slugs():
            raise Invalid("slug_taken", field="slug", slug=draft.slug)
        taken = session.execute(
            update(CampaignRow)
            .where(CampaignRow.id == row.id, CampaignRow.version == version)
            .values(version=version + 1)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict("campaign_changed_meanwhile")
        session.refresh(row)
        row.slug = draft.slug
        _write_facts(row, draft)
        _write_parts(row.id, draft)
        audit.record(actor, now, "campaigns.changed", subject=("campaign", row.id), campaign_id=row.id)
        session.flush()
        searching.refresh(row.id, now)
        return campaign_by_id(row.id)


def state_blockers(campaign: Campaign, state: str, *, now: datetime) -> list[Blocker]:
    """Why the campaign may not go to `state` now: the house's own reasons, then everyone's."""
    from core.campaigns.service import copying  # which makes campaigns with the functions of this module

    own: list[Blocker] = []
    if state == "open" and not store.department_ids(campaign.id):
        own.append(Blocker("campaign_without_departments"))
    unchecked = len(copying.open_checks(campaign.id)) if state == "open" else 0
    if unchecked:
        own.append(Blocker("campaign_copy_unchecked", {"count": unchecked}))
    if state == "closed" and campaign.calendar and now.date() < campaign.starts_on:
        own.append(Blocker("campaign_not_begun", {"day": campaign.starts_on}))
    return own + registry().host.judge("campaign_blockers", campaign=campaign, state=state, now=now)


def move_campaign(slug: str, state: str, *, actor: Actor, now: datetime) -> Campaign:
    """draft → open → closed → archived. Raises RuleBroken("campaign_blocked") with the blockers, Conflict."""
    actor.require(MANAGE)
    with unit_of_work() as session:
        row = store.by_slug(slug)
        if row is None:
            raise NotFound()
        if not rules.may_follow(row.state, state):
            raise Conflict("campaign_state", state=row.state)
        blockers = state_blockers(campaign_by_id(row.id), state, now=now)
        if blockers:
            raise RuleBroken("campaign_blocked", blockers=blockers, count=len(blockers))
        moved = session.execute(
            update(CampaignRow)
            .where(CampaignRow.id == row.id, CampaignRow.state == row.state)
            .values({"state": state, f"{'opened' if state == 'open' else state}_at": now})
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict("campaign_state", state=row.state)
        audit.record(
            actor, now, f"campaigns.{_fact(state)}", subject=("campaign", row.id), campaign_id=row.id
        )
        events.emit(f"campaigns.{_fact(state)}", now=now, campaign_id=row.id)
        session.refresh(row)
        searching.refresh(row.id, now)
        return campaign_by_id(row.id)


def _fact(state: str) -> str:
    return "opened" if state == "open" else state


def switch_plugin(slug: str, plugin: str, on: bool, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take a plugin out of one campaign, or back in. Its data stays."""
    actor.require(PLUGINS)
    with unit_of_work() as session:
        row = store.by_slug(slug)
        known = registry().host.plugins.get(plugin)
        if row is None or known is None or known.is_room or known.info.scope != "campaign":
            raise NotFound()
        session.execute(
            delete(PluginSwitchRow).where(
                PluginSwitchRow.campaign_id == row.id, PluginSwitchRow.plugin == plugin
            )
        )
        if not on:
            if not reason.strip():
                raise Invalid("reason_needed", field="reason")
            session.add(
                PluginSwitchRow(
                    campaign_id=row.id, plugin=plugin, reason=reason.strip(), user_id=actor.user_id, at=now
                )
            )
        audit.record(
            actor, now, "campaigns.plugin_on" if on else "campaigns.plugin_off",
            subject=("campaign", row.id), campaign_id=row.id, plugin=plugin,
        )  # fmt: skip


def _check(draft: CampaignDraft) -> None:
    secrecy.refuse_marks(secrecy.texts_in(asdict(draft)))
    if not rules.good_slug(draft.slug):
        raise Invalid("slug_shape", field="slug")
    if not draft.title.strip():
        raise Invalid("title_needed", field="title")
    if draft.starts_on > draft.ends_on:
        raise Invalid("window_reversed", field="ends_on", start=draft.starts_on, end=draft.ends_on)


def _write_facts(row: CampaignRow, draft: CampaignDraft) -> None:
    pack = packs_store.pack(draft.pack_id)
    row.title, row.edition, row.theme = draft.title.strip(), draft.edition, draft.theme.strip()
    row.form, row.summary = draft.form, draft.summary
    row.issuer, row.number = draft.issuer, draft.number
    row.starts_on, row.ends_on = draft.starts_on, draft.ends_on
    row.pack_id, row.pack_version, row.pack_digest = pack.id, pack.version, pack.digest
    row.host_department_id = draft.host_department_id
    row.slogans, row.requirements = list(draft.slogans), list(draft.requirements)
    row.contacts = [dict(contact) for contact in draft.contacts]


def _write_parts(campaign_id: int, draft: CampaignDraft) -> None:
    session = db.session
    for table in (ParticipantRow, ActivityRow):
        session.execute(delete(table).where(table.campaign_id == campaign_id))
    for department_id in dict.fromkeys(draft.department_ids):
        session.add(ParticipantRow(campaign_id=campaign_id, department_id=department_id))
    for position, a in enumerate(draft.activities):
        session.add(
            ActivityRow(
                campaign_id=campaign_id, position=position, heading=a.heading, body=a.body, place=a.place,
                periods=[dict(p) for p in a.periods], department_ids=list(a.department_ids),
                plugin=a.plugin or rules.plugin_for(a.heading, a.body), sentence=a.sentence,
            )
        )  # fmt: skip
    _write_duties(campaign_id, draft)


def _write_duties(campaign_id: int, draft: CampaignDraft) -> None:
    """Duties keep their ids, by their words, else by their day: what was handed in for one hangs on its id."""
    session = db.session
    before = list(
        session.scalars(select(DutyRow).where(DutyRow.campaign_id == campaign_id).order_by(DutyRow.id))
    )
    kept: dict[int, DutyRow] = {}
    for same in (
        lambda row, d: (row.what, row.day, row.rule) == (d.what, d.day, d.rule),
        lambda row, d: row.what == d.what,
        lambda row, d: row.sentence == d.sentence != "" and (row.day, row.rule) == (d.day, d.rule),
    ):
        for position, d in enumerate(draft.duties):
            found = next((row for row in before if same(row, d)), None) if position not in kept else None
            if found is not None:
                before.remove(found)
                kept[position] = found
    for row in before:
        session.delete(row)
    for position, d in enumerate(draft.duties):
        row = kept.get(position) or DutyRow(campaign_id=campaign_id)
        row.position, row.day, row.rule, row.what = position, d.day, d.rule, d.what
        row.sender, row.receiver, row.sentence = d.sender, d.receiver, d.sentence
        session.add(row)
    session.flush()
