"""The few statements of a rush, given to PostgreSQL's driver as they are (docs/decisions/0015).

What SQLAlchemy does around each execution (a context, events, a result of its own) costs more processor time than the
driver and the server need for a short statement. Here a statement is turned into its text once; later executions only
bind values: plain ones (text, numbers, lists of them), in the types of the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

#: what turns a column's stored value into ours: (its place in the row, the turning)
_Readers = tuple[tuple[int, Callable[[Any], Any]], ...]


def ask(line: Connection, statement: Any, values: Mapping[str, Any]) -> list[Any]:
    """The rows of one statement, fields as attributes; none where it gives none. PostgreSQL only.

    Raises what SQLAlchemy would raise. Who writes notes the tables himself: `stamps` hears nothing of it.
    """
    import psycopg  # not on SQLite
    from psycopg.rows import namedtuple_row

    text, given, readers = _prepared(statement, line.dialect)
    driver: Any = line.connection.driver_connection
    try:
        with driver.cursor(row_factory=namedtuple_row) as cursor:
            cursor.execute(text, {**given, **values} if given else values)
            rows: list[Any] = cursor.fetchall() if cursor.description else []
    except psycopg.Error as fault:
        if driver.closed:
            line.invalidate(fault)
        raise _as_sqlalchemy(fault, text, line.dialect) from fault
    return [_read(row, readers) for row in rows] if readers else rows


@lru_cache(maxsize=256)
def _prepared(statement: Any, dialect: Dialect) -> tuple[str, dict[str, Any], _Readers]:
    """Text, the values that are part of the statement, and how columns are read."""
    compiled = statement.compile(dialect=dialect)
    if compiled.post_compile_params:  # a fixed list of an IN
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    required = {name for bound, name in compiled.bind_names.items() if bound.required}
    given = {name: value for name, value in compiled.params.items() if name not in required}
    readers = []
    # What is written and gives something back needs no reading here: numbers and text.
    for place, column in enumerate(getattr(statement, "selected_columns", ())):
        reader = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if reader is not None:
            readers.append((place, reader))
    return str(compiled), given, tuple(readers)


def _read(row: Any, readers: _Readers) -> Any:
    fields = list(row)
    for place, reader in readers:
        fields[place] = reader(fields[place])
    return row._make(fields)


def _as_sqlalchemy(fault: Exception, text: str, dialect: Dialect) -> Exception:
    import psycopg

    raised: Any = DBAPIError.instance(text, None, fault, psycopg.Error, hide_parameters=True, dialect=dialect)
    return raised if isinstance(raised, Exception) else fault
