"""What is asked follows the money; a township stays within its limits of a round."""

import pytest

from tests import town, walking
from tests.walking import NUMBER, call, refused, take
from xiaowei.domain.errors import RuleBroken
from xiaowei.stages.identification.models import Consultation
from xiaowei.stages.selection.operations import send_back

pytestmark = pytest.mark.django_db
stand = walking.standing("submit")
TINY = 900_000
SMALL = {"applied_fen": TINY, "fund_lines": [("区级", TINY)]}


def test_a_tiny_project_needs_no_consultation_and_no_visit():
    Consultation.objects.all().delete()
    refused("consulted", "submit")
    take(NUMBER, "submit", **SMALL)
    take(NUMBER, "begin_review")
    assert take(NUMBER, "approve", approved_fen=TINY, cut_reason="").state == "approved"


def test_a_full_one_needs_both():
    take(NUMBER, "submit")
    take(NUMBER, "begin_review")
    refused("site_visited", "approve")


@pytest.mark.parametrize("limit", [(None, TINY), (0, None)])
def test_a_round_bounds_what_a_township_asks(limit):
    call(limits=[(town.WHITESTONE, *limit)])
    refused("within_round_limit", "submit")
    call(limits=[(town.WHITESTONE, 1, 2_000_000)])
    assert take(NUMBER, "submit").state == "submitted"


def test_the_four_tests_are_ticked_and_nothing_excludes():
    refused("eligible", "submit", eligibility=["small_works", "urgent"])
    ticked = ["small_works", "small_money", "urgent", "daily_life", "other_fund"]
    refused("eligible", "submit", eligibility=ticked)


def test_a_place_is_not_paid_for_twice_without_a_word():
    for name in ("submit", "begin_review", "visit_site", "approve"):
        take(NUMBER, name)
    again = walking.mint(by=town.CLERK, spot_id=None, proactive=True, reason="另一段")
    take(again, "prepare")
    take(again, "consult")
    walking.photo(again, "before")
    with pytest.raises(RuleBroken) as refusal:
        take(again, "submit", again_reason="")
    assert refusal.value.code == "funded_before_explained"
    assert NUMBER in str(refusal.value.text("zh"))
    assert take(again, "submit").again_reason


def test_one_round_of_correction_item_by_item():
    take(NUMBER, "submit")
    said = {"number": NUMBER, "reason": "", **town.acting(town.OFFICER, walking.day(8, 4))}
    sent = send_back(items=[("photos", "补照片"), ("estimate", "单价偏高")], **said)
    assert sent.return_reason == "补照片;单价偏高"
    first = sent.returns.get()
    assert (first.items[0], first.answered_on) == (["photos", "补照片"], None)
    take(NUMBER, "submit", on=walking.day(8, 8), unchanged_reason="照片、单价都有据可查")
    first.refresh_from_db()
    assert first.answered_on == walking.day(8, 8)
    with pytest.raises(RuleBroken) as refusal:
        send_back(items=[("", "还有")], **said)
    assert refusal.value.code == "rounds_left"
