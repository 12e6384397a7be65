"""Home of pages of a long list: which rows, and the neighbours' numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Pages:
    """One page, counted from 1; where `total` is unknown, `more` says whether another follows."""

    number: int
    total: int | None = None
    size: int = SIZE
    more: bool = False
    here: int = SIZE

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The page's first row, from 1."""
        return self.offset + 1

    @property
    def last(self) -> int:
        """The page's last row."""
        return (
            self.offset + self.here
            if self.total is None
            else min(self.offset + self.size, self.total)
        )

    @property
    def many(self) -> bool:
        """Whether there is more than one page."""
        return self.number > 1 or self.next is not None

    @property
    def previous(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if any."""
        follows = self.more if self.total is None else self.last < self.total
        return self.number + 1 if follows else None


def cut(rows: list[T], number: int, size: int = SIZE) -> tuple[list[T], Pages]:
    """Cut a list fetched with one row too many into its page."""
    return rows[:size], Pages(number, size=size, more=len(rows) > size, here=min(len(rows), size))


def page_number(text: str | None) -> int:
    """Read a page number; anything else is the first page."""
    return max(int(text), 1) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1
