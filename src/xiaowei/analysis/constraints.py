"""Home of pairwise constraints: what people put together or held apart beats what rules grouped.

Must-link and cannot-link (Wagstaff et al. 2001, "Constrained K-means Clustering with Background
Knowledge"): whatever must be together becomes one group, along with all that the rules put beside it;
what must not be together is parted, and whatever nobody spoke of stays where most of its group is.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from xiaowei.domain.errors import BadInput

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Constraints(Generic[T]):
    """Sets whose members must be together, and pairs of sets of which no two members may be."""

    together: tuple[frozenset[T], ...] = ()
    apart: tuple[tuple[frozenset[T], frozenset[T]], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what can't hold at once.

        :raises BadInput: `links_contradict`
        """
        both = [left & right for left, right in self.apart]
        for one in (*self.components(), *both):
            if found := self.broken_by(one):
                raise BadInput("links_contradict", value="、".join(map(str, found)))

    def components(self) -> list[frozenset[T]]:
        """Return what must be together, those that share a member united, in order of naming."""
        found: list[frozenset[T]] = []
        for members in self.together:
            meeting = [one for one in found if one & members]
            found = [one for one in found if not one & members]
            found.append(members.union(*meeting))
        return found

    def named(self) -> frozenset[T]:
        """Return whoever is spoken of."""
        return frozenset[T]().union(*self.together, *(side for pair in self.apart for side in pair))

    def broken_by(self, members: Collection[T]) -> tuple[T, ...]:
        """Return two of these that are held apart; none where they may all be together."""
        inside = set(members)
        for left, right in self.apart:
            if (one := inside & left) and (other := inside & right):
                return min(one, key=str), min(other, key=str)
        return ()


def honour(groups: Iterable[Collection[T]], rules: Constraints[T]) -> list[list[T]]:
    """Return the groups as the constraints leave them, members in their order.

    The outcome depends on the groups and constraints alone. A group that no constraint names comes
    back as it was; constraints on what is in no group wait.
    """
    named = rules.named()
    found = [list(group) for group in groups]
    untouched = [group for group in found if named.isdisjoint(group)]
    touched = [group for group in found if not named.isdisjoint(group)]
    known = {member for group in touched for member in group}
    units = [one & known for one in rules.components()]
    parted = [part for group in touched for part in _parted(group, units, rules)]
    for unit in units:
        parted = _united(parted, unit, rules)
    return untouched + parted


def _parted(
    group: list[T], units: Sequence[frozenset[T]], rules: Constraints[T]
) -> Iterator[list[T]]:
    """Yield a group's parts: whoever nobody spoke of first, each other unit where it may be."""
    if not rules.broken_by(group):
        yield group
        return
    named = rules.named()
    bound = {member: unit for unit in units for member in unit}
    parts: list[list[T]] = [[one for one in group if one not in named]]
    done: set[T] = set(parts[0])
    for member in group:
        if member in done:
            continue
        unit = [one for one in group if one in bound.get(member, {member})]
        done.update(unit)
        fitting = (part for part in parts if not rules.broken_by([*part, *unit]))
        part = next(fitting, None)
        if part is None:
            parts.append(part := [])
        part += unit
    order = {member: at for at, member in enumerate(group)}
    yield from (sorted(part, key=order.__getitem__) for part in parts if part)


def _united(parts: list[list[T]], unit: frozenset[T], rules: Constraints[T]) -> list[list[T]]:
    """Unite the groups that hold a unit's members, or, where those may not meet, the members alone."""
    touched = [part for part in parts if unit.intersection(part)]
    if len(touched) < 2:
        return parts
    whole = [member for part in touched for member in part]
    rest: list[list[T]] = []
    if rules.broken_by(whole):
        rest = [left for part in touched if (left := [m for m in part if m not in unit])]
        whole = [member for member in whole if member in unit]
    first = next(at for at, part in enumerate(parts) if part is touched[0])
    others = [part for part in parts if not unit.intersection(part)]
    return [*others[:first], whole, *rest, *others[first:]]
