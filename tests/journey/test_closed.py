"""Closed projects stay in lists with their words: no clock, no task, no figure, no spot that they answer."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import NUMBER, day
from xiaowei.journey.desk import tasks
from xiaowei.journey.projects import Wish, project_rows
from xiaowei.journey.register import line as line_of
from xiaowei.journey.sheet import ledger_sheet
from xiaowei.journey.spots import spots
from xiaowei.journey.story import story
from xiaowei.journey.survey import Survey
from xiaowei.journey.townships import township_rows
from xiaowei.stages.selection.operations import reject, withdraw

pytestmark = pytest.mark.django_db
stand = walking.standing("approve")
EVERYBODY = (town.CLERK, town.LEADER, town.OFFICER, town.FINANCE, town.BUTLER, town.SECRETARY)
LAST = day(8, 10)


@pytest.fixture(params=["reject", "withdraw"])
def closed(request):
    if request.param == "reject":
        told = {"code": "no_demand", "reason": "村民另有安排"}
        reject(number=NUMBER, **told, **town.acting(town.OFFICER, day(8, 9)))
    else:
        withdraw(number=NUMBER, reason="村民另有安排", **town.acting(town.CLERK, day(8, 9)))


def test_it_stays_in_the_list_with_its_state(closed):
    row = project_rows(town.DISTRICT, LAST, Wish()).rows[0]
    assert row["state"] in ("rejected", "withdrawn")
    assert row["step"] is None
    told = story(NUMBER, LAST)
    assert told["closed"]["on"] == "2022-08-09" and told["closed"]["reason"] == "村民另有安排"
    assert (told["clock"]["current"], told["clock"]["turns"]) == (None, [])
    assert told["stage"] == "selection"


def test_the_day_before_it_was_what_it_was(closed):
    before = line_of(NUMBER, day(8, 8))
    assert before is not None
    assert (before.application_state, before.closed_on, before.is_applied) == (
        "in_review", None, True,
    )  # fmt: skip
    assert [t.action for t in tasks(town.OFFICER, town.DISTRICT, day(8, 8))] == ["approve"]


def test_nobody_has_it_to_do(closed):
    for who in EVERYBODY:
        assert tasks(who, town.DISTRICT, LAST) == []


def test_it_is_in_no_sheet_and_no_figure(closed):
    assert ledger_sheet(town.DISTRICT, LAST)[1] == []
    survey = Survey(town.DISTRICT, LAST)
    assert survey.started == []
    row = township_rows(survey)[0]
    assert (row["applied"], row["overdue"]) == (0, 0)


def test_the_spot_is_without_a_project_again(closed):
    assert spots(district=town.DISTRICT, as_of=day(8, 8))[0]["projects"] == [NUMBER]
    assert spots(district=town.DISTRICT, as_of=LAST)[0]["projects"] == []
