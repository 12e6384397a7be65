"""Home of splitting long lists into parts that every database takes in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
PART = 900
"""As many keys as every database takes in one query."""


def in_parts(items: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`, reading no further than asked."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
