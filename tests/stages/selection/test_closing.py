"""Applications that go no further: rejected by the district, withdrawn by the township."""

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, take
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection.operations import hand_on, reject, withdraw
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("begin_review")
OFFICER = {"number": NUMBER, **town.acting(town.OFFICER, day(8, 4))}
CLERK = {"number": NUMBER, **town.acting(town.CLERK, day(8, 8))}


def code_of(act, **said):
    with pytest.raises(RuleBroken) as refusal:
        act(**said)
    return refusal.value.code


def test_a_rejection_says_why_and_ends_the_application():
    found = reject(code="other_fund", reason="已列入老旧小区改造", **OFFICER)
    assert (found.state, found.closed_from, found.closed_on) == ("rejected", "submitted", day(8, 4))
    assert candidate(NUMBER).state == "dropped"
    assert left("selection.reject")["code"] == "other_fund"
    assert code_of(reject, code="other_fund", reason="再一次", **OFFICER) == "not_in_table"


def test_a_reason_comes_from_the_list_and_in_words():
    assert code_of(reject, code="whim", reason="不喜欢", **OFFICER) == "rejection_listed"
    assert code_of(reject, code="no_demand", reason=" ", **OFFICER) == "reason_said"


def test_the_township_withdraws_until_it_is_filed():
    for name in ("begin_review", "visit_site", "approve"):
        take(NUMBER, name)
    found = withdraw(reason="居民改了主意", **CLERK)
    assert (found.state, found.closed_from) == ("withdrawn", "approved")


def test_after_filing_it_does_not():
    for name in ("begin_review", "visit_site", "approve"):
        take(NUMBER, name)
    hand_on(number=NUMBER)
    assert code_of(withdraw, reason="晚了", **CLERK) == "not_filed"


def test_only_what_is_approved_is_handed_on():
    assert code_of(hand_on, number=NUMBER) == "application_approved"


def test_the_wrong_office_is_refused():
    for who in (town.CLERK, town.FINANCE, town.STRANGER, town.SECRETARY):
        with pytest.raises(NotAllowed):
            reject(number=NUMBER, code="no_demand", reason="x", **town.acting(who))
    for who in (town.OFFICER, town.STRANGER, town.SECRETARY):
        with pytest.raises(NotAllowed):
            withdraw(number=NUMBER, reason="x", **town.acting(who))
    assert application(NUMBER).state == "submitted"
