"""Checking whether the complaints stopped; silence resolves the spot, never anything else."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, refused, take
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.evaluation.models import Outcome
from xiaowei.stages.evaluation.queries import outcomes, topic_group
from xiaowei.stages.identification.models import Candidate, Spot
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db
stand = walking.standing("check")


def spot():
    return Spot.objects.get(kind="repeat", place__code="V1", topic_code="road_damage")


def test_silence_resolves_the_spot_on_evidence():
    outcome = take(NUMBER, "check")
    assert (outcome.verdict, outcome.complaints_before, outcome.complaints_after) == (
        "stopped",
        3,
        0,
    )
    assert (outcome.since_on, outcome.policy_version) == (day(8, 12), "example-2022.1")
    assert len(outcome.inputs_digest) == 64
    assert (spot().state, spot().resolved_on) == ("resolved", date(2022, 10, 31))
    assert left("evaluation.check")["verdict"] == "stopped"


def test_a_day_of_before_does_not_close_what_complained_since():
    town.bring([town.ticket_row("N9", "2022-11-20 10:00")])
    assert take(NUMBER, "check").verdict == "stopped"
    assert spot().state == "open"


def test_before_the_districts_days_it_is_too_early():
    outcome = take(NUMBER, "check", on=day(10, 10))
    assert (outcome.verdict, spot().state) == ("too_early", "open")
    assert take(NUMBER, "check", on=day(10, 11)).verdict == "stopped"


def test_without_a_ticket_nobody_listened():
    Ticket.objects.update(received_at=None)
    outcome = take(NUMBER, "check")
    assert (outcome.verdict, spot().state) == ("not_judged", "open")


def test_nothing_is_checked_on_a_day_to_come():
    refused("not_in_future", "check", at=town.NOW)


def test_a_new_complaint_on_the_same_matter_comes_back():
    town.bring(
        [
            town.ticket_row("N1", "2022-08-12 23:50"),  # on the day of use: does not count
            town.ticket_row("N2", "2022-08-13 00:10"),
            town.ticket_row("N3", "2022-09-02 10:00", kind="表扬"),
            town.ticket_row("N4", "2022-09-02 10:00", topics=("供水", "停水"), content="停水"),
            town.ticket_row("N5", "2022-09-02 10:00", address=town.WILLOWS, content="柳湾村路破"),
            town.ticket_row("N6", "2022-09-02 10:00", excluded=True),
            town.ticket_row("N7", "2022-11-01 00:10"),  # after the day of the check
        ]
    )
    outcome = take(NUMBER, "check")
    assert (outcome.verdict, outcome.ticket_numbers) == ("comes_back", ["N2"])
    assert (outcome.complaints_before, spot().state) == (3, "open")


def test_a_place_that_never_complained_proves_nothing():
    Ticket.objects.update(topic_code="")
    outcome = take(NUMBER, "check")
    assert (outcome.verdict, spot().state) == ("never_complained", "open")


def test_two_checks_of_a_day_are_one_and_later_ones_stand_beside():
    Candidate.objects.update(spot=None)
    for on in (day(10, 31), day(10, 31), day(11, 30)):
        take(NUMBER, "check", on=on)
    assert Outcome.objects.count() == 2
    assert [row["checked_on"] for row in outcomes(NUMBER)] == [day(10, 31), day(11, 30)]


def test_a_spot_that_is_resolved_already_does_not_stop_the_next_check():
    take(NUMBER, "check")
    assert take(NUMBER, "check", on=day(11, 30)).verdict == "stopped"
    assert spot().state == "resolved"


def test_only_accepted_works_are_checked():
    from xiaowei.stages.delivery.models import Works

    Works.objects.update(state="finished")
    refused("nothing_to_check", "check")


def test_others_do_not_check():
    for who in (town.STRANGER, town.FINANCE, town.SECRETARY, walking.BUILDER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "check", by=who)


def test_a_type_cures_its_own_topics_only():
    assert {"road_damage"} <= topic_group("road")
    assert not topic_group("road") & topic_group("footbridge")


def test_a_spot_that_came_by_a_merge_is_resolved_too():
    from xiaowei.stages.identification.models import Ground

    own = Candidate.objects.get(number=NUMBER)
    Ground.objects.create(candidate=own, spot_id=own.spot_id)
    own.spot_id = None
    own.save()
    take(NUMBER, "check")
    assert spot().state == "resolved"
