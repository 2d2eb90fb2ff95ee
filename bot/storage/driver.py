"""One way to SQLite's thread per statement: aiosqlite by itself goes four (open, execute, fetch, close), each of which
costs more than the statement. Rows are fetched whole, which SQLAlchemy's adapter for aiosqlite does anyway. A
transaction begins on the way of its first statement; one without any never begins. A reader's ends on the spot.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple, Self

import aiosqlite


class Outcome(NamedTuple):
    """What a statement left behind, taken along on the one way back."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any]


class Cursor:
    """As much of aiosqlite's cursor as SQLAlchemy's adapter uses."""

    arraysize = 1

    def __init__(self, run: Callable[..., Awaitable[Outcome]]) -> None:
        self._run = run
        self._outcome = Outcome(None, -1, None, [])

    @property
    def description(self) -> Any:  # noqa: ANN401  as the DB API has it
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        self._outcome = await self._run(sql, parameters, many=False)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        self._outcome = await self._run(sql, parameters, many=True)
        return self

    async def fetchall(self) -> list[Any]:
        return self._outcome.rows

    async def close(self) -> None:
        """Closed already, on SQLite's thread."""


class Connection(aiosqlite.Connection):
    """A writer's: aiosqlite's connection with the cursor above; its thread does not keep the process alive."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True
        self._begin: str | None = None

    def begin(self, statement: str) -> None:
        """Run this right before the next statement."""
        self._begin = statement

    async def commit(self) -> None:
        if not self._never_began():
            await super().commit()

    async def rollback(self) -> None:
        """Nothing where no transaction is open: SQLAlchemy rolls back each connection that comes back to its pool."""
        if not self._never_began() and self.in_transaction:
            await super().rollback()

    def _never_began(self) -> bool:
        begin, self._begin = self._begin, None
        return begin is not None

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self._whole)

    async def _whole(self, sql: str, parameters: Iterable[Any], *, many: bool) -> Outcome:
        begin, self._begin = self._begin, None
        whole = self._execute(_whole, self._conn, begin, sql, parameters, many=many)  # type: ignore[no-untyped-call]
        outcome: Outcome = await whole
        return outcome


class Reader(Connection):
    """A reader's: its end touches neither rows nor disk and cannot wait, so it needs no way to SQLite's thread.

    That thread is idle by then: whoever ends a transaction has awaited its statements.
    """

    async def commit(self) -> None:
        if not self._never_began():
            self._conn.commit()

    async def rollback(self) -> None:
        if not self._never_began():
            self._conn.rollback()


def connect(database: str, **options: Any) -> Connection:  # noqa: ANN401  sqlite3's own
    """For SQLAlchemy's `async_creator_fn`."""
    return Connection(lambda: sqlite3.connect(database, **options))


def connect_reader(database: str, **options: Any) -> Reader:  # noqa: ANN401  sqlite3's own
    """The same, for a connection that never writes."""
    return Reader(lambda: sqlite3.connect(database, **{**options, "check_same_thread": False}))


def _whole(
    connection: sqlite3.Connection, begin: str | None, sql: str, parameters: Iterable[Any], *, many: bool
) -> Outcome:
    cursor = connection.cursor()
    try:
        if begin is not None:
            cursor.execute(begin)
        (cursor.executemany if many else cursor.execute)(sql, parameters)  # type: ignore[arg-type]
        rows = cursor.fetchall() if cursor.description else []
        return Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()
