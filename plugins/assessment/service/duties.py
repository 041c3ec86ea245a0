"""What every department owes in a campaign, gathered from notice, pack, office and plugins; and what the office sets about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Deadline,
    Invalid,
    NotFound,
    audit,
    campaigns,
    clock,
    due,
    registry,
    secrecy,
    unit_of_work,
)

from ..models.duties import Duty as DutyRow
from ..permissions import BOARD, SEE
from ..rules import duties as rules
from ..rules.duties import Cell, Choice, Duty, Standing
from ..store import duties as store
from ..store import submissions as handed

#: D rules of a pack that owe something to the office on a fixed day of the year, and their kind
FIXED: Mapping[str, str] = {
    "CP-02.plan": "plan", "CP-02.material": "material", "CP-02.summary": "summary", "CP-03": "article", "CP-04": "survey",
    "OD-02": "plan", "OD-13": "report",
}  # fmt: skip
OWN = "assessment"
MOST_DUTIES = 60


@dataclass(frozen=True)
class PluginRow:
    """A deadline that a plugin keeps by itself."""

    title: str
    day: date
    met: bool | None
    url: str


@dataclass(frozen=True)
class Board:
    """The matrix. `cells` by (department, duty's key); `rows` the plugins' own deadlines behind such a cell."""

    duties: tuple[Duty, ...]
    departments: tuple[int, ...]
    cells: Mapping[tuple[int, str], Cell]
    rows: Mapping[tuple[int, str], tuple[PluginRow, ...]]
    today: date


@dataclass(frozen=True)
class SaveDuty:
    """What the office says about a duty. `owes` None: whoever the notice names."""

    title: str
    kind: str
    day: date | None
    owes: tuple[int, ...] | None
    dropped: bool = False
    reason: str = ""


def counting(campaign: Campaign) -> Callable[[date, date, str], int]:
    """Days between two dates by the campaign's calendar."""
    between: Callable[[date, date, str], int] = campaign.calendar.between
    return between


def all_duties(campaign: Campaign) -> list[Duty]:
    """Duties of notice, pack and office (dropped ones too), those with a day first."""
    rows = store.choices(campaign.id)
    choices = {row.key: _choice(row) for row in rows}
    everyone = tuple(one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id)
    notice = [_of_notice(campaign, one, everyone) for one in campaigns.campaign_file(campaign.slug).duties]
    hand = [
        Duty(row.key, row.title, row.kind, "hand", row.day, owes=tuple(row.owes or everyone))
        for row in rows
        if row.key.startswith("hand:")
    ]
    return rules.merged(notice, list(_of_pack(campaign, everyone)), hand, choices)


def _choice(row: DutyRow) -> Choice:
    owes = tuple(row.owes) if row.owes is not None else None
    return Choice(
        row.key, row.title, row.kind, row.day, owes, row.dropped, row.reason, row.version, row.carried_over
    )


def _of_notice(campaign: Campaign, one: Any, everyone: tuple[int, ...]) -> Duty:
    day = campaigns.day_of(campaign, one.day, one.rule)
    working = one.rule.endswith("wd")
    named = campaigns.owing(campaign, one.sender)
    year = None
    if day is not None and working and campaign.calendar.notes(day):
        year = day.year
    return Duty(
        key=f"notice:{one.id}", title=one.what, kind=rules.kind_of(one.what), source="notice", day=day,
        hangs=one.rule if day is None else "", unit="工作日" if working else "天", receiver=one.receiver,
        clause=one.sentence, owes=everyone if named is None else tuple(sorted(named)), unpublished_year=year,
    )  # fmt: skip


def _of_pack(campaign: Campaign, everyone: tuple[int, ...]) -> Sequence[Duty]:
    found = []
    for rule_id, kind in FIXED.items():
        rule = campaign.pack.rule(rule_id)
        if rule is None or rule.value_type != "month_day":
            continue
        with suppress(TypeError, ValueError):
            counted = due(rule, None, campaign.calendar, year=campaign.starts_on.year)
            year = counted.notes[0].year if counted.notes else None
            found.append(
                Duty(
                    key=f"rule:{rule_id}", title=rule.title, kind=kind, source="rule", day=counted.date,
                    raw_day=counted.raw_date, clause=rule.clause, owes=everyone, from_law=rule.from_law,
                    unpublished_year=year,
                )
            )  # fmt: skip
    return found


def of_plugins(campaign: Campaign, now: datetime) -> dict[tuple[str, int], list[Deadline]]:
    """(rule, department) → the deadlines that other plugins keep by themselves."""
    found: dict[tuple[str, int], list[Deadline]] = {}
    for owner, one in registry().host.contribute("deadlines", campaign=campaign, now=now):
        if owner != OWN and one.department_id is not None:
            found.setdefault((f"plugin:{one.rule_id or owner}", one.department_id), []).append(one)
    return found


def board(campaign: Campaign, *, actor: Actor, now: datetime) -> Board:
    """The whole matrix as far as this person may see it. Raises NotAllowed."""
    actor.require(SEE, campaign_id=campaign.id)
    mine = actor.departments_for(SEE, campaign_id=campaign.id)
    seen = tuple(one for one in campaigns.participants(campaign.id) if mine is None or one in mine)
    return matrix(campaign, seen, now)


def matrix(campaign: Campaign, departments: tuple[int, ...], now: datetime, *, plugins: bool = True) -> Board:
    """The same for these departments; without the deadlines that plugins keep where not wanted."""
    today, between = clock.local(now).date(), counting(campaign)
    duties = [one for one in all_duties(campaign) if not one.dropped]
    standings = {
        (row.department_id, row.key): Standing(
            row.id, row.state, clock.local(row.in_at).date() if row.in_at is not None else None
        )
        for row in handed.submissions(campaign.id)
    }
    granted: dict[tuple[int, str], date] = {}
    asked: set[tuple[int, str]] = set()
    for row in store.extensions(campaign.id):
        place = (row.department_id, row.key)
        if row.state == "granted" and row.day is not None:
            granted[place] = row.day
        if row.state == "asked":
            asked.add(place)
    cells = {}
    for one in duties:
        for department in departments:
            place = (department, one.key)
            cells[place] = rules.cell(
                one, department, standings.get(place), granted.get(place), place in asked, today, between
            )
    if not plugins:
        return Board(tuple(duties), departments, cells, {}, today)
    columns, more, rows = _plugin_columns(campaign, departments, now, today)
    return Board((*duties, *columns), departments, {**cells, **more}, rows, today)


def _plugin_columns(
    campaign: Campaign, departments: tuple[int, ...], now: datetime, today: date
) -> tuple[list[Duty], dict[tuple[int, str], Cell], dict[tuple[int, str], tuple[PluginRow, ...]]]:
    between = counting(campaign)
    columns: dict[str, Duty] = {}
    cells: dict[tuple[int, str], Cell] = {}
    rows: dict[tuple[int, str], tuple[PluginRow, ...]] = {}
    for (key, department), found in of_plugins(campaign, now).items():
        if department not in departments:
            continue
        if key not in columns:
            rule = campaign.pack.rule(key.removeprefix("plugin:"))
            title = rule.title if rule is not None else found[0].title
            working = rule is not None and rule.unit == "工作日"
            columns[key] = Duty(
                key, title, "other", "plugin", unit="工作日" if working else "天",
                clause=rule.clause if rule is not None else "", from_law=rule is not None and rule.from_law,
            )  # fmt: skip
        judged = rules.worst([rules.of_plugin(one.met, one.day, today, between) for one in found])
        cells[department, key] = Cell(
            key, department, judged.state, judged.day, judged.days, judged.working, url=found[0].url
        )
        rows[department, key] = tuple(PluginRow(one.title, one.day, one.met, one.url) for one in found)
    return list(columns.values()), cells, rows


def duty(campaign: Campaign, key: str) -> Duty:
    """One duty, dropped or not. Raises NotFound."""
    for one in all_duties(campaign):
        if one.key == key:
            return one
    raise NotFound()


def save_duty(
    campaign: Campaign, key: str, command: SaveDuty, version: int, *, actor: Actor, now: datetime
) -> str:
    """Set what the office says about a duty; `key` "" makes a new one. Returns its key.

    Raises NotAllowed, NotFound, Invalid, Conflict("assessment.duty_changed")."""
    actor.require(BOARD, campaign_id=campaign.id)
    title = " ".join(command.title.split())
    if not title or len(title) > 300:
        raise Invalid("assessment.duty_title", field="title")
    if command.kind not in rules.KINDS:
        raise Invalid("assessment.duty_kind", field="kind")
    reason = command.reason.strip()
    if command.dropped and not reason:
        raise Invalid("assessment.drop_reason", field="reason")
    known = duty(campaign, key) if key else None  # NotFound for one that is nobody's
    if command.day is None and (known is None or known.source == "hand"):
        raise Invalid("assessment.duty_day", field="day")
    taking_part = set(campaigns.participants(campaign.id))
    if command.owes is not None and (not command.owes or not set(command.owes) <= taking_part):
        raise Invalid("assessment.duty_owes", field="owes")
    secrecy.refuse_marks([title, reason])
    with unit_of_work() as session:
        row = store.choice(campaign.id, key, lock=True) if key else None
        if row is not None and row.version != version:
            raise Conflict("assessment.duty_changed")
        if row is None:
            if known is not None and version != known.version:
                raise Conflict("assessment.duty_changed")
            row = DutyRow(campaign_id=campaign.id, key=key or "hand:new", version=0, saved_at=now)
            session.add(row)
        row.title, row.kind, row.day = title, command.kind, command.day
        if known is not None:
            row.title, row.kind, row.day = rules.differing(known, title, command.kind, command.day)
        row.owes = sorted(command.owes) if command.owes is not None else None
        row.dropped, row.reason = command.dropped, reason if command.dropped else ""
        row.version += 1
        row.carried_over = False
        row.saved_at, row.saved_by = now, actor.user_id
        session.flush()
        if row.key == "hand:new":
            row.key = f"hand:{row.id}"
        action = "assessment.duty_dropped" if command.dropped else "assessment.duty_saved"
        audit.record(actor, now, action, subject=("assessment_duty", row.id), campaign_id=campaign.id)
        return row.key
