"""Home of reading who is known here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xiaowei.base.accounts.actors import Held, giving, held_by, in_force
from xiaowei.base.accounts.models import Person
from xiaowei.domain.regions import within
from xiaowei.domain.roles import CONTRACTOR, is_separate


@dataclass(frozen=True)
class Reachable:
    """Somebody in office: where letters reach them, and what they hold."""

    person_id: int
    name: str
    email: str
    held: tuple[Held, ...]


def anybody_signs_in() -> bool:
    """Tell whether anybody has a password to sign in with."""
    return any(person.has_usable_password() for person in Person.objects.iterator())


def who_uses(passwords: Mapping[str, str]) -> list[str]:
    """Return the user names whose password is the one given for them."""
    known = Person.objects.filter(username__in=passwords, is_active=True).order_by("username")
    return [one.username for one in known if one.check_password(passwords[one.username])]


def is_known(username: str) -> bool:
    """Tell whether somebody of that user name exists."""
    return Person.objects.filter(username=username).exists()


@dataclass(frozen=True)
class Office:
    """One appointment in force, of whom, where, from when to when."""

    username: str
    name: str
    role: str
    region_code: str
    place_code: str
    valid_from: date
    valid_to: date | None


def offices(on: date) -> list[Office]:
    """Return every appointment in force on a day, by role, region and name."""
    found = (
        in_force(on)
        .select_related("person")
        .order_by("role", "region_code", "person__username", "pk")
    )
    return [
        Office(
            one.person.username,
            str(one.person),
            one.role,
            one.region_code,
            one.place_code,
            one.valid_from,
            one.valid_to,
        )
        for one in found
    ]


def firms_stood_for(region_code: str, on: date) -> list[str]:
    """Return the firms for which contractors are appointed on a day over a region, or within it."""
    held = in_force(on).filter(role__in=CONTRACTOR).order_by("place_code")
    return list(
        dict.fromkeys(
            one.place_code
            for one in held
            if held_by(one, on).reaches(region_code) or within(one.region_code, region_code)
        )
    )


def doubled(on: date) -> list[str]:
    """Return the user names of those who hold an administrator's role beside another on a day."""
    held: dict[str, set[str]] = defaultdict(set)
    for one in offices(on):
        held[one.username].add(one.role)
    return sorted(who for who, roles in held.items() if not is_separate(min(roles), roles))


def without_firm(on: date) -> list[str]:
    """Return the user names of those appointed as contractor without a firm: it gives them nothing."""
    found = in_force(on).filter(role__in=CONTRACTOR, place_code="")
    return list(
        found.order_by("person__username").values_list("person__username", flat=True).distinct()
    )


def idle_accounts(on: date) -> list[tuple[str, str]]:
    """Return (user name, name) of the accounts that hold nothing on a day."""
    held = in_force(on).values("person_id")
    idle = Person.objects.filter(is_active=True).exclude(pk__in=held)
    return [(one.username, str(one)) for one in idle.order_by("username")]


def in_office(on: date) -> list[Reachable]:
    """Return everybody who holds an appointment on a day and may sign in."""
    rows = giving(on).filter(person__is_active=True).select_related("person")
    held: dict[Person, list[Held]] = defaultdict(list)
    for row in rows.order_by("person_id", "pk"):
        held[row.person].append(held_by(row, on))
    return [
        Reachable(person.pk, str(person), person.email, tuple(roles))
        for person, roles in held.items()
    ]
