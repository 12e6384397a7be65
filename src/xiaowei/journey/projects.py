"""Home of the project list: one row a project, filtered and sorted in one place for every door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import place_names
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.steady import steady
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.money import wan
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import significant
from xiaowei.domain.rounds import round_key
from xiaowei.journey.balls import turns
from xiaowei.journey.clock import steps_of
from xiaowei.journey.line import Line
from xiaowei.journey.register import register

STAGES: dict[str, tuple[str, ...]] = {
    "apply": ("new", "reported", "town_review", "returned"),
    "review": ("submitted", "in_review"),
    "file": ("approved",),
    "disburse": ("filed",),
    "order": ("disbursed",),
    "works": ("ordered", "under_way", "suspended"),
    "accept": ("finished",),
    "settle": ("accepted",),
    "done": ("settled", "given_back"),
}
"""Each stage of the board by the states that wait for it; what ended otherwise stands on no board."""


@dataclass(frozen=True)
class Wish:
    """What a reader asks the list for; blank means all."""

    search: str = ""
    places: frozenset[int] = frozenset()
    """Projects at these places fit the search too, whatever their words."""
    town: str = ""
    type: str = ""
    state: str = ""
    stage: str = ""
    """One of `STAGES`."""
    round: str = ""
    is_public: bool = False
    """Only those that everybody may know of."""
    sort: str = "number"
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Listed:
    """A page of rows, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


@steady()
def project_rows(
    district: str, as_of: date, wish: Wish, year: int | None = None, *, ahead: bool = False
) -> Listed:
    """Return the projects of a region on a day that fit the wish, clocks for the page only."""
    return listed(*fitting_lines(district, as_of, wish, year, ahead=ahead), wish, as_of)


@steady()
def listed(fitting: list[Line], names: Mapping[int, str], wish: Wish, as_of: date) -> Listed:
    """Return the page of lines that a wish asks for, with the names of their places and their clocks."""
    end = None if wish.limit is None else wish.offset + wish.limit
    page = fitting[wish.offset : end]
    policies = {key: policy_for(*key) for key in {(x.district_code, x.year) for x in page}}
    types = catalogue()
    return Listed(
        [
            row_of(line, names, types, policies[line.district_code, line.year], as_of)
            for line in page
        ],
        len(fitting),
    )


def fitting_lines(
    district: str, as_of: date, wish: Wish, year: int | None = None, *, ahead: bool = False
) -> tuple[list[Line], Mapping[int, str]]:
    """Return every line that fits the wish, sorted, and the names of all their places."""
    lines = register(district, year, as_of, ahead=ahead)
    names = place_names()
    fitting = [line for line in lines if _fits(line, names, wish)]
    _sort(fitting, wish.sort)
    return fitting, names


@steady()
def in_other_years(district: str, as_of: date, wish: Wish, year: int) -> dict[int, int]:
    """Return how many projects of other years fit the wish, by year, the newest first."""
    lines = [line for line in register(district, as_of=as_of, ahead=True) if line.year != year]
    names = place_names()
    found = Counter(line.year for line in lines if _fits(line, names, wish))
    return dict(sorted(found.items(), reverse=True))


def _sort(lines: list[Line], wish: str) -> None:
    """Sort in place; what is unknown comes last either way."""
    key = SORTS.get(wish.lstrip("-"), SORTS["number"])
    lines.sort(key=lambda line: line.number)
    known = [line for line in lines if key(line) is not None]
    known.sort(key=key, reverse=wish.startswith("-"))
    lines[:] = known + [line for line in lines if key(line) is None]


SORTS: dict[str, Callable[[Line], Any]] = {
    "number": lambda line: line.number,
    "approved": lambda line: line.approved_fen,
    "applied": lambda line: line.applied_fen,
    "collected": lambda line: line.collected_on and line.collected_on.toordinal(),
    "finished": lambda line: line.finished_on and line.finished_on.toordinal(),
    "sites": lambda line: line.sites_planned,
}


def _fits(line: Line, names: Mapping[int, str], wish: Wish) -> bool:
    words = " ".join((line.number, line.name, *(names.get(p, "") for p in line.place_ids)))
    return (
        (
            not wish.search
            or wish.search.strip().casefold() in words.casefold()
            or not wish.places.isdisjoint(line.place_ids)
        )
        and (not wish.is_public or line.is_public)
        and (not wish.town or line.town_code.startswith(significant(wish.town)))
        and (not wish.type or line.type_code == wish.type)
        and (not wish.state or line.state == wish.state)
        and (not wish.stage or line.state in STAGES.get(wish.stage, ()))
        and (not wish.round or round_key(line.round_name) == round_key(wish.round))
    )


def row_of(
    line: Line,
    names: Mapping[int, str],
    types: Catalogue,
    policy: Policy,
    as_of: date,
    wanted: str = "",
) -> dict[str, Any]:
    """Return one project as a plain row with the clock of a step: the one wanted, or whose turn it is."""
    kind = types.type(line.type_code)
    waits = turns(line, steps_of(line, policy, as_of), policy, as_of)
    return {
        "number": line.number,
        "name": line.name,
        "year": line.year,
        "places": [names.get(place, "") for place in line.place_ids],
        "town": name_of(line.town_code, as_of),
        "town_code": line.town_code,
        "type_code": line.type_code,
        "type": kind.name if kind else line.type_code,
        "round": line.round_name,
        "sites": line.sites_planned,
        "applied_wan": None if line.applied_fen is None else wan(line.applied_fen),
        "approved_wan": None if line.approved_fen is None else wan(line.approved_fen),
        "state": line.state,
        "is_over": line.is_over,
        "collected_on": line.collected_on,
        "finished_on": line.finished_on,
        "accepted_on": line.accepted_on,
        "step": next((x for x in waits if x.code == wanted), next(iter(waits), None)),
        "retention": next((x for x in waits if x.code == "retention"), None),
    }
