"""Home of what a portfolio is chosen from and the rules that the choice has to keep.

Money is whole fen and crew whole ten-thousandths (of a person, an hour, …), so that "within the
budget" is exact. The rules are data: each is a least or a most of one measure within one scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

CREW_PARTS = 10_000
FIELDS = ("township", "category")
MEASURES = ("cost", "count", "crew")
PARTS = ("complaints", "households", "votes", "urgency", "never_served")
"""What a project's value is made of where nobody told it: complaints it is expected to spare, …"""

KINDS = ("usual", "weak", "strong", "none", "equal")
"""How the value of a made-up project follows its cost (analysis/portfolio/generating.py)."""
LATER = Decimal("0.1")
"""How much less a project is worth for each batch that it waits."""
MOST_BATCHES = 6


@dataclass(frozen=True, slots=True)
class Project:
    """A candidate: what it costs, what it is worth, and what ties it to others.

    Of a `group` at most one is chosen, of a `bundle` all or none; `parts` add up to the value.
    """

    id: str
    cost_fen: int
    value: Decimal
    township: str | None = None
    category: str | None = None
    group: str | None = None
    bundle: str | None = None
    crew: int = 0
    parts: tuple[tuple[str, Decimal], ...] = ()

    def amount(self, measure: str) -> int:
        """Return what it weighs: `cost` in fen, `crew` in ten-thousandths, `count` 1."""
        return {"cost": self.cost_fen, "crew": self.crew, "count": 1}[measure]


@dataclass(frozen=True, slots=True)
class Limit:
    """A least or a most of one measure among the chosen of one scope.

    The scope is a township or category by `name`, every one of them where the name is None, or all
    projects where `field` is None. A `share` is of the budget. A least with a `price` may be missed:
    each unit missed (yuan, project, crew) costs so much value.
    """

    measure: str
    field: str | None = None
    name: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    share: bool = False
    price: Decimal | None = None

    def bounds(self, budget_fen: int) -> tuple[int | None, int | None]:
        """Return the least and the most as whole fen, ten-thousandths or projects, never laxer than said."""
        unit = {"cost": 100, "crew": CREW_PARTS, "count": 1}[self.measure]
        factor = Decimal(budget_fen) if self.share else Decimal(unit)
        least = None if self.least is None else self.least * factor
        most = None if self.most is None else self.most * factor
        return (
            None if least is None else int(least.to_integral_value(ROUND_CEILING)),
            None if most is None else int(most.to_integral_value(ROUND_FLOOR)),
        )


@dataclass(frozen=True, slots=True)
class Synergy:
    """Two projects that are worth more together, as neighbours that share a site office."""

    pair: tuple[str, str]
    value: Decimal


@dataclass(frozen=True, slots=True)
class Phase:
    """A step in which money comes: its share of the budget, and what value is worth that late (1 = now)."""

    name: str
    share: Decimal
    worth: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much one unit of each part is worth."""

    complaints: Decimal = Decimal(1)
    households: Decimal = Decimal("0.01")
    votes: Decimal = Decimal("0.05")
    urgency: Decimal = Decimal(1)
    never_served: Decimal = Decimal(2)


@dataclass(frozen=True, slots=True)
class PortfolioRules:
    """All that a choice has to keep; the reserve (fen, or a share of the budget) is kept back first."""

    reserve: Decimal = Decimal(0)
    reserve_is_share: bool = True
    limits: tuple[Limit, ...] = ()
    synergies: tuple[Synergy, ...] = ()
    phases: tuple[Phase, ...] = ()
    weights: Weights = Weights()

    def spendable(self, budget_fen: int) -> int:
        """Return what of the budget may be spent, in fen, never more than said."""
        kept = self.reserve * (budget_fen if self.reserve_is_share else 100)
        return budget_fen - int(kept.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Terms:
    """What an officer asks of a sum: what is kept back, who gets one at least, in how many batches 分批.

    `reserve` and `most_share`, what one township may get, are shares of the budget; `missed_costs` is the
    value that a township without any costs where `each_town` may be missed, None where it may not.
    """

    budget_fen: int
    reserve: Decimal = Decimal(0)
    each_town: bool = False
    missed_costs: Decimal | None = None
    most_share: Decimal | None = None
    batches: int = 1

    def rules(self) -> PortfolioRules:
        """Return the rules that these terms are; batches 1, 2, … are alike, and each counts a tenth less."""
        limits = []
        if self.each_town:
            limits.append(Limit("count", "township", least=Decimal(1), price=self.missed_costs))
        if self.most_share is not None:
            limits.append(Limit("cost", "township", most=self.most_share, share=True))
        share, last = Decimal(1) / self.batches, self.batches - 1
        phases = tuple(
            Phase(str(at + 1), share if at < last else 1 - share * last, 1 - LATER * at)
            for at in range(self.batches if last else 0)
        )
        return PortfolioRules(self.reserve, limits=tuple(limits), phases=phases)
