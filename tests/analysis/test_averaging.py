"""Where an average will end: told beside simulated programmes whose end is known, honest of its range."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from xiaowei.analysis import averaging
from xiaowei.analysis.averaging import Past, Tried, month_ends
from xiaowei.analysis.drawing import MIDDLES, draws, shift, together
from xiaowei.analysis.eventlog import log_of
from xiaowei.analysis.pace import working_days
from xiaowei.connectors.packs.parse import load

TODAY = date(2021, 7, 31)
STEPS = ("collect", "apply", "works")
SHOCK = 0.25


def programmes(seed: int, shock: float, until: date = TODAY) -> tuple[Past, float]:
    """Return two programme-years as known at a day, and how the second one's average will end.

    Steps take log-normal days; a year's works all take longer or shorter together, by `shock`.
    """
    random = np.random.default_rng(seed)
    days, group = [], []
    for year in (2020, 2021):
        begun = np.datetime64(f"{year}-03-01") + random.integers(0, 150, 90)
        apply = begun + random.lognormal(2.0, 0.6, 90).astype(int)
        slow = np.exp(shock * random.standard_normal())
        works = apply + (slow * random.lognormal(3.2, 0.7, 90)).astype(int) + 1
        days.append(np.stack([begun, apply, works]))
        group += [year] * 90
    told = np.concatenate(days, axis=1)
    calendar = load(["default"]).calendar
    last = told[:, 90:]
    end = float(working_days(calendar, last[0], last[2]).mean())
    kept = told <= np.datetime64(until)
    some = kept[0]
    names = [f"P{n:03d}" for n in range(180)]
    events = [(names[n], s) for s in range(3) for n in range(180) if kept[s, n]]
    at = np.array([told[s, int(name[1:])] for name, s in events], "datetime64[D]")
    log = log_of([name for name, _ in events], [STEPS[s] for _, s in events], at)
    over = np.where(kept[2], told[2], np.datetime64("NaT"))
    return Past(log, np.array(group)[some], told[0][some], over[some], "works", calendar), end


@pytest.mark.parametrize("shock", [0.0, SHOCK])
def test_the_average_told_lies_about_where_it_ends(shock: float) -> None:
    held, off, now_off = [], [], []
    for seed in range(20):
        past, end = programmes(seed, shock)
        told = past.mean(2021, TODAY)
        assert told is not None
        assert told.now is not None
        held.append(told.low <= end <= told.high)
        off.append(abs(told.half - end))
        now_off.append(abs(told.now - end))
    assert np.mean(held) >= 0.8
    assert np.mean(off) < np.mean(now_off) / 2


def test_the_same_is_told_twice() -> None:
    first, second = (programmes(1, SHOCK)[0].mean(2021, TODAY) for _ in range(2))
    assert first == second


def test_earlier_month_ends_are_held_against_what_came() -> None:
    found: list[Tried] = []
    for seed in range(12):
        past, _ = programmes(seed, SHOCK)
        tried = (past.tried(2021, on, TODAY) for on in month_ends(TODAY))
        found += [one for one in tried if one is not None]
    assert len(found) >= 30
    assert all(one.on < TODAY for one in found)
    assert 0.7 <= np.mean([one.held for one in found]) < 1


def test_with_few_over_nothing_is_told() -> None:
    past, _ = programmes(1, 0.0, date(2020, 4, 1))
    assert past.mean(2020, date(2020, 4, 1)) is None
    assert past.tried(2020, date(2020, 3, 31), date(2020, 4, 1)) is None


def test_draws_go_together_as_far_as_was_seen() -> None:
    quantiles = np.tile(np.array(MIDDLES) * 100, (200, 1))
    apart, close = (draws(quantiles, 400, 1, rho).mean(axis=1).std() for rho in (0.0, 0.5))
    assert close > 5 * apart
    random = np.random.default_rng(3)
    as_told = random.uniform(0, 100, 200)
    assert abs(shift(quantiles, as_told, 60.0)) < 0.2
    assert shift(quantiles, as_told * 0 + 95, 60.0) > 1
    assert together([0.1] * 20) < together([]) < together([2.0])


def test_what_was_known_then_is_learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    learn = averaging.forecast
    monkeypatch.setattr(
        averaging, "forecast", lambda log, at, *rest: asked.append(at) or learn(log, at, *rest)
    )
    averaging.answer.cache_clear()
    first, _ = programmes(2, SHOCK)
    told = first.mean(2021, TODAY)
    often = len(asked)
    assert often > 2
    assert programmes(2, SHOCK)[0].mean(2021, TODAY) == told
    assert len(asked) == often
    other, _ = programmes(3, SHOCK)
    assert other.mean(2021, TODAY) != told
    assert len(asked) > often
