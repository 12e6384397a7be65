"""Home of a poll: the projects, what they cost, and the ballots, as a file tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from xiaowei.domain.errors import BadInput
from xiaowei.domain.voting import APPROVAL, CHOOSE_ONE, CUMULATIVE, ORDINAL

Ints = npt.NDArray[np.int64]
SCORING = "scoring"
KINDS = (APPROVAL, CHOOSE_ONE, CUMULATIVE, ORDINAL, SCORING)


@dataclass(frozen=True, slots=True)
class Option:
    """A project that may be chosen; `told` is its row as the file tells it, by column."""

    id: str
    cost: Decimal
    told: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return its name, or its id where it has none."""
        return self.told.get("name", "").strip() or self.id


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll: voter v chose `choices[begins[v]:begins[v + 1]]` (indices of `options`) with these `points`.

    Points are above 0; what a voter gave none is not among her choices. `columns` and `rows` are the ballots
    as the file tells them.
    """

    meta: Mapping[str, str]
    kind: str
    budget: Decimal
    options: tuple[Option, ...]
    begins: Ints
    choices: Ints
    points: Ints | list[Fraction]
    columns: tuple[str, ...]
    rows: list[list[str]]
    warnings: tuple[BadInput, ...] = ()
