"""The call: a round is opened and every village and community of the district is told."""

from __future__ import annotations

from datetime import date

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import unread_count
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.procedures.call_for_projects import Reach, call_for_projects, reach_of
from xiaowei.stages.selection.models import Round

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2022, 8, 1), date(2022, 8, 31)
SUBJECT = f"programme:{town.DISTRICT}:2022"


@pytest.fixture(autouse=True)
def settled(db):
    town.set_up()
    town.settle_places()


def call(by=town.OFFICER, **said):
    told = {"district_code": town.DISTRICT, "year": 2022, "name": "第一批"}
    days = {"opens_on": FIRST, "closes_on": LAST}
    return call_for_projects(**(told | days | said), **town.acting(by))


def test_every_village_and_community_gets_the_call_once():
    assert call() == call() == Reach(places=3, told=3, read=0)
    told = Notice.objects.order_by("place_code").values_list("place_code", "kind")
    assert list(told) == [(code, "call_for_projects") for code in ("C1", "V1", "V2")]
    assert unread_count(town.SECRETARY) == unread_count(asking.OTHER_SECRETARY) == 1
    assert unread_count(town.CLERK) == 0
    assert [one["action"] for one in story(SUBJECT)].count("messages.call_villages") == 1
    asking.act("read_all", town.SECRETARY)
    assert reach_of(town.DISTRICT, 2022, "第一批", FIRST, LAST).read == 1


def test_new_days_are_told_again_and_a_new_village_is_told_too():
    call()
    assert call(closes_on=date(2022, 9, 15)).told == 3
    assert Notice.objects.count() == 6
    new = town.place_row(6, "V3", "新桥村", town.MAPLE, kind="村")
    town.settle_places([*town.place_rows(), new])
    assert call(closes_on=date(2022, 9, 15)) == Reach(places=4, told=4, read=0)
    assert Notice.objects.count() == 7


@pytest.mark.parametrize(
    ("by", "said", "refused"),
    [
        (town.CLERK, {}, ("not_permitted", NotAllowed)),
        (town.OPERATOR, {}, ("not_permitted", NotAllowed)),
        (town.OFFICER, {"name": " "}, ("round_named", RuleBroken)),
        (town.OFFICER, {"closes_on": date(2022, 7, 1)}, ("closes_after_opening", RuleBroken)),
    ],
)
def test_what_is_refused_tells_nobody(by, said, refused):
    code, kind = refused
    with pytest.raises(kind) as refusal:
        call(by, **said)
    assert refusal.value.code == code
    assert not Notice.objects.exists()
    assert not Round.objects.exists()


def test_a_call_in_other_words_is_the_same_call():
    assert call() == call(name="第1批") == Reach(places=3, told=3, read=0)
    assert Notice.objects.count() == 3
