"""Home of character pairs: what labels the pairs of Chinese characters of a text speak for.

The features are pairs of neighbouring Chinese characters, hashed into a table; the weights are the
pointwise mutual information of pair and label (multinomial naive Bayes over a background). Digits,
letters and punctuation separate pairs. Kernels run over the UTF-8 bytes, compiled on first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 14
_SMOOTH = 8.0
Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
Table = npt.NDArray[np.float32]
_MASK = BUCKETS - 1
_FIRST, _LAST = 0x4E00, 0x9FFF


def bytes_of(texts: Sequence[bytes]) -> tuple[Bytes, Offsets]:
    """Return the bytes (UTF-8) of all texts, and where each begins (one more than there are texts)."""
    ends = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=ends[1:])
    return np.frombuffer(b"".join(texts) or b"\0", np.uint8), ends


def learn(data: Bytes, offsets: Offsets, labels: npt.NDArray[np.int64], count: int) -> Table:
    """Return the weight of each pair (row) for each of `count` labels; a label below 0 is not learnt from."""
    seen = _count(data, offsets, labels, count)
    of_label = seen.sum(0, keepdims=True)
    share = seen.sum(1, keepdims=True) / max(float(seen.sum()), 1.0)
    known = share > 0
    likely = (seen + _SMOOTH * share) / (of_label + _SMOOTH)
    weights = np.log(likely, where=known, out=np.zeros_like(likely)) - np.log(
        share, where=known, out=np.zeros_like(share)
    )
    return np.ascontiguousarray(weights, np.float32)


def score(data: Bytes, offsets: Offsets, weights: Table) -> Table:
    """Return the sum of the weights of each text's pairs: a row per text, a column per label."""
    out = np.empty((len(offsets) - 1, weights.shape[1]), np.float32)
    _score(data, offsets, weights, out)
    return out


@numba.njit(cache=True, nogil=True, inline="always")
def _character(data: Any, at: int, end: int) -> int:
    """Return the Chinese character that begins at a byte, 0 where another thing does."""
    if data[at] < 0xE0 or data[at] > 0xEF or at + 2 >= end:
        return 0
    code = ((data[at] & 15) << 12) | ((data[at + 1] & 63) << 6) | (data[at + 2] & 63)
    return code if _FIRST <= code <= _LAST else -1


@numba.njit(cache=True, nogil=True, inline="always")
def _bucket(first: int, second: int) -> int:
    return (((first * 31337 + second) * 2654435761) >> 8) & _MASK


@numba.njit(cache=True, nogil=True)
def _count(data: Any, offsets: Any, labels: Any, count: int) -> Any:
    out = np.zeros((BUCKETS, count), np.float32)
    for row in range(len(offsets) - 1):
        before, at, end = 0, offsets[row], offsets[row + 1]
        while at < end and labels[row] >= 0:
            code = _character(data, at, end)
            if before > 0 and code > 0:
                out[_bucket(before, code), labels[row]] += 1
            before = code
            at += 3 if code != 0 else 1
    return out


@numba.njit(cache=True, nogil=True)
def _score(data: Any, offsets: Any, weights: Any, out: Any) -> None:
    for row in range(len(offsets) - 1):
        for label in range(weights.shape[1]):
            out[row, label] = 0
        before, at, end = 0, offsets[row], offsets[row + 1]
        while at < end:
            code = _character(data, at, end)
            if before > 0 and code > 0:
                _add(out[row], weights[_bucket(before, code)])
            before = code
            at += 3 if code != 0 else 1


@numba.njit(cache=True, nogil=True, inline="always", fastmath=True)
def _add(total: Any, more: Any) -> None:
    for label in range(len(more)):
        total[label] += more[label]
