"""Home of the tally: what every sealed table holds, as counts and sums in one sealed row.

A row that goes past the house, whichever it is, leaves its table short of what the tally says. What a
transaction changes is added up beside it and written once, under one lock, as the last thing before
its commit: nobody waits for another's work, only for another's commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from xiaowei.base.trail.seals import mark_of, seal_of

TABLE = "tally"
KEY = 1
_KNOWN: set[object] = set()
"""The databases that have one."""
WIDTH = 1 << 256
_READ = f"SELECT body, digest FROM {TABLE} WHERE id = %s"  # noqa: S608
_LAY = f"INSERT INTO {TABLE} (id, body, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608
_WRITE = f"UPDATE {TABLE} SET body = %s, digest = %s WHERE id = %s"  # noqa: S608


@dataclass(frozen=True)
class Sums:
    """How many rows, the sum of their keys, the sum of their marks; and how often they were written.

    The first three tell what is there, the last tells any two standings apart: it only grows.
    """

    rows: int = 0
    keys: int = 0
    marks: int = 0
    writes: int = 0

    def __add__(self, other: Sums) -> Sums:
        """Add."""
        marks = (self.marks + other.marks) % WIDTH
        writes = self.writes + other.writes
        return Sums(self.rows + other.rows, self.keys + other.keys, marks, writes)

    def __sub__(self, other: Sums) -> Sums:
        """Subtract what is there."""
        marks = (self.marks - other.marks) % WIDTH
        return Sums(self.rows - other.rows, self.keys - other.keys, marks, self.writes)

    @property
    def there(self) -> tuple[int, int, int]:
        """What is there, however often it was written."""
        return self.rows, self.keys, self.marks


NOTHING, ONCE = Sums(), Sums(writes=1)
_moved: ContextVar[int] = ContextVar("moved", default=0)


@dataclass(frozen=True)
class Change:
    """What one write adds to a table's sums, or what they are `anew`.

    It waits where calls after the commit wait, for these are dropped with their savepoint.
    """

    table: str
    sums: Sums
    anew: bool = False

    def __call__(self) -> None:
        """Do nothing: it was written before the commit."""


def sums_of(rows: Iterable[tuple[int, str]]) -> Sums:
    """Add up rows, each told as (key, seal)."""
    count = keys = marks = 0
    for key, seal in rows:
        count, keys, marks = count + 1, keys + key, marks + mark_of(key, seal)
    return Sums(count, keys, marks % WIDTH)


def note(table: str, sums: Sums, *, anew: bool = False) -> None:
    """Note what a write in this transaction changes, be it only that it was written."""
    transaction.on_commit(Change(table, sums + ONCE, anew))
    _moved.set(_moved.get() + 1)


def has_tally() -> bool:
    """Tell whether there is a tally yet: migrations read rows before there is one."""
    if connection.settings_dict["NAME"] not in _KNOWN:
        if TABLE not in connection.introspection.table_names():
            return False
        _KNOWN.add(connection.settings_dict["NAME"])
    return True


def is_moving() -> bool:
    """Tell whether this transaction has changed rows that are not committed yet."""
    return bool(_changes(connection))


def moved() -> int:
    """Return what differs as soon as this thread writes."""
    return _moved.get()


def standing(of: BaseDatabaseWrapper | None = None) -> tuple[dict[str, Sums], bool]:
    """Return each table's sums with what this transaction changes, and whether the tally is sound."""
    at = of or connection
    with at.cursor() as cursor:
        return _with_changes(_read(cursor, ""), _changes(at))


def row_of(tally: dict[str, Sums], sound: bool) -> tuple[int, str, str]:
    """Return the tally's row: its key, its body, its digest; none that fits where it was not sound."""
    told = {name: [*one.there, one.writes] for name, one in sorted(tally.items())}
    body = json.dumps(told)
    return KEY, body, seal_of([TABLE, body]) if sound else ""


def close(of: BaseDatabaseWrapper) -> None:
    """Write what the transaction changed into the tally; the last thing before its commit."""
    changes = _changes(of)
    if not changes:
        return
    postgres = of.vendor == "postgresql"
    with of.cursor() as cursor:
        if postgres:
            # Checks put off until the commit would lock other rows while the tally is held.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        lock = " FOR UPDATE" if postgres else ""
        found = _read(cursor, lock)
        if found is None:
            cursor.execute(_LAY, row_of({}, sound=True))
            found = _read(cursor, lock)
        key, body, digest = row_of(*_with_changes(found, changes))
        cursor.execute(_WRITE, [body, digest, key])


class Counting:
    """A connection that closes the tally before it commits."""

    def commit(self) -> None:
        """Commit, the tally written."""
        close(self)  # type: ignore[arg-type]
        super().commit()  # type: ignore[misc]


def _changes(of: BaseDatabaseWrapper) -> list[Change]:
    return [call for _, call, *_ in of.run_on_commit if isinstance(call, Change)]


def _read(cursor: Any, lock: str) -> tuple[str, str] | None:
    cursor.execute(_READ + lock, [KEY])
    found: tuple[str, str] | None = cursor.fetchone()
    return found


def _with_changes(
    found: tuple[str, str] | None, changes: Iterable[Change]
) -> tuple[dict[str, Sums], bool]:
    body, digest = found or row_of({}, sound=True)[1:]
    sound = digest == seal_of([TABLE, body])
    tally = _told(body)
    for change in changes:
        before = tally.get(change.table, NOTHING)
        tally[change.table] = (before - before if change.anew else before) + change.sums
    return tally, sound


def _told(body: str) -> dict[str, Sums]:
    """Return what a body tells; nothing where somebody broke it."""
    try:
        return {name: Sums(*map(int, one)) for name, one in json.loads(body).items()}
    except (ValueError, TypeError, AttributeError):
        return {}
