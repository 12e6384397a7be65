"""Prospects: told from a programme's own past, as of the day asked, and held against what came."""

from __future__ import annotations

from datetime import date

import pytest

from tests.gold import DISTRICT, kept
from tests.keeping import put_back
from xiaowei.journey.prospects import held_before, prospect_of, prospects
from xiaowei.journey.survey import survey_of

AS_OF = date(2020, 8, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db: None) -> None:
    put_back(kept("places", "tickets", "projects"))


def test_open_projects_are_told_by_half_and_by_nine_of_ten(programme: None) -> None:
    told = prospects(DISTRICT, AS_OF)
    lines = {line.number: line for line in survey_of(DISTRICT, AS_OF).lines}
    going = {n for n, line in lines.items() if not (line.is_finished or line.is_over)}
    assert {row.number for row in told.rows} == going
    assert all(AS_OF <= row.half_on <= row.nine_on for row in told.rows)
    assert told.finished == sum(line.is_finished for line in lines.values())
    assert prospect_of(lines[told.rows[0].number], AS_OF) == told.rows[0]
    built = next(line for line in lines.values() if line.is_finished)
    assert prospect_of(built, AS_OF) is None


def test_what_was_told_of_an_earlier_day_mostly_came_true(programme: None) -> None:
    share, judged = held_before(DISTRICT, AS_OF)
    assert judged >= 20
    assert share is not None
    assert 0.8 <= share <= 1


def test_an_earlier_day_knows_nothing_of_later_steps(programme: None) -> None:
    early = date(2020, 7, 15)
    built_since = {
        line.number
        for line in survey_of(DISTRICT, AS_OF).lines
        if line.collected_on
        and line.collected_on <= early
        and line.finished_on
        and early < line.finished_on <= AS_OF
    }
    told = {row.number for row in prospects(DISTRICT, early).rows}
    assert built_since
    assert built_since <= told


def test_with_few_finished_nothing_is_told(programme: None) -> None:
    told = prospects(DISTRICT, date(2020, 5, 20))
    assert told.rows == ()
    assert told.finished < 10
    assert held_before(DISTRICT, date(2020, 1, 2)) == (None, 0)
