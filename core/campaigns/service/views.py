"""Campaigns as others see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.base.db import db
from core.base.errors import NotFound
from core.base.memory import remembered
from core.base.rulepacks import RulePack
from core.campaigns import packs_store, store
from core.campaigns.contracts import Activity, CampaignFile, Duty
from core.campaigns.models import CalendarDayRow, CampaignRow, PluginSwitchRow
from core.campaigns.service.calendar import calendar
from core.plugin.contracts import Campaign

#: what a campaign's view is made of; the packs' files are looked at besides (core.base.stamps.look_outside)
TABLES = (CampaignRow, PluginSwitchRow, CalendarDayRow)


def campaign_view(slug: str) -> Campaign | None:
    """The frozen view of one campaign, or None."""
    return remembered(("campaign", slug), TABLES, lambda: _found(store.by_slug(slug)))


def campaign_by_id(campaign_id: int) -> Campaign:
    """The same by id. Raises NotFound."""
    found = remembered(
        ("campaign", campaign_id), TABLES, lambda: _found(db.session.get(CampaignRow, campaign_id))
    )
    if found is None:
        raise NotFound()
    return found


def campaign_before(campaign_id: int) -> Campaign | None:
    """The campaign that this one was copied from, else the newest that began before it; None for the first one."""
    row = db.session.get(CampaignRow, campaign_id)
    if row is None:
        raise NotFound()
    if row.copied_from is not None:
        return campaign_by_id(row.copied_from)
    earlier = [one for one in all_campaigns() if one.starts_on < row.starts_on and one.state != "draft"]
    return max(earlier, key=lambda one: (one.starts_on, one.id), default=None)


def live_campaigns() -> list[Campaign]:
    """Every campaign that isn't archived, newest first."""
    return list(remembered("campaigns", TABLES, lambda: tuple(_views(store.campaigns()))))


def all_campaigns() -> list[Campaign]:
    """Every campaign, newest first."""
    return list(remembered("all campaigns", TABLES, lambda: tuple(_views(store.campaigns(archived=True)))))


def participants(campaign_id: int) -> tuple[int, ...]:
    """The departments that take part."""
    return store.department_ids(campaign_id)


def participant_counts() -> dict[int, int]:
    """campaign id → how many departments take part."""
    return store.department_counts()


def campaign_file(slug: str) -> CampaignFile:
    """A campaign with all its parts. Raises NotFound."""
    row = store.by_slug(slug)
    if row is None:
        raise NotFound()
    return CampaignFile(
        id=row.id,
        slug=row.slug,
        title=row.title,
        edition=row.edition,
        theme=row.theme,
        form=row.form,
        summary=row.summary,
        issuer=row.issuer,
        number=row.number,
        state=row.state,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        pack_id=row.pack_id,
        pack_version=row.pack_version,
        host_department_id=row.host_department_id,
        slogans=tuple(row.slogans),
        requirements=tuple(row.requirements),
        contacts=tuple(row.contacts),
        department_ids=store.department_ids(row.id),
        activities=tuple(
            Activity(
                a.id,
                a.heading,
                a.body,
                a.place,
                tuple(a.periods),
                tuple(a.department_ids),
                a.plugin,
                a.sentence,
            )
            for a in store.activities(row.id)
        ),
        duties=tuple(
            Duty(d.id, d.what, d.day, d.rule, d.sender, d.receiver, d.sentence) for d in store.duties(row.id)
        ),
        plugins_off={switch.plugin: switch.reason for switch in store.switches([row.id])},
        version=row.version,
    )


def _found(row: CampaignRow | None) -> Campaign | None:
    return _views([row])[0] if row is not None else None


def _views(rows: Sequence[CampaignRow]) -> list[Campaign]:
    if not rows:
        return []
    working_days = calendar()
    off: dict[int, set[str]] = {}
    for switch in store.switches([row.id for row in rows]):
        off.setdefault(switch.campaign_id, set()).add(switch.plugin)
    return [_view(row, working_days, off.get(row.id, ())) for row in rows]


def _view(row: CampaignRow, working_days: object, off: Iterable[str]) -> Campaign:
    return Campaign(
        id=row.id,
        slug=row.slug,
        title=row.title,
        edition=row.edition,
        theme=row.theme,
        state=row.state,  # type: ignore[arg-type]
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        pack=_pack(row),
        calendar=working_days,
        host_department_id=row.host_department_id,
        plugins_off=frozenset(off),
        slogans=tuple(row.slogans),
        summary=row.summary,
    )


def _pack(row: CampaignRow) -> RulePack:
    """The campaign's pack; when its file is broken or gone, an empty one of that name, so that pages stay up.

    With no rules nothing can be published: the judges of the chain and of plugins miss the rules they need.
    """
    found = packs_store.load()[0].get(row.pack_id)
    return found or RulePack(id=row.pack_id, version=row.pack_version, title=row.pack_id, rules=())
