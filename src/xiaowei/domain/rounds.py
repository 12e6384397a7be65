"""Home of the names of rounds: 第五批, 第5批, 5 and 2020年第五批 are one round of a programme-year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_COUNTED = r"[0-9]+|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_NUMBERED = re.compile(
    rf"(?:[0-9]{{4}}年度?)?第?({_COUNTED})(?:(?:批次|[批期次])(?:小微)?(?:项目)?)?"
)


class Named(Protocol):
    """Something that a district named."""

    name: str


N = TypeVar("N", bound=Named)


@lru_cache(maxsize=1024)
def round_key(name: str) -> str:
    """Return what tells a round among those of its year: its number, or the district's own name for it.

    A number stands alone or with the year: 第一批补充 is not 第一批.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    found = _NUMBERED.fullmatch("".join(plain.split()))
    if found is None:
        return plain
    return str(int(found[1]) if found[1].isascii() else _numeral(found[1]))


def round_among(known: Iterable[N], name: str) -> N | None:
    """Return the round of that name; else the first one that is the same in other words."""
    every = list(known)
    exact = (one for one in every if one.name == name)
    alike = (one for one in every if round_key(one.name) == round_key(name))
    return next(exact, None) or next(alike, None)


def _numeral(shown: str) -> int:
    tens, ten, ones = shown.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
