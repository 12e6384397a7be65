"""Home of duplicates: which reports of a sheet repeat an earlier one that is not settled yet.

A report repeats an earlier one of the same place that came a few days before at most and was still
open. Signs may tell more: that both were closed on one day (as a desk closes an original and what
repeats it), that both are of one kind, that both say the same words. A sign is asked for where near
pairs (neighbours in time at one place that fulfil the rule) agree on it far more often than other
neighbours; elsewhere it tells nothing. What is unknown of one of two reports contradicts nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Report:
    """What telling duplicates needs of a report; without place and time nothing can be told."""

    id: str
    place: Hashable
    opened_at: datetime
    closed_at: datetime | None = None
    kind: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A report that repeats the one `of`, the first of its chain; both are indices.

    `score` falls from 1 (the same moment) to .5 (as late as the rule allows).
    """

    index: int
    of: int
    score: float


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """How many days later a repeat may come, and from which excess over chance a sign is asked for.

    The excess is (near − other) / (1 − other), of the shares of pairs that agree.
    """

    days: float = 3
    excess: float = 0.5


COORDINATE_DIGITS = 5
"""Coordinates that round to one hundred-thousandth of a degree (about 1 m) are one place."""
Sign = Callable[[Report], str | date | None]
Pair = tuple[Report, Report]


def duplicates(reports: Sequence[Report], rule: DuplicateRule | None = None) -> list[Duplicate]:
    """Return the reports that repeat an earlier one, in the order in which they came.

    Of reports of one moment the one that stands first in the sheet is the earlier. The cost grows
    with the reports and with how many of one place and few days contradict each other.
    """
    rule = rule or DuplicateRule()
    order = sorted(range(len(reports)), key=lambda index: reports[index].opened_at)
    signs = _signs_asked_for(reports, order, rule)
    waiting: dict[Hashable, deque[int]] = {}
    first: dict[int, int] = {}
    found = []
    for index in order:
        report = reports[index]
        queue = waiting.setdefault(report.place, deque())
        while queue and not _is_near(reports[queue[0]], report, rule):
            queue.popleft()
        for earlier in queue:
            if _may_repeat(reports[earlier], report, signs, rule):
                first[index] = first.get(earlier, earlier)
                score = _score(reports[earlier], report, rule)
                found.append(Duplicate(index, first[index], score))
                break
        queue.append(index)
    return found


def _signs_asked_for(
    reports: Sequence[Report], order: Sequence[int], rule: DuplicateRule
) -> list[Sign]:
    near, other = _neighbours(reports, order, rule)
    return [
        sign for sign in (_closed_on, _kind, _words) if _excess(near, other, sign) >= rule.excess
    ]


def _neighbours(
    reports: Sequence[Report], order: Sequence[int], rule: DuplicateRule
) -> tuple[list[Pair], list[Pair]]:
    """Return the neighbours in time at one place: those that are near by the rule, and the others."""
    at_place: dict[Hashable, list[Report]] = {}
    for index in order:
        at_place.setdefault(reports[index].place, []).append(reports[index])
    near: list[Pair] = []
    other: list[Pair] = []
    for same in at_place.values():
        for pair in pairwise(same):
            (near if _is_near(*pair, rule) else other).append(pair)
    return near, other


def _excess(near: Iterable[Pair], other: Iterable[Pair], sign: Sign) -> float:
    by_chance = _agreement(other, sign)
    return (_agreement(near, sign) - by_chance) / (1 - by_chance) if by_chance < 1 else 0.0


def _agreement(pairs: Iterable[Pair], sign: Sign) -> float:
    """Return the share of pairs that agree on a sign, among those of which both tell it."""
    told = [(a, b) for one, other in pairs if (a := sign(one)) and (b := sign(other))]
    return sum(a == b for a, b in told) / len(told) if told else 0.0


def _is_near(earlier: Report, later: Report, rule: DuplicateRule) -> bool:
    still_open = earlier.closed_at is None or earlier.closed_at >= later.opened_at
    return still_open and later.opened_at - earlier.opened_at <= timedelta(days=rule.days)


def _may_repeat(earlier: Report, later: Report, signs: Iterable[Sign], rule: DuplicateRule) -> bool:
    return _is_near(earlier, later, rule) and not any(
        (a := sign(earlier)) and (b := sign(later)) and a != b for sign in signs
    )


def _score(earlier: Report, later: Report, rule: DuplicateRule) -> float:
    late = (later.opened_at - earlier.opened_at) / timedelta(days=rule.days or 1)
    return round(1 - late / 2, 3)


def _closed_on(report: Report) -> date | None:
    return report.closed_at.date() if report.closed_at else None


def _kind(report: Report) -> str | None:
    return report.kind


def _words(report: Report) -> str | None:
    return report.words
