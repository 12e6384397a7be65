"""Home of lifecycles as tables: (state, action) -> state, with who may act, the guards and the rule cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.roles import OFFICE, SHEET_BRINGERS
from xiaowei.domain.wording import Note


class Basis(StrEnum):
    """On what a step rests: done in the house, or taken over from an older sheet."""

    STRAIGHT = "straight"
    TAKEN_OVER = "taken_over"


class Kind(StrEnum):
    """Books (order, money, uniqueness, reach) always hold; papers may be missing in an old sheet."""

    BOOKS = "books"
    PAPERS = "papers"


@dataclass(frozen=True)
class Guard:
    """A condition on an arrow; `code` is both the fact asked for and the refusal given.

    A heavy one is not asked of tiny projects: the weight of papers follows the money.
    """

    code: str
    kind: Kind
    heavy: bool = False


def books(*codes: str) -> tuple[Guard, ...]:
    """Return guards that always hold."""
    return tuple(Guard(code, Kind.BOOKS) for code in codes)


def papers(*codes: str) -> tuple[Guard, ...]:
    """Return guards that a sheet taken over may lack."""
    return tuple(Guard(code, Kind.PAPERS) for code in codes)


def heavy(*codes: str) -> tuple[Guard, ...]:
    """Return papers that are asked of full-weight projects only."""
    return tuple(Guard(code, Kind.PAPERS, heavy=True) for code in codes)


@dataclass(frozen=True)
class Arrow:
    """One allowed step: from `source` by `action` to `target`, taken by one of `roles`, citing `rule`."""

    source: str
    action: str
    target: str
    roles: tuple[str, ...]
    rule: str
    guards: tuple[Guard, ...] = ()

    @property
    def bringers(self) -> tuple[str, ...]:
        """Who may take the step over from a sheet: a township what is its own, the district all."""
        own = tuple(role for role in self.roles if role in SHEET_BRINGERS)
        return tuple(dict.fromkeys((*OFFICE, *own)))

    def takers(self, basis: Basis) -> tuple[str, ...]:
        """Who may take the step on a basis."""
        return self.roles if basis is Basis.STRAIGHT else self.bringers


@dataclass(frozen=True)
class Flow:
    """A lifecycle: what is not among its arrows is refused."""

    name: str
    arrows: tuple[Arrow, ...]

    def arrow(self, state: str, action: str, subject: str = "") -> Arrow:
        """Return the arrow for (state, action).

        :raises RuleBroken: `not_in_table`
        """
        for arrow in self.arrows:
            if arrow.source == state and arrow.action == action:
                return arrow
        raise RuleBroken(
            "not_in_table",
            subject=subject or self.name,
            state=Note(f"state.{state}"),
            action=Note(f"action.{action}"),
        )

    def takers(self, action: str, basis: Basis) -> tuple[str, ...]:
        """Return who may take an action on a basis, in one state or another."""
        found = (role for a in self.arrows if a.action == action for role in a.takers(basis))
        return tuple(dict.fromkeys(found))

    def actions(self, state: str) -> tuple[Arrow, ...]:
        """Return the arrows that leave `state`."""
        return tuple(arrow for arrow in self.arrows if arrow.source == state)


def corrections(
    states: Iterable[str],
    *guards: str,
    action: str = "correct",
    roles: tuple[str, ...] = SHEET_BRINGERS,
) -> tuple[Arrow, ...]:
    """Return the arrows by which a later sheet corrects what was taken over, in each of `states`."""
    rule = "an older sheet is taken over again"
    held = books(*guards)
    return tuple(Arrow(state, action, state, roles, rule, held) for state in states)


def lightened(arrow: Arrow, holds: Mapping[str, bool], *, is_tiny: bool) -> dict[str, bool]:
    """Return `holds`; of a tiny project the arrow's heavy papers are not asked."""
    spared = {guard.code: True for guard in arrow.guards if guard.heavy and is_tiny}
    return {**holds, **spared}


def weigh(
    arrow: Arrow, holds: Mapping[str, bool], basis: Basis = Basis.STRAIGHT, **facts: object
) -> tuple[str, ...]:
    """Weigh the guards of `arrow` against `holds`; return the papers that a sheet taken over lacks.

    :raises RuleBroken: the code of the first guard that does not hold
    """
    missing = [guard for guard in arrow.guards if not holds[guard.code]]
    for guard in missing:
        if guard.kind is Kind.BOOKS or basis is Basis.STRAIGHT:
            raise RuleBroken(guard.code, **facts)
    return tuple(guard.code for guard in missing)


def in_order(earlier: date | None, later: date | None) -> bool:
    """Tell whether `later` does not lie before `earlier`; an unknown day breaks no order."""
    return earlier is None or later is None or earlier <= later
