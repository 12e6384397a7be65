"""Home of splitting long lists of keys into parts that every database takes in one query."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

T = TypeVar("T")
PART = 900


def in_parts(keys: Collection[T], size: int = PART) -> Iterator[list[T]]:
    """Yield the keys in lists of at most `size`."""
    every = list(keys)
    for start in range(0, len(every), size):
        yield every[start : start + size]
