"""Home of n-grams: the runs of characters and words in texts, one to three in a row, as 63-bit keys.

A key depends on the n-gram alone (FNV-like mixing); among millions of them no two share one in practice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

_BLANK = 0x20
_PRIME, _STEP, _MASK = 1099511628211, 0x9E3779B9, 0x7FFFFFFFFFFFFFFF
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """N-grams as they stand: for each its text (index, ascending) and its key."""

    texts: int
    text: Ints
    key: Ints

    def common(self, least: int) -> Ints:
        """Return, sorted, the keys that stand in at least so many texts."""
        order = np.argsort(self.key, kind="stable")
        key, text = self.key[order], self.text[order]
        new_key = np.diff(key, prepend=-1) != 0
        new_text = new_key | (np.diff(text, prepend=-1) != 0)
        begins = np.flatnonzero(new_key)
        if not len(begins):
            return key
        often = np.add.reduceat(new_text.astype(np.int64), begins)
        return key[begins][often >= least]

    def counted(self, keys: Ints) -> Any:
        """Return how often each of the sorted `keys` stands in each text (CSR, texts × keys)."""
        from scipy.sparse import coo_matrix

        at = np.searchsorted(keys, self.key)
        at[at == len(keys)] = 0
        known = keys[at] == self.key if len(keys) else np.zeros(len(at), np.bool_)
        ones = np.ones(int(known.sum()), np.float32)
        return coo_matrix((ones, (self.text[known], at[known])), (self.texts, len(keys))).tocsr()


def character_runs(texts: Sequence[str], most: int = 3) -> Runs:
    """Return every run of up to `most` characters, blanks left out."""
    codes, ends = _codes(["".join(text.lower().split()) for text in texts])
    return Runs(len(texts), *_fast(_runs)(codes, ends, most))


def word_runs(texts: Sequence[str], most: int = 2) -> Runs:
    """Return every run of up to `most` words parted by blanks."""
    words, ends = _fast(_words)(*_codes([" ".join(text.lower().split()) for text in texts]))
    return Runs(len(texts), *_fast(_runs)(words, ends, most))


def _codes(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the characters of all texts, and where each text ends."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    return codes, np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))


@cache
def _fast(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop when it is first needed: who only reads a model's card needs no compiler."""
    import numba

    found: Callable[..., Any] = numba.njit(cache=True, nogil=True)(loop)
    return found


def _runs(codes: Ints, ends: Ints, most: int) -> Any:
    """Return text and key of every run of one to `most` codes."""
    rows = np.empty(len(codes) * most, np.int64)
    keys = np.empty(len(codes) * most, np.int64)
    filled, begin = 0, 0
    for row in range(len(ends)):
        for first in range(begin, ends[row]):
            mixed = 0
            for at in range(first, min(first + most, ends[row])):
                mixed = ((mixed ^ codes[at]) * _PRIME + _STEP) & _MASK
                rows[filled], keys[filled] = row, mixed
                filled += 1
        begin = ends[row]
    return rows[:filled], keys[:filled]


def _words(codes: Ints, ends: Ints) -> Any:
    """Return a code for each word, and where each text ends in them."""
    words, word_ends = np.empty(len(codes) + 1, np.int64), np.empty_like(ends)
    filled, begin = 0, 0
    for row in range(len(ends)):
        mixed, inside = 0, False
        for at in range(begin, ends[row]):
            if codes[at] == _BLANK:
                words[filled] = mixed
                filled += 1
                mixed, inside = 0, False
            else:
                mixed, inside = ((mixed ^ codes[at]) * _PRIME + _STEP) & _MASK, True
        if inside:
            words[filled] = mixed
            filled += 1
        word_ends[row] = filled
        begin = ends[row]
    return words[:filled], word_ends
