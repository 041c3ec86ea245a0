"""The two engines, behind three verbs. Each only fetches candidates by tokens; the order is made in ranking.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, cast, column, func, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from core.base.db import after_commit, db
from core.base.search.models import WORDS_TABLE, SearchRow
from core.base.search.words import IN_TITLE

#: A condition on tokens: all of the outer, any of the middle, all of the inner.
Wanted = Sequence[Sequence[Sequence[str]]]
SEARCH_LOCK = 0x73656B  # any number that is the same in every process
CHECKPOINT_WAIT = 200  # milliseconds


class Engine(Protocol):
    """What a database must be able to do for the search."""

    def tokens(self, words: str) -> Any:
        """The value of the column `tokens` for these tokens."""

    def stored(self, session: Session, row_id: int, words: str) -> None:
        """A row with these tokens was written."""

    def forgets(self, session: Session, row_id: int) -> None:
        """A row is about to be removed or written anew."""

    def vacuum(self, session: Session) -> None:
        """What was forgotten must be gone from the files too."""

    def sound(self, session: Session) -> bool:
        """Whether the index agrees with the table."""

    def remake(self, session: Session) -> None:
        """Make the index anew from the table."""

    def holds(self, wanted: Wanted, *, in_title: bool) -> ColumnElement[bool]:
        """The condition that a row has these tokens."""

    def lock(self, session: Session, *, alone: bool) -> None:
        """Until the transaction ends: a rebuild works alone, others side by side."""


class SqliteEngine:
    """FTS5 over the column `tokens`, without copies or positions: only which row holds which token."""

    def tokens(self, words: str) -> Any:
        return words

    def stored(self, session: Session, row_id: int, words: str) -> None:
        self._tell(
            session, f"INSERT INTO {WORDS_TABLE}(rowid, tokens) VALUES (:id, :words)", id=row_id, words=words
        )

    def forgets(self, session: Session, row_id: int) -> None:
        # The index keeps no text of its own, so it must be told what stood there.
        self._tell(
            session,
            f"INSERT INTO {WORDS_TABLE}({WORDS_TABLE}, rowid, tokens) "
            "SELECT 'delete', id, tokens FROM base_search_document WHERE id = :id",
            id=row_id,
        )

    def vacuum(self, session: Session) -> None:
        # FTS5 keeps deleted words in its older segments until these are merged into one.
        self._tell(session, f"INSERT INTO {WORDS_TABLE}({WORDS_TABLE}) VALUES ('optimize')")
        after_commit(_empty_write_ahead_log)

    def sound(self, session: Session) -> bool:
        try:
            self._tell(
                session, f"INSERT INTO {WORDS_TABLE}({WORDS_TABLE}, rank) VALUES ('integrity-check', 1)"
            )
        except DatabaseError:
            return False
        return True

    def remake(self, session: Session) -> None:
        self._tell(session, f"INSERT INTO {WORDS_TABLE}({WORDS_TABLE}) VALUES ('rebuild')")

    def holds(self, wanted: Wanted, *, in_title: bool) -> ColumnElement[bool]:
        mark = IN_TITLE if in_title else ""
        asked = _expression(wanted, " AND ", " OR ", lambda token: f'"{mark}{token}"')
        words = table(WORDS_TABLE, column("rowid"), column(WORDS_TABLE))
        found = select(words.c.rowid).where(words.c[WORDS_TABLE].op("MATCH")(asked))
        return SearchRow.id.in_(found.scalar_subquery())

    def lock(self, session: Session, *, alone: bool) -> None:
        """A unit of work on SQLite is alone anyway."""

    def _tell(self, session: Session, statement: str, **values: Any) -> None:
        session.execute(text(statement), values)


class PostgresqlEngine:
    """A tsvector of our own tokens, taken as they are, with a GIN index."""

    def tokens(self, words: str) -> Any:
        return func.array_to_tsvector(func.string_to_array(words, " "))

    def stored(self, session: Session, row_id: int, words: str) -> None:
        """The index follows by itself."""

    def forgets(self, session: Session, row_id: int) -> None:
        """The index follows by itself."""

    def vacuum(self, session: Session) -> None:
        """The server's own vacuum clears what was deleted."""

    def sound(self, session: Session) -> bool:
        return True

    def remake(self, session: Session) -> None:
        """The index follows by itself."""

    def holds(self, wanted: Wanted, *, in_title: bool) -> ColumnElement[bool]:
        mark = IN_TITLE if in_title else ""
        asked = _expression(wanted, " & ", " | ", lambda token: f"'{mark}{token}'")
        return SearchRow.tokens.op("@@")(cast(asked, TSQUERY))

    def lock(self, session: Session, *, alone: bool) -> None:
        wanted = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(wanted(SEARCH_LOCK)))


def engine() -> Engine:
    """The engine of the database in use."""
    return SqliteEngine() if db.engine.dialect.name == "sqlite" else PostgresqlEngine()


def _expression(wanted: Wanted, both: str, either: str, quoted: Any) -> str:
    # Tokens hold letters, digits, 〔〕 and the title's sign only, so nothing typed can become an operator.
    terms = []
    for forms in wanted:
        alternatives = [f"({both.join(quoted(token) for token in form)})" for form in forms]
        terms.append(f"({either.join(alternatives)})")
    return both.join(terms)


def _empty_write_ahead_log() -> None:
    """Bring what was overwritten out of SQLite's log as well; when others are reading just now, a later one does it."""
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        cursor = raw.cursor()
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        connection.rollback()
        try:
            cursor.execute(f"PRAGMA busy_timeout={CHECKPOINT_WAIT}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout={waits}")
            cursor.close()
