"""Home of appointing somebody: a butler who is named for a place takes over its post."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.accounts.operations import appoint as hold
from xiaowei.base.accounts.operations import end_appointment, open_account
from xiaowei.base.places.butlering import BUTLER, assign_butler
from xiaowei.base.places.queries import place_with
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.delivery import firm_name
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import full, significant
from xiaowei.domain.roles import CONTRACTOR
from xiaowei.domain.selection import DEPARTMENT


@transaction.atomic
def appoint(
    *,
    username: str,
    display_name: str,
    password: str | None,
    role: str,
    region_code: str,
    place_code: str = "",
    email: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Person:
    """Open an account and appoint; a butler named for a known place becomes its one butler from that
    day on.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `unknown_department`, `firm_needed`
    :raises RuleBroken: `not_for_oneself`, `administrator_alone`, `post_after_predecessor`
    """
    person = open_account(
        username=username, display_name=display_name, password=password, email=email,
        by=by, on=on, at=at,
    )  # fmt: skip
    give_role(
        username=username, role=role, region_code=region_code, place_code=place_code,
        by=by, on=on, at=at,
    )  # fmt: skip
    if role == BUTLER and place_with(place_code) is not None:
        assign_butler(place_code=place_code, username=username, by=by, on=on, at=at)
    return person


@transaction.atomic
def give_role(
    *,
    username: str,
    role: str,
    region_code: str,
    place_code: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Appointment:
    """Appoint somebody who has an account.

    A department person speaks for the one named by `place_code`, its code or its name; blank is any.
    A contractor stands for the firm named there, as works are ordered from it.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`, `unknown_department`, `firm_needed`
    :raises RuleBroken: `not_for_oneself`, `administrator_alone`
    """
    place_code = _narrowed_to(role, region_code, place_code, on)
    if role in CONTRACTOR and not place_code:
        raise BadInput("firm_needed")
    return hold(
        username=username, role=role, region_code=region_code, place_code=place_code,
        by=by, on=on, at=at,
    )  # fmt: skip


@transaction.atomic
def end_role(
    *,
    username: str,
    role: str,
    region_code: str,
    place_code: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> None:
    """End what somebody holds, `on` being the last day; a department by its code or its name.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`, `unknown_department`
    """
    place_code = _narrowed_to(role, region_code, place_code, on)
    end_appointment(
        username=username, role=role, region_code=region_code, place_code=place_code,
        by=by, on=on, at=at,
    )  # fmt: skip


def _narrowed_to(role: str, region_code: str, said: str, on: date) -> str:
    said = firm_name(said) if role in CONTRACTOR else said.strip()
    return _department(said, region_code, on.year) if role in DEPARTMENT and said else said


def _department(said: str, region_code: str, year: int) -> str:
    known = policy_for(full(significant(region_code)[:6]), year).departments
    found = next((code for code, name in known.items() if said in (code, name)), None)
    if found is None:
        named = "、".join(f"{code} {name}" for code, name in known.items())
        raise BadInput("unknown_department", value=said, known=named)
    return found
