"""The database: one SQLAlchemy object, one unit of work, the same promises on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    MetaData,
    Text,
    any_,
    bindparam,
    cast,
    column,
    event,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from core.base import driver, stamps
from core.base.config import BadSetting
from core.base.registry import Registry

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class HouseSession(FlaskSession):
    """A session whose commits are told to every process (core/base/stamps.py)."""

    def commit(self) -> None:
        self.flush()
        with stamps.around_commit(self):
            super().commit()


#: where a session keeps what its unit of work has read for itself (core.base.memory)
OWN = "read by this work"
#: a connection that rested longer is tried before it is used (seconds)
LONGEST_UNTRIED = 1.0

db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession})

if TYPE_CHECKING:
    # What every table's class derives from. At run time Flask-SQLAlchemy's own class, which mypy can't see.
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone can't be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def init_db(app: Flask, house: Registry) -> None:
    """Bind the database and set the dialect's manners."""
    with app.app_context():
        engine = db.engine
        stamps.set_up(house, engine)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_manners)
            event.listen(engine, "begin", _sqlite_begin)
        else:
            event.listen(engine, "connect", _refuse_other_encodings)
            event.listen(engine, "checkin", _rest)
            event.listen(engine, "checkout", _try_after_rest)


def engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}, "hide_parameters": True}
    return {
        "hide_parameters": True,
        "pool_size": 10,
        "max_overflow": 10,
        "pool_timeout": 10,
    }


