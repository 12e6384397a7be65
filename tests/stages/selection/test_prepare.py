"""Taking a candidate up in the township, reported or not."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, left, refused, take
from xiaowei.domain.errors import NotAllowed

pytestmark = pytest.mark.django_db
stand = walking.standing("prepare")


def test_a_reported_candidate_is_taken_up():
    assert take(NUMBER, "prepare").state == "town_review"
    assert left("selection.prepare") == {
        "to": "town_review",
        "basis": "straight",
        "not_in_sheet": [],
    }


def test_the_township_may_begin_by_itself():
    number = walking.mint(spot_id=None)
    assert take(number, "prepare").state == "town_review"


def test_it_is_taken_up_once():
    take(NUMBER, "prepare")
    refused("not_in_table", "prepare")


def test_another_township_is_refused():
    with pytest.raises(NotAllowed):
        take(NUMBER, "prepare", by=town.STRANGER)
