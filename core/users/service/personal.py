"""All that the house keeps about one person, over every room and plugin: show, take along, set right, erase (PI-07)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.base import audit
from core.base.access import Actor
from core.base.clock import local
from core.base.db import cut_write_log, db, unit_of_work
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.privacy import digest_candidates
from core.base.registry import registry
from core.plugin.contracts import PersonalRecord
from core.plugin.host import PluginFault

Records = list[tuple[str, PersonalRecord]]


@dataclass(frozen=True)
class Receipt:
    """What an erasing did: its number, what went, and what a duty keeps (records with `duty` and `kept_until`)."""

    number: str
    at: datetime
    gone: Records
    kept: Records


def gather(phone: str) -> Records:
    """(who keeps it, what) from every room and plugin. Raises RuleBroken("personal_data_away") when one can't answer.

    While the keys are being rotated a person is looked up under the old digest too.
    """
    found: Records = []
    for person in digest_candidates(phone):
        for owner, records in _live("personal_data", person_digest=person):
            found += [(owner, record) for record in records or ()]
    return found


def grouped(records: Records) -> list[tuple[str, list[PersonalRecord]]]:
    """The records under the title of the room or plugin that keeps them."""
    found: dict[str, list[PersonalRecord]] = defaultdict(list)
    for owner, record in records:
        found[_title(owner)].append(record)
    return list(found.items())


def parted(records: Records) -> tuple[Records, Records]:
    """(what erasing removes, what a duty keeps)."""
    return [r for r in records if not r[1].duty], [r for r in records if r[1].duty]


def as_data(phone: str, now: datetime) -> dict[str, Any]:
    """Everything as plain data to take along (PIPL 45)."""
    return {
        "phone": phone,
        "made_at": local(now).isoformat(timespec="seconds"),
        "records": [
            {
                "from": _title(owner),
                "title": str(record.title),
                "fields": {str(name): str(value) for name, value in record.fields.items()},
                "kept_until": record.kept_until.isoformat() if record.kept_until else None,
                "duty": str(record.duty),
            }
            for owner, record in gather(phone)
        ],
    }


def correct(phone: str, ref: str, name: str, value: str, *, actor: Actor, now: datetime) -> None:
    """Set one value of one record right. Raises NotFound for what isn't the person's, Invalid for what can't stand there."""
    record = next((r for _owner, r in gather(phone) if r.ref and r.ref == ref), None)
    field = next((e for e in record.editable if e.name == name), None) if record else None
    if record is None or field is None or record.correct is None:
        raise NotFound
    if field.kind == "yes_no":
        value = "y" if value == "y" else ""
    elif not value.strip():
        raise Invalid("correction_empty", field="value")
    record.correct(name, value.strip(), actor, now)


def erase_person(phone: str, *, now: datetime) -> None:
    """Have everybody remove what no duty keeps, in the caller's unit of work. Raises RuleBroken("personal_data_away")."""
    for person in digest_candidates(phone):
        _live("erase_personal_data", person_digest=person, now=now)


def erase(phone: str, *, action: str, actor: Actor, now: datetime) -> Receipt:
    """Erase a person, audited as `action`; tells what went and what stays, and why."""
    before = gather(phone)
    with unit_of_work() as session:
        erase_person(phone, now=now)
        entry = audit.record(actor, now, action, subject=("person", None))
        session.flush()
        number = f"{local(now):%Y%m%d}-{entry.id}"
    cut_write_log()
    kept = gather(phone)
    titles = [str(record.title) for _owner, record in kept]
    gone = [pair for pair in before if str(pair[1].title) not in titles]
    return Receipt(number, now, gone, kept)


def note(action: str, *, actor: Actor, now: datetime, **codes: Any) -> None:
    """Audit that somebody's data was looked at or taken along; never whose."""
    with unit_of_work():
        audit.record(actor, now, action, subject=("person", None), **codes)
    db.session.rollback()


def _live(hook: str, **arguments: Any) -> list[tuple[str, Any]]:
    try:
        found: list[tuple[str, Any]] = registry().host.live(hook, **arguments)
    except PluginFault as fault:
        raise RuleBroken("personal_data_away") from fault
    return found


def _title(owner: str) -> str:
    return str(registry().host.plugins[owner].info.title)
