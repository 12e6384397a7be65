"""Home of the monthly list of townships under supervision 治理类: what the rule says, and what is in force.

The rule ranks every township of the house; a reader sees those of the own region. What the rule says
changes nothing by itself: the city puts townships on the list and takes them off.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import designations_on, name_of, standing, tree
from xiaowei.base.steady import steady
from xiaowei.domain.months import first_of
from xiaowei.domain.policy import ManagedRule
from xiaowei.domain.rates import Tally
from xiaowei.domain.regions import full, within
from xiaowei.domain.supervision import Judged, Moved, judge, moved
from xiaowei.stages.intake.tallies import days_of, tallies

MONTHS = 24
"""So many months back the rule is followed."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A township, what the rule says of it, and whether it is on the list and on what basis."""

    judged: Judged
    town: str
    basis: str
    """`official` or `rule`; blank is not on the list."""

    @property
    def step(self) -> str:
        """What is to do: `enter`, `leave`, or nothing. An official list is not overruled."""
        if self.judged.listed and not self.basis:
            return "enter"
        return "leave" if self.basis == "rule" and not self.judged.listed else ""


@dataclass(frozen=True, slots=True)
class RuleList:
    """The list of a month by rule: its townships, how many were ranked, whom the thresholds hang on."""

    month: date
    rule: ManagedRule
    months: int
    ranked: int
    towns: tuple[Ruled, ...]
    moved: tuple[Moved, ...]


@steady()
def by_rule(region: str, month: date, on: date) -> RuleList:
    """Return what the rule says of a region's townships in a month that is over, beside the list of a day."""
    basis = dict(designations_on(on))
    histories = _histories(month, basis)
    end = days_of(month, date.max)[1]
    rule = policy_for(region[:6], month.year).managed
    found = judge(histories, rule, basis)
    own = [one for one in found if not region or within(one.code, region)]
    return RuleList(
        month=month,
        rule=rule,
        months=len(next(iter(histories.values()), ())),
        ranked=len(found),
        towns=tuple(Ruled(one, name_of(one.code, end), basis.get(one.code, "")) for one in own),
        moved=tuple(_within(one, region) for one in moved(histories, rule, basis)),
    )


def _within(one: Moved, region: str) -> Moved:
    def own(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name_of(code) for code in codes if not region or within(code, region))

    return Moved(one.rule, own(one.more), own(one.fewer))


def _histories(month: date, held: Collection[str]) -> dict[str, list[Tally]]:
    """Return the tallies of each township of the districts that are heard of, from the first month with
    tickets; those that are on the list are among them.
    """
    end = days_of(month, date.max)[1]
    months = [first_of(month, -n) for n in range(MONTHS - 1, -1, -1)]
    heard = [tallies("", *days_of(one, date.max)) for one in months]
    begun = next((i for i, told in enumerate(heard) if told), len(heard) - 1)
    codes = {code: standing(code, end) for told in heard[begun:] for code in told if code}
    near = {full(code[:6]) for code in codes.values()}
    below = (town.code for district in near for town in tree().children(district, end))
    towns = sorted({*codes.values(), *held, *below})
    found = {town: [Tally() for _ in heard[begun:]] for town in towns}
    for at, told in enumerate(heard[begun:]):
        for code, tally in told.items():
            if code:
                found[codes[code]][at] += tally
    return found
