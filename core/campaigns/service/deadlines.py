"""What is owed and by when: the notice's own duties, and the deadlines of the rule pack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from core.base.i18n import language
from core.base.rulepacks import NotCountable, due
from core.campaigns import rules, store
from core.plugin.contracts import Campaign, Deadline

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
