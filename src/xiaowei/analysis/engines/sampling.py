"""Home of the sample: which tickets are learnt from, by their numbers alone.

Whether a ticket belongs to the sample depends on its own number (FNV-1a, mixed as in SplitMix64), so the
sample is the same however the rows are ordered and parted.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping.bigrams import bytes_of

BOUND = 1_000_000
"""So many tickets teach all that can be learnt; a smaller sheet is learnt from as a whole."""
_ALL = 1 << 63
Keys = npt.NDArray[np.int64]


def keys_of(texts: pl.Series) -> Keys:
    """Return a number from 0 to 2^63 - 1 for each text; 0 where there is none."""
    data, offsets = bytes_of(texts.fill_null("").cast(pl.Binary).to_list())
    found = np.empty(len(texts), np.int64)
    _keys(data, offsets, found)
    found[texts.is_null().to_numpy()] = 0
    return found


def share_of(rows: int, bound: int = BOUND) -> int:
    """Return below which key a ticket belongs to the sample, where there are so many rows."""
    return _ALL if rows <= bound else _ALL * bound // rows


def is_all(share: int) -> bool:
    """Tell whether every ticket belongs to the sample."""
    return share >= _ALL


def sampled(tickets: pl.DataFrame, share: int) -> pl.DataFrame:
    """Return the tickets (column `number`) that belong to the sample."""
    if is_all(share):
        return tickets
    return _compact(tickets.filter(pl.Series(keys_of(tickets["number"]) < share)))


def _compact(tickets: pl.DataFrame) -> pl.DataFrame:
    """Copy the texts: a filtered column looks into the whole of what it was filtered from, and keeps it."""
    data = BytesIO()
    tickets.write_ipc_stream(data, compat_level=pl.CompatLevel.oldest())
    data.seek(0)
    return pl.read_ipc_stream(data).select(
        pl.col(name).cast(kind) for name, kind in tickets.schema.items()
    )


@numba.njit(cache=True, nogil=True)
def _keys(data: Any, offsets: Any, out: Any) -> None:
    for row in range(len(out)):
        mixed = np.uint64(0xCBF29CE484222325)
        for at in range(offsets[row], offsets[row + 1]):
            mixed = (mixed ^ np.uint64(data[at])) * np.uint64(0x100000001B3)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        out[row] = np.int64((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1))
