"""Home of room in the envelopes: what is approved and not filed yet keeps its share of what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from xiaowei.base.regions.queries import managed_towns
from xiaowei.domain.envelopes import Draws, Pot, draw, is_split, needs, spread
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.money import yuan
from xiaowei.domain.wording import Note
from xiaowei.stages.funding.operations.drawing import (
    Drawing,
    locked,
    pots_of,
    sources_of,
    town_fact,
)
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import approved_unfiled


@transaction.atomic
def require_room(*, number: str, on: date) -> None:
    """Refuse an approved project that the year's envelopes cannot carry beside what else is approved
    and not filed yet; without any envelope the year's money is unknown, and nothing is refused.

    :raises RuleBroken: `source_split`, `approved_within_pots`, `envelope_missing`,
        `earmarked_for_managed`
    """
    application = application_of(number)
    district, year = application.candidate.district_code, application.candidate.year
    pots = pots_of(locked(district, year).values())
    managed = frozenset(managed_towns(district, on))
    pots, _ = _beside(pots, district, year, managed, without=application.pk)
    if pots and not is_split(spread(sources_of(application), application.approved_fen or 0)):
        raise RuleBroken("source_split", number=number)
    found = _wanted(application, pots, managed)
    if pots and found.code:
        raise RuleBroken(
            "approved_within_pots" if found.code == "within_envelope" else found.code,
            number=number,
            town=town_fact(application),
            kind=Note(f"source_kind.{found.kind}"),
            wanted=yuan(found.amount_fen),
            left=yuan(found.left_fen),
        )


def keeps_room(drawing: Drawing, candidate: Any, on: date) -> bool:
    """Tell whether, after a draw, the envelopes still carry all that is approved and not filed yet."""
    district, year = candidate.district_code, candidate.year
    pots = _less(pots_of(drawing.envelopes.values()), drawing.draws)
    _, fit = _beside(pots, district, year, frozenset(managed_towns(district, on)))
    return fit


def _beside(
    pots: list[Pot], district: str, year: int, managed: frozenset[str], without: int | None = None
) -> tuple[list[Pot], bool]:
    """Return what is left of the envelopes when all that is approved and not filed yet has drawn, and
    whether there was enough.
    """
    fit = True
    for other in approved_unfiled(district, year):
        if other.pk != without:
            draws = _wanted(other, pots, managed)
            pots, fit = _less(pots, draws), fit and draws.code != "within_envelope"
    return pots, fit


def _wanted(application: Any, pots: list[Pot], managed: frozenset[str]) -> Draws:
    town = application.candidate.town_code
    wanted = needs(spread(sources_of(application), application.approved_fen or 0))
    return draw(wanted, pots, town, managed=town in managed)


def _less(pots: list[Pot], draws: Draws) -> list[Pot]:
    taken = dict(draws.parts)
    return [replace(pot, left_fen=pot.left_fen - taken.get(pot.key, 0)) for pot in pots]
