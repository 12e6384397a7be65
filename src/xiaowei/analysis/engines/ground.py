"""Home of the ground: which tickets could ever be linked, so that each part of them can be linked alone.

A ticket meets others at its spot (place and topic) or where its words may lie as well, in its area (context
and topic) and with its caller's calls about the topic, nowhere else. So two tickets can come to one event
only if a chain of tickets leads from one to the other: connected components of the graph whose nodes are
those meeting points and whose edges are the tickets that have several (Hopcroft and Tarjan 1973).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from xiaowei.analysis.engines.sampling import keys_of
from xiaowei.analysis.grouping.engine import of_callers

Keys = npt.NDArray[np.int64]
_SPREAD, _MIX, _POSITIVE = 1_000_003, 2_654_435_761, (1 << 40) - 1
_AREAS = 1 << 61
"""Keys of areas lie above it, those of spots below, those of callers below 0."""
_TOGETHER = {"one": pl.Int64, "other": pl.Int64, "at": pl.Int64, "rows": pl.Int64, "last": pl.Int64}


def told_together(located: pl.DataFrame) -> pl.DataFrame:
    """Return which points are told together, once each; the earliest moment, how many rows, the last row.

    The first row tells these of all rows, the others of pairs of points.
    """
    known = located.filter(~pl.col("alone"), pl.col("topic") >= 0)
    keys = meeting(known)
    alone = (keys[:, 0] < -1) & (keys[:, 1] == -1)  # a caller who tells nothing else
    pairs = np.concatenate(
        [keys[rest][:, [0, at]] for at in range(1, keys.shape[1]) for rest in [keys[:, at] != -1]]
        + [keys[alone][:, [0, 0]]]
    )
    told = pl.DataFrame(pairs, ["one", "other"], orient="row").unique()
    all_rows = located.select(
        one=pl.lit(-1),
        other=pl.lit(-1),
        at=pl.col("at").min(),
        rows=pl.len(),
        last=pl.col("row").max(),
    )
    return pl.concat([all_rows, told], how="diagonal_relaxed").select(
        pl.col(name).cast(kind) for name, kind in _TOGETHER.items()
    )


def meeting(located: pl.DataFrame) -> Keys:
    """Return the keys of the points at which each row meets others, in columns; -1 where there is none.

    Known ones come first.
    """
    place, other, topic, rival, caller, district = (
        located[name].cast(pl.Int64).to_numpy()
        for name in ("place", "other", "topic", "rival", "caller", "district")
    )
    area = _AREAS | (keys_of(located["context"]) ^ topic * _MIX) & (_AREAS - 1)
    told = (located["context"] != "").to_numpy() & (topic >= 0)
    keys = np.column_stack((
        _spot(place, topic), np.where(told, area, -1), of_callers(caller, topic, district),
        _spot(place, rival), _spot(other, topic),
    ))  # fmt: skip
    known_first = np.argsort(keys == -1, axis=1, kind="stable")
    found: Keys = np.take_along_axis(keys, known_first, 1)
    return found


@dataclass(frozen=True)
class Ground:
    """Which points (by their keys, in order) meet in one component, by the first of its keys.

    `first` is the earliest moment; there are so many `rows`, and `last` is the number of the last.
    """

    points: Keys
    component: Keys
    first: int
    rows: int
    last: int

    @classmethod
    def of(cls, parts: Iterable[pl.DataFrame]) -> Ground:
        """Return the ground of what is told together (`told_together`) anywhere."""
        together = pl.concat([pl.DataFrame(schema=_TOGETHER), *parts])
        first, rows, last = (
            value if isinstance(value, int) else 0
            for value in (together["at"].min(), together["rows"].sum(), together["last"].max())
        )
        pairs = together.filter(pl.col("one") != -1).select("one", "other").unique()
        before = pairs.filter(pl.col("one") < -1, pl.col("one") != pl.col("other"))["one"]
        once = (pl.col("other") < 0) & ~pl.col("other").is_duplicated()
        once &= ~pl.col("other").is_in(before.unique().to_list())
        one, other = pairs.filter(~once).to_numpy().T  # who calls once meets nobody
        points, node = np.unique(np.concatenate((one, other)), return_inverse=True)
        edges = (np.ones(len(one), np.int8), (node[: len(one)], node[len(one) :]))
        graph = coo_matrix(edges, (len(points), len(points)))
        _, component = connected_components(graph, directed=False)
        _, begins = np.unique(component, return_index=True)
        return cls(points, points[begins][component], first, rows, last)

    def parts(self, located: pl.DataFrame, parts: int) -> Keys:
        """Return the part of each row; what could be linked lies in one, the rest lies anywhere."""
        key = meeting(located)[:, 0]
        if len(self.points):
            at = np.minimum(np.searchsorted(self.points, key), len(self.points) - 1)
            key = np.where(self.points[at] == key, self.component[at], key)
        free = (key == -1) | located["alone"].to_numpy() | (located["topic"] < 0).to_numpy()
        key = np.where(free, located["row"].to_numpy(), key)
        return (key * _MIX >> 16 & _POSITIVE) % parts


def _spot(place: Keys, topic: Keys) -> Keys:
    return np.where((place >= 0) & (topic >= 0), place * _SPREAD + topic, -1)
