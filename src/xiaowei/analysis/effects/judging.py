"""Home of the verdicts: what can be said of each site and of all together, and what can't be.

A site's p is the chance of so few complaints had nothing been done: "worked" at p ≤ alpha. "Worse" is a
test of its own, at half of alpha, of the chance of so many. A programme's p and interval are two-sided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from xiaowei.analysis.effects.comparison import Comparison, compare, ranks, silenced
from xiaowei.analysis.effects.field import Field
from xiaowei.analysis.effects.programme import Effect, cohort, effect, placebo
from xiaowei.analysis.effects.record import HISTORY, WEEK, Ints, Record, Round, Span

METHOD = (
    "history-learnt expectation, rank among untreated places of like expectation, placebo dates"
)

UNASKED = 2
"""Nobody asked whether it got worse: that is said on so many times the proof."""


class Verdict(StrEnum):
    """What can be said of a site, or of a programme."""

    WORKED = "worked"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    TOO_EARLY = "too_early"
    NOT_PROVABLE = "not_provable"


class Reason(StrEnum):
    """Why nothing can be said."""

    WINDOW_OPEN = "window_open"
    SHORT_HISTORY = "short_history"
    FEW_UNTREATED = "few_untreated"
    NEVER_SEEN = "never_seen"
    FEW_COUNTS = "few_counts"
    FEW_DATES = "few_dates"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict: counts in the windows before and after, and what would have come anyway.

    `p_value` of a site is the chance of so few with nothing done; of a programme that of such a difference.
    """

    verdict: Verdict
    before: int
    after: int
    expected: float | None = None
    p_value: float | None = None
    reason: Reason | None = None
    p_more: float | None = None
    """The chance of so many at a site, with nothing done."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the counts of `sites` rest on: of how many the window after is over (to the day, where nothing
    could be judged), of how many that before lies in the record; `most` is the largest count before.
    """

    sites: int
    over: int
    full: int
    most: int

    @classmethod
    def of(cls, findings: Sequence[Finding], spans: Sequence[tuple[Span, int]], weeks: int) -> Seen:
        """Return what findings rest on, each with its span of the record and its day of use."""
        days = weeks * WEEK
        return cls(
            len(findings),
            sum(
                one.expected is not None or day + days <= span.last
                for one, (span, day) in zip(findings, spans, strict=True)
            ),
            sum(span.windows_before(day, days) > 0 for span, day in spans),
            max((one.before for one in findings), default=0),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The findings on all sites in their order, and on the `whole` programme; `all_*` count all places.

    `untreated` is how many other places were there to compare with.
    """

    sites: tuple[Finding, ...]
    whole: Finding
    effect: Effect | None
    all_before: int
    all_after: int
    untreated: int
    seen: Seen


def judge(
    record: Record,
    treated: Sequence[int | None],
    day: int,
    weeks: int,
    alpha: float = 0.05,
    span: Span | None = None,
) -> Outcome:
    """Judge works that came into use on a `day` (ordinal) at places of a record, by `weeks` before and after.

    A place of None has no complaint in the record; one named twice is judged once and told twice. `span`
    is what was recorded at all, where the record holds a part of it, such as one topic.
    """
    field = Field(record, span or record.span(day))
    places = np.array(sorted({one for one in treated if one is not None}), np.int64)
    reason = unprovable(field.span, day, weeks)
    now = field.round(day, weeks)
    lesson = None if reason else field.lesson(day, weeks)
    compared = compare(lesson, places) if lesson else None
    whole = None
    if compared is None or lesson is None:
        reason = reason or Reason.FEW_UNTREATED
        judged = [unjudged(now, places[[at]], reason) for at in range(len(places))]
    else:
        beyond = placebo([cohort(field, day, lesson.told, places)], weeks)
        judged = each(compared, beyond.deviation if beyond else 0.0, alpha)
        whole = effect([compared], beyond, alpha) if beyond else None
    known: dict[int | None, Finding] = dict(zip(places.tolist(), judged, strict=True))
    unseen = Finding(Verdict.NOT_PROVABLE, 0, 0, reason=Reason.NEVER_SEEN)
    return Outcome(
        sites=tuple(known.get(one, unseen) for one in treated),
        whole=(
            all_of([compared], whole, alpha)
            if compared and whole
            else unjudged(now, places, reason or Reason.FEW_DATES)
        ),
        effect=whole,
        all_before=int(now.before.sum()),
        all_after=int(now.after.sum()),
        untreated=int(now.known.sum() - now.known[places].sum()),
        seen=Seen.of(judged, [(field.span, day)] * len(judged), weeks),
    )


def unprovable(span: Span, day: int, weeks: int) -> Reason | None:
    """Return why nothing can be said of any site: a short history stays short, an open window closes."""
    if span.windows_before(day, weeks * WEEK) < HISTORY:
        return Reason.SHORT_HISTORY
    return None if span.is_over(day, weeks * WEEK) else Reason.WINDOW_OPEN


def unjudged(now: Round, places: Ints, reason: Reason) -> Finding:
    """Return the finding on places of which nothing can be said."""
    verdict = Verdict.TOO_EARLY if reason is Reason.WINDOW_OPEN else Verdict.NOT_PROVABLE
    before, after = now.before[places].sum(), now.after[places].sum()
    return Finding(verdict, int(before), int(after), reason=reason)


def each(compared: Comparison, deviation: float, alpha: float) -> list[Finding]:
    """Return the finding on each place by its rank; `deviation` is how far placebo dates differ."""
    fewer, more = ranks(compared, deviation)
    proven = (fewer <= alpha) | (more <= alpha / UNASKED)
    provable = ranks(silenced(compared), deviation)[0] <= alpha
    return [
        Finding(
            _verdict(bool(proven[at]), bool(fewer[at] < more[at]), bool(provable[at])),
            int(compared.before[at]),
            int(compared.after[at]),
            float(compared.expected[at]),
            float(fewer[at]),
            None if proven[at] or provable[at] else Reason.FEW_COUNTS,
            float(more[at]),
        )
        for at in range(len(compared.sites))
    ]


def _verdict(proven: bool, fell: bool, provable: bool) -> Verdict:
    """Return the verdict; `provable` tells whether silence would have been proof."""
    if proven:
        return Verdict.WORKED if fell else Verdict.WORSE
    return Verdict.NO_CHANGE if provable else Verdict.NOT_PROVABLE


def all_of(compared: Sequence[Comparison], found: Effect, alpha: float) -> Finding:
    """Return the finding on all places of some comparisons together."""
    proven = found.p_value <= alpha
    silence = effect([silenced(one) for one in compared], found.placebo, alpha)
    provable = silence.p_value <= alpha
    return Finding(
        _verdict(proven, found.reduction > 0, provable),
        int(sum(one.before.sum() for one in compared)),
        int(sum(one.after.sum() for one in compared)),
        float(sum(one.expected.sum() for one in compared)),
        found.p_value,
        None if proven or provable else Reason.FEW_COUNTS,
    )
