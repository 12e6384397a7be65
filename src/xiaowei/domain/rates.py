"""Home of the three rates 三率 of a hotline: contacted in time, solved, satisfied, and their score.

Source: the Regulation on 接诉即办, article 32; the weights are a policy's, by year.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from decimal import Decimal
from fractions import Fraction

from xiaowei.domain.money import half_up
from xiaowei.domain.policy import RateRule

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tickets there were and what they say of themselves.

    `excluded` ones 剔除 are counted there and nowhere else. Of the others each `…_told` says it either
    way: a call-back that reached nobody tells nothing.
    """

    dispatched: int = 0
    excluded: int = 0
    contact_told: int = 0
    contacted: int = 0
    solved_told: int = 0
    solved: int = 0
    satisfied_told: int = 0
    satisfied: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def shares(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Contacted in time of all dispatched, solved and satisfied of those called back; None untold."""
        return (
            _share(self.contacted, self.dispatched if self.contact_told else 0),
            _share(self.solved, self.solved_told),
            _share(self.satisfied, self.satisfied_told),
        )

    @property
    def percents(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """The three rates in percent, two decimals."""
        contacted, solved, satisfied = self.shares
        return _percent(contacted), _percent(solved), _percent(satisfied)

    def score(self, weights: RateRule) -> Decimal | None:
        """Return the weighted rates, 0 to 100 with three decimals; None where a weighed one is untold."""
        parts = list(
            zip(
                (weights.contacted, weights.solved, weights.satisfied),
                self.shares,
                strict=True,
            )
        )
        if any(weight and share is None for weight, share in parts):
            return None
        whole = sum((weight * share for weight, share in parts if share is not None), Fraction())
        return _decimal(whole, 3)


@dataclass(frozen=True, slots=True)
class Compared:
    """How often in these days, in those of the month before and of the year before; None is not known."""

    now: int
    before: int | None
    year_ago: int | None

    @property
    def growth(self) -> Decimal | None:
        """Percent more than the month before."""
        return None if self.before is None else change(self.now, self.before)

    @property
    def growth_yearly(self) -> Decimal | None:
        """Percent more than the year before."""
        return None if self.year_ago is None else change(self.now, self.year_ago)


def change(now: int, before: int) -> Decimal | None:
    """Return by how many percent a count grew, one decimal; None where there was nothing before."""
    return _decimal(Fraction(now - before, before) * PERCENT, 1) if before else None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _percent(share: Fraction | None) -> Decimal | None:
    return None if share is None else _decimal(share * PERCENT, 2)


def _decimal(value: Fraction, places: int) -> Decimal:
    return half_up(Decimal(value.numerator) / Decimal(value.denominator), places)
