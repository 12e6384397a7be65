"""Home of the decisions in force: which tickets people put together, and which they held apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from xiaowei.analysis.constraints import Constraints
from xiaowei.base.parts import in_parts
from xiaowei.stages.identification.models import DecidedTicket, LinkDecision
from xiaowei.stages.intake.queries import placed

TOGETHER, APART = "together", "apart"


@dataclass(frozen=True)
class Decided:
    """One decision: the numbers of its tickets, those of the other matter apart."""

    pk: int
    kind: str
    own: frozenset[str]
    other: frozenset[str]

    def numbers(self) -> frozenset[str]:
        """Return every ticket that it names."""
        return self.own | self.other


@dataclass(frozen=True)
class Decisions:
    """The decisions in force, oldest first."""

    rows: tuple[Decided, ...] = ()
    _label: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note for each ticket the last decision that parted it from a spot."""
        labels = {number: one.pk for one in self.rows for number in one.other}
        object.__setattr__(self, "_label", labels)

    def label(self, number: str) -> int:
        """Return the last decision that made a ticket another matter; 0 where none did."""
        return self._label.get(number, 0)

    def constraints(self) -> Constraints[str]:
        """Return what must be together and what must not.

        :raises BadInput: `links_contradict`
        """
        return Constraints(
            tuple(one.own for one in self.rows if one.kind == TOGETHER),
            tuple((one.own, one.other) for one in self.rows if one.kind == APART),
        )

    def naming(self, numbers: Collection[str]) -> list[Decided]:
        """Return the decisions that name one of these tickets."""
        asked = frozenset(numbers)
        return [one for one in self.rows if asked & one.numbers()]

    def with_one(self, one: Decided) -> Decisions:
        """Return these and one more."""
        return Decisions((*self.rows, one))


def in_force() -> Decisions:
    """Return every decision that was not undone."""
    kinds: dict[int, str] = {}
    sides: dict[tuple[int, bool], set[str]] = {}
    rows = DecidedTicket.objects.filter(decision__undone_at=None).order_by("decision_id")
    for pk, kind, number, other in rows.values_list(
        "decision_id", "decision__kind", "ticket_number", "other"
    ):
        kinds[pk] = kind
        sides.setdefault((pk, other), set()).add(number)
    return Decisions(
        tuple(
            Decided(pk, kind, *(frozenset(sides.get((pk, other), ())) for other in (False, True)))
            for pk, kind in kinds.items()
        )
    )


def keys_of(numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return where tickets lie now, (place id, topic code) by number; what lies nowhere is left out."""
    found: dict[str, tuple[int, str]] = {}
    for part in in_parts(sorted(set(numbers))):
        found |= placed(part)
    return found


def decision(pk: int) -> LinkDecision | None:
    """Return a decision, or None."""
    return LinkDecision.objects.select_related("place").filter(pk=pk).first()


def decided_at(spot_numbers: Collection[str]) -> list[LinkDecision]:
    """Return the decisions in force that name a ticket of these, newest first."""
    named = DecidedTicket.objects.filter(ticket_number__in=list(spot_numbers))
    found = LinkDecision.objects.filter(pk__in=named.values("decision_id"), undone_at=None)
    return list(found.order_by("-pk"))
