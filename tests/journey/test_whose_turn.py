"""Every state with something left to do names a desk, and the desk it names has the act in hand."""

from __future__ import annotations

import pytest

from tests import walking
from tests.walking import NUMBER
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain import delivery, funding, selection
from xiaowei.journey.balls import turns
from xiaowei.journey.clock import steps_of
from xiaowei.journey.desk import is_ripe, open_arrows
from xiaowei.journey.register import line as line_of

pytestmark = pytest.mark.django_db
stand = walking.standing("")
DAY = walking.day(12, 31)
DESK_OF = {
    "report": "town", "prepare": "town", "submit": "town", "begin_review": "district_office",
    "approve": "district_office", "file": "district_office", "disburse": "finance",
    "order": "town", "start": "contractor", "finish": "contractor", "accept": "town",
    "settle": "finance", "give_back": "finance",
}  # fmt: skip


def whose():
    line = line_of(NUMBER, DAY)
    policy = policy_for(line.district_code, line.year)
    steps = steps_of(line, policy, DAY)
    return line, [(step.code, step.desk) for step in turns(line, steps, policy, DAY)]


def test_before_each_step_the_desk_that_takes_it_is_named():
    walking.call()
    walking.mint()
    for name in walking.STEPS:
        if name in DESK_OF:
            _, found = whose()
            assert DESK_OF[name] in [desk for _, desk in found], name
        walking.take(NUMBER, name)


def test_each_states_ripe_money_steps_are_named_after_settlement():
    walking.walked("give_back")
    line, found = whose()
    ripe = {arrow.action for arrow in open_arrows(line) if is_ripe(arrow, line)}
    assert {"pay", "give_back"} <= ripe
    assert found == [("pay", "town"), ("give_back", "finance"), ("retention", "town")]


def test_the_line_knows_every_state_of_the_tables():
    """The state of a line is one that its room's table knows: no state is spelled in two ways."""
    known = {state for flow in (selection.FLOW, funding.FLOW, delivery.FLOW)
             for arrow in flow.arrows for state in (arrow.source, arrow.target)}  # fmt: skip
    walking.call()
    walking.mint()
    for name in walking.STEPS:
        line, _ = whose()
        assert {line.state, line.money_state} <= known
        walking.take(NUMBER, name)
