"""Home of the tests of lifecycles: what is not in a table is refused, and every guard has words."""

from __future__ import annotations

from datetime import date

import pytest

from xiaowei.domain import delivery, funding, identification, intake, selection, voting
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.flow import Arrow, Basis, Flow, books, in_order, papers, weigh
from xiaowei.domain.wording import known_keys

FLOWS = (
    selection.ROUND_FLOW,
    voting.VOTE_FLOW,
    selection.FLOW,
    funding.FLOW,
    delivery.FLOW,
    identification.SPOT_FLOW,
    identification.CANDIDATE_FLOW,
    intake.RUN_FLOW,
    intake.QUESTION_FLOW,
)
ARROWS = [(flow, arrow) for flow in FLOWS for arrow in flow.arrows]
DOOR = Flow(
    "door",
    (
        Arrow(
            "shut", "open", "ajar", ("porter",), "rule 1", books("key_at_hand") + papers("sign_up")
        ),
    ),
)


def names(one):
    return f"{one.name}" if isinstance(one, Flow) else f"{one.source}-{one.action}"


def test_an_arrow_is_found_by_state_and_action():
    assert DOOR.arrow("shut", "open").target == "ajar"
    assert [a.action for a in DOOR.actions("shut")] == ["open"]
    assert DOOR.actions("ajar") == ()


def test_what_is_not_in_the_table_is_refused_aloud():
    with pytest.raises(RuleBroken) as refusal:
        DOOR.arrow("ajar", "open", "the back door")
    assert refusal.value.code == "not_in_table"
    assert refusal.value.facts["subject"] == "the back door"


def test_the_refusal_names_state_and_step_in_the_readers_language():
    with pytest.raises(RuleBroken) as refusal:
        selection.FLOW.arrow("town_review", "approve", "X-1")
    assert refusal.value.text("zh").startswith("「X-1」现在是「镇街审核」,不能审定")
    assert refusal.value.text("en").startswith(
        "X-1 is now 'township review', so one cannot approve."
    )


def test_books_always_hold_and_papers_may_be_missing_in_an_old_sheet():
    arrow = DOOR.arrow("shut", "open")
    assert weigh(arrow, {"key_at_hand": True, "sign_up": True}) == ()
    with pytest.raises(RuleBroken, match="sign_up"):
        weigh(arrow, {"key_at_hand": True, "sign_up": False})
    over = Basis.TAKEN_OVER
    assert weigh(arrow, {"key_at_hand": True, "sign_up": False}, over) == ("sign_up",)
    with pytest.raises(RuleBroken, match="key_at_hand"):
        weigh(arrow, {"key_at_hand": False, "sign_up": False}, over)


def test_a_guard_that_nobody_weighed_is_a_bug():
    with pytest.raises(KeyError):
        weigh(DOOR.arrow("shut", "open"), {})


@pytest.mark.parametrize(("flow", "arrow"), ARROWS, ids=names)
def test_every_arrow_cites_its_rule_and_names_who_may(flow, arrow):
    assert arrow.rule.strip() and arrow.roles
    assert {f"error.{guard.code}" for guard in arrow.guards} <= known_keys()
    assert {f"role.{role}" for role in arrow.roles} <= known_keys()
    assert f"action.{arrow.action}" in known_keys()
    twins = [a for a in flow.arrows if (a.source, a.action) == (arrow.source, arrow.action)]
    assert twins == [arrow]


@pytest.mark.parametrize("flow", FLOWS, ids=names)
def test_every_state_has_words(flow):
    states = {state for a in flow.arrows for state in (a.source, a.target)}
    assert {f"state.{state}" for state in states} <= known_keys()


def test_an_unknown_day_breaks_no_order():
    first, second = date(2020, 5, 1), date(2020, 5, 2)
    assert in_order(first, second) and in_order(first, first)
    assert not in_order(second, first)
    assert in_order(None, first) and in_order(first, None) and in_order(None, None)
