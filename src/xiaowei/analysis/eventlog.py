"""Home of the event log: which step of which case happened when, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from xiaowei.domain.errors import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]
_MICROSECONDS = 86_400_000_000.0
END_OF_DAY = 1 - 1 / 86_400
"""The last second of a day, as a part of it."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events in the order of cases, then of time; cases and steps are indices into their names.

    `at` are days since 1970-01-01, shape (n,), as are `case` and `step`; `traits` holds what is told of
    each case beside its steps, one row of categories for each, shape (traits, cases). `person` (n,) says who
    did each event, -1 where nobody is named.
    """

    cases: tuple[str, ...]
    steps: tuple[str, ...]
    case: Ints
    step: Ints
    at: Floats
    traits: Ints
    person: Ints

    @property
    def first(self) -> Flags:
        """Tell which events open their case."""
        found: Flags = np.diff(self.case, prepend=-1) != 0
        return found

    @property
    def last(self) -> Flags:
        """Tell which events are the last of their case."""
        found: Flags = np.diff(self.case, append=-1) != 0
        return found

    @property
    def opened_at(self) -> Floats:
        """Return when each case began; shape (cases,)."""
        return self.at[self.first]

    def until(self, day: float) -> EventLog:
        """Return what was known at a moment: events up to it, and the cases that have any.

        :raises BadInput: `pace_before_log`
        """
        known = self.at <= day
        if not known.any():
            raise BadInput("pace_before_log", first=as_text(float(self.at.min())))
        kept, case = np.unique(self.case[known], return_inverse=True)
        return replace(
            self,
            cases=tuple(self.cases[index] for index in kept),
            case=case.astype(np.int64),
            step=self.step[known],
            at=self.at[known],
            traits=self.traits[:, kept],
            person=self.person[known],
        )

    def known_cases(self, day: float) -> Ints:
        """Return the places of the cases that had begun at a moment, in the order of `until`."""
        kept: Ints = np.unique(self.case[self.at <= day])
        return kept


def log_of(
    cases: Sequence[str],
    steps: Sequence[str],
    at: Moments,
    traits: Sequence[Sequence[str]] = (),
    people: Sequence[str] = (),
) -> EventLog:
    """Return the log of these events, in any order; a trait is as its case's first event tells it.

    Of events of one moment in one case, the one that stands first in the sheet came first.
    """
    names, case = factors(cases)
    words, step = factors(steps)
    who, person = factors(people or [""] * len(cases))
    person = np.where(person == (who.index("") if "" in who else -1), -1, person)
    days = at.astype("datetime64[us]").astype(np.int64) / _MICROSECONDS
    order = np.lexsort((days, case))
    opening = order[np.r_[True, np.diff(case[order]) != 0]]
    told = [factors(one)[1][opening] for one in traits]
    return EventLog(
        names, words, case[order], step[order], days[order],
        np.array(told, np.int64).reshape(len(told), len(names)), person[order],
    )  # fmt: skip


def factors(words: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Return the different words in their order, and for each word its place among them."""
    names = sorted(set(words))
    place = {name: at for at, name in enumerate(names)}
    return tuple(names), np.fromiter((place[word] for word in words), np.int64, len(words))


def as_moment(day: float) -> np.datetime64:
    """Return the moment of so many days since 1970-01-01, to the second."""
    return np.datetime64(round(day * 86_400), "s")


def as_text(day: float) -> str:
    """Return a moment as YYYY-MM-DD."""
    return str(as_moment(day).astype("datetime64[D]"))
