"""What a plugin keeps about a person can be shown, and is gone when it is erased."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from sqlalchemy import MetaData, select

from core.base import clock
from core.base.db import db, unit_of_work
from core.base.errors import DomainError
from core.base.privacy import digest, unseal
from core.plugin.testing.bench import Bench

PHONE, NAME = "13800002046", "欧阳样例"
#: Column names that speak of a person.
PERSONAL = re.compile(r"phone|mobile|sealed|digest|id_card|email|address|call_name|real_name|contact")


def erasing_leaves_no_trace(bench: Bench) -> None:
    """Store something about a person, show it, erase it, then look through every row of every table."""
    helper = bench.helper
    keeps = [hook for hook in ("personal_data", "erase_personal_data") if _has(bench, hook)]
    if helper is None or not hasattr(helper, "leave_traces"):
        assert not keeps, (
            f"it has the hook {keeps[0]}: give testing.py a leave_traces(phone, name, campaign, now)"
        )
        personal = list(_personal_columns(bench))
        assert not personal, (
            f"{', '.join(personal)} look personal: implement personal_data and erase_personal_data"
        )
        return
    assert len(keeps) == 2, "who keeps personal data implements personal_data and erase_personal_data"
    now = clock.now()
    with bench.app.app_context(), bench.app.test_request_context("/zh/"):
        person = digest(PHONE)
        with unit_of_work():
            helper.leave_traces(phone=PHONE, name=NAME, campaign=bench.stored_campaign(now), now=now)
        assert set(traces(person)) & set(bench.plugin.tables), (
            "leave_traces left no trace in the plugin's tables"
        )
        records = bench.host.ask_owner("personal_data", bench.name, person_digest=person)
        assert records, "personal_data shows nothing of what is kept"
        other = bench.host.ask_owner("personal_data", bench.name, person_digest=digest("13900000000"))
        assert not other, "personal_data shows one person's records to another"
        with unit_of_work():
            bench.host.live("erase_personal_data", person_digest=person, now=now)
        left = sorted(set(traces(person)))
        assert not left, f"after erasing, traces are left in {', '.join(left)}"
        assert not bench.host.ask_owner("personal_data", bench.name, person_digest=person)


def traces(person: str) -> Iterator[str]:
    """The tables that hold the sample person's phone, name or digest in any row, sealed values opened."""
    db.session.rollback()
    connection = db.session.connection()
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        for row in connection.execute(select(table)):
            if any(_speaks(value, person) for value in row):
                yield table.name


def _speaks(value: object, person: str) -> bool:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if text.startswith("1."):
        with contextlib.suppress(DomainError):
            text = unseal(text)
    return any(trace in text for trace in (PHONE, NAME, person))


def _has(bench: Bench, hook: str) -> bool:
    impls = getattr(bench.host.manager.hook, hook).get_hookimpls()
    return any(impl.plugin_name == bench.name for impl in impls)


def _personal_columns(bench: Bench) -> Iterator[str]:
    for name in bench.plugin.tables:
        for column in db.metadata.tables[name].columns:
            if PERSONAL.search(column.name):
                yield f"{name}.{column.name}"
