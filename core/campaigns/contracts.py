"""Frozen shapes of the campaigns room: commands in, snapshots out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ActivityDraft:
    """An activity as typed. `periods`: [{"start", "end", "start_time"?, "end_time"?}], ISO days, HH:MM."""

    heading: str
    body: str = ""
    place: str = ""
    periods: tuple[Mapping[str, str], ...] = ()
    department_ids: tuple[int, ...] = ()
    #: units by name, looked up when the campaign's departments stand
    department_names: tuple[str, ...] = ()
    plugin: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class DutyDraft:
    """Something owed: by `day`, or by a relative `rule` such as `event_end+3d`."""

    what: str
    day: date | None = None
    rule: str = ""
    sender: str = ""
    receiver: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class CampaignDraft:
    """Everything a campaign is made of."""

    slug: str
    title: str
    theme: str
    starts_on: date
    ends_on: date
    pack_id: str
    edition: int | None = None
    form: str = ""
    summary: str = ""
    issuer: str = ""
    number: str = ""
    host_department_id: int | None = None
    department_ids: tuple[int, ...] = ()
    activities: tuple[ActivityDraft, ...] = ()
    duties: tuple[DutyDraft, ...] = ()
    slogans: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    contacts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Activity:
    id: int
    heading: str
    body: str
    place: str
    periods: tuple[Mapping[str, str], ...]
    department_ids: tuple[int, ...]
    plugin: str
    sentence: str


@dataclass(frozen=True)
class Duty:
    """Something owed: by `day`, or by a relative `rule`."""

    id: int
    what: str
    day: date | None
    rule: str
    sender: str
    receiver: str
    sentence: str


@dataclass(frozen=True)
class CampaignFile:
    """A campaign with all its parts, for the pages of staff."""

    id: int
    slug: str
    title: str
    edition: int | None
    theme: str
    form: str
    summary: str
    issuer: str
    number: str
    state: str
    starts_on: date
    ends_on: date
    pack_id: str
    pack_version: str
    host_department_id: int | None
    slogans: tuple[str, ...]
    requirements: tuple[str, ...]
    contacts: tuple[Mapping[str, str], ...]
    department_ids: tuple[int, ...]
    activities: tuple[Activity, ...]
    duties: tuple[Duty, ...]
    plugins_off: Mapping[str, str]
    version: int

    def draft(self) -> CampaignDraft:
        """Everything as it stands, to be changed in one part and saved."""
        own = {field.name for field in fields(CampaignDraft)} - {"activities", "duties"}
        return CampaignDraft(
            **{name: getattr(self, name) for name in own},
            activities=tuple(
                ActivityDraft(
                    heading=a.heading,
                    body=a.body,
                    place=a.place,
                    periods=a.periods,
                    department_ids=a.department_ids,
                    plugin=a.plugin,
                    sentence=a.sentence,
                )
                for a in self.activities
            ),
            duties=tuple(
                DutyDraft(d.what, d.day, d.rule, d.sender, d.receiver, d.sentence) for d in self.duties
            ),
        )


@dataclass(frozen=True)
class Correction:
    """A day on which the national calendar was corrected."""

    day: date
    working: bool
    note: str


Findings = dict[str, Any]
