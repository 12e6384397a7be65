"""Home of the scope of a page: which district, which programme-year, as of which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.regions import full
from xiaowei.domain.workdays import FIRST_YEAR, LAST_YEAR
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.request import Request
from xiaowei.stages.selection.queries import programmes

DISTRICT_DIGITS = 6


@dataclass(frozen=True)
class Scope:
    """What a page speaks of; `carried` is what links take along because the visitor asked for it."""

    district: str
    year: int
    as_of: date
    carried: str
    choices: tuple[tuple[str, int], ...]

    @property
    def name(self) -> str:
        """The district's name, empty when there is no programme yet."""
        return name_of(self.district) if self.district else ""

    @property
    def options(self) -> list[dict[str, object]]:
        """The programme-years to choose from."""
        here = (self.district, self.year)
        return [
            {
                "value": f"{code}:{year}",
                "name": name_of(code),
                "year": year,
                "on": here == (code, year),
            }
            for code, year in self.choices
        ]


def scope_of(request: Request) -> Scope:
    """Return the scope of a request: what it names, else the signed-in person's own district."""
    asked = {k: request.GET[k] for k in ("programme", "as_of") if request.GET.get(k)}
    as_of = _day(asked.get("as_of", "")) or today()
    choices = tuple((row["district_code"], row["year"]) for row in programmes())
    district, year = _chosen(asked.get("programme", ""), choices, _own_district(request), as_of)
    return Scope(district, year, as_of, urlencode(asked), choices)


def _chosen(
    asked: str, choices: tuple[tuple[str, int], ...], own: str, as_of: date
) -> tuple[str, int]:
    for district, year in choices:
        if asked == f"{district}:{year}":
            return district, year
    mine = [c for c in choices if c[0] == own] or list(choices)
    begun = [c for c in mine if c[1] <= as_of.year] or mine
    return max(begun, key=lambda c: c[1], default=(own, as_of.year))


def _own_district(request: Request) -> str:
    actor: Actor | None = getattr(request, "actor", None)
    for held in actor.held if actor else ():
        if len(held.region_code.rstrip("0")) >= DISTRICT_DIGITS - 1:
            return full(held.region_code[:DISTRICT_DIGITS])
    return ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
