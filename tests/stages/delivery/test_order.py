"""Ordering the works: their sites are laid out."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from tests import town, walking
from tests.walking import NUMBER, day, left, over, refused, take
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.accounts.queries import firms_stood_for
from xiaowei.base.messages.models import Notice
from xiaowei.base.places.models import Place
from xiaowei.base.trail.counting import Disorder, disorder
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.procedures.appoint import appoint
from xiaowei.stages.delivery.models import Works
from xiaowei.stages.delivery.operations import correct
from xiaowei.stages.delivery.queries import firms_ordered, sites
from xiaowei.stages.identification.models import Candidate, CandidatePlace, PlannedSite

pytestmark = pytest.mark.django_db
stand = walking.standing("order")


def test_works_are_ordered_with_a_site_at_the_place():
    works = take(NUMBER, "order")
    assert (works.state, works.contractor) == ("ordered", "白石修路队")
    assert [(s["sequence"], s["place__name"], s["finished"]) for s in sites(NUMBER)] == [
        (1, town.STONEGATE, False)
    ]
    assert left("delivery.order")["contractor"] == "白石修路队"


def test_planned_sites_are_taken_as_they_are():
    candidate = Candidate.objects.get()
    for index, name in enumerate(("村口", "井台"), 1):
        PlannedSite.objects.create(candidate=candidate, sequence=index, name=name)
    take(NUMBER, "order")
    assert [s["name"] for s in sites(NUMBER)] == ["村口", "井台"]


def test_sites_known_by_count_only_are_numbered():
    Candidate.objects.update(sites_planned=3)
    take(NUMBER, "order")
    assert [s["name"] for s in sites(NUMBER)] == [f"{town.STONEGATE}·{i}" for i in (1, 2, 3)]
    assert {s["place__name"] for s in sites(NUMBER)} == {None}


def test_as_many_sites_as_places_stand_at_their_places():
    willows = Place.objects.get(code="V2")
    CandidatePlace.objects.create(candidate=Candidate.objects.get(), place=willows, sequence=2)
    Candidate.objects.update(sites_planned=2)
    take(NUMBER, "order")
    assert [s["place__name"] for s in sites(NUMBER)] == [town.STONEGATE, town.WILLOWS]


def test_a_contractor_is_named_or_noted_as_missing():
    refused("contractor_named", "order", contractor=" ")
    over(NUMBER, "order", contractor="")
    assert left("delivery.order")["not_in_sheet"] == ["contractor_named"]


def test_it_is_not_ordered_before_its_filing():
    refused("ordered_after_filed", "order", on=day(8, 4))


def test_it_is_ordered_once_and_filed_first():
    take(NUMBER, "order")
    refused("not_in_table", "order")
    with pytest.raises(BadInput):
        take(walking.mint(spot_id=None), "order")


def test_others_do_not_order():
    for who in (town.OFFICER, town.STRANGER, walking.BUILDER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "order", by=who)


WAYS = ("白石修路队 ", " 白石修路队", "白石 修路队", "白石\u3000修路队\u200b", "白石修路队\n")


@pytest.mark.parametrize("said", WAYS)
def test_one_firm_has_one_name_however_it_is_typed(said):
    assert take(NUMBER, "order", contractor=said).contractor == walking.FIRM
    assert left("delivery.order")["contractor"] == walking.FIRM
    take(NUMBER, "start", by=walking.BUILDER)


def test_a_sheet_that_names_the_firm_in_another_way_corrects_nothing():
    take(NUMBER, "order", contractor="白石(集团)公司")
    said = {"number": NUMBER, "changes": {"contractor": "白石（集团） 公司"}}
    assert correct(**said, **town.acting(town.OPERATOR, day(8, 9))) == {}


def test_a_contractor_appointed_in_another_way_builds_what_was_ordered():
    take(NUMBER, "order")
    account = {"display_name": "罗", "password": "long enough"}
    role = {"role": "contractor", "region_code": town.WHITESTONE, "place_code": "白石\u3000修路队 "}
    person = appoint(username="luo", **account, **role, **town.acting(town.OPERATOR, day(8, 8)))
    take(NUMBER, "start", by=actor_of(person, day(8, 9)))
    assert firms_stood_for(town.DISTRICT, day(8, 9)) == [walking.FIRM]
    assert firms_stood_for("110000000000", day(8, 9)) == []
    assert firms_ordered(town.DISTRICT) == [walking.FIRM]


def test_what_was_stored_before_is_renamed_together():
    take(NUMBER, "order")
    wide = "白石（集团）修路队 "
    Works.objects.update(contractor=wide)
    person = Person.objects.create(username="luo")
    where = {"region_code": town.WHITESTONE, "place_code": wide}
    Appointment.objects.create(person=person, role="contractor", valid_from=day(8, 1), **where)
    Notice.objects.filter(desk="contractor").update(place_code=wide)
    import_module("xiaowei.stages.delivery.migrations.0005_firms_by_one_name").rename(apps, None)
    (works,) = Works.objects.all()
    (held,) = Appointment.objects.filter(person=person)
    (told,) = Notice.objects.filter(desk="contractor")
    assert works.contractor == held.place_code == told.place_code == "白石(集团)修路队"
    assert disorder() == Disorder()
