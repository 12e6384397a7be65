"""Home of the units of quantities: what they are called, and which can be turned into which.

The table is data: `units.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files

SCALES = {"万": 10_000, "千": 1_000, "百": 100}
KEPT = Decimal("0.001")
"""A converted quantity is kept to this; what needs no conversion stays as it is."""
COUNTED = ("pieces", "households")
_EITHER = re.compile(r"[/、()]+")


@dataclass(frozen=True)
class Unit:
    """A unit, its dimension, and how many of the dimension's first unit it is."""

    name: str
    dimension: str
    factor: Fraction

    @property
    def is_counted(self) -> bool:
        """Tell whether things are counted in it, not measured."""
        return self.dimension in COUNTED


def unit_named(word: str) -> Unit | None:
    """Return the unit of that name; 万平方米 is ten thousand 平方米, 台(套) is 台."""
    return _unit(_plain(word))


def standard_unit(word: str) -> str:
    """Name a unit by its standard word: ㎡ and 平米 are 平方米; others stay as they are."""
    return _table().get(_plain(word), Unit(_plain(word), "", Fraction(1))).name


def can_convert(said: str, wanted: str) -> bool:
    """Tell whether a quantity in one unit can be told in the other."""
    return convert(Decimal(1), said, wanted) is not None


def convert(quantity: Decimal, said: str, wanted: str) -> Decimal | None:
    """Return a quantity in the unit `wanted`, or None where the two measure different things."""
    if _plain(said) == _plain(wanted):
        return quantity
    own, other = unit_named(said), unit_named(wanted)
    if own is None or other is None or own.dimension != other.dimension:
        return None
    if own.factor == other.factor:
        return quantity
    exact = Fraction(quantity) * own.factor / other.factor
    return _tidy(Decimal(exact.numerator) / Decimal(exact.denominator))


def unit_words() -> tuple[str, ...]:
    """Return every name of every unit, the longest first."""
    return tuple(sorted(_table(), key=lambda word: (-len(word), word)))


def units_like(wanted: str) -> tuple[str, ...]:
    """Return the standard names of the units that can be turned into `wanted`, itself first."""
    other = unit_named(wanted)
    same = (unit.name for unit in _table().values() if other and unit.dimension == other.dimension)
    return tuple(dict.fromkeys((wanted, *same)))


@lru_cache(maxsize=1024)
def _unit(word: str) -> Unit | None:
    found = _table().get(word)
    if found is None and word[:1] in SCALES and (bare := _table().get(word[1:])):
        return Unit(word, bare.dimension, bare.factor * SCALES[word[0]])
    return found or _either(word)


def _either(word: str) -> Unit | None:
    """Return the first of several names for the same: 台(套), 个/处."""
    parts = [_table().get(part) for part in _EITHER.split(word) if part]
    kinds = {(part.dimension, part.factor) if part else None for part in parts}
    return parts[0] if len(parts) > 1 and len(kinds) == 1 else None


def _tidy(quantity: Decimal) -> Decimal:
    """Round to what is kept, without zeros at the end."""
    kept = quantity.quantize(KEPT, ROUND_HALF_UP).normalize()
    return kept.quantize(Decimal(1)) if kept == kept.to_integral_value() else kept


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).lower()


@cache
def _table() -> dict[str, Unit]:
    file = files("xiaowei.domain").joinpath("units.toml")
    found: dict[str, Unit] = {}
    for dimension, units in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for name, about in units.items():
            unit = Unit(name, dimension, Fraction(about["is"]))
            found |= {_plain(word): unit for word in (name, *about["names"])}
    return found
