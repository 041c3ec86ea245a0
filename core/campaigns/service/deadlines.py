"""What is owed and by when: the notice's own duties, and the deadlines of the rule pack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from core.base.i18n import language
from core.base.rulepacks import NotCountable, due
from core.campaigns import rules, store
from core.campaigns.service.reading import known_units
from core.plugin.contracts import Campaign, Deadline
from core.users import service as users

#: D rules of the pack that owe something on a fixed day of the year, for the campaign as a whole
FIXED = ("CP-02.plan", "CP-02.material", "CP-02.summary", "CP-03", "CP-04")


def deadlines_of(campaign: Campaign) -> list[Deadline]:
    """The notice's duties that come to a day; without any, the pack's fixed days. Soonest first."""
    found = [
        Deadline(day, duty.what)
        for duty in store.duties(campaign.id)
        if (day := day_of(campaign, duty.day, duty.rule))
    ]
    return sorted(found or list(_of_pack(campaign)), key=lambda deadline: deadline.day)


def _of_pack(campaign: Campaign) -> Iterator[Deadline]:
    """For a campaign made without a notice: the fixed days of its pack."""
    for rule_id in FIXED:
        rule = campaign.pack.rule(rule_id)
        if rule is not None:
            with suppress(NotCountable):
                day = due(rule, None, campaign.calendar, year=campaign.starts_on.year).date
                yield Deadline(day, rule.named(language()), rule_id)


def day_of(campaign: Campaign, day: date | None, rule: str) -> date | None:
    """The day a duty comes to: its own, or counted from the campaign's window; None when it hangs on an event."""
    if day is not None:
        return day
    parts = rules.relative_parts(rule)
    if parts is None or parts[0] not in ("window_end", "window_start"):
        return None
    anchor = campaign.ends_on if parts[0] == "window_end" else campaign.starts_on
    counted: date = campaign.calendar.add(anchor, parts[1], parts[2])
    return counted


def owing(campaign: Campaign, sender: str) -> frozenset[int] | None:
    """The participants that the words of a duty's sender mean: units by name (市水务局), groups by kind (各县区).

    None where the words name nobody in particular: everybody who takes part owes it."""
    if not sender.strip():
        return None
    taking_part = set(store.department_ids(campaign.id))
    names = rules.names_in(sender)
    found = {unit.id for unit in known_units(names).values() if unit is not None} & taking_part
    kinds: set[str] = set()
    for name in names:
        if not rules.is_group(name):
            continue
        meant = rules.group_kinds(name)
        if not meant:
            return None
        kinds |= meant
    found |= {unit.id for unit in users.all_departments() if unit.kind in kinds and unit.id in taking_part}
    return frozenset(found) or None
