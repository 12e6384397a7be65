"""Home of the ground: which tickets could ever be linked, so that each part of them can be linked alone.

A ticket meets others at its spot (place and topic) and in its area (context and topic), nowhere else. So
two tickets can come to one event only if a chain of places and contexts that were told together leads
from one to the other, and their topic is the same: connected components of the graph whose nodes are
places and contexts and whose edges are the tickets that tell both (Hopcroft and Tarjan 1973).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Keys = npt.NDArray[np.int64]
_SPREAD, _MIX, _POSITIVE = 1_000_003, 2_654_435_761, (1 << 40) - 1


def told_together(located: pl.DataFrame) -> pl.DataFrame:
    """Return which places and contexts are told together, once each.

    With the earliest moment (`at`), how many rows (`rows`), and the last of them (`last`).
    """
    rows = located.with_columns(rows=1, last="row") if "rows" not in located.columns else located
    return rows.group_by("place", "context").agg(
        pl.col("at").min(), pl.col("rows").sum(), pl.col("last").max()
    )


@dataclass(frozen=True)
class Ground:
    """The component of each place (by index) and of each context (in order); `first` is the earliest moment.

    There are so many `rows`, and `last` is the number of the last.
    """

    contexts: tuple[str, ...]
    of_context: Keys
    of_place: Keys
    first: int
    rows: int
    last: int

    @classmethod
    def of(cls, together: pl.DataFrame) -> Ground:
        """Return the ground of what is told together anywhere."""
        contexts = tuple(together["context"].unique().sort().to_list())
        none = np.zeros(0, np.int64)
        rows, last = together["rows"].sum(), together["last"].max()
        found = cls(contexts, none, none, 0, int(rows), last if isinstance(last, int) else 0)
        place = together["place"].cast(pl.Int64).to_numpy()
        context = found.codes(together["context"])
        places = int(place.max(initial=-1)) + 1
        both = (place >= 0) & (context >= 0)
        nodes = places + len(contexts)
        edges = (np.ones(int(both.sum()), np.int8), (place[both], places + context[both]))
        _, component = connected_components(coo_matrix(edges, (nodes, nodes)), directed=False)
        component = component.astype(np.int64)
        first = together["at"].min()
        return replace(
            found,
            of_context=component[places:],
            of_place=component[:places],
            first=first if isinstance(first, int) else 0,
        )

    def codes(self, contexts: pl.Series) -> Keys:
        """Return the index of each context, -1 where none is told."""
        found = contexts.replace_strict(self._index, default=-1, return_dtype=pl.Int64)
        return found.to_numpy()

    def parts(self, located: pl.DataFrame, parts: int) -> Keys:
        """Return the part of each row; what could be linked lies in one, the rest lies anywhere."""
        place, topic = (
            located[name].cast(pl.Int64).to_numpy().copy() for name in ("place", "topic")
        )
        context = self.codes(located["context"])
        found = np.full(len(located), -1, np.int64)
        for index, component in ((context, self.of_context), (place, self.of_place)):
            known = index >= 0
            found[known] = component[index[known]]
        free = (found < 0) | (topic < 0) | located["alone"].to_numpy()
        key = np.where(free, located["row"].to_numpy(), found * _SPREAD + topic)
        return (key * _MIX >> 16 & _POSITIVE) % parts

    @cached_property
    def _index(self) -> dict[str, int]:
        return {context: at for at, context in enumerate(self.contexts) if context}
