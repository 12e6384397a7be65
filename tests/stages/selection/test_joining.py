"""Merging applications into one and splitting one into several: nothing asked for gets lost."""

from decimal import Decimal

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, take
from xiaowei.base.places.models import Place
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.domain.identification import Line
from xiaowei.stages.identification.queries import (
    candidate,
    papers_of,
    places_of_candidates,
    spots_of,
)
from xiaowei.stages.selection.models import Application
from xiaowei.stages.selection.operations import merge, split
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
CLERK = town.acting(town.CLERK, day(8, 3))
OTHER = "QC2022-002"


def line(quantity=100, price=15_000):
    return [Line("村道修补", Decimal(quantity), "米", price)]


def second(**more):
    place = Place.objects.get(code="V2")
    said = {"place_ids": [place.pk], "spot_id": None, "collected_on": day(7, 20)}
    said |= {"proactive": True, "reason": "村里提出"} | more
    number = walking.mint(by=town.CLERK, **said)
    take(number, "prepare")
    return number


def code_of(act, **said):
    with pytest.raises(RuleBroken) as refusal:
        act(**said)
    return refusal.value.code


def test_merged_all_places_tickets_and_the_oldest_start_are_kept():
    second()
    before = papers_of(candidate(NUMBER)).tickets
    merge(number=OTHER, others=[NUMBER], reason="同一条路", **CLERK)
    kept = candidate(OTHER)
    assert kept.collected_on == day(7, 20)
    assert (kept.quantity, kept.estimate_fen) == (200, 3_000_000)
    assert papers_of(kept).tickets == before
    assert len(places_of_candidates([kept.pk])) == 2
    gone = application(NUMBER)
    assert (gone.state, gone.merged_into.candidate.number) == ("merged", OTHER)
    assert candidate(NUMBER).state == "dropped"


def test_only_what_is_alike_becomes_one():
    assert code_of(merge, number=NUMBER, others=[], **CLERK) == "joinable"
    second()
    take(NUMBER, "submit")
    assert code_of(merge, number=NUMBER, others=[OTHER], **CLERK) == "joinable"


def test_merging_does_not_reach_over_the_cap():
    second(lines=line(1300))
    assert code_of(merge, number=NUMBER, others=[OTHER], **CLERK) == "joined_within_cap"


def test_split_parts_are_together_what_was_one():
    second()
    merge(number=NUMBER, others=[OTHER], **CLERK)
    places = [place for _, place in places_of_candidates([candidate(NUMBER).pk])]
    parts = [
        {"name": f"第{i}段", "place_ids": [place], "lines": line(), "quantity": Decimal(100)}
        for i, place in enumerate(places, 1)
    ]
    made = split(number=NUMBER, parts=parts, reason="分两次做", **CLERK)
    assert [one.candidate.collected_on for one in made] == [day(7, 20)] * 2
    assert all(papers_of(one.candidate).tickets == 3 for one in made)
    assert application(NUMBER).state == "split"
    assert [one.split_from.candidate.number for one in made] == [NUMBER] * 2


def test_parts_that_do_not_add_up_are_refused():
    place = places_of_candidates([candidate(NUMBER).pk])[0][1]
    part = {"name": "一段", "place_ids": [place], "lines": line(60)}
    said = {"number": NUMBER, "reason": "x", **CLERK}
    assert code_of(split, parts=[part], **said) == "parts_named"
    assert code_of(split, parts=[part, part], **said) == "parts_add_up"


def test_others_neither_merge_nor_split():
    for who in (town.STRANGER, town.OFFICER, town.SECRETARY):
        with pytest.raises(NotAllowed):
            merge(number=NUMBER, others=[NUMBER], **town.acting(who))
        with pytest.raises(NotAllowed):
            split(number=NUMBER, parts=[], reason="x", **town.acting(who))


def test_what_has_begun_ahead_is_not_merged_away():
    second()
    Application.objects.filter(candidate__number=OTHER).update(begun_ahead=True)
    assert code_of(merge, number=NUMBER, others=[OTHER], **CLERK) == "not_begun"
    assert application(OTHER).state == application(NUMBER).state == "town_review"


def test_parts_of_what_was_merged_answer_every_spot():
    second()
    tickets = papers_of(candidate(NUMBER)).tickets
    merge(number=OTHER, others=[NUMBER], reason="同一条路", **CLERK)
    spots = spots_of(candidate(OTHER))
    places = [place for _, place in places_of_candidates([candidate(OTHER).pk])]
    parts = [
        {"name": f"第{n}段", "place_ids": [place], "lines": line(), "quantity": Decimal(100)}
        for n, place in enumerate(places, start=1)
    ]
    made = split(number=OTHER, parts=parts, reason="分段做", **CLERK)
    assert tickets and spots
    assert [papers_of(one.candidate).tickets for one in made] == [tickets] * 2
    assert [spots_of(one.candidate) for one in made] == [spots] * 2


def test_parts_stay_in_the_round_of_the_whole():
    take(NUMBER, "submit")
    walking.call(closes_on=day(8, 5))
    place = candidate(NUMBER).place_links.get().place_id
    half = {"place_ids": [place], "lines": line(50), "quantity": Decimal(50)}
    parts = [{"name": name, **half} for name in ("南段", "北段")]
    late = town.acting(town.CLERK, day(8, 10))
    made = split(number=NUMBER, parts=parts, reason="分段做", **late)
    number = made[0].candidate.number
    for name in ("consult", "photo_before"):
        take(number, name, by=town.CLERK, on=day(8, 10))
    asked = {"applied_fen": 750_000, "fund_lines": [("区级", 750_000)], "on": day(8, 10)}
    assert take(number, "submit", **asked).round.name == application(NUMBER).round.name
