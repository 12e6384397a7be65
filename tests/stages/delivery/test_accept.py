"""Accepting the works, or sending them back with a list of defects."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, over, refused, take
from xiaowei.base.attachments.models import Attachment
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.stages.delivery.models import Site
from xiaowei.stages.delivery.operations import fail_acceptance
from xiaowei.stages.delivery.queries import finished, sites, works, works_by_number
from xiaowei.stages.funding.queries import filing

pytestmark = pytest.mark.django_db
stand = walking.standing("accept")


def test_accepted_works_release_the_rest():
    accepted = take(NUMBER, "accept")
    assert (accepted.state, accepted.accepted_on) == ("accepted", day(8, 15))
    assert accepted.acceptance_opinion == "村民满意"
    assert sorted(filing(NUMBER).released) == sorted(["start", "progress", "acceptance"])
    assert [w.filing.application.candidate.number for w in finished()] == [NUMBER]
    assert left("delivery.accept")["to"] == "accepted"


def test_what_must_hold():
    refused("accepted_after_finished", "accept", on=day(8, 11))
    refused("opinion_given", "accept", opinion="")
    Attachment.objects.filter(kind="after").delete()
    refused("photo_after", "accept")
    over(NUMBER, "accept", opinion="")
    assert left("delivery.accept")["not_in_sheet"] == ["photo_after", "opinion_given"]


def test_it_is_accepted_once():
    take(NUMBER, "accept")
    refused("not_in_table", "accept")


def test_failed_works_go_back_to_the_site_and_come_again():
    sent = fail_acceptance(
        number=NUMBER, defects="路肩未收边", **town.acting(town.LEADER, day(8, 16))
    )
    assert (sent.state, sent.finished_on, sent.in_use_on) == ("under_way", None, None)
    assert left("delivery.fail_acceptance")["defects"] == "路肩未收边"
    assert sorted(filing(NUMBER).released) == sorted(["start"])
    assert left("funding.withdraw") == {"condition": "progress"}
    assert [(s["finished"], s["finished_on"]) for s in sites(NUMBER)] == [(False, None)]
    refused("sites_finished", "finish", on=day(8, 18), in_use_on=None)
    refused("dated_after_last", "finish_site", on=day(8, 15))
    take(NUMBER, "finish_site", on=day(8, 18))
    take(NUMBER, "finish", on=day(8, 18), in_use_on=None)
    assert sorted(filing(NUMBER).released) == sorted(["start", "progress"])
    assert take(NUMBER, "accept", on=day(8, 19)).accepted_on == day(8, 19)


def test_they_do_not_fail_before_they_are_finished():
    with pytest.raises(RuleBroken) as refusal:
        fail_acceptance(number=NUMBER, defects="x", **town.acting(town.LEADER, day(8, 11)))
    assert refusal.value.code == "accepted_after_finished"


def test_only_the_sites_that_failed_are_open_again():
    Site.objects.create(
        works=works(NUMBER), sequence=2, name="二", finished=True, finished_on=day(8, 10)
    )
    failed = {"number": NUMBER, "defects": "路肩", "site_sequences": (1,)}
    fail_acceptance(**failed, **town.acting(town.LEADER))
    assert [s["finished_on"] for s in sites(NUMBER)] == [None, day(8, 10)]
    assert left("delivery.fail_acceptance")["sites"] == [1]


def test_a_site_that_is_not_there_does_not_fail():
    with pytest.raises(BadInput):
        fail_acceptance(number=NUMBER, defects="x", site_sequences=(9,), **town.acting(town.LEADER))
    assert works(NUMBER).state == "finished"


def test_defects_are_named():
    with pytest.raises(RuleBroken) as refusal:
        fail_acceptance(number=NUMBER, defects="", **town.acting(town.LEADER))
    assert refusal.value.code == "defects_said"


def test_others_neither_accept_nor_fail():
    for who in (town.OFFICER, town.STRANGER, walking.BUILDER, town.SECRETARY):
        with pytest.raises(NotAllowed):
            take(NUMBER, "accept", by=who)
        with pytest.raises(NotAllowed):
            fail_acceptance(number=NUMBER, defects="x", **town.acting(who))
    assert works(NUMBER).state == "finished"
    assert set(works_by_number([NUMBER])) == {NUMBER}
