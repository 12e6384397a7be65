"""Home of reading once: while a bulk act holds the packs steady, each is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_held: ContextVar[dict[Any, Any] | None] = ContextVar("held", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Hold what `once` reads until the block ends; nothing in the block may change it."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


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
