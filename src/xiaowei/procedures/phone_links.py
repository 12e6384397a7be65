"""Home of handing out personal links: who works outside in a township, its contractors among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor, held_by
from xiaowei.base.accounts.links import ISSUERS, issue_link, links_of, standing_in
from xiaowei.base.accounts.models import Appointment, PersonalLink
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note
from xiaowei.stages.delivery.queries import firms_building


@dataclass(frozen=True)
class Outside:
    """Somebody who works outside in a township, with what for, and the link that was not ended."""

    person_id: int
    username: str
    name: str
    role: str
    town_code: str
    places: tuple[str, ...]
    link: PersonalLink | None


def outside(by: Actor, on: date) -> list[Outside]:
    """Return who works outside in the townships of an issuer, by township, role and name."""
    found: dict[tuple[str, str, int], list[Appointment]] = {}
    for town, one in _standing(by, on):
        found.setdefault((town, one.role, one.person_id), []).append(one)
    links = links_of([person for _, _, person in found])
    rows = [
        Outside(
            person, own[0].person.username, str(own[0].person), role, town,
            tuple(one.place_code for one in own if one.place_code), links.get((person, town)),
        )
        for (town, role, person), own in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (one.town_code, one.role, one.name))


@transaction.atomic
def hand_link(
    *, username: str, by: Actor, on: date, at: datetime
) -> tuple[PersonalLink, str, Appointment]:
    """Issue a link for somebody who works outside in a township of the issuer; return it with its token.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `not_found`
    :raises RuleBroken: `link_for_outside`
    """
    known = (pair for pair in _standing(by, on) if pair[1].person.username == username)
    town, appointment = next(known, ("", None))
    if appointment is None:
        raise BadInput("not_found", what=Note("thing.person"), number=username)
    link, token = issue_link(appointment=appointment, town_code=town, by=by, on=on, at=at)
    return link, token, appointment


def _standing(by: Actor, on: date) -> Iterator[tuple[str, Appointment]]:
    """Yield the appointments of who works outside, with the issuer's township in which they do."""
    for town in sorted({held.region_code for held in by.held if held.role in ISSUERS}):
        for one in standing_in(town, firms_building(town), on).order_by("role", "pk"):
            if held_by(one, on).reaches(town):
                yield town, one
