"""Home of the tests of forecasts of complaints: calibrated, blind to what came later, of use."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from tests.analysis.complaints import JANUARY, reports, town
from xiaowei.analysis.forecasting import counts_of, forecast
from xiaowei.analysis.gridding import cells
from xiaowei.analysis.monthly import Monthly, month_of, month_text, monthly_of
from xiaowei.analysis.negbinomial import chance_of_any, log_likelihood, quantile
from xiaowei.analysis.reasons import reasons
from xiaowei.analysis.scoring import (
    hit_rate,
    leads,
    pinball,
    reliability,
    score,
    together,
)
from xiaowei.analysis.seasons import level, prior_factors, season
from xiaowei.domain.errors import BadInput

CITY = Path(__file__).parents[3] / "shared/data/chicago311/sanitation_2011_2013.csv"
LAST = month_of("2020-12")


def test_chances_told_come_true_as_often_as_told() -> None:
    told = forecast(town(1), LAST)
    data = town(1)
    chance = np.concatenate([one.chance for one in told])
    some = np.concatenate([counts_of(data, one) > 0 for one in told])
    for one in reliability(chance, some):
        assert abs(one.told - one.happened) < 4 * np.sqrt(0.25 / one.units) + 0.03


def test_the_top_is_hit_oftener_and_the_spread_costs_less_than_last_month() -> None:
    data = town(2)
    found = together([score(data, one, 0.05, 0.5) for one in forecast(data, LAST)])
    assert found.hit > found.hit_last
    assert found.loss_90 < 0.8 * found.loss_90_last
    assert found.inside_90 >= 0.88


def test_the_seasons_of_topics_are_learnt() -> None:
    data = town(3, season=0.9)
    summer, winter = (forecast(data, month_of(m))[-1] for m in ("2020-07", "2020-12"))
    expected = {}
    for name, told in (("summer", summer), ("winter", winter)):
        by_topic = np.bincount(data.topic[told.unit], told.mean)
        expected[name] = dict(zip(data.topics, by_topic.tolist(), strict=True))
    assert expected["winter"]["heat"] > 3 * expected["summer"]["heat"]
    assert expected["summer"]["water"] > 3 * expected["winter"]["water"]


def test_what_came_later_changes_nothing() -> None:
    at, places, topics = reports(4)
    early = at < np.datetime64("2020-07", "us")
    cut = np.flatnonzero(early).tolist()
    some = monthly_of(at[early], [places[r] for r in cut], [topics[r] for r in cut])
    whole = monthly_of(at, places, topics)
    one, other = (forecast(data, month_of("2020-07"))[-1] for data in (some, whole))
    names = [f"{some.places[some.place[u]]}{some.topics[some.topic[u]]}" for u in one.unit]
    again = [f"{whole.places[whole.place[u]]}{whole.topics[whole.topic[u]]}" for u in other.unit]
    assert names == again
    assert np.allclose(one.mean, other.mean) and np.allclose(one.shape, other.shape)


def test_the_order_of_rows_tells_nothing() -> None:
    at, places, topics = reports(5, places=60)
    mixed = np.random.default_rng(0).permutation(len(at))
    shuffled = monthly_of(at[mixed], [places[r] for r in mixed], [topics[r] for r in mixed])
    one, other = forecast(town(5, places=60), LAST)[-1], forecast(shuffled, LAST)[-1]
    assert np.array_equal(one.mean, other.mean) and np.array_equal(one.unit, other.unit)


def test_a_month_further_ahead_is_told_from_what_is_known_and_is_less_sure() -> None:
    data = town(6)
    near, far = forecast(data, LAST + 1)[-1], forecast(data, LAST + 6)[-1]
    assert near.known == far.known == LAST + 1
    tested = forecast(data, LAST + 6)[0]
    assert tested.month - tested.known == 5, "months before are told as far ahead"


def test_a_last_month_that_isnt_over_is_not_learnt_from() -> None:
    at, places, topics = reports(7)
    kept = np.flatnonzero(at < np.datetime64("2020-12-09", "us")).tolist()
    data = monthly_of(at[kept], [places[r] for r in kept], [topics[r] for r in kept])
    assert not data.whole and month_text(data.end - 1) == "2020-11"
    assert forecast(data, LAST + 1)[-1].known == LAST


def test_places_around_tell_of_a_place_that_had_nothing() -> None:
    at, places, topics = reports(8, places=100, pace=0.2)
    busy = [name < "p0050" for name in places]
    kept = [row for row, is_busy in enumerate(busy) if is_busy or row % 9 == 0]
    where = np.array([[float(int(name[1:])), 0.0] for name in places])
    rows = ([places[r] for r in kept], [topics[r] for r in kept], where[kept])
    data = monthly_of(at[kept], *rows)
    told = forecast(data, LAST)[-1]
    east = np.array([int(data.places[place][1:]) for place in data.place[told.unit]])
    assert told.around[east < 40].mean() > 3 * told.around[east > 60].mean()


def test_stray_rows_of_long_before_begin_no_record() -> None:
    at, places, topics = reports(9, places=100)
    old = np.array(["1999-05-01", "2003-02-07"], "datetime64[us]")
    data = monthly_of(np.r_[old, at], [*places[:2], *places], [*topics[:2], *topics])
    assert month_text(data.first) == "2018-01" and data.stray == 2


def test_a_window_known_beforehand_counts_until_the_months_are_seen() -> None:
    windows = {"heat": [(frozenset({11, 12, 1, 2, 3}), 4.0)]}
    prior = prior_factors(["heat", "water"], windows)
    assert prior[0, 0] / prior[0, 6] == pytest.approx(4) and (prior[1] == 1).all()
    at, places, topics = reports(10, months=8, season=0)
    data = monthly_of(at, places, topics)
    plain, told = (forecast(data, month_of("2018-11"), w)[-1] for w in ({}, windows))
    heat = data.topic[told.unit] == data.topics.index("heat")
    assert told.mean[heat].sum() > 2 * plain.mean[heat].sum()
    assert told.mean[~heat].sum() == pytest.approx(plain.mean[~heat].sum(), rel=0.1)
    seen = np.array([[10.0] * 48, [10.0] * 48])
    flat = season(seen, 0, prior)
    assert flat[0, 0] / flat[0, 6] < 2.2, "four even years outweigh what was known beforehand"


def test_a_level_is_the_seasons_pace() -> None:
    factors = np.array([[2.0, 0.5] + [0.95] * 10])
    totals = np.array([[20.0, 5.0] + [9.5] * 10])
    assert level(totals, 0, factors, 12) == pytest.approx([20])
    assert level(totals, 0, factors, 13) == pytest.approx([5])


@given(st.floats(0.01, 50), st.floats(0.02, 60))
def test_the_negative_binomial_is_the_textbooks(shape: float, mean: float) -> None:
    r, m, odds = np.array([shape]), np.array([mean]), shape / (shape + mean)
    assert chance_of_any(r, m)[0] == pytest.approx(1 - nbinom.pmf(0, shape, odds))
    counts = np.array([0.0, 1.0, 7.0])
    plain = nbinom.logpmf(counts, shape, odds).sum()
    told = log_likelihood(counts, np.repeat(r, 3), np.repeat(m, 3))
    assert told == pytest.approx(plain, rel=1e-6, abs=1e-6)
    for share in (0.05, 0.5, 0.95):
        found = quantile(share, r, m)[0]
        assert nbinom.cdf(found, shape, odds) >= share - 1e-9
        assert found == 0 or nbinom.cdf(found - 1, shape, odds) <= share + 1e-9


def test_units_alike_at_the_cut_are_taken_in_part() -> None:
    some = np.array([True, True, False, False])
    assert hit_rate(np.array([9.0, 1, 1, 1]), some, 0.5) == pytest.approx((1 + 1 / 3) / 2)
    assert hit_rate(np.zeros(4), some, 0.5) == pytest.approx(0.5)
    assert pinball(np.array([10.0]), np.array([8.0]), 0.9) == pytest.approx(1.8)


def test_leads_are_of_the_top_and_likely_enough_or_none() -> None:
    told = forecast(town(11), LAST)[-1]
    named = leads(told, 0.05, 0.5)
    assert 0 < len(named) <= round(0.05 * len(told.unit))
    assert (told.chance[named] >= 0.5).all()
    assert (np.diff(told.mean[named]) <= 0).all()
    assert not len(leads(told, 0.05, 1.0))


def test_a_lead_says_what_it_rests_on() -> None:
    data = town(12)
    told = forecast(data, LAST)[-1]
    named = leads(told, 0.01, 0.2)
    for at, notes in zip(named, reasons(data, told, named), strict=True):
        year = data.counts[told.unit[at], -13:-1].sum()
        assert notes[0].facts["count"] == year


@pytest.mark.parametrize(
    ("month", "code"),
    [
        ("2017-06", "forecast_too_early"), ("2018-03", "forecast_too_early"),
        ("2022-01", "forecast_too_far"), ("2018-04", None), ("2021-12", None),
    ],
)  # fmt: skip
def test_a_month_nothing_can_be_told_of_is_refused(month: str, code: str | None) -> None:
    data = town(13, places=20)
    if code is None:
        assert len(forecast(data, month_of(month))[-1].unit)
        return
    with pytest.raises(BadInput) as refused:
        forecast(data, month_of(month))
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["2020", "2020-13", "2020-1", "20-01", "2020/01", "", "2020-0１"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        month_of(text)
    assert refused.value.code == "not_a_month"


def test_one_place_has_nothing_to_be_compared_with() -> None:
    with pytest.raises(BadInput) as refused:
        monthly_of(np.array(["2020-01-01"], "datetime64[us]"), ["a"], [""])
    assert refused.value.code == "forecast_few_places"


def test_a_cell_is_named_by_its_middle() -> None:
    lat, lon = np.array([40.0001, 40.0002, 40.01]), np.array([116.0, 116.001, 116.0])
    names, middle = cells(lat, lon, 500)
    assert names[0] == names[1] != names[2]
    assert np.abs(np.array(names[0].split(","), float) - [40, 116]).max() < 0.006
    assert (np.abs(middle[0] - middle[1]) < 1e-6).all()


ROWS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from("abc"), st.sampled_from("xy")), min_size=1
)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.integers(0, 30))
def test_any_sheet_is_told_or_refused(rows: list[tuple[int, str, str]], ahead: int) -> None:
    days, places, topics = zip(*rows, strict=True)
    at = JANUARY.astype("datetime64[us]") + np.array(days) * np.timedelta64(1, "D")
    try:
        data: Monthly = monthly_of(at, places, topics)
        told = forecast(data, data.first + ahead)
    except BadInput:
        return
    for one in told:
        assert np.isfinite(one.mean).all() and (one.mean > 0).all()
        assert ((one.chance > 0) & (one.chance <= 1)).all()
        assert one.known <= one.month


def test_a_citys_complaints_are_told_better_than_by_last_month() -> None:
    if not CITY.exists():
        pytest.skip("the city's sheet is not beside this checkout (../shared/data/chicago311)")
    with CITY.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Latitude"]]
    lat, lon = (np.array([float(row[n]) for row in rows]) for n in ("Latitude", "Longitude"))
    at = np.array([row["Creation_Date"] for row in rows], "datetime64[us]")
    names, middle = cells(lat, lon, 500)
    data = monthly_of(at, names, [""] * len(rows), middle)
    assert month_text(data.first) == "2011-01"
    found = together([score(data, one, 0.05, 0.5) for one in forecast(data, month_of("2013-12"))])
    assert found.hit > found.hit_last and found.hit > found.hit_mean
    assert found.loss_90 < 0.65 * found.loss_90_last
    assert found.loss_50 < 0.85 * found.loss_50_last
