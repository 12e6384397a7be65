"""Problem spots: what presses most, as of a day, and what is done at them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import town
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.stages.identification.models import Spot, SpotTicket
from xiaowei.stages.identification.operations import (
    dismiss_spot,
    log_stop_gap,
    mint_from_spot,
    reopen_spot,
    resolve_spot,
)
from xiaowei.stages.identification.queries import spot, spots
from xiaowei.stages.intake.models import Question

pytestmark = pytest.mark.django_db


def listed(**asked):
    return [(s["kind"], s["place"], s["tickets"], s["callers"]) for s in spots(**asked)]


def test_bursts_come_first_then_repeats_by_callers(troubled):
    assert listed(as_of=town.TODAY) == [
        ("burst", town.LOTUS, 24, 20),
        ("repeat", town.STONEGATE, 3, 2),
    ]
    assert listed(as_of=town.TODAY, kind="repeat", limit=1)[0][0] == "repeat"
    assert listed(district=town.WHITESTONE, as_of=town.TODAY) == [("repeat", town.STONEGATE, 3, 2)]


def test_the_list_is_as_it_stood_on_the_day(troubled):
    assert listed(as_of=date(2022, 4, 11)) == []
    assert listed(as_of=date(2022, 7, 11)) == [("burst", town.LOTUS, 24, 20)]
    assert listed(as_of=date(2022, 12, 20)) == [("burst", town.LOTUS, 24, 20)]


def test_a_row_says_why_and_which_tickets(troubled):
    row = spots(as_of=town.TODAY, kind="repeat")[0]
    assert row["ticket_nos"] == ["R1", "R2", "R3"]
    assert row["reasons"] == ["6个月内3件、2人(3件起为重复)", "尚未列项"]
    assert row["town"] == "白石镇"


def test_an_unknown_kind_of_spot_is_refused(troubled):
    with pytest.raises(BadInput) as refusal:
        spots(kind="cold")
    assert refusal.value.code == "no_such_spot_kind"


def test_the_page_takes_few_queries(troubled, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        assert len(spots(as_of=town.TODAY)) == 2


def test_a_spot_keeps_its_number_when_tickets_are_brought_again(troubled):
    before = set(SpotTicket.objects.values_list("spot_id", "ticket__number"))
    town.bring(town.outage())
    town.bring([town.ticket_row("R4", "2022-08-01 09:00")])
    after = set(SpotTicket.objects.values_list("spot_id", "ticket__number"))
    assert after > before
    assert len(after) == len(before) + 1


def test_a_stop_gap_never_closes_the_problem(troubled):
    burst = Spot.objects.get(kind="burst")
    by = town.person("望川街道 江", ("town_clerk", town.RIVERVIEW))
    what = "送水车 13800138000"
    log_stop_gap(spot_id=burst.pk, what=what, from_on=date(2022, 4, 12), **town.acting(by))
    row = spots(as_of=town.TODAY)[0]
    assert (row["state"], row["stop_gaps"]) == ("open", ["送水车 [手机号]"])
    assert "已应急处置:送水车 [手机号];尚未根治" in row["reasons"]
    with pytest.raises(RuleBroken):
        log_stop_gap(
            spot_id=burst.pk,
            what="送水车",
            from_on=date(2022, 4, 12),
            to_on=date(2022, 4, 11),
            **town.acting(by),
        )
    with pytest.raises(NotAllowed):
        log_stop_gap(
            spot_id=burst.pk, what="送水", from_on=town.TODAY, **town.acting(town.STRANGER)
        )


def test_a_spot_closes_on_evidence_and_opens_on_a_new_complaint(troubled):
    road = Spot.objects.get(kind="repeat")
    with pytest.raises(RuleBroken) as refusal:
        resolve_spot(spot_id=road.pk, evidence={}, **town.acting())
    assert refusal.value.code == "outcome_verified"
    resolve_spot(spot_id=road.pk, evidence={"verdict": "stopped"}, **town.acting())
    resolve_spot(spot_id=road.pk, evidence={"verdict": "stopped"}, **town.acting())
    assert [s["kind"] for s in spots(as_of=town.TODAY)] == ["burst"]
    assert len(spots(as_of=town.TODAY - timedelta(days=1))) == 2
    town.bring([town.ticket_row("R4", "2022-09-02 09:00")])
    assert len(spots(as_of=date(2022, 9, 2))) == 2
    assert len(spots(as_of=town.TODAY)) == 1


def test_what_is_not_ours_is_set_aside_with_a_reason(troubled):
    road = Spot.objects.get(kind="repeat")
    with pytest.raises(RuleBroken):
        dismiss_spot(spot_id=road.pk, reason=" ", **town.acting(town.CLERK))
    dismiss_spot(spot_id=road.pk, reason="属公路局", **town.acting(town.CLERK))
    assert [s["kind"] for s in spots(as_of=town.TODAY)] == ["burst"]
    with pytest.raises(RuleBroken):
        log_stop_gap(spot_id=road.pk, what="铺沙", from_on=town.TODAY, **town.acting(town.CLERK))
    again = "又回来,找李建国电话13800138000"
    reopen_spot(spot_id=road.pk, reason=again, **town.acting(town.CLERK))
    road.refresh_from_db()
    assert road.reason == story(f"spot:{road}")[-1]["facts"]["reason"]
    assert "13800138000" not in road.reason
    assert len(spots(as_of=town.TODAY)) == 2
    assert [e["action"] for e in story(f"spot:{road}")] == [
        "identification.dismiss",
        "identification.reopen",
    ]


def test_a_spot_with_a_project_outlives_its_tickets(troubled):
    road = Spot.objects.get(kind="repeat")
    made = mint_from_spot(spot_id=road.pk, **town.acting(town.CLERK))
    town.bring([town.ticket_row(f"R{n}", kind="表扬") for n in (1, 2, 3)])
    road.refresh_from_db()
    assert made.spot_id == road.pk
    town.bring([town.ticket_row(f"R{n}") for n in (1, 2, 3)])
    assert Spot.objects.filter(kind="repeat").count() == 1


def test_the_story_of_a_spot(troubled):
    road = Spot.objects.get(kind="repeat")
    found = spot(str(road), town.TODAY)
    assert found.months == (("2022-05", 1), ("2022-06", 1), ("2022-07", 1))
    assert found.tickets[0][1] == "同一地点、同一问题、距上一件 31 天、问题相同(道路破损)"
    assert found.tickets[-1][1] == "同一地点、同一问题"
    assert ("road", "村道修补") in found.types
    with pytest.raises(BadInput):
        spot("S999999", town.TODAY)


def bare(number, *topics, **more):
    """Return a ticket of 石门村 on its greenery, named only as far as `topics` go."""
    said = {"topics": topics, "content": "石门村那块地没人管", "caller": f"1000000{number[1:]}"}
    return town.ticket_row(number, f"2022-07-{int(number[-2:]):02} 09:00", **(said | more))


BROAD, MISSING, PARK = ("环境绿化",), ("环境绿化", "绿化缺失"), ("环境绿化", "公园设施")


def green(as_of=town.TODAY):
    """Return the id, topic, tickets and reasons of the spots of 石门村 that are no road's."""
    found = [s for s in spots(as_of=as_of) if s["place"] == town.STONEGATE]
    return [
        (s["id"], s["topic"], s["ticket_nos"], s["reasons"])
        for s in found
        if s["topic_code"] != "road_damage"
    ]


