"""Home of the ground: which tickets could ever be linked, so that each part of them can be linked alone.

A ticket meets others at its spot (place and topic) or where its words may lie as well, in its area (context
and topic) and with its caller's calls about the topic, nowhere else. So two tickets can come to one event
only if a chain of tickets leads from one to the other: connected components of the graph whose nodes are
those meeting points and whose edges are the tickets that have several (Hopcroft and Tarjan 1973).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from xiaowei.analysis.grouping.engine import of_callers

Keys = npt.NDArray[np.int64]
_SPREAD, _MIX, _POSITIVE = 1_000_003, 2_654_435_761, (1 << 40) - 1
_AREAS = 1 << 52
"""Beyond the keys of all spots."""
_TOLD = ("place", "other", "topic", "rival", "context", "caller", "district", "alone")


def told_together(located: pl.DataFrame) -> pl.DataFrame:
    """Return what tickets tell together, once each.

    With the earliest moment (`at`), how many rows (`rows`), and the last of them (`last`).
    """
    rows = located.with_columns(rows=1, last="row") if "rows" not in located.columns else located
    return rows.group_by(_TOLD).agg(pl.col("at").min(), pl.col("rows").sum(), pl.col("last").max())


@dataclass(frozen=True)
class Ground:
    """The component of each meeting point (by its key, in order); `first` is the earliest moment.

    There are so many `rows`, and `last` is the number of the last.
    """

    contexts: tuple[str, ...]
    points: Keys
    component: Keys
    first: int
    rows: int
    last: int

    @classmethod
    def of(cls, together: pl.DataFrame) -> Ground:
        """Return the ground of what is told together anywhere."""
        contexts = tuple(together["context"].unique().sort().to_list())
        none = np.zeros(0, np.int64)
        rows, last = together["rows"].sum(), together["last"].max()
        first = together["at"].min()
        found = cls(
            contexts,
            none,
            none,
            first if isinstance(first, int) else 0,
            int(rows),
            last if isinstance(last, int) else 0,
        )
        again = pl.col("caller").is_duplicated()
        met = together.filter(~pl.col("alone"), pl.col("topic") >= 0).with_columns(
            caller=pl.when(again).then("caller").otherwise(0)  # who calls once meets nobody
        )
        points = found.meeting(met)
        known, node = np.unique(points, return_inverse=True)
        node = node.reshape(points.shape)
        rest = points[:, 1:] != -1
        edges = (np.ones(int(rest.sum()), np.int8), _edges(node, rest))
        _, component = connected_components(coo_matrix(edges, (len(known),) * 2), directed=False)
        return replace(found, points=known, component=component.astype(np.int64))

    def meeting(self, located: pl.DataFrame) -> Keys:
        """Return the keys of the points at which each row meets others, in columns; -1 where there is none.

        The first known one comes first.
        """
        place, other, topic, rival, caller, district = (
            located[name].cast(pl.Int64).to_numpy()
            for name in ("place", "other", "topic", "rival", "caller", "district")
        )
        context = located["context"].replace_strict(
            self._index, default=-1, return_dtype=pl.Int64
        ).to_numpy()  # fmt: skip
        keys = np.column_stack((
            _key(place, topic, 0), _key(context, topic, _AREAS), of_callers(caller, topic, district),
            _key(place, rival, 0), _key(other, topic, 0),
        ))  # fmt: skip
        order = np.argsort(keys == -1, axis=1, kind="stable")
        found: Keys = np.take_along_axis(keys, order, 1)
        return found

    def parts(self, located: pl.DataFrame, parts: int) -> Keys:
        """Return the part of each row; what could be linked lies in one, the rest lies anywhere."""
        point = self.meeting(located)[:, 0]
        free = (point == -1) | located["alone"].to_numpy() | (located["topic"] < 0).to_numpy()
        if len(self.points):
            at = np.minimum(np.searchsorted(self.points, point), len(self.points) - 1)
            free |= self.points[at] != point
            key = np.where(free, located["row"].to_numpy(), self.component[at] * _SPREAD)
        else:
            key = located["row"].to_numpy()
        return (key * _MIX >> 16 & _POSITIVE) % parts

    @cached_property
    def _index(self) -> dict[str, int]:
        return {context: at for at, context in enumerate(self.contexts) if context}


def _key(one: Keys, topic: Keys, first: int) -> Keys:
    return np.where((one >= 0) & (topic >= 0), first + one * _SPREAD + topic, -1)


def _edges(node: Keys, rest: npt.NDArray[np.bool_]) -> tuple[Keys, Keys]:
    """Return the first point of each row beside each of the rest."""
    return np.broadcast_to(node[:, :1], rest.shape)[rest], node[:, 1:][rest]
