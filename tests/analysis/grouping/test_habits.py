"""Home of the tests of habits: where an event ends, learnt from the waits between calls."""

from __future__ import annotations

import numpy as np
import pytest

from xiaowei.analysis.grouping.habits import DAY, Habits, learn_habits


def calls(within: float, between: float, places: int = 300, seed: int = 1) -> list[np.ndarray]:
    """Draw calls at each place: four events of five calls, `within` and `between` days apart."""
    chance = np.random.default_rng(seed)
    waits = chance.lognormal(np.log(within), 0.5, (places, 20))
    waits[:, ::5] = chance.lognormal(np.log(between), 0.5, (places, 4))
    at = (np.cumsum(waits, 1) * DAY).astype(np.int64).ravel()
    place = np.repeat(np.arange(places), 20)
    building = np.repeat(chance.integers(1, 30, places * 4), 5)
    return [place, np.zeros_like(place), building, at]


@pytest.mark.parametrize(("within", "between"), [(0.3, 20), (1, 40), (3, 120)])
def test_the_line_lies_in_the_valley_between_both_kinds_of_waits(
    within: float, between: float
) -> None:
    habits = learn_habits(*calls(within, between), topics=1)
    assert within * 1.5 < habits.quiet[0] / DAY < between / 1.5
    assert habits.by_building[0], "all calls of an event name one building, others another"


def test_buildings_that_agree_by_chance_alone_do_not_tell() -> None:
    place, topic, _, at = calls(1, 40)
    random = np.random.default_rng(2).integers(1, 30, len(place))
    assert not learn_habits(place, topic, random, at, topics=1).by_building[0]


def test_a_few_tickets_teach_nothing_and_nothing_ends() -> None:
    few = [column[:60] for column in calls(1, 40)]
    assert learn_habits(*few, topics=1).quiet[0] == Habits.lasting(None, 1).quiet[0]
    nothing = [np.zeros(0, np.int64)] * 4
    assert len(learn_habits(*nothing, topics=0).quiet) == 1


def test_a_topic_without_a_valley_takes_the_usual() -> None:
    two_hills = calls(1, 40)
    waits = np.random.default_rng(3).lognormal(np.log(8), 1.2, (300, 20))
    one_hill = [np.repeat(np.arange(300), 20), np.ones(6000, np.int64), np.zeros(6000, np.int64)]
    at = (np.cumsum(waits, 1) * DAY).astype(np.int64).ravel()
    both = [np.concatenate(pair) for pair in zip(two_hills, [*one_hill, at], strict=True)]
    usual, other = learn_habits(*both, topics=2).quiet
    assert usual == other
