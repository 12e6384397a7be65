"""What a review hears and sees: departments' opinions by their clocks, a site visit."""

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, refused, take
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.selection.operations import (
    ask_opinion,
    give_opinion,
    note_opinion,
    visit_site,
)

pytestmark = pytest.mark.django_db
stand = walking.standing("visit_site")
ASK = {"number": NUMBER, **town.acting(town.OFFICER, day(8, 5))}
"""A Friday."""
HOUSING = town.person("住建 方", ("department", town.DISTRICT, "housing"))
WATER = town.person("水务 江", ("department", town.DISTRICT, "water"))


def give(by=HOUSING, department="housing", answer="agree", on=None, **more):
    acting = town.acting(by, on or day(8, 8))
    return give_opinion(number=NUMBER, department=department, answer=answer, **acting, **more)


def code_of(act, **said):
    with pytest.raises(RuleBroken) as refusal:
        act(**said)
    return refusal.value.code


def test_departments_are_asked_in_parallel_each_by_its_clock():
    one = ask_opinion(department="housing", **ASK)
    two = ask_opinion(department="water", question="是否压管线", **ASK)
    assert one.due_on == two.due_on == day(8, 9), "two working days after a Friday"


def test_approval_waits_for_every_opinion_asked():
    take(NUMBER, "visit_site")
    ask_opinion(department="housing", **ASK)
    refused("opinions_in", "approve")
    give()
    refused("dated_after_last", "approve", on=day(8, 7))
    assert take(NUMBER, "approve", on=day(8, 8)).state == "approved"


def test_approval_waits_for_a_visit():
    refused("site_visited", "approve")


def test_a_disagreement_is_heard_and_needs_its_reason():
    ask_opinion(department="housing", **ASK)
    assert code_of(give, answer="disagree") == "opinion_listed"
    assert give(answer="disagree", text="计划拆除").answer == "disagree"
    assert code_of(give) == "opinion_open"


def test_a_department_speaks_for_itself_only():
    ask_opinion(department="housing", **ASK)
    for who in (WATER, town.OFFICER, town.CLERK, town.STRANGER):
        with pytest.raises(NotAllowed):
            give(by=who)


def test_only_known_departments_are_asked_and_once():
    assert code_of(ask_opinion, department="astrology", **ASK) == "department_known"
    ask_opinion(department="housing", **ASK)
    assert code_of(ask_opinion, department="housing", **ASK) == "opinion_not_asked"
    assert code_of(give, by=WATER, department="water") == "opinion_asked"


def test_a_visit_says_what_was_found():
    assert code_of(visit_site, who="两人", finding=" ", **ASK) == "reason_said"
    with pytest.raises(NotAllowed):
        visit_site(number=NUMBER, who="镇里", finding="好", **town.acting(town.CLERK))


def test_the_district_notes_what_came_on_paper_or_is_asked_no_more():
    take(NUMBER, "visit_site")
    for department in ("housing", "water"):
        ask_opinion(department=department, **ASK)
    said = {"number": NUMBER, **town.acting(town.OFFICER, day(8, 8))}
    assert code_of(note_opinion, department="water", answer="agree", text=" ", **said) == (
        "opinion_noted"
    )
    note_opinion(department="water", answer="agree", text="水务函〔2022〕3号", **said)
    with pytest.raises(NotAllowed):
        note_opinion(number=NUMBER, department="housing", answer="agree", text="x",
                     **town.acting(HOUSING))  # fmt: skip
    note_opinion(department="housing", answer="not_needed", text="不涉及房屋", **said)
    assert take(NUMBER, "approve", on=day(8, 8)).state == "approved"
