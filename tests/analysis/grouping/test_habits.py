"""Home of the tests of habits: where an event ends, learnt from the waits between calls."""

from __future__ import annotations

import numpy as np
import pytest

from xiaowei.analysis.grouping.habits import DAY, Habits, learn_habits


def calls(within: float, between: float, places: int = 300, seed: int = 1) -> list[np.ndarray]:
    """Draw calls at each place, four events of five, `within` and `between` days apart; no callers."""
    chance = np.random.default_rng(seed)
    waits = chance.lognormal(np.log(within), 0.5, (places, 20))
    waits[:, ::5] = chance.lognormal(np.log(between), 0.5, (places, 4))
    at = (np.cumsum(waits, 1) * DAY).astype(np.int64).ravel()
    place = np.repeat(np.arange(places), 20)
    building = np.repeat(chance.integers(1, 30, places * 4), 5)
    return [place, np.zeros_like(place), building, np.zeros_like(place), at]


@pytest.mark.parametrize(("within", "between"), [(0.3, 20), (1, 40), (3, 120)])
def test_the_line_lies_in_the_valley_between_both_kinds_of_waits(
    within: float, between: float
) -> None:
    habits = learn_habits(*calls(within, between), topics=1)
    assert within * 1.5 < habits.quiet[0] / DAY < between / 1.5
    assert habits.by_building[0], "all calls of an event name one building, others another"


def test_buildings_that_agree_by_chance_alone_do_not_tell() -> None:
    place, topic, _, caller, at = calls(1, 40)
    random = np.random.default_rng(2).integers(1, 30, len(place))
    assert not learn_habits(place, topic, random, caller, at, topics=1).by_building[0]


def test_buildings_of_which_several_call_at_once_have_no_matters_of_their_own() -> None:
    place, topic, building, caller, at = calls(1, 40)
    chance = np.random.default_rng(4)
    others = np.where(
        chance.random(len(place)) < 0.35, chance.integers(1, 30, len(place)), building
    )
    assert learn_habits(place, topic, building, caller, at, topics=1).by_building[0]
    assert not learn_habits(place, topic, others, caller, at, topics=1).by_building[0]


def test_what_others_call_about_by_chance_alone_is_each_callers_own() -> None:
    """Topic 0: events with a caller each time; topic 1: anybody, at any time, about matters of their own."""
    place, topic, none, _, at = calls(1, 40)
    chance = np.random.default_rng(5)
    anytime = chance.integers(0, int(at.max()), len(at))
    callers = chance.integers(1, 10**6, 2 * len(at))
    habits = learn_habits(
        np.concatenate((place, place)), np.concatenate((topic, topic + 1)),
        np.concatenate((none, none)) * 0, callers, np.concatenate((at, anytime)), topics=2,
    )  # fmt: skip
    assert habits.by_caller.tolist() == [False, True]


def test_a_few_tickets_teach_nothing_and_nothing_ends() -> None:
    few = [column[:60] for column in calls(1, 40)]
    assert learn_habits(*few, topics=1).quiet[0] == Habits.lasting(None, 1).quiet[0]
    nothing = [np.zeros(0, np.int64)] * 5
    assert len(learn_habits(*nothing, topics=0).quiet) == 1


def test_a_topic_without_a_valley_takes_the_usual() -> None:
    two_hills = calls(1, 40)
    waits = np.random.default_rng(3).lognormal(np.log(8), 1.2, (300, 20))
    one_hill = [
        np.repeat(np.arange(300), 20),
        np.ones(6000, np.int64),
        *[np.zeros(6000, np.int64)] * 2,
    ]
    at = (np.cumsum(waits, 1) * DAY).astype(np.int64).ravel()
    both = [np.concatenate(pair) for pair in zip(two_hills, [*one_hill, at], strict=True)]
    usual, other = learn_habits(*both, topics=2).quiet
    assert usual == other
