"""Taking an application into review."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, left, refused, take
from xiaowei.domain.errors import NotAllowed

pytestmark = pytest.mark.django_db
stand = walking.standing("begin_review")


def test_the_district_begins():
    assert take(NUMBER, "begin_review").state == "in_review"
    assert left("selection.begin_review")["to"] == "in_review"


def test_it_begins_once():
    take(NUMBER, "begin_review")
    refused("not_in_table", "begin_review")


def test_others_do_not_begin():
    far = town.person("外县 office", ("district_office", "990102000000"))
    for who in (town.CLERK, town.FINANCE, town.STRANGER, far):
        with pytest.raises(NotAllowed):
            take(NUMBER, "begin_review", by=who)
