"""Packs and the calendar for commands that may run where no database stands yet."""

from __future__ import annotations

from pathlib import Path

from core.base.errors import Invalid
from core.base.registry import settings
from core.base.rulepacks import BASE_ID, PackError, RulePack, load_pack
from core.base.workdays import WorkCalendar
from core.campaigns import packs_store
from core.campaigns.service.calendar import calendar


def pack_named(name: str) -> RulePack:
    """A pack of this instance by its id, or one read from a `.toml` file over the national base.

    Raises Invalid("pack_missing" | "pack_broken") with what is wrong in the file.
    """
    file = Path(name)
    if file.suffix != ".toml" and not file.is_file():
        return packs_store.pack(name)
    base = None if file.stem == BASE_ID else packs_store.load()[0].get(BASE_ID)
    try:
        return load_pack(file, base=base)
    except PackError as error:
        raise Invalid("pack_broken", field="pack_id", why=" ".join(str(error).split())) from error


def calendar_where_kept() -> WorkCalendar:
    """The calendar with the administrator's corrections where there is a database, else the national one."""
    kept = settings()
    if not kept.database_url and not (kept.instance / "yangguang.sqlite").exists():
        return WorkCalendar()
    return calendar()
