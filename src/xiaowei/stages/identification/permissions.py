"""Home of who may take which step with spots and candidates; the roles stand on the flows' arrows."""

from __future__ import annotations

from collections.abc import Sequence

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Arrow, Basis, Flow
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.stages.identification.models import Candidate
from xiaowei.stages.identification.queries import place_codes


def require_at(
    by: Actor, roles: tuple[str, ...], town_code: str, place_codes: Sequence[str], action: str
) -> None:
    """Refuse unless one of `roles` is held over the township, and over the places when narrowed.

    :raises NotAllowed: `not_permitted`
    """
    own = {h.place_code for h in by.held if h.role in roles and h.reaches(town_code)}
    if "" in own or (own and set(place_codes) <= own):
        return
    raise by.refusal(roles, town_code, action)


def arrow_at(
    flow: Flow,
    state: str,
    action: str,
    subject: str,
    by: Actor,
    town_code: str,
    place_codes: Sequence[str],
    basis: Basis = Basis.STRAIGHT,
) -> Arrow:
    """Return the arrow of a step at places; whoever may take it in no state is told so before anything.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`
    """
    takers = flow.takers(action, Basis.STRAIGHT)
    require_at(by, roles_for(takers, basis), town_code, place_codes, action)
    arrow = flow.arrow(state, action, subject)
    require_at(by, roles_for(arrow.roles, basis), town_code, place_codes, action)
    return arrow


def require_near(
    by: Actor, roles: tuple[str, ...], candidate: Candidate, action: str, contractor: str = ""
) -> None:
    """Refuse whoever holds the role for other places only; one of the project's own is enough.

    A contractor's is held for a firm: the `contractor` from whom the works were ordered.

    :raises NotAllowed: `not_permitted`
    """
    near = (*place_codes(candidate), contractor)
    by.require_near(roles, candidate.town_code, near, action)


def roles_for(roles: tuple[str, ...], basis: Basis) -> tuple[str, ...]:
    """Return who may take a step: those named by the flow, wider where a sheet is taken over."""
    return tuple(dict.fromkeys((*roles, *SHEET_BRINGERS))) if basis is Basis.TAKEN_OVER else roles
