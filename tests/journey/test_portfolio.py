"""The portfolio of what waits for the district: within the money, parts that add up, a reason for each."""

from __future__ import annotations

from datetime import date

import pytest

from tests.gold import DISTRICT, kept
from tests.keeping import put_back
from xiaowei.journey.portfolio import Portfolio, before_district, portfolio

AS_OF, YEAR = date(2020, 6, 20), 2020
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db: None) -> None:
    put_back(kept("places", "tickets", "projects"))


def half() -> Portfolio:
    asked = sum(cost for _, cost in before_district(DISTRICT, AS_OF, YEAR))
    return portfolio(DISTRICT, AS_OF, YEAR, asked // 2)


def test_what_is_chosen_keeps_within_the_money_and_beats_taking_the_cheapest(
    programme: None,
) -> None:
    told = half()
    chosen = [row for row in told.rows if row.reason is None]
    assert 0 < len(chosen) == told.chosen < len(told.rows)
    assert sum(row.cost_fen for row in chosen) == told.cost_fen <= told.budget_fen
    assert sum(row.value for row in chosen) == told.value
    assert told.gap is not None
    assert told.gap <= 1e-4
    left, cheapest = told.budget_fen, 0
    for row in sorted(told.rows, key=lambda row: row.cost_fen):
        if row.cost_fen <= left:
            left, cheapest = left - row.cost_fen, cheapest + row.value
    assert told.value >= cheapest


def test_each_that_is_left_out_has_a_sentence(programme: None) -> None:
    left = [row for row in half().rows if row.reason is not None]
    assert left
    assert all(row.reason.text("zh") != row.reason.text("en") for row in left if row.reason)


def test_parts_are_shown_and_add_up(programme: None) -> None:
    row = half().rows[0]
    assert set(row.parts) == {"complaints", "households", "votes", "urgency", "never_served"}
    assert sum(row.parts.values()) == row.value


def test_each_township_gets_one_or_the_clash_is_named(programme: None) -> None:
    waiting = before_district(DISTRICT, AS_OF, YEAR)
    towns = {line.town_code for line, _ in waiting}
    asked = sum(cost for _, cost in waiting)
    told = portfolio(DISTRICT, AS_OF, YEAR, asked * 3 // 4, each_town=True)
    assert {row.line.town_code for row in told.rows if row.reason is None} == towns
    poor = portfolio(DISTRICT, AS_OF, YEAR, min(cost for _, cost in waiting), each_town=True)
    assert poor.clashes
    assert poor.chosen == 0


def test_nothing_waits_and_nothing_is_chosen(programme: None) -> None:
    told = portfolio(DISTRICT, date(2020, 1, 5), YEAR, 1_000_000)
    assert told.rows == ()
    assert told.chosen == 0
