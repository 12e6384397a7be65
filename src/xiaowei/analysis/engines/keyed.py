"""Home of keyed digests: equal where texts are equal, and telling nobody which texts they were.

All telephone numbers are tried within minutes, so a digest without a key tells them, and so does one
whose key can be worked out of a known pair. SipHash-2-4 (Aumasson & Bernstein 2012) of a text's 64-bit
key is neither; its own key is drawn for each run and dies with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.engines.sampling import Keys, keys_of

SALT_BYTES = 16
Words = npt.NDArray[np.uint64]
_LENGTH = np.uint64(8 << 56)


def digests_of(texts: pl.Series, salt: bytes) -> Keys:
    """Return a number from 1 to 2^63 - 1 for each text, keyed by `salt` (16 bytes); 0 where there is none."""
    found = (_siphash(keys_of(texts).astype(np.uint64), salt) >> np.uint64(1)).astype(np.int64)
    return np.where(texts.is_null().to_numpy(), 0, np.maximum(found, 1))


def _siphash(words: Words, salt: bytes) -> Words:
    """Return SipHash-2-4 of messages of eight bytes each."""
    one, two = np.frombuffer(salt, "<u8")
    starts = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    state = [
        np.full(len(words), np.uint64(s) ^ k) for s, k in zip(starts, (one, two) * 2, strict=True)
    ]
    for word in (words, _LENGTH):
        state[3] ^= word
        _mix(state, 2)
        state[0] ^= word
    state[2] ^= np.uint64(0xFF)
    _mix(state, 4)
    found: Words = state[0] ^ state[1] ^ state[2] ^ state[3]
    return found


def _mix(state: list[Words], rounds: int) -> None:
    for _ in range(rounds):
        for left, right, by, turned in (
            (0, 1, 13, True), (2, 3, 16, False), (0, 3, 21, False), (2, 1, 17, True),
        ):  # fmt: skip
            state[left] += state[right]
            state[right] = _turned(state[right], by) ^ state[left]
            if turned:
                state[left] = _turned(state[left], 32)


def _turned(words: Words, by: int) -> Words:
    found: Words = (words << np.uint64(by)) | (words >> np.uint64(64 - by))
    return found
