"""Home of steadiness in bulk acts: packs looked up once, rows found by index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")
_held: ContextVar[dict[Any, Any] | None] = ContextVar("held", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Hold what `once` reads until the outermost block ends; nothing in it may change the packs."""
    held = _held.get()
    token = _held.set({} if held is None else held)
    try:
        yield
    finally:
        _held.reset(token)


def find_by_index() -> None:
    """Let PostgreSQL find rows by index until the transaction ends.

    While a long transaction fills tables, statistics say they are empty, and each look-up would
    read them whole.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


def once(read: Callable[P, T]) -> Callable[P, T]:
    """Let `read` look up once inside `steady()`, and every time outside of it."""

    @wraps(read)
    def look_up(*args: P.args, **named: P.kwargs) -> T:
        held = _held.get()
        if held is None:
            return read(*args, **named)
        key = (read, args, tuple(sorted(named.items())))
        if key not in held:
            held[key] = read(*args, **named)
        found: T = held[key]
        return found

    return look_up
