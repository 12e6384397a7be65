"""Home of the tests' residents' vote: four works of one township, a meeting, and ballots on paper."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests import town, walking
from xiaowei.domain.identification import Line
from xiaowei.domain.voting import Ballot
from xiaowei.stages.selection.models import Round, Vote, VoteCount
from xiaowei.stages.selection.operations import call_vote, prepare
from xiaowei.stages.selection.operations.counting import count_vote

__all__ = ["Vote", "called", "cast", "counted", "winners", "works"]
COSTS = {"村道修补": 1_200_000, "路灯": 800_000, "停车棚": 600_000, "文化墙": 500_000}
"""What the works cost, in fen."""
SUM = 2_000_000
BALLOTS = (
    *[((1, 1), (2, 1))] * 5, *[((1, 1),)] * 1, *[((3, 1),)] * 4, (),
)  # fmt: skip
"""Marks by ballot: five for road and lamps, one for the road, four for the shed, one blank."""


def works() -> list[str]:
    """Return the numbers of four works that the township has taken up in an open round."""
    walking.call()
    numbers = []
    for name, cost in COSTS.items():
        lines = [Line(name, Decimal(1), "项", cost)]
        number = walking.mint(name=name, lines=lines, quantity=Decimal(1), unit="项", spot_id=None,
                              reason="村民代表提出")  # fmt: skip
        prepare(number=number, **town.acting(town.CLERK, walking.day(8, 2)))
        numbers.append(number)
    return numbers


def called(numbers: Iterable[str] | None = None, **said: Any) -> Any:
    """Call the township's residents to vote, in other words where given."""
    numbers = list(works() if numbers is None else numbers)
    usual: dict[str, Any] = {
        "town_code": town.WHITESTONE, "numbers": numbers,
        "kind": "approval", "most": None, "budget_fen": SUM, "method": "mes",
        "held_on": walking.day(8, 10), "place": "石门村村委会", "invited": 20,
    }  # fmt: skip
    acting = town.acting(town.CLERK, walking.day(8, 5))
    said.setdefault("round_id", Round.objects.earliest("pk").pk)
    return call_vote(**(usual | acting | said))


def cast(marks: Iterable[Any] = BALLOTS, invalid: int = 1) -> list[Ballot]:
    """Return ballots with these marks, numbered, and as many invalid ones behind them."""
    found = [Ballot(f"{n:03}", tuple(one)) for n, one in enumerate(marks, 1)]
    return [*found, *(Ballot(f"X{n}", valid=False) for n in range(invalid))]


def counted(vote: Any, ballots: Iterable[Ballot] | None = None, **said: Any) -> VoteCount:
    """Count a vote, its usual ballots where none are given."""
    usual: dict[str, Any] = {"vote_id": vote.pk, "file_name": "录票表.xlsx"}
    usual["ballots"] = cast() if ballots is None else list(ballots)
    return count_vote(**(usual | town.acting(town.CLERK, walking.day(8, 11)) | said))


def winners(count: VoteCount) -> list[str]:
    """Return the names of what a count funds, in order."""
    rows = count.results.filter(rank__isnull=False).order_by("rank")
    return list(rows.values_list("option__name", flat=True))