def _sqlite_manners(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is off: it would begin too late for IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    # secure_delete: what is erased is overwritten, not left standing in free pages.
    pragmas = (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
    )
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # A writer takes the lock at once: a read that grows into a write can't wait and would fail as "locked".
    write = connection.get_execution_options().get("yangguang_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _rest(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _try_after_rest(connection: Any, record: Any, _proxy: Any) -> None:
    # One that was at work a moment ago needs no trying: it would cost every request a round to the server.
    if time.monotonic() - record.info.get("rests_since", 0.0) < LONGEST_UNTRIED:
        return
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.close()
        connection.rollback()
    except connection_faults() as fault:
        raise InvalidatePoolError from fault


def connection_faults() -> tuple[type[Exception], ...]:
    import psycopg  # not on SQLite

    return (psycopg.Error, OSError)


def _refuse_other_encodings(connection: Any, _record: Any) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise BadSetting(
            f"数据库的编码是 {encoding}，存中文会出错。请用 UTF8 重新建库，例如：createdb -E UTF8 -T template0 yangguang"
        )


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction: everything inside is stored together or not at all.

    The outermost one starts fresh, so what was read before it is read again; an inner one joins it.
    """
    session = db.session()
    info = session.info
    if info.get("working"):
        yield session
        return
    session.rollback()
    info["working"] = True
    info["after_commit"] = []
    info[OWN] = {}
    try:
        session.connection(execution_options={"yangguang_write": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        info["working"] = False
        del info[OWN]
        todo: list[Callable[[], None]] = info.pop("after_commit")
    for call in todo:
        call()


def after_commit(call: Callable[[], None]) -> None:
    """Have `call` made once the current unit of work is stored; never when it is rolled back."""
    todo: list[Callable[[], None]] = db.session().info["after_commit"]
    if call not in todo:
        todo.append(call)


def cut_write_log() -> None:
    """SQLite: fold the write-ahead log into the file and cut it off, so that nothing erased stands in it any more.

    A reader that is still at it keeps its part; the next call takes it. PostgreSQL looks after its own.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=2000")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
        cursor.execute("PRAGMA busy_timeout=30000")
        cursor.close()
    finally:
        connection.close()


def read_rows(question: Any, values: Mapping[str, Any]) -> list[Any]:
    """The rows of one question asked again and again, its values plain ones (text, numbers, lists of them).

    Outside of a transaction PostgreSQL is asked in one trip instead of three.
    """
    session = db.session()
    if db.engine.dialect.name == "sqlite":
        return list(session.execute(question, values))
    if session.in_transaction():
        session.flush()  # the session's own questions do so by themselves
        return driver.ask(session.connection(), question, values)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        return driver.ask(line, question, values)


def is_listed(one: Any, name: str, dialect: str) -> Any:
    """Whether a column's value is in the list bound as `name`. PostgreSQL gets one array: the same text whatever its
    length, which the server keeps prepared."""
    if dialect == "sqlite":
        return one.in_(bindparam(name, expanding=True))
    return one == any_(bindparam(name, None, type_=postgresql.ARRAY(one.type)))


def dialect_name() -> str:
    return str(db.engine.dialect.name)


def insert_many(
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    once: bool = False,
    returning: tuple[str, ...] = (),
) -> list[Any]:
    """Insert rows of the same columns in one statement, past the ORM; rows of the columns to return, in no order.

    With `once` a row that breaks a unique index is left out, and so is what it would return. Inside of
    `in_one_statement` what needs no return is written at its end, together.
    """
    session = db.session()
    if session.get_bind().dialect.name == "sqlite":
        return list(session.connection().execute(_inserting(model, once, returning), list(rows)))
    defaults = _defaults(model)
    rows = [{**defaults, **row} for row in rows]
    columns = tuple(rows[0])
    gathered: list[tuple[_Writing, Any]] | None = session.info.get(GATHERED)
    if gathered is not None and not returning:
        gathered.append((("insert", model, columns, once), rows))
        return []
    # One document with all rows: the same short statement whatever their number, so the server keeps it prepared.
    return _write(_document_statement("insert", model, columns, once, returning), (model,), rows)


def update_many(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the columns given in `rows`, the same in each, to the rows with their "id"s; past the ORM, in one statement."""
    session = db.session()
    columns = tuple(rows[0])
    if session.get_bind().dialect.name == "sqlite":
        session.connection().execute(_updating(model, columns), [{"row": row["id"], **row} for row in rows])
        return
    gathered: list[tuple[_Writing, Any]] | None = session.info.get(GATHERED)
    if gathered is not None:
        gathered.append((("update", model, columns, False), rows))
        return
    _write(_document_statement("update", model, columns, False, ()), (model,), rows)


#: what is to be written: (insert or update, table, columns, once)
_Writing = tuple[str, "type[Model]", tuple[str, ...], bool]


@contextmanager
def in_one_statement() -> Iterator[None]:
    """What `insert_many` and `update_many` write inside goes to PostgreSQL at the end, as one statement.

    For tables that don't refer to each other's new rows, and whose rows nobody reads before the end.
    """
    session = db.session()
    if session.get_bind().dialect.name == "sqlite" or GATHERED in session.info:
        yield
        return
    gathered: list[tuple[_Writing, Any]] = []
    session.info[GATHERED] = gathered
    try:
        yield
    finally:
        del session.info[GATHERED]
    if gathered:
        writings = tuple(writing for writing, _rows in gathered)
        _write(_joined(writings), [one[1] for one in writings], *(rows for _writing, rows in gathered))


#: where a session keeps what is to be written together
GATHERED = "gathered"


def write_rows(statement: Any, values: Mapping[str, Any], models: Collection[type[Model]]) -> list[Any]:
    """Run a statement of PostgreSQL's that writes to these tables again and again; what it returns. Values as for
    `read_rows`."""
    line = db.session().connection()
    line.info.setdefault(stamps.WRITTEN, set()).update(model.__tablename__ for model in models)
    return driver.ask(line, statement, values)


def _write(
    statement: Any, models: Collection[type[Model]], *documents: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """The same for a statement that writes documents of rows."""
    return write_rows(statement, {f"rows{n}": _document(rows) for n, rows in enumerate(documents)}, models)


def _document(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=_written)


def _written(value: Any) -> str:
    is_moment = isinstance(value, datetime)
    if (is_moment and value.tzinfo is not None) or (isinstance(value, date) and not is_moment):
        return str(value.isoformat())
    raise TypeError(f"{value!r} can't be stored")


@lru_cache(maxsize=64)
def _defaults(model: type[Model]) -> dict[str, Any]:
    """What stands in a new row where nothing else is given."""
    table: Any = model.__table__
    return {
        one.name: one.default.arg
        for one in table.columns
        if one.default is not None and one.default.is_scalar
    }


@lru_cache(maxsize=64)
def _inserting(model: type[Model], once: bool, returning: tuple[str, ...]) -> Any:
    table: Any = model.__table__
    adding = sqlite.insert(table).on_conflict_do_nothing() if once else table.insert()
    # With something to return SQLAlchemy sends one statement; without, one for each row.
    return adding.returning(*(table.c[name] for name in returning or table.primary_key.columns.keys()))


@lru_cache(maxsize=64)
def _updating(model: type[Model], columns: tuple[str, ...]) -> Any:
    table: Any = model.__table__
    new: dict[str, Any] = {name: bindparam(name) for name in columns if name != "id"}
    return table.update().where(table.c.id == bindparam("row")).values(new)


@lru_cache(maxsize=64)
def _document_statement(
    kind: str,
    model: type[Model],
    columns: tuple[str, ...],
    once: bool,
    returning: tuple[str, ...],
    name: str = "rows0",
) -> Any:
    """The statement that writes a JSON document of rows, bound as `name`."""
    table: Any = model.__table__
    document = cast(bindparam(name, type_=Text), JSON)
    typed = [column(one, table.c[one].type) for one in columns]
    given: Any = func.json_populate_recordset(literal_column(f"NULL::{table.name}"), document)
    given = given.table_valued(*typed).alias("given")
    if kind == "update":
        new = {one: given.c[one] for one in columns if one != "id"}
        return table.update().where(table.c.id == given.c.id).values(new)
    adding = postgresql.insert(table).from_select(list(columns), select(*given.c), include_defaults=False)
    if once:
        adding = adding.on_conflict_do_nothing()
    return adding.returning(*(table.c[one] for one in returning)) if returning else adding


@lru_cache(maxsize=64)
def _joined(writings: tuple[_Writing, ...]) -> Any:
    parts = [
        _document_statement(kind, model, columns, once, (), f"rows{n}")
        for n, (kind, model, columns, once) in enumerate(writings)
    ]
    return select(literal(1)).add_cte(*(part.cte(f"written{n}") for n, part in enumerate(parts)))


def in_unit_of_work() -> bool:
    return bool(db.session().info.get("working"))
