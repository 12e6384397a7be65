"""Home of progress: a bulk act tells how far it is, and whoever started it may show that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Shown = Callable[[int, int], None]
"""Takes how many are done, and of how many."""

EVERY = 200
_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def shown_by(show: Shown) -> Iterator[None]:
    """Let `show` hear of the bulk acts inside the block."""
    token = _shown.set(show)
    try:
        yield
    finally:
        _shown.reset(token)


def tell(done: int, total: int) -> None:
    """Tell whoever looks how many are through."""
    if show := _shown.get():
        show(done, total)


def tell_of(items: Iterable[T], total: int) -> Iterator[T]:
    """Yield the items, telling now and then how many are through."""
    show = _shown.get()
    for done, item in enumerate(items):
        if show and done % EVERY == 0:
            show(done, total)
        yield item
    if show:
        show(total, total)
