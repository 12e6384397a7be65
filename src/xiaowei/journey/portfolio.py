"""Home of the portfolio: of the applications before the district, which ones a sum of money does most with.

What each is worth is made of parts that are shown and add up: complaints it is expected to spare, households
it reaches, residents' votes, danger, a place that was never served. The choice is an aid to the review, and
decides nothing; it carries the bound that proves how good it is, and a sentence for each that it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from xiaowei.analysis.portfolio.choosing import Choice, choose, digest_of
from xiaowei.analysis.portfolio.choosing import method as method_now
from xiaowei.analysis.portfolio.wording import asked as rule_said
from xiaowei.base.places.queries import every_place
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import name_of
from xiaowei.base.steady import steady
from xiaowei.domain.portfolio import Project, Terms, Weights
from xiaowei.domain.wording import LANGUAGES, Sayable
from xiaowei.journey.complaints import complaints_about
from xiaowei.journey.line import Line
from xiaowei.journey.survey import Survey, survey_of
from xiaowei.journey.votes import votes_of
from xiaowei.journey.weighings import Kept, Other, Portfolio, Said, Weighed

BEFORE_DISTRICT = ("submitted", "in_review")
YEAR = timedelta(days=365)
SECONDS, OTHER_SECONDS = 10.0, 1.0
"""How long the choice may take, and each of the other sums that are tried beside it."""
OTHER_GAP = 1e-3
"""Other sums show what comes and goes, and need not be proven as near."""
OTHERS = tuple(map(Decimal, ("0.5", "0.75", "0.9", "1.1", "1.25", "1.5")))
"""What else is tried: so many times the sum, as far as less than everything is asked for."""
SITES = 10
"""How many sites of all types together count beside a type's own, so that few sites decide little."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The applications that wait, what each asks in fen, and the parts of its value."""

    waiting: Sequence[tuple[Line, int]]
    parts: Mapping[str, dict[str, Decimal]]

    def projects(self) -> list[Project]:
        """Return them as the library chooses among them, townships by their names."""
        return [
            Project(
                id=line.number,
                cost_fen=cost,
                value=sum(self.parts[line.number].values(), Decimal(0)),
                township=name_of(line.town_code),
                category=line.type_code,
                parts=tuple(self.parts[line.number].items()),
            )
            for line, cost in self.waiting
        ]


@steady()
def before_district(district: str, as_of: date, year: int) -> list[tuple[Line, int]]:
    """Return the applications that wait for the district's decision, each with what it asks for in fen."""
    lines = survey_of(district, as_of, year).lines
    waiting = [line for line in lines if line.application_state in BEFORE_DISTRICT]
    return [(line, line.applied_fen) for line in waiting if line.applied_fen]


@steady()
def portfolio(district: str, as_of: date, year: int, terms: Terms) -> Portfolio:
    """Return what a sum does most with under the terms of an officer."""
    weights = policy_for(district, year).worth
    asked = _asked(district, as_of, year, weights)
    projects, rules = asked.projects(), terms.rules()
    choice = choose(projects, terms.budget_fen, rules, seconds=SECONDS)
    total = sum(cost for _, cost in asked.waiting)
    others = _others(projects, terms, choice, total) if choice.found else ()
    return _told(choice, asked, terms, weights, others, as_of)


def still_stands(one: Kept, as_of: date) -> bool:
    """Tell whether weighing the same sum again on a day would start from the same, without doing it."""
    terms = one.told.terms
    asked = _asked(one.district, as_of, one.year, policy_for(one.district, one.year).worth)
    digest = digest_of(asked.projects(), terms.rules(), terms.budget_fen)
    return (digest, method_now()) == (one.told.digest, one.told.method)


def _asked(district: str, as_of: date, year: int, weights: Weights) -> _Asked:
    waiting = before_district(district, as_of, year)
    survey, votes = survey_of(district, as_of), votes_of(district, as_of)
    served, spared = _served(survey), _spared(survey)
    supporters = {number: support.supporters for number, support in votes.items()}
    parts = {
        line.number: _parts(line, as_of, served, spared, supporters.get(line.number, 0), weights)
        for line, _ in waiting
    }
    return _Asked(waiting, parts)


