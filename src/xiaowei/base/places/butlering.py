"""Home of giving a place its butler, and of letting the post fall vacant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Max

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.places.models import ButlerPost, Place
from xiaowei.base.regions.queries import standing
from xiaowei.base.trail.operations import record
from xiaowei.domain.butlers import POST_FLOW
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Arrow, in_order, weigh
from xiaowei.domain.regions import within

BUTLER = "butler"


@transaction.atomic
def assign_butler(
    *, place_code: str, username: str, by: Actor, on: date, at: datetime
) -> ButlerPost:
    """Make a butler of the township the one butler of a place from a day on.

    The predecessor's post ends on that day, and with it what they might do for that place alone.
    Somebody who is its butler already stays so, and nothing is written.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `is_butler`, `post_after_predecessor`, `not_in_future`
    :raises BadInput: `no_such_place`
    """
    place = _locked(place_code)
    held = ButlerPost.objects.filter(place=place, until_on__isnull=True).first()
    arrow = POST_FLOW.arrow("held" if held else "vacant", "assign_butler", place.name)
    known = Person.objects.filter(username=username).first()
    _weigh(arrow, place, by, on, at, is_butler=_is_butler(known, place, on))
    person = cast(Person, known)  # a stranger was refused just now
    if held and held.person_id == person.pk:
        return held
    if held:
        _end(held, on)
    _let_act(person, place, on)
    post = ButlerPost.objects.create(place=place, person=person, from_on=on)
    facts = {"butler": str(person), "before": str(held.person) if held else None}
    _note(place, "assign_butler", facts, by, on, at)
    return post


@transaction.atomic
def release_butler(*, place_code: str, by: Actor, on: date, at: datetime) -> Place:
    """Let a place's post fall vacant on a day.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `post_after_predecessor`, `not_in_future`
    :raises BadInput: `no_such_place`
    """
    place = _locked(place_code)
    held = ButlerPost.objects.filter(place=place, until_on__isnull=True).first()
    arrow = POST_FLOW.arrow("held" if held else "vacant", "release_butler", place.name)
    _weigh(arrow, place, by, on, at, is_butler=True)
    post = cast(ButlerPost, held)  # a vacant post is not in the table
    _end(post, on)
    _note(place, "release_butler", {"butler": str(post.person)}, by, on, at)
    return place


def _locked(place_code: str) -> Place:
    place = Place.objects.select_for_update().filter(code=place_code).first()
    if place is None:
        raise BadInput("no_such_place", value=place_code)
    return place


def _weigh(
    arrow: Arrow, place: Place, by: Actor, on: date, at: datetime, *, is_butler: bool
) -> None:
    by.require(arrow.roles, place.town_code, arrow.action)
    posts = ButlerPost.objects.filter(place=place)
    last = posts.aggregate(begun=Max("from_on"), ended=Max("until_on"))
    holds = {
        "is_butler": is_butler,
        "post_after_predecessor": all(in_order(day, on) for day in last.values()),
    }
    weigh(arrow, holds, place=place.name, on=on)
    require_past(at, on)


def _is_butler(person: Person | None, place: Place, on: date) -> bool:
    """Tell whether somebody is a butler in the place's township, of whatever places."""
    rows = Appointment.objects.filter(person=person, role=BUTLER, valid_from__lte=on)
    regions = rows.exclude(valid_to__lt=on).values_list("region_code", flat=True)
    town = standing(place.town_code, on)
    return person is not None and any(
        not code or within(town, code) or within(code, town)
        for code in (standing(held, on) for held in regions)
    )


def _let_act(person: Person, place: Place, on: date) -> None:
    """Let a butler act for the place; who is butler of the whole township may already."""
    mine = Appointment.objects.filter(person=person, role=BUTLER, valid_from__lte=on)
    if mine.filter(place_code__in=("", place.code)).exclude(valid_to__lt=on).exists():
        return
    Appointment.objects.create(
        person=person,
        role=BUTLER,
        region_code=place.town_code,
        place_code=place.code,
        valid_from=on,
    )


def _end(post: ButlerPost, on: date) -> None:
    """End a post and what its holder might do for this place alone, from the day on."""
    post.until_on = on
    post.save(update_fields=["until_on"])
    mine = Appointment.objects.filter(
        person_id=post.person_id, role=BUTLER, place_code=post.place.code, valid_to__isnull=True
    )
    for one in mine:
        one.valid_to = max(one.valid_from, on - timedelta(1))
        one.save(update_fields=["valid_to"])


def _note(
    place: Place, action: str, facts: Mapping[str, object], by: Actor, on: date, at: datetime
) -> None:
    record(
        subject=f"place:{place.code}", action=f"places.{action}", by=by, on=on, at=at, facts=facts
    )
