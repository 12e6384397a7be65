"""A place has one butler at a time, dated; the township assigns, the predecessor's right ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import town
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.places.butlering import assign_butler, release_butler
from xiaowei.base.places.butlers import butlers_in, places_of, posts
from xiaowei.base.places.models import ButlerPost, Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.procedures.appoint import appoint

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2022, 6, 1), date(2022, 7, 1)


def butler(name: str, region: str = town.WHITESTONE, place: str = "") -> Person:
    person = Person.objects.create(username=name, display_name=name)
    Appointment.objects.create(
        person=person, role="butler", region_code=region, place_code=place, valid_from=JUNE
    )
    return person


def assign(name: str, place: str = "V1", by=town.CLERK, on: date = JUNE):
    return assign_butler(place_code=place, username=name, **town.acting(by, on))


@pytest.fixture
def two(db):
    town.set_up()
    town.settle_places()
    return butler("shi", place="V2"), butler("lan", place="V2")


def test_a_new_butler_ends_the_predecessors_post_and_right(two):
    shi, lan = two
    assign("shi")
    assign("lan", on=JULY)
    held = {on: {p.place_code: p.butler for p in posts(town.WHITESTONE, on)} for on in (JUNE, JULY)}
    assert (held[JUNE]["V1"], held[JULY]["V1"]) == ("shi", "lan")
    before, after = (actor_of(shi, on).held for on in (JULY - timedelta(1), JULY))
    assert {one.place_code for one in before} == {"V1", "V2"}
    assert {one.place_code for one in after} == {"V2"}
    assert {place.code for place in places_of(lan.pk, JULY)} == {"V1", "V2"}
    assert {place.code for place in places_of(shi.pk, JULY)} == {"V2"}
    entry = story("place:V1")[-1]
    assert (entry["action"], entry["facts"]) == (
        "places.assign_butler", {"butler": "lan", "before": "shi"},
    )  # fmt: skip


def test_the_same_butler_twice_is_one_post(two):
    assert assign("shi").pk == assign("shi", on=JULY).pk
    assert len(story("place:V1")) == 1


def test_on_one_day_the_last_word_counts_and_no_two_hold_a_place(two):
    assign("shi")
    assign("lan")
    assert [p.butler for p in posts(town.WHITESTONE, JUNE) if p.place_code == "V1"] == ["lan"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ButlerPost.objects.create(
            place=Place.objects.get(code="V1"), person=two[0], from_on=JULY
        )  # fmt: skip


def lacking(on):
    return [post.place for post in posts(town.WHITESTONE, on) if post.person_id is None]


def test_the_places_without_a_butler_are_named(two):
    assert lacking(JUNE) == ["柳湾村", "石门村"]
    assign("shi")
    release_butler(place_code="V1", **town.acting(town.LEADER, JULY))
    assert len(lacking(JUNE)) == 1
    assert len(lacking(JULY)) == 2
    assert [one.username for one in butlers_in(town.WHITESTONE, JULY)] == ["lan", "shi"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"by": town.STRANGER}, ("not_permitted", NotAllowed)),
        ({"by": town.BUTLER}, ("not_permitted", NotAllowed)),
        ({"by": town.OFFICER}, ("not_permitted", NotAllowed)),
        ({"name": "nobody"}, ("is_butler", RuleBroken)),
        ({"name": "far"}, ("is_butler", RuleBroken)),
        ({"place": "V9"}, ("no_such_place", BadInput)),
        ({"on": date(2023, 1, 1)}, ("not_in_future", RuleBroken)),
    ],
)
def test_what_is_refused_leaves_nothing(two, said, refused):
    butler("far", town.MAPLE)
    code, kind = refused
    with pytest.raises(kind) as refusal:
        assign(**({"name": "shi"} | said))
    assert refusal.value.code == code
    assert not ButlerPost.objects.exists()


def test_no_post_begins_before_its_predecessors(two):
    assign("shi", on=JULY)
    with pytest.raises(RuleBroken) as refusal:
        assign("lan", on=JUNE)
    assert refusal.value.code == "post_after_predecessor"
    with pytest.raises(RuleBroken) as vacant:
        release_butler(place_code="V2", **town.acting(town.CLERK, JULY))
    assert vacant.value.code == "not_in_table"


def test_who_is_appointed_butler_of_a_place_takes_its_post(two):
    said = {"username": "new", "display_name": "新管家", "password": "long enough 42!"}
    where = {"role": "butler", "region_code": town.WHITESTONE, "place_code": "V1"}
    appoint(**said, **where, **town.acting())
    assert [p.butler for p in posts(town.WHITESTONE, town.TODAY)] == ["", "新管家"]
