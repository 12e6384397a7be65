"""Home of what every step on works does: its arrow taken, the state saved, a site found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import take_step
from xiaowei.domain.delivery import FLOW
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Arrow, Basis
from xiaowei.domain.funding import ENDED
from xiaowei.domain.wording import Note
from xiaowei.stages.delivery.models import Site, Works
from xiaowei.stages.identification.permissions import require_near


def step(
    works: Works,
    action: str,
    by: Actor,
    basis: Basis,
    holds: Mapping[str, bool],
    **facts: object,
) -> tuple[Arrow, tuple[str, ...]]:
    """Return the arrow of a step on works and the papers that a sheet lacks.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, the code of the guard that does not hold
    """
    filing = works.filing
    candidate = filing.application.candidate
    require_near(by, FLOW.takers(action, basis), candidate, action, works.contractor)
    arrow = FLOW.arrow(works.state, action, candidate.number)
    return arrow, weigh_step(arrow, filing, by, basis, holds, works.contractor, **facts)


def weigh_step(
    arrow: Arrow,
    filing: Any,
    by: Actor,
    basis: Basis,
    holds: Mapping[str, bool],
    contractor: str = "",
    **facts: object,
) -> tuple[str, ...]:
    """Return the papers that a step lacks on works under a filing, which must not have ended.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: the code of the guard that does not hold
    """
    candidate = filing.application.candidate
    require_near(by, arrow.takers(basis), candidate, arrow.action, contractor)
    return take_step(
        arrow,
        by=by,
        region_code=candidate.town_code,
        basis=basis,
        holds={"not_ended": filing.state not in ENDED, **holds},
        **{"number": candidate.number, "state": Note(f"state.{filing.state}"), **facts},
    )


def save(works: Works, arrow: Arrow) -> None:
    """Move works to where the arrow leads."""
    works.state = arrow.target
    works.save()


def site_of(works: Works, sequence: int) -> Site:
    """Return a site of the works.

    :raises BadInput: `not_found`
    """
    found = works.sites.filter(sequence=sequence).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.site"), number=sequence)
    return found
