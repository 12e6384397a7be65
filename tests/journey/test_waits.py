"""Waits: a planted bottleneck is named, those who stand still are counted, more people shorten the days."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.gold import DISTRICT, kept
from tests.keeping import put_back
from xiaowei.base.calendars.queries import calendar
from xiaowei.domain.errors import BadInput
from xiaowei.journey.average import average, tried_before
from xiaowei.journey.pace import pace
from xiaowei.journey.staffing import at_once, staffed
from xiaowei.journey.survey import survey_of
from xiaowei.journey.waits import standing, waits, worst

AS_OF = date(2020, 8, 31)
NAMES = ("collected_on", "applied_on", "approved_on", "filed_on", "disbursed_on", "ordered_on",
         "finished_on", "accepted_on", "settled_on")  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db: None) -> None:
    put_back(kept("places", "tickets", "projects"))


def project(number: int, begun: date, *days: int) -> Any:
    """Return a project whose steps took so many working days one after the other, none of it paused."""
    told, on = dict.fromkeys(NAMES), begun
    told["collected_on"] = on
    for name, many in zip(NAMES[1:], days, strict=False):
        on = told[name] = calendar().due(on, many)
    return SimpleNamespace(number=f"P{number}", started_on=None, is_over=False, **told)


def test_a_planted_bottleneck_is_named(programme: None) -> None:
    lines = [project(n, date(2020, 4, 1) + timedelta(n), 3, 5, 1, 14 + n % 3, 2) for n in range(9)]
    rows = waits((line, []) for line in lines)
    top = worst(rows)
    assert top is not None
    assert (top.source, top.target, top.times) == ("file", "disburse", 9)
    assert top.mean == pytest.approx(15)
    assert top.nine == pytest.approx(16)
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert top.share == pytest.approx(15 / 26)
    before = worst(rows, ("apply", "review"))
    assert before is not None
    assert before.target == "review"


def test_few_walks_are_not_named(programme: None) -> None:
    rows = waits((project(n, date(2020, 4, 1), 3, 30), []) for n in range(4))
    assert rows[0].times == 4
    assert worst(rows) is None
    assert waits([]) == ()


def test_those_who_stand_still_are_counted_where_they_stand(programme: None) -> None:
    survey = survey_of(DISTRICT, AS_OF, 2020)
    rows = {(row.source, row.target): row for row in pace(survey)["waits"]}
    building = rows["order", "works"]
    open_ones = [x for x in survey.lines if x.works_state and not x.is_finished and not x.is_over]
    assert building.still == len(open_ones)
    assert building.so_far is not None
    assert building.times == sum(x.finished_on is not None for x in survey.lines)
    days = [
        calendar().days(begun + timedelta(1), x.finished_on)
        for x in survey.lines
        if x.finished_on and (begun := x.ordered_on or x.started_on)
    ]
    assert building.mean == pytest.approx(sum(days) / len(days))


def test_what_waits_now_is_named_by_its_days_so_far(programme: None) -> None:
    survey = survey_of(DISTRICT, AS_OF, 2020)
    told = pace(survey)
    now = standing(told["waits"])
    assert now is not None
    assert (now.source, now.target) == ("order", "works")
    [building] = [row for row in told["steps"] if row["code"] == "works"]
    assert now.over == building["over"]
    assert 0 < now.over <= now.still == building["waiting"]
    assert standing(waits([(project(1, date(2020, 4, 1), 3, 5), [])])) is None


def test_too_few_people_for_the_ledger_are_told_so(programme: None) -> None:
    survey = survey_of(DISTRICT, AS_OF, 2020)
    one = staffed(survey, "works", 1, 1)
    assert 0 < one.passed < one.visits
    assert staffed(survey, "works", one.fewest, 1).passed == 0
    assert staffed(survey, "works", one.fewest - 1, 1).passed > 0
    most = at_once(survey)
    waiting = sum(not (x.is_over or x.is_finished) and bool(x.works_state) for x in survey.lines)
    assert most["works"] >= waiting > one.fewest


def test_more_people_shorten_and_fewer_lengthen(programme: None) -> None:
    survey = survey_of(DISTRICT, AS_OF, 2020)
    more, fewer = staffed(survey, "review", 2, 1), staffed(survey, "review", 2, -1)
    assert more.before is not None and more.after is not None and fewer.after is not None
    assert more.before == fewer.before
    assert more.after[1] < more.before[1] < fewer.after[1]
    same = staffed(survey, "review", 2, 0)
    assert same.after == pytest.approx(same.before)
    with pytest.raises(BadInput, match="人数 2 加 -2"):
        staffed(survey, "review", 2, -2)


def test_the_average_ends_above_todays_while_the_slow_ones_are_open(programme: None) -> None:
    told = average(DISTRICT, 2020, AS_OF)
    assert told.mean is not None
    assert told.mean.now is not None
    assert told.mean.now < told.mean.low < told.mean.half < told.mean.high
    survey = survey_of(DISTRICT, AS_OF, 2020)
    built = [survey.working_days[x.number] for x in survey.lines if x.number in survey.working_days]
    assert told.mean.now == pytest.approx(sum(built) / len(built))
    tried = tried_before(DISTRICT, AS_OF)
    assert [one.on for one in tried] == [date(2020, 7, 31), date(2020, 6, 30)]
    assert {one.held for one in tried} == {True, False}


def test_with_few_built_no_average_is_told(programme: None) -> None:
    told = average(DISTRICT, 2020, date(2020, 5, 20))
    assert told.mean is None
    assert told.finished < 10
    assert tried_before(DISTRICT, date(2020, 5, 20)) == ()
