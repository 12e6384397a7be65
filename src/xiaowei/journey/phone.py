"""Home of what somebody who works outside reported: each project with the clock of whose turn it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import place_names
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.steady import steady
from xiaowei.base.trail.queries import subjects_by
from xiaowei.domain.roles import FIELD
from xiaowei.journey.projects import row_of
from xiaowei.journey.register import register

SHOWN = 10


@steady()
def reported(actor: Actor, as_of: date) -> list[dict[str, Any]]:
    """Return the projects that somebody reported to a township, the newest first."""
    mine = subjects_by(actor.person_id, "selection.report")[:SHOWN]
    towns = {held.region_code for held in actor.held if held.role in FIELD}
    return _rows(mine, towns, as_of) if mine else []


def _rows(numbers: list[str], towns: Collection[str], as_of: date) -> list[dict[str, Any]]:
    every = (line for town in sorted(towns) for line in register(town, as_of=as_of))
    lines = {line.number: line for line in every if line.number in numbers}
    names, types = place_names(), catalogue()
    return [
        row_of(x, names, types, policy_for(x.district_code, x.year), as_of)
        | {"quantity": x.quantity, "unit": x.unit}
        for x in (lines[number] for number in numbers if number in lines)
    ]
