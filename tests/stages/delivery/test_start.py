"""Starting the works: filed and paid for first."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, left, over, refused, take
from xiaowei.domain.errors import NotAllowed
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.queries import filing

pytestmark = pytest.mark.django_db
stand = walking.standing("start")


def test_works_start_and_release_the_first_instalment():
    works = take(NUMBER, "start")
    assert (works.state, works.started_on) == ("under_way", day(8, 9))
    assert sorted(filing(NUMBER).released) == sorted(["start"])
    assert left("delivery.start")["to"] == "under_way"


def test_not_before_filing_and_not_on_the_contractors_money():
    refused("started_after_filed", "start", on=day(8, 4))
    refused("started_after_ordered", "start", on=day(8, 7))
    Filing.objects.update(disbursed_fen=0)
    refused("money_arrived", "start")
    over(NUMBER, "start")
    assert left("delivery.start")["not_in_sheet"] == ["money_arrived"]


def test_it_starts_once():
    take(NUMBER, "start")
    refused("not_in_table", "start")


def test_others_do_not_start():
    for who in (town.OFFICER, town.STRANGER, town.SECRETARY):
        with pytest.raises(NotAllowed):
            take(NUMBER, "start", by=who)
