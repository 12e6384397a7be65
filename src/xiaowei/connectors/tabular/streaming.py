"""Home of rows that are never held as a whole: read from their file again whenever they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

T = TypeVar("T")


class Streamed(Sequence[T]):
    """A sequence that reads anew each time somebody goes through it; one early item is cheap to get."""

    def __init__(self, read: Callable[[], Iterator[T]]) -> None:
        self._read = read
        self._count: int | None = None

    def __iter__(self) -> Iterator[T]:
        """Read all items; whoever reaches the end has counted them."""
        count = 0
        for item in self._read():
            yield item
            count += 1
        self._count = count

    def __len__(self) -> int:
        """Count the items, by reading them where nobody has reached the end yet."""
        if self._count is None:
            self._count = sum(1 for _ in self._read())
        return self._count

    def __bool__(self) -> bool:
        """Tell whether there is any item."""
        return next(iter(islice(self._read(), 1)), None) is not None

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        """Read on to an item; a slice without an end is streamed too."""
        if isinstance(at, int):
            for item in islice(self._read(), at, at + 1):
                return item
            raise IndexError(at)
        if at.stop is None:
            return Streamed(lambda: islice(self._read(), at.start or 0, None))
        return list(islice(self._read(), at.start or 0, at.stop))
