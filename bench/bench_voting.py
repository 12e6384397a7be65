"""Home of the promises of residents' votes: beside fractions throughout, and beside sorting in numpy.

Real polls are skipped where they are not beside this checkout; the city-wide vote is generated.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np

from bench import Comparison, Norm, seconds
from xiaowei.analysis.voting.election import Election, Floats, Ints, election
from xiaowei.analysis.voting.raising import raised_shares
from xiaowei.analysis.voting.shares import equal_shares
from xiaowei.analysis.voting.tally import tally
from xiaowei.connectors.pabulib.fetch import fetch
from xiaowei.connectors.pabulib.parse import parse

POLLS = Path(__file__).parents[2] / "shared/data/pabulib"
SMALL, MIDDLE, LARGE, LONG = (
    "Switzerland_Zurich_S5.pb",
    "Poland_Warszawa_2025_Bielany.pb",
    "Poland_Lodz_2022.pb",
    "Hungary_Veszprem_2025.pb",
)

FROM_FILE = 5.0
"""A city's poll is told in so many seconds from its file."""


def norms() -> Iterator[Comparison | Norm]:
    """Yield ours beside each plain way, then the largest vote promised."""
    city = generated(60, 500)
    tally(city, "mes_cost", "add1u")  # compiled before it is measured
    if POLLS.is_dir():
        yield from _on_real_polls()
        yield from map(_from_file, sorted(POLLS.glob("*.pb")))
    city = generated(6_000, 200_000)
    for measure in ("cost", "card", "points"):
        ours = seconds(lambda measure=measure: equal_shares(city, measure))  # type: ignore[misc]
        yield Norm(f"mes_{measure}: 6,000 projects", "voters", city.voters, ours, 2.0)


def _from_file(path: Path) -> Norm:
    """Tell how long a poll takes from its file to its winners, and what of it is the rule."""
    vote = read(path.name)
    rule = seconds(lambda: tally(vote, "mes_cost", "add1u"), times=1)
    whole = seconds(lambda: tally(read(path.name), "mes_cost", "add1u"), times=1)
    claim = f"{path.stem}: file to winners, mes_cost + add1u; rule {rule:.3f} s"
    return Norm(claim, "voters", vote.voters, whole, FROM_FILE)


def _on_real_polls() -> Iterator[Comparison]:
    for name in (SMALL, MIDDLE):
        yield _beside_fractions(name)
    vote = read(LARGE)
    ours = seconds(lambda: equal_shares(vote, "cost"))
    plain = seconds(lambda: by_sorting(vote), times=1)
    agree = list(equal_shares(vote, "cost").winners) == by_sorting(vote)
    claim = f"{LARGE}: rule beside sorting in numpy (agree: {agree})"
    yield Comparison(claim, "voters", vote.voters, ours, plain)
    vote = read(LONG)
    raised = raised_shares(vote, "cost")[1]
    ours = seconds(lambda: raised_shares(vote, "cost"))
    plain = seconds(lambda: [equal_shares(vote, "cost", at) for at in range(200)], times=1)
    claim = f"{LONG}: add1 beside our own rule unit by unit (200 runs, scaled)"
    yield Comparison(claim, "units", raised, ours, plain * raised / 200)


def _beside_fractions(name: str) -> Comparison:
    vote = read(name)
    assert list(equal_shares(vote, "cost").winners) == in_fractions(vote)
    ours = seconds(lambda: equal_shares(vote, "cost"))
    plain = seconds(lambda: in_fractions(vote), times=1)
    return Comparison(f"{name}: rule beside fractions", "voters", vote.voters, ours, plain)


def read(name: str) -> Election:
    """Read a poll from its file."""
    poll = parse(fetch(POLLS / name))
    named = [(option.id, option.cost) for option in poll.options]
    return election(named, poll.budget, poll.begins, poll.choices, poll.points)


def generated(projects: int, voters: int) -> Election:
    """Return a vote in which some projects are far better known than others, with points from 1 to 5."""
    chance = np.random.default_rng(1)
    known = (1 / chance.permutation(np.arange(1, projects + 1)) ** 0.6).cumsum()
    owners = np.repeat(np.arange(voters), chance.integers(1, 20, voters))
    picked = np.searchsorted(known, chance.random(len(owners)) * known[-1]).clip(0, projects - 1)
    owners, choices = np.divmod(np.unique(owners * projects + picked), projects)
    costs = chance.lognormal(10, 1, projects).astype(int) + 1
    begins = np.concatenate([[0], np.bincount(owners, minlength=voters).cumsum()])
    named = [(f"P{at}", Decimal(int(cost))) for at, cost in enumerate(costs)]
    budget = Decimal(int(costs.sum() * 0.15))
    return election(named, budget, begins, choices, chance.integers(1, 6, len(choices)))


def in_fractions(vote: Election) -> list[int]:
    """Return the winners of mes_cost by fractions, as a textbook would write it."""
    people = [int(ballot) for ballot, many in enumerate(vote.weights) for _ in range(int(many))]
    supporters: list[list[int]] = [[] for _ in vote.projects]
    for person, ballot in enumerate(people):
        begin, end = vote.ballots.begins[ballot : ballot + 2]
        for project in vote.ballots.columns[begin:end]:
            supporters[project].append(person)
    money = [Fraction(vote.budget, vote.voters)] * len(people)
    open_ = set(range(len(vote.projects)))
    winners: list[int] = []
    while True:
        best: tuple[Fraction, int] | None = None
        for project in sorted(open_):
            price = _price(vote.costs[project], sorted(money[at] for at in supporters[project]))
            if price is None:
                open_.discard(project)
            elif best is None or price / vote.costs[project] < best[0]:
                best = price / vote.costs[project], project
        if best is None:
            return winners
        winners.append(best[1])
        open_.discard(best[1])
        price = best[0] * vote.costs[best[1]]
        for at in supporters[best[1]]:
            money[at] -= min(money[at], price)


def _price(cost: int, moneys: list[Fraction]) -> Fraction | None:
    left, many = Fraction(cost), len(moneys)
    for money in moneys:
        if money * many >= left:
            return left / many
        left -= money
        many -= 1
    return None


def by_sorting(vote: Election) -> list[int]:
    """Return the winners of mes_cost in floats, supporters sorted by money in every round."""
    money: Floats = np.full(len(vote.weights), vote.budget / vote.voters)
    open_ = dict.fromkeys(range(len(vote.projects)))
    winners: list[int] = []
    while True:
        best, least, paid = -1, np.inf, 0.0
        for project in list(open_):
            mine: Ints = vote.supporters.columns[
                slice(*vote.supporters.begins[project : project + 2])
            ]
            order = np.argsort(money[mine])
            has, many = money[mine][order], vote.weights[mine][order]
            spent = np.concatenate([[0.0], (has * many).cumsum()])
            rest = many[::-1].cumsum()[::-1]
            reach = np.flatnonzero(has * rest >= vote.costs[project] - spent[:-1])
            if not len(reach):
                del open_[project]
                continue
            price = (vote.costs[project] - spent[reach[0]]) / rest[reach[0]]
            if price / vote.costs[project] < least:
                best, least, paid = project, price / vote.costs[project], price
        if best < 0:
            return winners
        winners.append(best)
        del open_[best]
        mine = vote.supporters.columns[slice(*vote.supporters.begins[best : best + 2])]
        money[mine] = np.maximum(money[mine] - paid, 0)
