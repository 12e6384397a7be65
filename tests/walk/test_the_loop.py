"""One ticket and one yuan walk the whole loop, each step by the right person; all others are refused."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.keeping import contents
from xiaowei.base.trail.models import Entry
from xiaowei.base.trail.queries import broken_links, story
from xiaowei.domain.errors import NotAllowed
from xiaowei.journey.story import story as journey
from xiaowei.stages.funding.queries import filing, lines
from xiaowei.stages.identification.queries import finished, spots
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db
stand = walking.standing()
AFTER = date(2022, 10, 31)
EVERYBODY = {
    "clerk": town.CLERK, "leader": town.LEADER, "officer": town.OFFICER, "finance": town.FINANCE,
    "butler": town.BUTLER, "secretary": town.SECRETARY, "builder": walking.BUILDER,
    "stranger": town.STRANGER, "auditor": town.AUDITOR,
}  # fmt: skip
MAY = {
    "consult": {"clerk", "leader", "butler", "secretary"},
    "photo_before": {"clerk", "leader", "officer", "butler", "secretary", "builder"},
    "report": {"butler", "secretary"},
    "prepare": {"clerk", "leader"},
    "submit": {"clerk", "leader"},
    "begin_review": {"officer"},
    "visit_site": {"officer"},
    "approve": {"officer"},
    "file": {"officer"},
    "disburse": {"finance"},
    "order": {"clerk", "leader"},
    "start": {"clerk", "leader", "builder"},
    "pay": {"clerk", "leader"},
    "measure": {"clerk", "butler", "builder"},
    "finish_site": {"clerk", "butler", "builder"},
    "finish": {"clerk", "leader", "builder"},
    "photo_after": {"clerk", "leader", "officer", "butler", "secretary", "builder"},
    "accept": {"clerk", "leader"},
    "settle": {"finance", "clerk", "leader"},
    "give_back": {"finance"},
    "check": {"officer"},
}
"""Who may take each step; the stranger is the clerk of another township."""


def test_a_ticket_becomes_a_proof_and_a_yuan_comes_home():
    assert Ticket.objects.count() == 4
    spot = spots(district=town.DISTRICT, as_of=walking.day(7, 31))[0]
    assert (spot["kind"], spot["tickets"], spot["callers"]) == ("repeat", 3, 2)
    walking.call()
    number = walking.mint()
    assert [c.number for c in finished(town.WHITESTONE)] == [number]
    seen = []
    for name in walking.STEPS:
        walking.take(number, name)
        seen.append(journey(number, AFTER)["state"])
    assert list(dict.fromkeys(seen)) == [
        "new", "reported", "town_review", "submitted", "in_review", "approved", "filed",
        "disbursed", "ordered", "under_way", "finished", "accepted", "settled", "given_back",
    ]  # fmt: skip
    assert finished(town.WHITESTONE) == []
    told = journey(number, AFTER)
    assert told["silence"]["verdict"] == "stopped"
    assert told["complaints"]["tickets_before"] == 3
    money = {k: v for k, v in told["money"].items() if k not in ("days", "lines")}
    assert money == {
        "applied": "15000.00", "approved": "14000.00", "filed": "14000.00",
        "disbursed": "14000.00", "paid": "4000.00", "paid_at_least": None,
        "settled": "13500.00",
        "returned": "500.00", "surplus": "500.00", "source": "区级",
    }  # fmt: skip
    assert [line["kind"] for line in lines(number)] == [
        "filed", "disbursed", "paid", "settled", "returned",
    ]  # fmt: skip
    spot_today = spots(district=town.DISTRICT, as_of=AFTER)
    assert not [row for row in spot_today if row["id"] == spot["id"]]


def test_the_trail_tells_every_step_in_order_and_its_chain_holds():
    number = walking.walked("")
    for name in ("pay",):
        assert name in walking.OPTIONAL
    told = [entry["action"].split(".")[1] for entry in story(number)]
    steps = [n for n in walking.STEPS if n not in walking.OPTIONAL and not n.startswith("photo")]
    assert [action for action in told if action in steps] == steps
    assert broken_links() == []
    Entry.objects.filter(subject=number, sequence=3).update(by_name="somebody else")
    assert broken_links() == [f"{number}#3 " + told_action(number, 3)]


def told_action(number, sequence):
    return next(e["action"] for e in story(number) if e["sequence"] == sequence)


def test_a_complaint_after_use_opens_the_case_again():
    number = walking.walked("check")
    town.bring([town.ticket_row("R9", "2022-09-20 10:00")])
    outcome = walking.take(number, "check")
    assert (outcome.verdict, outcome.ticket_numbers) == ("comes_back", ["R9"])
    told = journey(number, AFTER)
    assert told["silence"]["verdict"] == "comes_back"
    assert told["complaints"]["after_numbers"] == ["R9"]
    assert spots(district=town.DISTRICT, as_of=walking.day(9, 30))


def test_the_wrong_role_is_refused_at_every_step():
    """Nobody who may not take a step takes it, whatever else stands ready."""
    walking.call()
    number = walking.mint()
    for name in walking.STEPS:
        before = contents(())
        for who, actor in EVERYBODY.items():
            if who not in MAY[name]:
                with pytest.raises(NotAllowed) as refusal:
                    walking.take(number, name, by=actor)
                assert refusal.value.code == "not_permitted", (name, who)
        assert contents(()) == before, name
        walking.take(number, name)


def test_the_money_never_runs_ahead_of_the_papers():
    number = walking.walked("file")
    with pytest.raises(Exception, match="备案"):
        filing(number)
    assert journey(number, AFTER)["money"]["filed"] is None
