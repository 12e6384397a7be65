"""Residents' votes: who calls one on what, how it is counted, what a second sheet and a verdict do to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import polled, town, walking
from tests.keeping import contents
from tests.polled import called, cast, counted, winners
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken, XiaoweiError
from xiaowei.domain.voting import Ballot
from xiaowei.journey.votes import votes_of
from xiaowei.stages.selection.models import Application, Review, VoteCount, VoteOption, VoteResult
from xiaowei.stages.selection.operations import counting, end_vote
from xiaowei.stages.selection.polling import limit_in, results_of, standing_ready, votes_in

pytestmark = pytest.mark.django_db
stand = walking.standing()


def refused(code, act, error=XiaoweiError):
    before = contents(())
    with pytest.raises(error) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en")
    assert contents(()) == before


def test_a_vote_is_called_counted_and_told_of_each_project():
    vote = called()
    assert (vote.state, vote.rule, vote.completion) == ("vote_called", "mes_cost", "add1u")
    count = counted(vote)
    # each of eleven has 1,818.18: six have too little for the road, five pay the lamps, four the shed
    assert winners(count) == ["路灯", "停车棚"]
    assert (count.cast, count.invalid, count.blank) == (12, 1, 1)
    assert count.spent_fen == 1_400_000
    rows = {one.option.name: one for one in results_of(count)}
    assert {name: one.supporters for name, one in rows.items()} == {
        "村道修补": 6, "停车棚": 4, "路灯": 5, "文化墙": 0,
    }  # fmt: skip
    assert rows["文化墙"].reason == "no_support"
    assert rows["村道修补"].reason == "too_little_left"
    assert rows["停车棚"].payers == 4
    assert rows["停车棚"].paid_at_most_fen == 150_000
    vote.refresh_from_db()
    assert vote.state == "vote_counted"


def test_each_application_has_its_supporting_ballots():
    numbers = polled.works()
    counted(called(numbers))
    told = votes_of(town.DISTRICT, town.TODAY)
    assert [told[number].supporters for number in numbers] == [6, 5, 4, 0]
    assert [told[number].rank for number in numbers] == [None, 1, 2, None]
    assert {one.ballots for one in told.values()} == {11}
    assert told[numbers[0]].share == pytest.approx(6 / 11)
    assert votes_of(town.DISTRICT, walking.day(8, 10)) == {}


def test_the_same_ballots_in_another_order_are_the_same_count():
    vote = called()
    first = counted(vote)
    again = counted(vote, list(reversed(cast())), file_name="又一份.xlsx")
    assert again.pk == first.pk
    assert [e["action"] for e in story(f"vote:{vote.pk}")] == [
        "selection.call_vote", "selection.count_vote",
    ]  # fmt: skip


def test_a_later_sheet_takes_the_place_and_the_earlier_stays():
    vote = called()
    first = counted(vote)
    second = counted(vote, cast([((2, 1), (4, 1))] * 9))
    assert winners(second) == ["路灯", "文化墙"]
    assert len(second.outcome["ties"]) == 1
    first.refresh_from_db()
    assert (first.standing, second.standing, second.sequence) == (False, True, 2)
    assert first.digest != second.digest
    assert winners(first) == ["路灯", "停车棚"]
    told = [entry["facts"] for entry in story(f"vote:{vote.pk}")][1:]
    assert [one["sequence"] for one in told] == [1, 2]
    assert [one["digest"] for one in told] == [first.digest, second.digest]


def test_what_was_counted_follows_from_what_is_stored():
    vote = called()
    count = counted(vote)
    options = list(vote.options.select_related("application__candidate"))
    ballots = sorted(cast(), key=lambda one: one.number)
    assert counting.digest_json(counting.inputs_of(vote, options, ballots)) == count.digest


@pytest.mark.parametrize(
    ("kind", "most", "ballots", "expected"),
    [
        ("choose-1", None, [((2, 1),)] * 3 + [((3, 1),)] * 2, ["路灯", "停车棚"]),
        ("cumulative", 10, [((1, 1), (2, 9))] * 3 + [((3, 10),)] * 2, ["停车棚", "路灯"]),
        ("ordinal", 2, [((2, 1), (3, 2))] * 3 + [((4, 1),)] * 2, ["路灯", "停车棚", "文化墙"]),
    ],
)
def test_each_kind_of_ballot_is_counted(kind, most, ballots, expected):
    count = counted(called(kind=kind, most=most), cast(ballots))
    assert sorted(winners(count)) == sorted(expected)


def test_the_simple_rule_takes_most_votes_first():
    vote = called(method="greedy")
    assert (vote.rule, vote.completion) == ("greedy_cost", "none")
    assert winners(counted(vote)) == ["村道修补", "路灯"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"numbers": 1}, "vote_choice"),
        ({"budget_fen": 400_000}, "vote_sum_buys"),
        ({"budget_fen": 0}, "vote_sum_buys"),
        ({"kind": "cumulative"}, "vote_marks_fit"),
        ({"kind": "scoring"}, "vote_marks_fit"),
        ({"most": 5}, "vote_marks_fit"),
        ({"on": walking.day(9, 30), "held_on": walking.day(9, 30)}, "not_in_future"),
        ({"held_on": walking.day(8, 4)}, "vote_ahead"),
    ],
)
def test_a_vote_that_makes_no_sense_is_not_called(said, code):
    numbers = polled.works()
    kept = numbers[: said.pop("numbers", 4)]
    refused(code, lambda: called(kept, **said), RuleBroken)


def test_an_application_stands_in_one_vote_only():
    numbers = polled.works()
    vote = called(numbers)
    refused("vote_stands_once", lambda: called(numbers), RuleBroken)
    assert standing_ready(vote.round_id, town.WHITESTONE) == []
    end_vote(vote_id=vote.pk, reason="雨天没开成", **town.acting(town.CLERK, walking.day(8, 6)))
    assert len(standing_ready(vote.round_id, town.WHITESTONE)) == 4
    assert called(numbers).pk != vote.pk


def test_only_the_township_and_its_district_call_and_count():
    numbers = polled.works()
    for who in (town.STRANGER, town.BUTLER, town.FINANCE, town.SECRETARY):
        refused("not_permitted", lambda who=who: called(numbers, by=who), NotAllowed)
    vote = called(numbers, by=town.OFFICER)
    for who in (town.STRANGER, town.FINANCE):
        refused("not_permitted", lambda who=who: counted(vote, by=who), NotAllowed)
    assert counted(vote, by=town.LEADER).by_name == town.LEADER.name


def test_another_townships_application_does_not_stand():
    numbers = polled.works()
    refused("vote_may_stand", lambda: called(numbers, town_code=town.MAPLE, by=town.OFFICER))
    refused("unknown_region", lambda: called(numbers, town_code=town.ELSEWHERE, by=town.person(
        "两区", ("district_office", ""))), BadInput)  # fmt: skip
    refused("not_found", lambda: called([*numbers, "QC2022-999"]), BadInput)


def test_ballots_wait_for_the_meeting():
    vote = called()
    refused("vote_held", lambda: counted(vote, on=walking.day(8, 9)), RuleBroken)


@pytest.mark.parametrize(
    ("ballot", "code"),
    [
        (Ballot("001", ((1, 1),)), "vote_ballot_twice"),
        (Ballot("13800138000", ((1, 1),)), "ballot_number"),
        (Ballot("王建国", ((1, 1),)), "ballot_number"),
        (Ballot("", ((1, 1),)), "ballot_number"),
        (Ballot("Z1", ((5, 1),)), "ballot_off_the_list"),
        (Ballot("Z1", ((1, 1), (1, 1))), "ballot_off_the_list"),
        (Ballot("Z1", ((1, 0),)), "ballot_off_the_list"),
        (Ballot("Z1", ((1, 1), (2, 1), (3, 1))), "ballot_marks_over"),
    ],
)
def test_a_ballot_that_is_none_is_refused_with_its_number(ballot, code):
    vote = called(most=2)
    refused(code, lambda: counted(vote, [*cast(), ballot]), BadInput)


def test_no_more_ballots_than_a_meeting_has() -> None:
    many = [Ballot(f"N{at}", ((1, 1),)) for at in range(20_001)]
    vote = called()
    refused("vote_too_many_ballots", lambda: counted(vote, many), BadInput)


def test_no_valid_ballot_is_no_vote():
    vote = called()
    refused("vote_no_ballots", lambda: counted(vote, cast([], invalid=3)), BadInput)


def test_a_vote_the_district_has_decided_on_takes_no_more_sheets():
    numbers = polled.works()
    vote = called(numbers)
    counted(vote)
    Application.objects.filter(candidate__number=numbers[1]).update(state="approved")
    for act in (
        lambda: counted(vote, cast([((2, 1),)])),
        lambda: end_vote(vote_id=vote.pk, reason="重来", **town.acting(town.OFFICER)),
    ):
        refused("vote_undecided", act, RuleBroken)
    assert [row["number"] for row in standing_ready(vote.round_id, town.WHITESTONE)] == [
        number for number in numbers if number != numbers[1]
    ]
    losers = [numbers[0], *numbers[2:]]
    again = called(losers)
    assert {one.vote_id for one in votes_of(town.DISTRICT, town.TODAY).values()} == {vote.pk}
    counted(again)
    assert {one.vote_id for one in votes_of(town.DISTRICT, town.TODAY).values()} == {
        again.pk,
        vote.pk,
    }


def test_a_verdict_withdrawn_since_still_closes_the_vote() -> None:
    numbers = polled.works()
    vote = called(numbers)
    counted(vote)
    approved = Application.objects.get(candidate__number=numbers[1])
    Review.objects.create(application=approved, approved_fen=1, by_name="韩", on=walking.day(8, 12))
    approved.state, approved.closed_on = "withdrawn", walking.day(8, 13)
    approved.save()
    refused("vote_undecided", lambda: counted(vote, cast([((2, 1),)])), RuleBroken)
    assert numbers[0] in [row["number"] for row in standing_ready(vote.round_id, town.WHITESTONE)]


def test_a_vote_that_was_not_counted_before_the_verdict_can_be_called_off() -> None:
    numbers = polled.works()
    vote = called(numbers)
    Application.objects.filter(candidate__number=numbers[1]).update(state="approved")
    end_vote(vote_id=vote.pk, reason="没赶上", **town.acting(town.CLERK))
    assert [row["state"] for row in votes_in(town.WHITESTONE)] == ["vote_ended"]


def test_a_vote_called_off_counts_no_more():
    vote = called()
    counted(vote)
    refused(
        "reason_said", lambda: end_vote(vote_id=vote.pk, reason=" ", **town.acting(town.OFFICER))
    )
    by_clerk = {"vote_id": vote.pk, "reason": "票箱丢了", **town.acting(town.CLERK)}
    refused("not_permitted", lambda: end_vote(**by_clerk), NotAllowed)
    end_vote(vote_id=vote.pk, reason="票箱丢了,找 13800138000", **town.acting(town.OFFICER))
    vote.refresh_from_db()
    assert "13800138000" not in vote.ended_because
    assert votes_of(town.DISTRICT, town.TODAY) == {}
    refused("not_in_table", lambda: counted(vote, cast([((2, 1),)])), RuleBroken)
    assert [row["state"] for row in votes_in(town.WHITESTONE)] == ["vote_ended"]


def test_the_limit_is_the_township_s_own():
    polled.works()
    round_id = walking.call(limits=[(town.WHITESTONE, None, 900_000)]).pk
    assert limit_in(round_id, town.WHITESTONE) == 900_000
    assert limit_in(round_id, town.MAPLE) is None


def test_a_count_that_breaks_off_leaves_nothing(monkeypatch):
    vote = called()
    first = counted(vote)
    before = contents(())

    def die(*_args, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(counting, "leave", die)
    with pytest.raises(KeyboardInterrupt):
        counted(vote, cast([((2, 1),)] * 3))
    assert contents(()) == before
    assert VoteCount.objects.get(standing=True).pk == first.pk


@pytest.mark.parametrize("wrong", ["two standing", "in two votes", "funded and why", "more payers"])
def test_the_database_itself_refuses_what_cannot_be(wrong):
    vote = called()
    count = counted(vote)
    option, result = vote.options.first(), count.results.get(rank=1)
    acts = {
        "two standing": lambda: VoteCount.objects.create(
            vote=vote, sequence=9, on=count.on, by_name="", file_name="", ballots=[], cast=1,
            invalid=0, blank=0, spent_fen=0, outcome={}, digest="", method="",
        ),
        "in two votes": lambda: VoteOption.objects.create(
            vote=vote, application=option.application, place=9, name="", cost_fen=1
        ),
        "funded and why": lambda: VoteResult.objects.filter(pk=result.pk).update(
            reason="no_support"
        ),
        "more payers": lambda: VoteResult.objects.filter(pk=result.pk).update(payers=99),
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        acts[wrong]()
