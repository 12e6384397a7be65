"""Sending an application back, from the tray or from review."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, refused, take
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.domain.identification import Line
from xiaowei.domain.selection import untouched
from xiaowei.stages.identification.operations import amend_candidate
from xiaowei.stages.selection.operations import send_back
from xiaowei.stages.selection.queries import application

pytestmark = pytest.mark.django_db
stand = walking.standing("begin_review")
BY_OFFICER = town.acting(town.OFFICER, on=day(8, 5))


@pytest.mark.parametrize("in_review", [False, True])
def test_it_goes_back_with_what_to_mend_and_comes_again(in_review):
    if in_review:
        take(NUMBER, "begin_review")
    sent = send_back(number=NUMBER, reason="补施工前照片", **BY_OFFICER)
    assert (sent.state, sent.returned_on) == ("returned", day(8, 5))
    assert left("selection.send_back")["reason"] == "补施工前照片"
    again = take(
        NUMBER, "submit", on=day(8, 8), applied_fen=1_200_000, fund_lines=[("区级", 1_200_000)]
    )
    assert (again.state, again.applied_fen) == ("submitted", 1_200_000)
    assert again.applied_on == day(8, 3), "the total clock runs on from the first application"


def test_it_says_what_to_mend():
    with pytest.raises(RuleBroken) as refusal:
        send_back(number=NUMBER, reason="  ", **BY_OFFICER)
    assert refusal.value.code == "reason_said"


def test_an_approved_one_does_not_go_back():
    for name in ("begin_review", "visit_site", "approve"):
        take(NUMBER, name)
    with pytest.raises(RuleBroken) as refusal:
        send_back(number=NUMBER, reason="晚了", **BY_OFFICER)
    assert refusal.value.code == "not_in_table"


def test_a_township_does_not_send_back():
    for who in (town.CLERK, town.FINANCE, town.STRANGER):
        with pytest.raises(NotAllowed):
            send_back(number=NUMBER, reason="x", **town.acting(who))
    assert application(NUMBER).state == "submitted"


@pytest.mark.parametrize(
    ("field", "mend"),
    [("photos", lambda: walking.photo(NUMBER, "after")),
     ("consultations", lambda: walking.take(NUMBER, "consult")),
     ("reason", lambda: amend({"reason": "三人反映,雨天积水"})),
     ("estimate", lambda: amend({}, lines=[Line("村道修补", Decimal(110), "米", 15_000)])),
     ("sites", lambda: amend({}, sites=[{"name": "村口", "quantity": Decimal(100)}]))],
)  # fmt: skip
def test_what_was_to_be_mended_does_not_come_again_as_it_was(field, mend):
    send_back(number=NUMBER, reason="", items=[(field, "请补正")], **BY_OFFICER)
    refused("corrected_or_explained", "submit", on=day(8, 8))
    mend()
    assert take(NUMBER, "submit", on=day(8, 8)).state == "submitted"


def test_a_return_without_items_asks_for_any_change():
    send_back(number=NUMBER, reason="再想想", **BY_OFFICER)
    refused("corrected_or_explained", "submit", on=day(8, 8))
    amend({"root_cause": "路基冻胀"})
    assert take(NUMBER, "submit", on=day(8, 8)).state == "submitted"


def test_what_stays_is_explained_and_an_older_submission_is_given_the_benefit_of_the_doubt():
    send_back(number=NUMBER, reason="", items=[("sites", "分两处")], **BY_OFFICER)
    again = take(NUMBER, "submit", on=day(8, 8), unchanged_reason="只有一处")
    assert again.snapshot["unchanged"] == "只有一处"
    assert untouched([("photos", "补")], {"name": "甲"}, {"name": "甲", "photos": 2}) == ()


def amend(changes, **more):
    amend_candidate(number=NUMBER, changes=changes, **more, **town.acting(town.CLERK, day(8, 8)))
