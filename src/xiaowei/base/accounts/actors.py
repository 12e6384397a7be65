"""Home of the actor: who acts, with which roles over which regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.regions.queries import name_of, standing, strayed
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.regions import within
from xiaowei.domain.roles import CONTRACTOR
from xiaowei.domain.wording import Note


@dataclass(frozen=True)
class Held:
    """One role over one region (12-digit code), narrowed to a place where one is named."""

    role: str
    region_code: str
    place_code: str = ""
    near: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    def reaches(self, region_code: str) -> bool:
        """Tell whether the role is held over `region_code`; a blank region means everywhere.

        Boundary changes are followed: `near` are ended codes that lie there now, `gone` no longer do.
        """
        if not self.region_code or region_code in self.near:
            return True
        here = region_code and region_code not in self.gone
        return bool(here) and within(region_code, self.region_code)


@dataclass(frozen=True)
class Actor:
    """A person as the operations see them: a name for the trail and the roles held on a day."""

    person_id: int
    name: str
    held: tuple[Held, ...]

    def holds(self, roles: tuple[str, ...], region_code: str) -> bool:
        """Tell whether any of `roles` is held over `region_code`."""
        return any(h.role in roles and h.reaches(region_code) for h in self.held)

    def require(self, roles: tuple[str, ...], region_code: str, action: str) -> None:
        """Refuse unless one of `roles` is held over `region_code`.

        :raises NotAllowed: `not_permitted`
        """
        if not self.holds(roles, region_code):
            raise self.refusal(roles, region_code, action)

    def is_near(self, roles: tuple[str, ...], region_code: str, near: Iterable[str]) -> bool:
        """Tell whether an appointment gives one of `roles` over `region_code`, all or one of `near`."""
        own = {h.place_code for h in self.held if h.role in roles and h.reaches(region_code)}
        return "" in own or not own.isdisjoint(near)

    def require_near(
        self, roles: tuple[str, ...], region_code: str, near: Iterable[str], action: str
    ) -> None:
        """Refuse, besides, whoever holds the roles narrowed to what is not in `near`.

        `near` are place codes, or the firm that builds; they are read only where the roles are narrowed.

        :raises NotAllowed: `not_permitted`
        """
        if not self.is_near(roles, region_code, near):
            raise self.refusal(roles, region_code, action)

    def refusal(self, roles: tuple[str, ...], where: str, action: str) -> NotAllowed:
        """Return the refusal that says who may not do what where, and who may."""
        return NotAllowed(
            "not_permitted",
            who=self.name,
            action=Note(f"action.{action}"),
            where=name_of(where) if where else Note("where.anywhere"),
            roles=tuple(Note(f"role.{role}") for role in roles),
        )

    def roles(self) -> frozenset[str]:
        """Return the names of all roles held."""
        return frozenset(h.role for h in self.held)


NOBODY = Actor(0, "", ())
"""Who did not sign in."""


def actor_of(person: Person, on: date) -> Actor:
    """Return `person` as an actor with the appointments in force on `on`."""
    return Actor(person.pk, str(person), _held(person.pk, on))


@remembered("accounts", "regions")
def _held(person_id: int, on: date) -> tuple[Held, ...]:
    return tuple(held_by(one, on) for one in giving(on).filter(person_id=person_id))


def in_force(on: date) -> QuerySet[Appointment]:
    """Return the appointments in force on a day."""
    return Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on
    )


def giving(on: date) -> QuerySet[Appointment]:
    """Return the appointments in force that give something: a contractor's names the firm."""
    return in_force(on).exclude(role__in=CONTRACTOR, place_code="")


def held_by(appointment: Appointment, on: date) -> Held:
    """Return what an appointment gives on a day; over a region that has ended, what took its place."""
    role, code, place = appointment.role, appointment.region_code, appointment.place_code
    if not code:
        return Held(role, code, place)
    region = standing(code, on)
    return Held(role, region, place, *strayed(region, on))
