"""Home of the tests of the watch for relapses: it may be looked at every week."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln

from xiaowei.analysis.relapses import LOOKS, bunching, evidence, watch

RUNS = 4000


def drawn(rate: float, seed: int = 1, looks: int = LOOKS) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, (RUNS, looks)).astype(float)


@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0, 5.0])
def test_looking_every_week_alarms_falsely_less_than_once_in_twenty(rate: float) -> None:
    found = evidence(rate * 26, 26, drawn(rate))
    assert (found.max(1) >= 20).mean() <= 0.05


def test_a_relapse_is_found_within_weeks() -> None:
    found = evidence(52, 26, drawn(5.0)) >= 20
    assert found.any(1).mean() > 0.99
    assert (found.argmax(1) + 1).mean() < 5


def test_a_relapse_that_begins_late_is_found_too() -> None:
    seen = np.concatenate([drawn(2.0)[:, :10], drawn(6.0, seed=2)[:, :16]], 1)
    found = evidence(52, 26, seen) >= 20
    assert found.any(1).mean() > 0.95


def test_the_bet_is_fair() -> None:
    """What it is worth before anything was seen: each pair of counts by its chance, the rate gamma."""
    first, second = (one.ravel().astype(float) for one in np.meshgrid(*[np.arange(200)] * 2))
    shape, weeks, total = 52.5, 26, first + second
    logs = gammaln(shape + total) - gammaln(shape) - gammaln(first + 1) - gammaln(second + 1)
    chance = np.exp(logs + shape * np.log(weeks / (weeks + 2)) - total * np.log(weeks + 2))
    found = evidence(52, weeks, np.column_stack([first, second]))
    assert chance.sum() == pytest.approx(1)
    assert chance @ found == pytest.approx([1, 1], abs=1e-3)


def test_bunches_count_as_fewer() -> None:
    weekly = np.array([0, 0, 6, 0, 0, 0, 6, 0] * 3, float)
    assert bunching(weekly) > 3
    assert watch(weekly, np.array([6.0, 0, 0, 6, 0, 0])).at is None
    assert watch(np.full(24, 1.5), np.array([6.0, 6, 6, 6])).at is not None


def test_silence_before_does_not_make_the_first_complaint_an_alarm() -> None:
    silent = np.zeros(26)
    assert watch(silent, np.array([1.0, 0, 0])).at is None
    assert watch(silent, np.array([4.0, 5, 4])).at is not None


@given(
    st.lists(st.integers(0, 50), max_size=30),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=60),
)
def test_evidence_is_never_negative_nor_undefined(before: list[int], seen: list[int]) -> None:
    found = watch(np.array(before, float), np.array(seen, float))
    assert len(found.evidence) == len(seen)
    assert all(one >= 0 for one in found.evidence)
    assert found.at is None or found.evidence[found.at - 1] >= 20
