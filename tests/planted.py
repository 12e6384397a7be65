"""Home of planted complaints: years of them at places with and without works, of known rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from xiaowei.base.remembering import forget
from xiaowei.journey import proof, relapses
from xiaowei.journey.line import Line
from xiaowei.stages.evaluation.queries import topic_group

Heard = list[tuple[int, int, str]]
Rates = Callable[[Line, int], float]
UNTREATED, RATE = 120, 2.0


def topic(line: Line) -> str:
    """Return the topic under which a project's complaints are planted."""
    return min(topic_group(line.type_code))


def planted(lines: Sequence[Line], begin: date, until: date, then: Rates, seed: int = 1) -> Heard:
    """Return complaints, oldest first: `then(line, week of use)` is the rate a week after the works."""
    chance = np.random.default_rng(seed)
    days = np.arange(begin.toordinal(), until.toordinal() + 1)
    rows: Heard = []
    for name in sorted({topic(line) for line in lines}):
        for place in range(100_000, 100_000 + UNTREATED):
            rows += _drawn(chance, place, name, days, np.full(len(days), chance.gamma(2, 0.4)))
    for line in lines:
        used = (line.used_on or until).toordinal()
        rates = [then(line, (day - used) // 7) if day > used else RATE for day in days.tolist()]
        for place in line.place_ids:
            rows += _drawn(chance, place, topic(line), days, np.array(rates))
    return sorted(rows)


def _drawn(chance: np.random.Generator, place: int, name: str, days: Any, rates: Any) -> Heard:
    return [(day, place, name) for day in np.repeat(days, chance.poisson(rates / 7)).tolist()]


def plant(patch: pytest.MonkeyPatch, rows: Heard) -> None:
    """Let the district have these complaints, as far as each day asks for."""
    forget()
    for module in (proof, relapses):
        patch.setattr(
            module,
            "heard_where",
            lambda _, until, *__: [row for row in rows if row[0] <= until.toordinal()],
        )
