"""After erasing and purging no trace of a person stands anywhere, save sealed values that a declared duty keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from core.base import clock, personal, privacy
from core.base.access import VISITOR
from core.base.db import cut_write_log, db
from core.base.errors import DomainError
from tests.support import traces
from tests.support.traces import Person
from tests.web.open_day.conftest import house as house

if TYPE_CHECKING:
    from tests.web.open_day.conftest import House

PERSON = Person("欧阳雪松样", "13876540912")
#: Tables that name somebody without a phone: they can't be found for a person, and go by their own time or on paper.
WITHOUT_PHONE = {"assessment_handing", "files_consent", "opinions_draft"}
TOKEN = re.compile(r"^\d+\.[\w-]{30,}={0,2}$")


def holdings() -> dict[tuple[str, str], list[str]]:
    """Every sealed value of every table that speaks of the person: (table, column) → tokens."""
    db.session.rollback()
    found: dict[tuple[str, str], list[str]] = {}
    for table in db.metadata.sorted_tables:
        if not db.inspect(db.session.connection()).has_table(table.name):
            continue
        for row in db.session.execute(select(table)).mappings():
            for column, value in row.items():
                if isinstance(value, str) and TOKEN.match(value) and _speaks(value):
                    found.setdefault((table.name, column), []).append(value)
    return found


def _speaks(token: str) -> bool:
    try:
        plain = privacy.unseal(token)
    except DomainError:
        return False
    return PERSON.name in plain or PERSON.phone in plain


def dumps(app: Flask) -> Iterator[tuple[str, bytes]]:
    """(where, bytes) of everything that a copy of the product leaves behind: database, files, logs, caches."""
    settings = app.config["YANGGUANG"]
    url = settings.database_url
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        for part in (path, path.with_name(f"{path.name}-wal")):
            if part.exists():
                yield part.name.replace(path.name, "database"), part.read_bytes()
    else:
        with psycopg.connect(url) as connection:
            rows = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            for (table,) in rows:
                with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                    yield table, b"".join(bytes(block) for block in copy)
    for path in sorted(settings.instance.rglob("*")):
        if path.is_file() and "translations" not in path.parts:
            yield str(path.relative_to(settings.instance)), path.read_bytes()


def figures() -> dict[str, Any]:
    """What is counted and published: none of it may change by erasing."""
    from core.booking.models import Booking, BookingSession

    found: dict[str, Any] = {
        "taken": db.session.scalars(select(BookingSession.taken).order_by(BookingSession.id)).all(),
        "bookings": [
            tuple(row)
            for row in db.session.execute(
                select(Booking.session_id, Booking.category, Booking.state, func.count()).group_by(
                    Booking.session_id, Booking.category, Booking.state
                )
            )
        ],
    }
    for name in ("opinions_opinion", "publishing_publication", "open_day_announcement"):
        table = db.metadata.tables.get(name)
        if table is not None:
            found[name] = db.session.scalar(select(func.count()).select_from(table))
    return found


def test_nothing_is_left_of_somebody_who_was_erased(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    from core.trail import service
    from core.users.service import personal as persons

    app = house.app
    house.publish()
    traces.leave_all(house, PERSON, clock.now())
    with app.app_context(), app.test_request_context("/zh/"):
        before = holdings()
        fields = [field for _owner, field in personal.declared_fields() if not field.of_staff]
        declared = {field.table for field in fields if field.sealed_column}
        unknown = declared - {table for table, _column in before} - WITHOUT_PHONE
        assert not unknown, f"add a maker to tests/support/traces.py for {', '.join(sorted(unknown))}"
        tokens = {token for values in before.values() for token in values}
        digests = privacy.digest_candidates(PERSON.phone)
        #: what the law lets nobody remove yet
        duties = {(field.table, field.sealed_column) for field in fields if field.duty}
    after_the_day = house.later(days=40)
    with clock.travel(after_the_day), app.app_context(), app.test_request_context("/zh/"):
        counted = figures()
        receipt = persons.erase(
            PERSON.phone, action="users.personal_data_erased", actor=VISITOR, now=clock.now()
        )
        assert receipt.gone
        service.purge_due(clock.now() + timedelta(days=1))
        assert figures() == counted
        left = holdings()
        kept = {token for values in left.values() for token in values}
        assert set(left) <= duties, "sealed values stand where no duty keeps them"
        assert all(record.duty for _owner, record in receipt.kept)
        if left:
            assert receipt.kept, "what is kept is told"
        db.session.remove()
        cut_write_log()
    needles = [PERSON.name.encode(), PERSON.phone.encode()]
    needles += [token.encode() for token in tokens - kept]
    if not kept:
        needles += [digest.encode() for digest in digests]
    for where, data in dumps(app):
        for needle in needles:
            assert needle not in data, f"{needle[:24]!r} still stands in {where}"
    out, err = capfd.readouterr()
    assert PERSON.name not in out + err
    assert PERSON.phone not in out + err
