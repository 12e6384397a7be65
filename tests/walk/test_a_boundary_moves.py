"""A township is renamed, merged, moved to another district: people, projects, tickets and spots follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import asking, town, walking
from tests.walking import NUMBER, day, take
from xiaowei.base.accounts.actors import Actor, actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.messages.queries import whistles
from xiaowei.base.places.butlers import posts
from xiaowei.base.places.models import Place
from xiaowei.base.regions.models import BoundaryChange
from xiaowei.base.regions.operations import change_boundary
from xiaowei.base.regions.queries import name_of, tree
from xiaowei.base.trail.counting import Disorder, disorder
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.domain.flow import Basis
from xiaowei.interfaces.web.messages.thread import thread_page
from xiaowei.journey.butlers import five
from xiaowei.journey.register import line, register
from xiaowei.procedures.change_boundary import Moved
from xiaowei.procedures.change_boundary import change_boundary as move_places
from xiaowei.stages.identification.models import Candidate, CandidatePlace
from xiaowei.stages.identification.operations import amend_candidate, mint_unasked
from xiaowei.stages.identification.queries import spots
from xiaowei.stages.intake.queries import counts, ticket_rows

pytestmark = pytest.mark.django_db
stand = walking.standing("start")
EVE, DAY = day(8, 19), day(8, 20)
NEW = "990101110000"
AWAY = "990102100000"
"""A code in another district."""
ADMIN = town.person("系统 管", ("system_admin", ""))


def named(code: str) -> str:
    """Return the name of a township that no list knows."""
    return "" if code == town.MAPLE else "新石街道"


def move(new: str = NEW, by: Actor = ADMIN, **said: Any) -> BoundaryChange:
    told = {"new_name": named(new), "effective_on": DAY, "document_no": "京民区划〔2022〕8号"}
    return change_boundary(
        old_code=town.WHITESTONE, new_code=new, **(told | said), **town.acting(by)
    )


def appointed(role: str, region: str, place: str = "") -> Person:
    person = Person.objects.create(username=role)
    Appointment.objects.create(
        person=person, role=role, region_code=region, place_code=place, valid_from=date(2020, 1, 1)
    )
    return person


def numbers(region: str, on: date) -> list[str]:
    return [one.number for one in register(region, as_of=on)]


@pytest.mark.parametrize("new", [NEW, town.MAPLE, AWAY])
def test_projects_tickets_and_spots_follow_from_the_day_on(new: str) -> None:
    move(new)
    assert (numbers(town.WHITESTONE, EVE), numbers(new, EVE)) == ([NUMBER], [])
    assert (numbers(town.WHITESTONE, DAY), numbers(new, DAY)) == ([], [NUMBER])
    inside = new != AWAY
    assert (numbers(town.DISTRICT, EVE), numbers(town.ELSEWHERE, EVE)) == ([NUMBER], [])
    assert numbers(town.DISTRICT, DAY) == ([NUMBER] if inside else [])
    assert numbers(town.ELSEWHERE, DAY) == ([] if inside else [NUMBER])
    at = {on: {row["place_code"] for row in spots(district=new, as_of=on)} for on in (EVE, DAY)}
    assert "V1" in at[DAY] and "V1" not in at[EVE]
    assert {"R1", "R2", "R3"} <= {row.number for row in ticket_rows(region_code=new)}


def test_a_project_lies_in_the_township_of_the_day_it_is_seen_on() -> None:
    move()
    before, after = line(NUMBER, EVE), line(NUMBER, DAY)
    assert before is not None and after is not None
    assert (before.town_code, after.town_code) == (town.WHITESTONE, NEW)
    assert name_of(town.WHITESTONE, EVE) == "白石镇"
    assert name_of(town.WHITESTONE, DAY) == name_of(NEW, DAY) == "新石街道"


def test_who_held_the_old_township_holds_the_new_one() -> None:
    clerk = appointed("town_clerk", town.WHITESTONE)
    move()
    later = actor_of(clerk, town.TODAY)
    assert [held.region_code for held in later.held] == [NEW]
    take(NUMBER, "start", by=later, on=DAY)
    assert actor_of(clerk, EVE).held[0].region_code == town.WHITESTONE


def test_who_holds_the_new_township_reaches_what_was_the_old_ones() -> None:
    clerk = appointed("town_clerk", NEW)
    with pytest.raises(NotAllowed):
        take(NUMBER, "start", by=actor_of(clerk, EVE))
    move()
    take(NUMBER, "start", by=actor_of(clerk, DAY), on=DAY)


def test_the_district_it_left_reaches_it_no_longer() -> None:
    here, there = (
        appointed("district_office", town.DISTRICT),
        appointed("finance", town.ELSEWHERE),
    )
    move(AWAY)
    reached = [actor_of(one, DAY).held[0].reaches(town.WHITESTONE) for one in (here, there)]
    assert reached == [False, True]
    assert actor_of(here, EVE).held[0].reaches(town.WHITESTONE)


def test_what_is_new_is_born_in_the_new_township() -> None:
    clerk = appointed("town_clerk", town.WHITESTONE)
    move(AWAY)
    said = {"type_code": "road", "lead_source": "patrol", "reason": "巡查发现"}
    place = Place.objects.get(code="V2")
    by = actor_of(clerk, town.TODAY)
    minted = mint_unasked(place_id=place.pk, **said, **town.acting(by))
    assert (minted.town_code, minted.district_code) == (AWAY, town.ELSEWHERE)


def test_it_leaves_its_trail_and_lasts_over_a_newer_list_of_regions() -> None:
    move()
    entry = story(f"town:{town.WHITESTONE}")[-1]
    assert (entry["action"], entry["facts"]["new_code"]) == ("regions.change_boundary", NEW)
    town.set_up()
    assert tree().standing(town.WHITESTONE, DAY) == NEW


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("boundary_of_towns", {"new": town.WHITESTONE}),
        ("boundary_of_towns", {"new": town.DISTRICT}),
        ("boundary_stands", {"new": "990101002"}),
        ("boundary_named", {"new_name": " "}),
        ("boundary_name_known", {"new": town.MAPLE, "new_name": "新石街道"}),
        ("boundary_documented", {"document_no": ""}),
        ("not_in_future", {"effective_on": town.TODAY + timedelta(1)}),
    ],
)
def test_what_must_hold(code: str, said: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken) as refusal:
        move(**said)
    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en")


def test_it_ends_once_and_must_be_known() -> None:
    move()
    with pytest.raises(RuleBroken, match="已经撤销"):
        move(town.MAPLE)
    with pytest.raises(BadInput):
        change_boundary(
            old_code="970101100", new_code=NEW, effective_on=DAY, document_no="1号",
            **town.acting(ADMIN),
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        BoundaryChange.objects.update(new_code=town.WHITESTONE)


def cut(*places: str, new: str = NEW, by: Actor = ADMIN, **said: Any) -> Moved:
    told = {"new_name": named(new), "effective_on": DAY, "document_no": "京民区划〔2022〕9号"}
    return move_places(
        old_code=town.WHITESTONE, new_code=new, places=places, **(told | said), **town.acting(by)
    )


@pytest.mark.parametrize("new", [NEW, town.MAPLE, AWAY])
def test_places_cut_out_take_what_is_theirs_along(new: str) -> None:
    moved = cut("V1", new=new)
    assert (moved.places, moved.projects, moved.staying) == (1, (NUMBER,), ())
    assert moved.tickets == len(ticket_rows(place_codes=["V1"])) > 0
    assert (numbers(town.WHITESTONE, EVE), numbers(new, EVE)) == ([NUMBER], [])
    assert (numbers(town.WHITESTONE, DAY), numbers(new, DAY)) == ([], [NUMBER])
    assert numbers(town.DISTRICT, EVE) == [NUMBER]
    assert numbers(town.DISTRICT, DAY) == ([NUMBER] if new != AWAY else [])
    for on, here in ((EVE, town.WHITESTONE), (DAY, new)):
        at = {row["place_code"]: row["town_code"] for row in spots(district=here, as_of=on)}
        assert at["V1"] == here
        told = line(NUMBER, on)
        assert told is not None and told.town_code == here
    assert "V1" not in {row["place_code"] for row in spots(district=town.WHITESTONE, as_of=DAY)}
    assert {"R1", "R2", "R3"} <= {row.number for row in ticket_rows(region_code=new)}
    assert "R1" not in {row.number for row in ticket_rows(region_code=town.WHITESTONE)}
    assert counts(town.WHITESTONE, EVE)["tickets"] > counts(town.WHITESTONE)["tickets"]


def test_who_holds_a_place_that_went_keeps_it_and_who_holds_the_rest_loses_it() -> None:
    clerk, other = appointed("town_clerk", town.WHITESTONE), appointed("town_leader", NEW)
    butler = appointed("butler", town.WHITESTONE, "V1")
    cut("V1")
    (held,) = actor_of(butler, DAY).held
    assert (held.region_code, held.place_code) == (NEW, "V1")
    assert actor_of(butler, EVE).held[0].region_code == town.WHITESTONE
    with pytest.raises(NotAllowed):
        take(NUMBER, "start", by=actor_of(clerk, DAY), on=DAY)
    take(NUMBER, "start", by=actor_of(other, DAY), on=DAY)


def test_a_project_some_of_whose_places_stay_stays() -> None:
    own = Candidate.objects.get(number=NUMBER)
    CandidatePlace.objects.create(candidate=own, place=Place.objects.get(code="V2"), sequence=9)
    moved = cut("V1")
    assert (moved.projects, moved.staying) == ((), (NUMBER,))
    assert numbers(town.WHITESTONE, DAY) == [NUMBER]


def test_what_was_said_on_it_goes_along() -> None:
    asked, called = asking.ask(NUMBER), asking.whistle(NUMBER)
    cut("V1")
    assert [row["number"] for row in whistles(NEW, town.TODAY)] == [called.number]
    assert whistles(town.WHITESTONE, town.TODAY) == []
    asked.refresh_from_db()
    assert name_of(asked.town_code) == "新石街道"


def test_the_thread_and_the_butlers_round_read_on() -> None:
    called, own = asking.whistle(NUMBER), (Place.objects.get(code="V1"),)
    before = [(one.place.code, one.reasons) for one in five(own, town.TODAY)]
    move(town.MAPLE)
    assert [(one.place.code, one.reasons) for one in five(own, town.TODAY)] == before
    clerk = actor_of(appointed("town_clerk", town.MAPLE), town.TODAY)
    told = thread_page(clerk, NUMBER, town.TODAY)["whistles"]
    assert [row["number"] for row in told] == [called.number]
    assert [post.town_code for post in posts(town.MAPLE, DAY) if post.place_code == "V1"] == [
        town.MAPLE
    ]


def test_places_go_on_and_the_rest_goes_elsewhere() -> None:
    cut("V1", effective_on=EVE)
    again = {"new_name": "再建街道", "effective_on": DAY, "document_no": "10号"}
    move_places(
        old_code=NEW, new_code=f"{NEW[:8]}1000", places=["V1"], **again, **town.acting(ADMIN)
    )
    move(town.MAPLE)
    where = [place_at("V1", on) for on in (day(8, 18), EVE, DAY)]
    assert where == [town.WHITESTONE, NEW, f"{NEW[:8]}1000"]
    assert [place_at("V2", on) for on in (EVE, DAY)] == [town.WHITESTONE, town.MAPLE]


def place_at(code: str, on: date) -> str:
    return tree().standing(Place.objects.get(code=code).town_code, on)


def test_no_sheet_moves_a_place_or_a_project_back() -> None:
    cut("V1")
    town.settle_places()
    assert place_at("V1", DAY) == NEW
    Candidate.objects.update(basis="taken_over")
    amend_candidate(
        number=NUMBER, changes={"town_code": town.WHITESTONE, "note": "照旧表"},
        basis=Basis.TAKEN_OVER, **town.acting(),
    )  # fmt: skip
    assert numbers(NEW, DAY) == [NUMBER]


@pytest.mark.parametrize(
    ("code", "places", "said"),
    [
        ("no_such_place", ["V1", "nowhere"], {}),
        ("place_not_there", ["V1", "E1"], {}),
        ("boundary_documented", ["V1"], {"document_no": " "}),
    ],
)
def test_what_must_hold_of_places(code: str, places: list[str], said: dict[str, Any]) -> None:
    with pytest.raises((RuleBroken, BadInput)) as refusal:
        cut(*places, **said)
    assert refusal.value.code == code
    assert not BoundaryChange.objects.exists()


def test_every_row_fits_its_seal_and_every_table_its_count_afterwards() -> None:
    cut("V1")
    move(town.MAPLE)
    assert disorder() == Disorder()


def test_only_who_looks_after_the_system_does_it() -> None:
    for who in (town.OFFICER, town.CLERK, town.AUDITOR, town.STRANGER):
        with pytest.raises(NotAllowed):
            move(by=who)
        with pytest.raises(NotAllowed):
            cut("V1", by=who)