def test_one_matter_told_under_sibling_topics_is_one_spot(troubled):
    town.bring([bare("G0001", *BROAD), bare("G0002", *MISSING)])
    assert green() == []
    town.bring([bare("G0003", *PARK)])
    ((spot_id, topic, numbers, reasons),) = green()
    assert (topic, numbers) == ("绿化缺失", ["G0001", "G0002", "G0003"])
    assert "含环境绿化1、绿化缺失1、公园设施1" in reasons
    why = dict(SpotTicket.objects.values_list("ticket__number", "why"))
    assert [why[number] for number in numbers] == ["in_broad", "in_repeat", "in_repeat"]
    town.bring([bare("G0004", *PARK)])
    assert [found[:2] for found in green()] == [(spot_id, "公园设施")]
    assert spot(spot_id, town.TODAY).types == (("green", "小微绿地"),)


def test_two_tickets_of_a_broad_topic_and_one_within_it_are_one_spot(troubled):
    town.bring([bare("G0001", *BROAD), bare("G0002", *MISSING), bare("G0003", *BROAD)])
    assert [found[1:3] for found in green()] == [("绿化缺失", ["G0001", "G0002", "G0003"])]


def test_unlike_matters_of_one_branch_stay_apart(troubled):
    trees = ("环境绿化", "树木修剪")
    town.bring([bare("G0001", *trees), bare("G0002", *MISSING), bare("G0003", *BROAD)])
    assert green() == []
    town.bring([bare("G0004", *MISSING, kind="表扬"), bare("G0005", "环境绿化", "公园设施")])
    assert [found[1:3] for found in green()] == [("绿化缺失", ["G0002", "G0003", "G0005"])]


def test_the_spot_is_the_same_in_whatever_order_the_tickets_come(troubled):
    rows = [bare("G0001", *BROAD), bare("G0002", *PARK), bare("G0003", *MISSING)]
    for row in reversed(rows):
        town.bring([row])
    assert [found[1:3] for found in green()] == [("绿化缺失", ["G0001", "G0002", "G0003"])]
    town.bring([bare("G0002", "环境绿化", "树木修剪"), bare("G0004", "环境绿化", "树木修剪")])
    assert [found[1:3] for found in green()] == [("树木修剪", ["G0001", "G0002", "G0004"])]


def test_a_spot_of_a_broad_topic_goes_on_when_its_matter_is_named(troubled):
    """The project minted from it stays with it."""
    town.bring([bare(f"G000{n}", *BROAD) for n in (1, 2, 3)])
    ((before, topic, *_),) = green()
    assert topic == "环境绿化"
    made = mint_from_spot(spot_id=int(before[1:]), type_code="green", **town.acting(town.CLERK))
    town.bring([bare("G0004", *MISSING)])
    assert [found[:2] for found in green()] == [(before, "绿化缺失")]
    assert spots(as_of=town.TODAY, kind="repeat")[0]["projects"] == [made.number]


def test_tickets_that_tell_no_topic_are_named_at_the_spots_of_their_place(troubled):
    """They are neither counted nor asked for: there are no words to ask for."""
    said = {"topics": (), "content": "石门村有事找你们,没人管"}
    taken = town.bring(
        [
            town.ticket_row("X1", "2022-07-20 09:00", **said),
            town.ticket_row("X2", "2021-07-20 09:00", **said),
            town.ticket_row("X3", "2022-07-20 09:00", kind="表扬", **said),
        ]
    )
    (road,) = spots(as_of=town.TODAY, kind="repeat")
    assert road["ticket_nos"] == ["R1", "R2", "R3"]
    assert "此处另有1件认不出说的是什么,未计入" in road["reasons"]
    assert [w.facts["count"] for w in taken.warnings if w.key == "warning.topics_unknown"] == [2]
    assert not Question.objects.filter(kind="topic").exists()
