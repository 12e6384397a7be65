"""Home of accounts and of appointing people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from xiaowei.base.accounts.actors import Actor, actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.roles import APPOINTED, OPERATOR, SECURITY, SYSTEM, is_separate
from xiaowei.domain.wording import Note

LONG_AGO = date(2000, 1, 1)


@transaction.atomic
def ensure_operator(*, on: date, at: datetime) -> Actor:
    """Return the operator of this home, the person at the command line; make one if there is none."""
    person, new = Person.objects.get_or_create(
        username=OPERATOR, defaults={"display_name": "操作员", "is_active": True}
    )
    if new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        Appointment.objects.create(
            person=person, role=OPERATOR, region_code="", valid_from=LONG_AGO
        )
    return actor_of(person, on)


@transaction.atomic
def open_account(
    *,
    username: str,
    display_name: str,
    password: str | None,
    email: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Person:
    """Open an account, or give a known one another e-mail address; it may do nothing yet.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "open_account")
    person, new = Person.objects.get_or_create(
        username=username, defaults={"display_name": display_name}
    )
    if new:
        person.set_password(password)
        person.save(update_fields=["password"])
    changed = bool(email) and email != person.email
    if changed:
        person.email = email
        person.save(update_fields=["email"])
    if new or changed:
        facts = {"new": new, "email": changed}
        _note(username, "open_account", facts, by, on, at)
    return person


@transaction.atomic
def appoint(
    *,
    username: str,
    role: str,
    region_code: str,
    place_code: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Appointment:
    """Appoint somebody who has an account to a role over a region; the same appointment twice is one.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `not_for_oneself`, `administrator_alone`
    """
    by.require(SECURITY, region_code, "appoint")
    _require_appointed(role)
    person = _locked(username)
    if person.pk == by.person_id:
        raise RuleBroken("not_for_oneself", who=by.name)
    held = _in_force(person, on).values_list("role", flat=True)
    if not is_separate(role, held):
        told = tuple(Note(f"role.{one}") for one in sorted({*held, role}))
        raise RuleBroken("administrator_alone", who=str(person), roles=told)
    where = {"role": role, "region_code": region_code, "place_code": place_code}
    found = _in_force(person, on).filter(**where).first()
    if found is None:
        found = Appointment.objects.create(person=person, valid_from=on, **where)
        _note(username, "appoint", where, by, on, at)
    return found


@transaction.atomic
def end_appointment(
    *,
    username: str,
    role: str,
    region_code: str,
    place_code: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    """End what somebody may do in a role over a region, or for one place, `on` being the last day.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    """
    by.require(SECURITY, region_code, "end_appointment")
    _require_appointed(role)
    where = {"role": role, "region_code": region_code, "place_code": place_code}
    ending = _in_force(_locked(username), on).filter(valid_from__lte=on, **where)
    if not ending:
        raise BadInput("not_found", what=Note("thing.appointment"), number=username)
    ending.update(valid_to=on)
    _note(username, "end_appointment", where, by, on, at)


@transaction.atomic
def follow_places(
    *, parts: Mapping[str, str], cause: str, by: Actor, on: date, at: datetime
) -> int:
    """Let appointments narrowed to places follow them; `parts` is the new code by place. Return how many.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "change_boundary")
    followed = sum(
        Appointment.objects.filter(place_code=place)
        .exclude(region_code="")
        .update(region_code=part)
        for place, part in sorted(parts.items())
    )
    facts = {"appointments": followed}
    record(subject=cause, action="accounts.follow_places", by=by, on=on, at=at, facts=facts)
    return followed


def _require_appointed(role: str) -> None:
    """Refuse a role that nobody is appointed to: the operator's comes with the home, and stays.

    :raises BadInput: `not_found`
    """
    if role not in APPOINTED:
        raise BadInput("not_found", what=Note("thing.role"), number=role)


def _locked(username: str) -> Person:
    person = Person.objects.select_for_update().filter(username=username).first()
    if person is None:
        raise BadInput("not_found", what=Note("thing.person"), number=username)
    return person


def _in_force(person: Person, on: date) -> QuerySet[Appointment]:
    """Return what somebody holds on a day or will hold after it."""
    return Appointment.objects.filter(person=person).exclude(valid_to__lt=on)


def _note(
    username: str, action: str, facts: Mapping[str, object], by: Actor, on: date, at: datetime
) -> None:
    record(
        subject=f"person:{username}", action=f"accounts.{action}", by=by, on=on, at=at, facts=facts
    )
