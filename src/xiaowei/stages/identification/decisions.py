"""Home of the decisions in force: which tickets people put together, and which they held apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from xiaowei.analysis.constraints import Constraints
from xiaowei.base.parts import in_parts
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.models import (
    DecidedTicket,
    LinkDecision,
    Spot,
    SpotTicket,
)
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


def decided_on(ticket_numbers: Collection[str]) -> list[LinkDecision]:
    """Return the decisions in force that name one of these tickets, newest first."""
    pks: set[int] = set()
    for part in in_parts(sorted(ticket_numbers)):
        named = DecidedTicket.objects.filter(ticket_number__in=part, decision__undone_at=None)
        pks.update(named.values_list("decision_id", flat=True))
    return sorted(LinkDecision.objects.filter(pk__in=pks), key=lambda one: -one.pk)


def neighbours(spot: Spot, most: int = 100) -> list[tuple[Spot, int]]:
    """Return the other open spots of a township with how many tickets they hold, those of the place first."""
    town = spot.place.town_code
    others = Spot.objects.select_related("place").filter(place__town_code=town, state="open")
    found = sorted(
        others.exclude(pk=spot.pk), key=lambda one: (one.place_id != spot.place_id, -one.pk)
    )[:most]
    links = SpotTicket.objects.filter(spot_id__in=[one.pk for one in found])
    held = dict(links.values_list("spot_id").annotate(n=Count("pk")))
    return [(one, held[one.pk]) for one in found if one.pk in held]


def spot_of(spot_id: int) -> Spot:
    """Return a spot.

    :raises BadInput: `not_found`
    """
    found = Spot.objects.select_related("place").filter(pk=spot_id).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.spot"), number=spot_id)
    return found
