"""Home of what an engine is: it keeps rows in parts, and brings rows of one key together.

A step is a pure function of one part: a table in, a table out. Steps, and what they carry with them, are
pickled where the engine's work is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

Step = Callable[[pl.DataFrame], pl.DataFrame]
Key = Callable[[pl.DataFrame], npt.NDArray[np.int64]]
"""Gives each row of a table the number of the part where it belongs, below 0 for one that is left out."""
Part = TypeVar("Part")


class StepFailed(Exception):
    """A step broke down elsewhere; the text tells what was said there."""


class Rows(Protocol):
    """Rows in parts, kept wherever the engine keeps them."""

    def shuffle(self, key: Key, parts: int, step: Step) -> Rows:
        """Bring the rows of each part together, and keep what the step makes of it."""

    def bring(self, step: Step | None = None) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield each part that holds rows with its number, in any order, or what a step makes of it."""

    def drop(self) -> None:
        """Forget the rows."""


class Engine(Protocol):
    """Where the work is done."""

    at_hand: bool
    """Whether rows that are here are where the work is done."""

    def keep(self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]) -> Rows:
        """Read each part, and keep what it holds."""

    def bring(
        self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]
    ) -> Iterator[pl.DataFrame]:
        """Read each part, and yield what it holds."""
