"""吹哨报到: the township calls, the department arrives, both are scored."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice, Whistle
from xiaowei.base.messages.queries import whistle_scores, whistles
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken


def test_called_arrived_concluded(number):
    row = asking.whistle(number)
    assert (row.state, row.due_on) == ("called", asking.MONDAY)
    assert {one.desk for one in Notice.objects.filter(kind="whistle_called")} == {
        "department", "district",
    }  # fmt: skip
    asking.act("arrive", asking.DEPARTMENT, whistle_id=row.pk)
    done = asking.act("conclude", town.CLERK, whistle_id=row.pk, result="管线已标出")
    assert (done.state, done.arrived_on, done.result) == ("concluded", asking.MONDAY, "管线已标出")
    assert [one["action"] for one in story(number)][-3:] == [
        "messages.whistle", "messages.arrive", "messages.conclude",
    ]  # fmt: skip


def test_both_sides_are_scored_by_arrival_in_time(number):
    for on in (asking.MONDAY, asking.TUESDAY):
        row = asking.whistle(number)
        asking.act("arrive", town.CLERK, on, whistle_id=row.pk)
    asking.whistle(number, department="区规自分局")
    asking.whistle(number, department="区规自分局", on=town.TODAY)
    rows = whistles(town.DISTRICT, town.TODAY)
    departments = {one.name: one for one in whistle_scores(rows, "department")}
    assert (departments["区住建委"].called, departments["区住建委"].in_time) == (2, 0.5)
    assert (departments["区规自分局"].called, departments["区规自分局"].in_time) == (2, 0)
    township = whistle_scores(rows, "town_code")[0]
    assert (township.name, township.called) == (town.WHITESTONE, 4)
    assert township.in_time == pytest.approx(1 / 3)
    assert whistles(town.ELSEWHERE, town.TODAY) == []
    assert [r["arrived_on"] for r in whistles(town.DISTRICT, asking.FRIDAY)] == [None] * 3


@pytest.mark.parametrize(
    ("by", "said", "refused"),
    [
        (town.CLERK, {"department": " "}, ("department_named", RuleBroken)),
        (town.CLERK, {"what": ""}, ("words_given", RuleBroken)),
        (town.OFFICER, {}, ("not_permitted", NotAllowed)),
        (town.SECRETARY, {}, ("not_permitted", NotAllowed)),
        (town.STRANGER, {}, ("not_permitted", NotAllowed)),
    ],
)
def test_who_may_not_call_is_refused(number, by, said, refused):
    code, kind = refused
    with pytest.raises(kind) as refusal:
        asking.whistle(number, by, **said)
    assert refusal.value.code == code
    assert not Whistle.objects.exists()


def test_who_may_not_note_the_arrival_is_refused(number):
    row = asking.whistle(number)
    for by in (town.STRANGER, town.SECRETARY, town.OFFICER):
        with pytest.raises(NotAllowed):
            asking.act("arrive", by, whistle_id=row.pk)
    early = {"on": asking.FRIDAY.replace(day=4), "whistle_id": row.pk}
    with pytest.raises(RuleBroken) as refusal:
        asking.act("arrive", asking.DEPARTMENT, **early)
    assert refusal.value.code == "arrived_after_call"
    with pytest.raises(BadInput):
        asking.act("arrive", town.CLERK, whistle_id=0)


def test_a_call_is_taken_back_only_by_who_called_and_before_arrival(number):
    row = asking.whistle(number)
    with pytest.raises(NotAllowed):
        asking.act("call_off", asking.DEPARTMENT, whistle_id=row.pk)
    assert asking.act("call_off", town.LEADER, whistle_id=row.pk).state == "called_off"
    assert whistle_scores(whistles(town.DISTRICT, town.TODAY), "department") == []
    with pytest.raises(RuleBroken):
        asking.act("arrive", asking.DEPARTMENT, whistle_id=row.pk)


def test_a_result_follows_the_arrival_and_has_words(number):
    row = asking.whistle(number)
    with pytest.raises(RuleBroken) as early:
        asking.act("conclude", town.CLERK, whistle_id=row.pk, result="好了")
    asking.act("arrive", town.CLERK, whistle_id=row.pk)
    with pytest.raises(RuleBroken) as empty:
        asking.act("conclude", town.CLERK, whistle_id=row.pk, result=" ")
    with pytest.raises(NotAllowed):
        asking.act("conclude", town.STRANGER, whistle_id=row.pk, result="好了")
    assert (early.value.code, empty.value.code) == ("not_in_table", "words_given")


def test_a_day_before_shows_nothing_of_what_came_later(number):
    row = asking.whistle(number)
    off = asking.whistle(number, department="区规自分局")
    asking.act("arrive", asking.DEPARTMENT, whistle_id=row.pk)
    asking.act("conclude", town.CLERK, asking.TUESDAY, whistle_id=row.pk, result="管线已标出")
    asking.act("call_off", town.CLERK, asking.TUESDAY, whistle_id=off.pk)
    fields = ("state", "arrived_on", "result", "concluded_on")
    told = {
        on: [tuple(one[name] for name in fields) for one in whistles(town.DISTRICT, on)]
        for on in (asking.FRIDAY, asking.MONDAY, asking.TUESDAY)
    }
    called = ("called", None, "", None)
    assert told == {
        asking.FRIDAY: [called, called],
        asking.MONDAY: [called, ("arrived", asking.MONDAY, "", None)],
        asking.TUESDAY: [
            ("called_off", None, "", None),
            ("concluded", asking.MONDAY, "管线已标出", asking.TUESDAY),
        ],
    }
    scores = whistle_scores(whistles(town.DISTRICT, asking.MONDAY), "town_code")
    assert (scores[0].called, scores[0].concluded) == (2, 0)
