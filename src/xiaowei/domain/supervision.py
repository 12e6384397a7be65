"""Home of the rule by which townships come under city supervision 治理类, and leave it.

A township enters in a month in which the mean of its last three months' tickets is among the highest
share of all townships, or reaches a number; it leaves after so many months on end in which it would not
have entered and in each of which enough was solved. An official list always overrides. The official
formula is not published: the default stands for it until a city says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xiaowei.domain.policy import ManagedRule
from xiaowei.domain.rates import Tally

WINDOW = 3
"""So many months' mean decides."""
STEP = Fraction(1, 10)
"""By so much the thresholds are moved to see whom they hang on."""
Months = Mapping[str, Sequence[Tally]]
"""The tallies of each township, month after month, all of one length."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rule says of a township in the last month of what was looked at."""

    code: str
    tickets: int
    mean: Fraction
    rank: int
    solved: Fraction | None
    why: str
    """`top` or `number` enters; of those on the list `stays`, or `left`: it may leave; else blank."""
    below: int
    """For how many months on end it would not have entered and enough was solved."""

    @property
    def listed(self) -> bool:
        """Tell whether the township is on the list."""
        return self.why in ("top", "number", "stays")


@dataclass(frozen=True, slots=True)
class Moved:
    """What another threshold would change: who would come onto the list, who would not be on it."""

    rule: ManagedRule
    more: tuple[str, ...]
    fewer: tuple[str, ...]


def judge(months: Months, rule: ManagedRule, held: Collection[str] = ()) -> list[Judged]:
    """Return what the rule says of each township in the last month, the most tickets first.

    `held` are on the list; of others nothing is told but that they enter.
    """
    length = len(next(iter(months.values()), ()))
    below = dict.fromkeys(months, 0)
    found: list[Judged] = []
    for month in range(length):
        found = _ranked(months, month, rule)
        for one in found:
            well = one.solved is not None and one.solved >= Fraction(str(rule.leave_solved))
            below[one.code] = 0 if one.why or not well else below[one.code] + 1
    return [_held(one, rule, one.code in held, below[one.code]) for one in found]


def moved(months: Months, rule: ManagedRule, held: Collection[str] = ()) -> list[Moved]:
    """Return whom the list hangs on: each threshold a tenth lower and a tenth higher."""
    now = _listed(months, rule, held)
    found = []
    for by in (-STEP, STEP):
        for other in (
            replace(rule, top_share=float(rule.top_share * (1 + by))),
            replace(rule, monthly_tickets=round(rule.monthly_tickets * (1 + by))),
        ):
            then = _listed(months, other, held)
            found.append(Moved(other, tuple(sorted(then - now)), tuple(sorted(now - then))))
    return found


def _listed(months: Months, rule: ManagedRule, held: Collection[str]) -> set[str]:
    return {one.code for one in judge(months, rule, held) if one.listed}


def _ranked(months: Months, month: int, rule: ManagedRule) -> list[Judged]:
    """Return the townships in a month, the highest mean first, with what lets them enter."""
    span = slice(max(0, month - WINDOW + 1), month + 1)
    means = {
        code: Fraction(sum(one.dispatched for one in own[span]), len(own[span]))
        for code, own in months.items()
    }
    most = round(rule.top_share * len(means))
    found = []
    for code in sorted(means, key=lambda one: (-means[one], one)):
        own, mean = months[code][month], means[code]
        rank = 1 + sum(other > mean for other in means.values())
        why = "top" if mean and rank <= most else ""
        why = "number" if not why and mean >= rule.monthly_tickets else why
        found.append(Judged(code, own.dispatched, mean, rank, own.shares[1], why, 0))
    return found


def _held(one: Judged, rule: ManagedRule, is_held: bool, below: int) -> Judged:
    """Return a township with how long it has been below; one on the list stays or leaves."""
    why = one.why
    if is_held and not why:
        why = "left" if below >= rule.leave_months else "stays"
    return replace(one, why=why, below=below)
