"""Ordering the works: their sites are laid out."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, over, refused, take
from xiaowei.base.places.models import Place
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.stages.delivery.queries import sites
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
