"""Home of works that came into use on days of their own: each judged on its day and matter, then together.

One programme finishes over a whole year. Each of its works is held against the untreated of the same matter
and the same weeks; their sums are the programme's, and all move back together to the placebo dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from xiaowei.analysis.effects.comparison import Comparison, compare
from xiaowei.analysis.effects.field import Field, Lesson
from xiaowei.analysis.effects.judging import (
    Finding,
    Reason,
    Seen,
    Verdict,
    all_of,
    each,
    unjudged,
    unprovable,
)
from xiaowei.analysis.effects.programme import Cohort, Effect, Placebo, cohort, effect, placebo
from xiaowei.analysis.effects.record import WEEK, Floats, Ints

_LEARNT = 4
SURE = 1.96
"""Of 100 weeks with nothing done about 95 lie within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Work:
    """Works on one matter that came into use on a `day` (ordinal); a place of None never complained."""

    field: Field
    day: int
    places: tuple[int | None, ...]

    @property
    def known(self) -> Ints:
        """Return the places that ever complained, each once."""
        return np.array(sorted({one for one in self.places if one is not None}), np.int64)


@dataclass(frozen=True, slots=True)
class Picture:
    """Complaints a week around the day of use, all judged works on top of each other; each of (weeks,).

    Of the weeks after also what would have come anyway, and between what it would mostly have lain.
    """

    before: Floats
    after: Floats
    anyway: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Judged:
    """The finding on each of the works, in their order, and what the findings on some of them rest on."""

    works: tuple[Work, ...]
    findings: tuple[Finding, ...]
    compared: tuple[Comparison | None, ...]
    placebo: Placebo | None
    weeks: int
    alpha: float

    def together(self, of: Iterable[int]) -> tuple[Finding, Effect | None]:
        """Return the finding on some works together, by their numbers; the unjudged count nowhere."""
        of = list(of)
        told = [one for at in of if (one := self.compared[at]) is not None]
        if told and self.placebo:
            found = effect(told, self.placebo, self.alpha)
            return all_of(told, found, self.alpha), found
        untold = [self.findings[at] for at in of if self.compared[at] is None]
        return _untold(untold, Reason.FEW_DATES if told else None), None

    def seen(self, of: Iterable[int]) -> Seen:
        """Return what the counts of some works together rest on: of those that `together` counts."""
        of = list(of)
        told = [at for at in of if self.compared[at] is not None] if self.placebo else []
        counted = told or [at for at in of if self.compared[at] is None]
        spans = [(self.works[at].field.span, self.works[at].day) for at in counted]
        return Seen.of([self.findings[at] for at in counted], spans, self.weeks)

    def picture(self) -> Picture | None:
        """Return the weeks around the works; None where none is judged."""
        told = [(w, c) for w, c in zip(self.works, self.compared, strict=True) if c is not None]
        if not told:
            return None
        before, after = np.zeros(self.weeks), np.zeros(self.weeks)
        anyway, spread, common = np.zeros(self.weeks), np.zeros(self.weeks), np.zeros(self.weeks)
        for work, one in told:
            before += _weekly(work, work.day - self.weeks * WEEK, self.weeks)
            after += _weekly(work, work.day + 1, self.weeks)
            share = _season(work, self.weeks)
            expected = share * one.expected.sum()
            anyway += expected
            spread += share * (one.even * one.expected).sum() + share**2 * one.strayed.sum()
            common += expected * one.shared**0.5
        deviation = self.placebo.deviation if self.placebo else 0.0
        reach = SURE * np.sqrt(spread + common**2 + (deviation * anyway) ** 2)
        return Picture(before, after, anyway, np.maximum(anyway - reach, 0), anyway + reach)


def judge_each(works: Sequence[Work], weeks: int, alpha: float = 0.05) -> Judged:
    """Judge works by `weeks` before and after the day of each, in time linear in their number."""
    lessons: dict[tuple[Field, int], Lesson] = {}
    compared: list[Comparison | None] = [None] * len(works)
    reasons: list[Reason | None] = [None] * len(works)
    cohorts: list[Cohort] = []
    for at in sorted(range(len(works)), key=lambda one: (id(works[one].field), works[one].day)):
        work = works[at]
        reasons[at] = _unprovable(work, weeks)
        if reasons[at] is None:
            lesson = _lesson(lessons, work, weeks)
            found = compared[at] = compare(lesson, work.known)
            if found is None:
                reasons[at] = Reason.FEW_UNTREATED
            else:
                cohorts.append(cohort(work.field, work.day, lesson.told, work.known))
    beyond = placebo(cohorts, weeks)
    findings = [
        _finding(work, one, reason, beyond, weeks, alpha)
        for work, one, reason in zip(works, compared, reasons, strict=True)
    ]
    return Judged(tuple(works), tuple(findings), tuple(compared), beyond, weeks, alpha)


def _unprovable(work: Work, weeks: int) -> Reason | None:
    return unprovable(work.field.span, work.day, weeks) or (
        None if len(work.known) else Reason.NEVER_SEEN
    )


def _lesson(kept: dict[tuple[Field, int], Lesson], work: Work, weeks: int) -> Lesson:
    """Return the lesson of a day, the last few at hand: works come in the order of their days."""
    key = work.field, work.day
    if key not in kept:
        if len(kept) >= _LEARNT:
            kept.clear()
        kept[key] = work.field.lesson(work.day, weeks)
    return kept[key]


def _finding(
    work: Work,
    compared: Comparison | None,
    reason: Reason | None,
    beyond: Placebo | None,
    weeks: int,
    alpha: float,
) -> Finding:
    """Return the finding on one of the works: a place by its rank, several by their sum."""
    if compared is None:
        return unjudged(work.field.round(work.day, weeks), work.known, reason or Reason.NEVER_SEEN)
    if len(compared.sites) == 1 or beyond is None:
        found = each(compared, beyond.deviation if beyond else 0.0, alpha)
        return found[0] if len(found) == 1 else _untold(found, Reason.FEW_DATES)
    return all_of([compared], effect([compared], beyond, alpha), alpha)


def _untold(findings: Sequence[Finding], reason: Reason | None) -> Finding:
    """Return what is said of works together of which nothing can be said: why of most, early before all."""
    reasons = Counter(one.reason for one in findings)
    if reason is None:
        early = Reason.WINDOW_OPEN in reasons
        most = max(reasons, key=lambda one: reasons[one], default=Reason.NEVER_SEEN)
        reason = Reason.WINDOW_OPEN if early else most
    verdict = Verdict.TOO_EARLY if reason is Reason.WINDOW_OPEN else Verdict.NOT_PROVABLE
    before, after = (sum(one.before for one in findings), sum(one.after for one in findings))
    return Finding(verdict, before, after, reason=reason)


def _weekly(work: Work, first: int, weeks: int) -> Floats:
    """Return the complaints at the places of works in each week from a day on."""
    known, record = work.known, work.field.record
    return np.array([record.count(first + WEEK * n, WEEK)[known].sum() for n in range(weeks)])


def _season(work: Work, weeks: int) -> Floats:
    """Return what share of the weeks after fell on each, as all places of the matter had it."""
    record, first = work.field.record, work.day + 1
    days = [int(np.searchsorted(record.day, first + WEEK * n)) for n in range(weeks + 1)]
    heard = np.diff(days) + 1.0
    return np.asarray(heard / heard.sum(), np.float64)