def _others(projects: list[Project], terms: Terms, choice: Choice, total: int) -> tuple[Other, ...]:
    """Return what other sums would choose; a batch is not told of them."""
    sums = {min(int(terms.budget_fen * times), total) for times in OTHERS} - {terms.budget_fen}
    rules, found = replace(terms, batches=1).rules(), []
    for budget in sorted(sums):
        one = choose(projects, budget, rules, gap=OTHER_GAP, seconds=OTHER_SECONDS)
        if one.found:
            ours, theirs = set(choice.chosen), set(one.chosen)
            added, dropped = tuple(sorted(theirs - ours)), tuple(sorted(ours - theirs))
            found.append(Other(budget, len(theirs), one.cost_fen, one.value, added, dropped))
    return tuple(found)


def _told(
    choice: Choice,
    asked: _Asked,
    terms: Terms,
    weights: Weights,
    others: tuple[Other, ...],
    as_of: date,
) -> Portfolio:
    why = {one.id: _said(one.reason) for one in choice.refused}
    batch = {name: int(choice.phase_of.get(name, 1)) for name in choice.chosen}
    rows = [
        Weighed(
            number=line.number,
            name=line.name,
            town_code=line.town_code,
            type_code=line.type_code,
            cost_fen=cost,
            parts=asked.parts[line.number],
            batch=batch.get(line.number, 0),
            reason=why.get(line.number, {}),
        )
        for line, cost in asked.waiting
    ]
    rows.sort(key=lambda row: (not row.is_chosen, row.batch, -row.value, row.number))
    return Portfolio(
        as_of=as_of,
        terms=terms,
        weights=weights,
        asked_fen=sum(cost for _, cost in asked.waiting),
        rows=tuple(rows),
        cost_fen=choice.cost_fen,
        value=choice.value,
        gap=choice.gap,
        others=others,
        clashes=tuple(_said(one.text) for one in choice.clashes),
        missed=tuple(_said(rule_said(row, least=True)) for row, _by in choice.missed),
        digest=choice.digest,
        method=choice.method,
    )


def _said(note: Sayable) -> Said:
    return {language: note.text(language) for language in LANGUAGES}


def _parts(
    line: Line,
    as_of: date,
    served: frozenset[int],
    spared: Mapping[str, Decimal],
    supporters: int,
    weights: Weights,
) -> dict[str, Decimal]:
    """Return what an application is worth, by part."""
    since = (as_of - YEAR).isoformat()
    heard = sum(day > since for day in complaints_about(line, as_of)["received_on"])
    places = every_place()
    households = sum(places[place].households or 0 for place in line.place_ids if place in places)
    unserved = not served & set(line.place_ids)
    return {
        "complaints": weights.complaints * heard * spared.get(line.type_code, spared[""]),
        "households": weights.households * households,
        "votes": weights.votes * (min(supporters, households) if households else supporters),
        "urgency": weights.urgency * line.is_emergency,
        "never_served": weights.never_served * unserved,
    }


def _served(survey: Survey) -> frozenset[int]:
    """Return the places where something was ever built."""
    return frozenset(place for line in survey.lines if line.is_started for place in line.place_ids)


def _spared(survey: Survey) -> dict[str, Decimal]:
    """Return by type the share of finished sites that fell silent; under "" that of all, 1 before any is.

    A type is told by its own sites and by `SITES` more that are as all are (empirical Bayes; Morris 1983).
    """
    kind = {line.number: line.type_code for line in survey.completed}
    observed = [site for site in survey.silences if site.silence.observed]
    sites = Counter(kind[site.number] for site in observed)
    silent = Counter(kind[site.number] for site in observed if site.silence.silent)
    whole = Decimal(silent.total()) / sites.total() if sites else Decimal(1)
    shares = {code: (silent[code] + SITES * whole) / (n + SITES) for code, n in sites.items()}
    cent = Decimal("0.01")
    return {code: share.quantize(cent) for code, share in {"": whole, **shares}.items()}
