"""The slot that the pack keeps on air for a programme of the radio (IV-03): who plans outside it is warned, never stopped."""

from __future__ import annotations

from datetime import datetime, time

from core.api import Blocker, Campaign, MonthDay, TimeRange, clock

from ..rules.schedule import off_air

IV_03 = "IV-03"


def warning(
    campaign: Campaign, place_kind: str, starts_at: datetime | None, ends_at: datetime | None
) -> Blocker | None:
    """What to say of an interview at a place of kind `place_kind`: None where no rule speaks of it or it is in the slot."""
    rule = campaign.pack.rule(IV_03)
    if rule is None or place_kind != "radio" or starts_at is None or ends_at is None or ends_at <= starts_at:
        return None
    part = rule.part("day")
    day = (
        part.value.in_year(clock.local(starts_at).year) if part and isinstance(part.value, MonthDay) else None
    )
    slot = (rule.value.start, rule.value.end) if isinstance(rule.value, TimeRange) else None
    if not off_air(starts_at, ends_at, slot, day, exact=part is None or part.exact):
        return None
    told = {"day": day} if day is not None else {}
    if slot is None:
        return Blocker("interviews.off_air_day", told, clause=f"{IV_03} {rule.clause}", rule=IV_03)
    code = "interviews.off_air_slot" if day is None else "interviews.off_air"
    times = {"from": _words(slot[0]), "to": _words(slot[1])}
    return Blocker(code, told | times, clause=f"{IV_03} {rule.clause}", rule=IV_03)


def _words(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
