"""Home of the tests of finish forecasts: cover at earlier dates, what is learnt, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.eventlogs import DAY_ONE, Row, log, walking
from xiaowei.analysis.censoring import CensoredModel, fit, mills, quantiles
from xiaowei.analysis.covering import cover, judged
from xiaowei.analysis.ending import endings
from xiaowei.analysis.eventlog import EventLog, log_of
from xiaowei.analysis.finishing import forecast
from xiaowei.analysis.landmarks import landmarks
from xiaowei.connectors.event_sheet.fetch import fetch
from xiaowei.connectors.event_sheet.parse import parse
from xiaowei.domain.errors import BadInput

PERMITS = Path(__file__).parents[3] / "shared/data/eventlogs/receipt.csv"


def covers(whole: EventLog, dates: np.ndarray) -> tuple[float, float]:
    """Return how many cases, open at each date as we know now, were over by P50 and P90 told then."""
    true = []
    over = whole.at[whole.last]
    for day in dates.tolist():
        known, end = whole.until(day), over[whole.known_cases(day)]
        told, _ = forecast(known, day, among=end > day)
        true.append((end[told.case] - day)[:, None] <= told.days)
    p50, p90 = np.concatenate(true).mean(axis=0)
    return float(p50), float(p90)


@pytest.mark.parametrize(("seed", "scale"), [(1, 0.02), (2, 3), (3, 20)])
def test_nine_of_ten_are_over_by_then_whatever_the_pace(seed: int, scale: float) -> None:
    whole = log(walking(seed, scale=scale, days=100 * scale))
    span = np.ptp(whole.opened_at)
    p50, p90 = covers(whole, DAY_ONE + span * np.linspace(0.35, 0.95, 7))
    assert 0.40 <= p50 <= 0.60
    assert 0.86 <= p90 <= 0.96


def test_nine_of_ten_permits_are_over_by_then() -> None:
    if not PERMITS.exists():
        pytest.skip("the permits' log is not beside this checkout (../shared/data/eventlogs)")
    columns = {"case": "case:concept:name", "step": "concept:name"}
    sheet = parse(fetch(PERMITS, ["time:timestamp", *columns.values()]), "time:timestamp", columns)
    assert not sheet.refused
    whole = log_of(sheet.words["case"], sheet.words["step"], sheet.at)
    first, last = np.floor(whole.at.min()) + 90, whole.at.max() - 20
    _, p90 = covers(whole, np.arange(first, last, 21))
    assert 0.87 <= p90 <= 0.93


def test_cases_left_lying_are_over_or_at_rest_and_dont_lengthen_the_rest() -> None:
    rows = walking(3, left=0.1)
    whole, day = log(rows), DAY_ONE + 450
    known = whole.until(day)
    told, ends = forecast(known, day)
    named, with_name = forecast(known, day, ["done"])
    assert not ends.resting.any() and with_name.resting.sum() > 40
    went_on, _ = forecast(log(walking(3)).until(day), day)
    assert np.median(told.days[:, 1]) < 1.6 * np.median(went_on.days[:, 1])
    assert np.median(named.days[:, 1]) < 1.6 * np.median(went_on.days[:, 1])


def test_a_named_finish_ends_a_case_whatever_comes_after() -> None:
    rows = walking(4, cases=200)
    after = [(case, "archive", at + 400) for case, step, at in rows if step == "done"]
    whole = log(rows + after)
    ends = endings(whole, float(whole.at.max()), ["done"])
    done = {case: at for case, step, at in rows if step == "done"}
    assert np.allclose(ends.over_at, [done[case] for case in whole.cases], atol=1e-6)


def test_the_longer_waited_at_a_step_the_longer_still() -> None:
    """A log-normal wait that has lasted is likely one of the long ones."""
    whole = log(walking(5, cases=1500))
    day = DAY_ONE + 480
    told, _ = forecast(whole.until(day), day)
    early = told.waited < np.quantile(told.waited, 0.3)
    late = told.waited > np.quantile(told.waited, 0.8)
    same = told.step == np.bincount(told.step).argmax()
    assert np.mean(told.days[late & same, 1]) > np.mean(told.days[early & same, 1])


def test_half_come_before_nine_of_ten_and_nothing_lies_in_the_past() -> None:
    whole = log(walking(6, cases=120))
    told, _ = forecast(whole.until(DAY_ONE + 300), DAY_ONE + 300)
    assert (told.days[:, 0] <= told.days[:, 1]).all() and (told.days >= 0).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_order_of_rows_tells_nothing(seed: int) -> None:
    rows = walking(7, cases=150)
    shuffled = [rows[at] for at in np.random.default_rng(seed).permutation(len(rows))]
    day = DAY_ONE + 400
    one, _ = forecast(log(rows).until(day), day)
    other, _ = forecast(log(shuffled).until(day), day)
    assert np.array_equal(one.days, other.days)


def test_what_was_not_known_then_changes_nothing() -> None:
    rows = walking(8, cases=300)
    day = DAY_ONE + 300
    cut = [row for row in rows if row[2] <= day]
    one, _ = forecast(log(rows).until(day), day)
    other, _ = forecast(log(cut), day)
    assert np.allclose(one.days, other.days)


def test_the_cover_of_a_log_is_counted_from_what_became_of_it() -> None:
    whole = log(walking(9))
    day = float(whole.at.max())
    found = cover(whole, endings(whole, day), day)
    assert found.dates == 8 and found.forecasts > 100
    assert found.p90 is not None and 0.84 <= found.p90 <= 0.96


def test_a_forecast_not_yet_due_is_not_judged() -> None:
    days = np.array([[1.0, 2.0], [1.0, 20.0], [1.0, 2.0]])
    took = np.array([1.5, np.inf, np.inf])
    assert judged(days, took, looked=10).tolist() == [[False, True], [False, False]]


def test_open_cases_are_learnt_from_as_longer_only() -> None:
    random = np.random.default_rng(1)
    true = 2 + random.normal(0, 0.7, 4000)
    bound = 2.3 + random.normal(0, 0.5, 4000)
    columns, ones = np.ones((4000, 1)), np.ones(4000)
    seen, censored = np.minimum(true, bound), true > bound
    model = fit(columns, seen, censored, ones, 0)
    assert model.weights[0] == pytest.approx(2, abs=0.05)
    assert model.spread == pytest.approx(0.7, abs=0.05)
    assert quantiles(seen, censored, ones, [0.5])[0] == pytest.approx(2, abs=0.06)
    naive = fit(columns[~censored], seen[~censored], censored[~censored], ones[~censored], 0)
    assert naive.weights[0] < 1.9, "finished ones alone look faster than all are"


def test_a_weight_counts_as_so_many_rows() -> None:
    columns = np.array([[1.0, 0], [1, 1], [1, 2], [1, 3]])
    values, censored = np.array([1.0, 2, 2.5, 4]), np.array([False, False, True, False])
    heavy = fit(columns, values, censored, np.array([1.0, 1, 3, 1]), 0.1)
    many = np.array([0, 1, 2, 2, 2, 3])
    plain = fit(columns[many], values[many], censored[many], np.ones(6), 0.1)
    assert np.allclose(heavy.weights, plain.weights, atol=1e-3)
    assert heavy.spread == pytest.approx(plain.spread, abs=1e-3)


def test_a_start_shortens_the_way_only() -> None:
    random = np.random.default_rng(2)
    columns = np.column_stack([np.ones(300), random.normal(size=300)])
    values, censored = columns @ [1, 2] + random.normal(size=300), random.random(300) < 0.3
    one = fit(columns, values, censored, np.ones(300), 1)
    start = CensoredModel(one.weights, one.spread)
    other = fit(columns, values, censored, np.ones(300), 1, start)
    assert np.allclose(one.weights, other.weights, atol=1e-3)


def test_the_mean_beyond_is_the_normals() -> None:
    assert mills(np.array([0.0, -40.0, 40.0])) == pytest.approx([0.7978845608, 0, 40.025], abs=1e-3)


def test_a_case_that_may_be_over_counts_both_ways() -> None:
    whole = log(walking(10, cases=200))
    day = DAY_ONE + 300
    known = whole.until(day)
    ends = endings(known, day)
    unsure = replace(ends, quiet=np.full(len(known.cases), 0.4))
    seen = landmarks(known, unsure, day)
    assert set(np.round(np.unique(seen.weight), 6)) == {0.4, 0.6}
    assert (seen.weight[seen.censored] > 0.5).all()


@pytest.mark.parametrize(
    ("rows", "finishes", "code"),
    [
        ([("a", "x", 1.0), ("a", "y", 2.0)], [], "pace_few_cases"),
        ([("a", "x", 1.0), ("b", "x", 2.0)], [], "nothing_finished"),
        ([("a", "x", 1.0), ("b", "x", 2.0)], ["z"], "no_such_step"),
        ([("a", "x", 1.0), ("b", "x", 2.0)], ["x"], None),
        ([("a", "x", 1.0), ("b", "x", 2.0), ("c", "y", 2.0)], ["x"], "nothing_lasted"),
    ],
)
def test_what_tells_too_little_is_refused(
    rows: list[Row], finishes: list[str], code: str | None
) -> None:
    known = log(rows)
    if code is None:
        assert endings(known, 3.0, finishes).over.all()
        return
    with pytest.raises(BadInput) as refused:
        forecast(known, 3.0, finishes)
    assert refused.value.code == code


def test_nothing_was_known_before_the_log_began() -> None:
    with pytest.raises(BadInput) as refused:
        log([("a", "x", 5.0)]).until(4.0)
    assert refused.value.code == "pace_before_log"
    assert "1970-01-06" in refused.value.text()


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.integers(0, 40)), min_size=1
)


@settings(deadline=None, max_examples=40)
@given(ROWS, st.booleans())
def test_any_log_is_forecast_or_refused(rows: list[tuple[str, str, int]], named: bool) -> None:
    known = log([(case, step, float(day)) for case, step, day in rows])
    try:
        told, ends = forecast(known, 41.0, ["x"] if named else [])
        found = cover(known, ends, 41.0, ["x"] if named else [])
    except BadInput:
        return
    assert np.isfinite(told.days).all() and (told.days >= 0).all()
    assert (ends.over.astype(int) + ends.resting + ends.open == 1).all()
    assert found.p90 is None or 0 <= found.p90 <= 1
