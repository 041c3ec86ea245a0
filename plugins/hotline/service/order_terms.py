"""The pack's terms for work orders (HL-07), as `rules.orders` reads them, and the days they give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.api import Campaign, settings

from ..rules.orders import Add, Terms, first_due, latest_due

RULE = "HL-07"


@dataclass(frozen=True)
class DueOn:
    """A counted day: the rule's part, its clause, and whether the county still has to confirm the number."""

    day: date | None
    days: int | None
    rule: str
    clause: str
    note: str
    weekends_only: bool = False


def terms_of(campaign: Campaign) -> Terms:
    """HL-07 of the campaign's pack; a pack without the rule sets no term and allows no extension."""
    if campaign.pack.rule(RULE) is None:
        return Terms(consult=None, other=None, extensions=0, extension=0)
    return Terms(
        consult=_days(campaign, "consult"),
        other=_days(campaign, "other"),
        extensions=_days(campaign, "extensions") or 0,
        extension=_days(campaign, "extension") or 0,
        automatic=campaign.pack.value(f"{RULE}.automatic") is True,
    )


def _days(campaign: Campaign, part: str) -> int | None:
    value = campaign.pack.value(f"{RULE}.{part}")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def due_of(campaign: Campaign, term_class: str, from_day: date) -> DueOn:
    """When a matter of this class is due if it is handed over on `from_day`."""
    terms = terms_of(campaign)
    day = first_due(terms, term_class, from_day, working_days(campaign))
    rule = campaign.pack.rule(RULE)
    notes = campaign.calendar.notes(from_day, day) if day is not None else ()
    return DueOn(
        day=day,
        days=terms.days(term_class),
        rule=f"{RULE}.{term_class}" if day is not None else "",
        clause=rule.clause if rule is not None else "",
        note=rule.note if rule is not None else "",
        weekends_only=bool(notes),
    )


def furthest(campaign: Campaign, due_first: date) -> date:
    """The last day that extensions can reach."""
    return latest_due(terms_of(campaign), due_first, working_days(campaign))


def working_days(campaign: Campaign) -> Add:
    """What adds working days of the campaign's calendar, make-up days and corrections included, to a date."""

    def add(day: date, number: int) -> date:
        added: date = campaign.calendar.add(day, number, "working")
        return added

    return add


def dispatches_elsewhere() -> bool:
    """Whether the city dispatches in another platform: then our own dispatch is switched off."""
    return settings().of("hotline").get("dispatch") == "elsewhere"
