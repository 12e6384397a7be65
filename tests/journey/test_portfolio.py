"""The portfolio of what waits for the district: within the money, parts that add up, a reason for each."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests import town
from tests.gold import DISTRICT
from tests.gold import kept as gold
from tests.keeping import put_back
from xiaowei.domain.errors import NotAllowed
from xiaowei.domain.portfolio import PARTS, Terms
from xiaowei.domain.regions import full
from xiaowei.journey.portfolio import before_district, portfolio, still_stands
from xiaowei.journey.weighings import Portfolio, kept, last_said, states_since, told_as
from xiaowei.stages.selection.operations import keep_weighing

OFFICER = town.person("专项办", ("district_office", DISTRICT))
CLERK = town.person("乡镇经办", ("town_clerk", DISTRICT[:6] + "100000"))
MOMENT = datetime(2020, 6, 20, 9, tzinfo=UTC)
AS_OF, YEAR = date(2020, 6, 20), 2020
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db: None) -> None:
    put_back(gold("places", "tickets", "projects"))


def told(budget_fen: int, **terms: Any) -> Portfolio:
    return portfolio(DISTRICT, AS_OF, YEAR, Terms(budget_fen, **terms))


def asked() -> int:
    return sum(cost for _, cost in before_district(DISTRICT, AS_OF, YEAR))


def test_what_is_chosen_keeps_within_the_money_and_beats_taking_the_cheapest(
    programme: None,
) -> None:
    half = told(asked() // 2)
    chosen = [row for row in half.rows if row.is_chosen]
    assert 0 < len(chosen) == half.chosen < len(half.rows)
    assert sum(row.cost_fen for row in chosen) == half.cost_fen <= half.terms.budget_fen
    assert sum(row.value for row in chosen) == half.value
    assert half.gap is not None
    assert half.gap <= 1e-4
    left, cheapest = half.terms.budget_fen, Decimal(0)
    for row in sorted(half.rows, key=lambda row: row.cost_fen):
        if row.cost_fen <= left:
            left, cheapest = left - row.cost_fen, cheapest + row.value
    assert half.value >= cheapest


def test_each_that_is_left_out_has_a_sentence_with_no_code_in_it(programme: None) -> None:
    left = [row for row in told(asked() // 2).rows if not row.is_chosen]
    assert left
    assert all(row.reason["zh"] != row.reason["en"] for row in left)
    towns = told(asked() // 2, each_town=True, most_share=Decimal("0.05"))
    said = [
        one["zh"] for one in (*towns.clashes, *(row.reason for row in towns.rows if row.reason))
    ]
    assert not any(row.town_code in text for row in towns.rows for text in said)


def test_parts_are_shown_and_add_up(programme: None) -> None:
    row = told(asked() // 2).rows[0]
    assert set(row.parts) == set(PARTS)
    assert sum(row.parts.values()) == row.value


def test_each_township_gets_one_or_the_clash_is_named_or_the_price_is_paid(programme: None) -> None:
    waiting = before_district(DISTRICT, AS_OF, YEAR)
    towns = {line.town_code for line, _ in waiting}
    enough = told(asked() * 3 // 4, each_town=True)
    assert {row.town_code for row in enough.rows if row.is_chosen} == towns
    little = min(cost for _, cost in waiting)
    poor = told(little, each_town=True)
    assert poor.clashes
    assert poor.chosen == 0
    priced = told(little, each_town=True, missed_costs=Decimal("0.5"))
    assert priced.chosen == 1
    assert len(priced.missed) == len(towns) - 1


def test_reserve_and_share_of_a_township_are_kept(programme: None) -> None:
    budget = asked() // 2
    told_ = told(budget, reserve=Decimal("0.3"), most_share=Decimal("0.2"))
    assert told_.cost_fen <= budget * 0.7
    spent: Counter[str] = Counter()
    for row in told_.rows:
        spent[row.town_code] += row.cost_fen * row.is_chosen
    assert 0 < max(spent.values()) <= budget * 0.2


def test_batches_share_the_money_and_the_worthiest_come_first(programme: None) -> None:
    budget = asked() // 2
    batched = told(budget, batches=3)
    spent: Counter[int] = Counter()
    for row in batched.rows:
        spent[row.batch] += row.cost_fen * row.is_chosen
    assert set(spent) - {0} <= {1, 2, 3}
    assert spent[1] <= budget // 3 + 1
    assert spent[1] + spent[2] <= budget * 2 // 3 + 1
    assert batched.cost_fen <= budget
    batches = [row.batch for row in batched.rows if row.is_chosen]
    assert batches == sorted(batches)
    assert max(batches) > 1


def test_other_sums_say_what_comes_and_what_goes(programme: None) -> None:
    half = told(asked() // 2)
    chosen = {row.number for row in half.rows if row.is_chosen}
    assert len(half.others) >= 4
    for other in half.others:
        assert other.cost_fen <= other.budget_fen
        assert (other.value <= half.value) == (other.budget_fen < half.terms.budget_fen)
        assert set(other.dropped) <= chosen
        assert not set(other.added) & chosen
        assert other.chosen == len(chosen) + len(other.added) - len(other.dropped)


def test_nothing_waits_and_nothing_is_chosen(programme: None) -> None:
    found = portfolio(DISTRICT, date(2020, 1, 5), YEAR, Terms(1_000_000))
    assert found.rows == ()
    assert found.chosen == 0


def test_the_same_is_kept_once_and_read_as_it_was(programme: None) -> None:
    half = told(asked() // 2, batches=2)
    keeping: dict[str, Any] = {
        "district_code": full(DISTRICT), "year": YEAR, "by": OFFICER, "on": AS_OF, "at": MOMENT,
    }  # fmt: skip
    one, again = (keep_weighing(**keeping, **told_as(half)) for _ in range(2))
    assert one.pk == again.pk
    back = kept(one.pk)
    assert back.told == half
    assert still_stands(back, AS_OF)
    assert not still_stands(back, date(2020, 1, 5))
    row = half.rows[-1]
    line = next(
        line for line, _ in before_district(DISTRICT, AS_OF, YEAR) if line.number == row.number
    )
    said = last_said(line, AS_OF)
    assert said is not None
    assert said[1] == row
    other = told(asked() // 3)
    two = keep_weighing(**keeping, **told_as(other))
    assert two.pk != one.pk
    said = last_said(line, AS_OF)
    assert said is not None
    assert said[0].key == two.pk
    assert states_since(back, AS_OF)[row.number] in ("submitted", "in_review")


def test_only_the_district_keeps_a_weighing(programme: None) -> None:
    half = told(asked() // 2)
    with pytest.raises(NotAllowed):
        keep_weighing(
            district_code=full(DISTRICT), year=YEAR, by=CLERK, on=AS_OF, at=MOMENT, **told_as(half)
        )
