"""Reporting a candidate from the village to the township."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, left, refused, take
from xiaowei.domain.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
stand = walking.standing("report")


def test_the_village_reports():
    application = take(NUMBER, "report")
    assert (application.state, application.applied_fen) == ("reported", None)
    assert left("selection.report")["to"] == "reported"


def test_a_butler_may_report_too():
    assert take(NUMBER, "report", by=town.BUTLER).state == "reported"


def test_it_is_reported_once():
    take(NUMBER, "report")
    refused("not_in_table", "report")


def test_an_unknown_number_is_refused():
    with pytest.raises(BadInput) as refusal:
        take("QC2022-999", "report")
    assert refusal.value.code == "not_found"


def test_the_township_and_strangers_do_not_report():
    for who in (town.CLERK, town.STRANGER, town.OFFICER):
        with pytest.raises(NotAllowed):
            take(NUMBER, "report", by=who)
