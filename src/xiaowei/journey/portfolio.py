"""Home of the portfolio: of the applications before the district, which ones a sum of money does most with.

What each is worth is made of parts that are shown and add up: complaints it is expected to spare, households
it reaches, danger, a place that was never served. The choice is an aid to the review, and decides nothing;
it carries the bound that proves how good it is, and a sentence for each application it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from xiaowei.analysis.portfolio.choosing import Choice, choose, what_if
from xiaowei.base.places.queries import every_place
from xiaowei.base.steady import steady
from xiaowei.domain.portfolio import Limit, PortfolioRules, Project, Weights
from xiaowei.domain.wording import Note
from xiaowei.journey.complaints import complaints_about
from xiaowei.journey.line import Line
from xiaowei.journey.survey import survey_of
from xiaowei.journey.votes import supporters_of

BEFORE_DISTRICT = ("submitted", "in_review")
YEAR = timedelta(days=365)
SECONDS = 10.0
MORE = Decimal("1.1")
"""What a tenth more money would bring is told too."""
WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Weighed:
    """An application: what is asked, the parts of its value, and why it is not chosen; None if it is."""

    line: Line
    cost_fen: int
    parts: dict[str, Decimal]
    reason: Note | None

    @property
    def value(self) -> Decimal:
        """What it is worth, the sum of its parts."""
        return sum(self.parts.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a budget does most with: the chosen first, the worthiest first; `clashes` where rules can't hold.

    No other choice is worth more than `gap` (a share) above this one. `more` is the value that a tenth more
    money would add.
    """

    budget_fen: int
    asked_fen: int
    rows: tuple[Weighed, ...]
    cost_fen: int
    value: Decimal
    gap: float | None
    more: Decimal
    clashes: tuple[Note, ...]
    digest: str
    method: str

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(row.reason is None for row in self.rows) if not self.clashes else 0


@steady()
def before_district(district: str, as_of: date, year: int) -> list[tuple[Line, int]]:
    """Return the applications that wait for the district's decision, each with what it asks for in fen."""
    lines = survey_of(district, as_of, year).lines
    waiting = [line for line in lines if line.application_state in BEFORE_DISTRICT]
    return [(line, line.applied_fen) for line in waiting if line.applied_fen]


@steady()
def portfolio(
    district: str, as_of: date, year: int, budget_fen: int, *, each_town: bool = False
) -> Portfolio:
    """Return what a sum does most with; with `each_town` every township that applied gets one at least."""
    waiting = before_district(district, as_of, year)
    served = _served(district, as_of)
    parts = {line.number: _parts(line, as_of, served) for line, _ in waiting}
    projects = [
        Project(
            id=line.number,
            cost_fen=cost,
            value=sum(parts[line.number].values(), Decimal(0)),
            township=line.town_code,
            category=line.type_code,
            parts=tuple(parts[line.number].items()),
        )
        for line, cost in waiting
    ]
    limits = (Limit("count", "township", least=Decimal(1)),) if each_town else ()
    rules = PortfolioRules(limits=limits)
    choice = choose(projects, budget_fen, rules, seconds=SECONDS)
    richer = what_if(projects, [int(budget_fen * MORE)], rules, seconds=SECONDS)
    more = richer[0][1].value - choice.value if richer and choice.found else Decimal(0)
    return _told(choice, waiting, parts, budget_fen, more)


def _told(
    choice: Choice,
    waiting: list[tuple[Line, int]],
    parts: dict[str, dict[str, Decimal]],
    budget_fen: int,
    more: Decimal,
) -> Portfolio:
    why = {one.id: one.reason for one in choice.refused}
    rows = [Weighed(line, cost, parts[line.number], why.get(line.number)) for line, cost in waiting]
    rows.sort(key=lambda row: (row.reason is not None, -row.value, row.line.number))
    return Portfolio(
        budget_fen=budget_fen,
        asked_fen=sum(cost for _, cost in waiting),
        rows=tuple(rows),
        cost_fen=choice.cost_fen,
        value=choice.value,
        gap=choice.gap,
        more=max(more, Decimal(0)),
        clashes=tuple(one.text for one in choice.clashes),
        digest=choice.digest,
        method=choice.method,
    )


def _parts(line: Line, as_of: date, served: frozenset[int]) -> dict[str, Decimal]:
    """Return what an application is worth, by part."""
    since = (as_of - YEAR).isoformat()
    heard = sum(day > since for day in complaints_about(line, as_of)["received_on"])
    places = every_place()
    households = sum(places[place].households or 0 for place in line.place_ids if place in places)
    unserved = not served & set(line.place_ids)
    return {
        "complaints": WEIGHTS.complaints * heard,
        "households": WEIGHTS.households * households,
        "votes": WEIGHTS.votes * supporters_of(line, as_of),
        "urgency": WEIGHTS.urgency * line.is_emergency,
        "never_served": WEIGHTS.never_served * unserved,
    }


def _served(district: str, as_of: date) -> frozenset[int]:
    """Return the places where something was ever built."""
    lines = survey_of(district, as_of).lines
    return frozenset(place for line in lines if line.is_started for place in line.place_ids)
