"""Home of the promise of finish forecasts: nine of ten over by P90, at many dates with what was known then.

Beside it lifelines' log-normal model on the same rows, and quantile boosting on finished cases alone. Skipped
where the log is not beside this checkout, the former where `lifelines` is not installed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench import Comparison, Norm, seconds
from xiaowei.analysis.ending import Endings, endings
from xiaowei.analysis.eventlog import EventLog, Flags, Floats, Ints, log_of
from xiaowei.analysis.finishing import forecast
from xiaowei.analysis.landmarks import columns, landmarks
from xiaowei.connectors.event_sheet.fetch import fetch
from xiaowei.connectors.event_sheet.parse import parse

SHEET = Path(__file__).parents[2] / "shared/data/eventlogs/receipt.csv"
COLUMNS = {"case": "case:concept:name", "step": "concept:name"}
TIME = "time:timestamp"
FIRST, LAST, EVERY = 90, 20, 14
"""Forecasts begin so many days after the log's first, end so many before its last, every so many days."""
FEW = 5
"""Every so manieth date is asked of what takes long."""
LOW, HIGH = 0.87, 0.93
THINNED = 3
"""Boosting learns better from every so manieth row: those of one case are alike."""
SOFT = 0.1
Asked = tuple[EventLog, float, Flags, Floats]
Teller = Callable[[EventLog, Endings, float, Ints], Floats]


def norms() -> Iterator[Comparison | Norm]:
    """Yield our cover, and ours beside the others at the same dates."""
    if not SHEET.exists():
        return
    dates = asked(read())
    told: list[float] = []
    ours = seconds(lambda: told.append(cover(dates, by_us)[1]), times=1)
    count = sum(len(one[3]) for one in dates)
    claim = f"P90 cover {told[0]:.3f} at {len(dates)} dates; seconds a date"
    yield Norm(claim, "cases", count, ours / len(dates), 0.3 if LOW <= told[0] <= HIGH else 0.0)
    few = dates[::FEW]
    best, ours = timed(few, by_us)
    for name, tell in (("lifelines", by_lifelines), ("boosting finished cases", by_boosting)):
        try:
            theirs, plain = timed(few, tell)
        except ImportError:
            continue
        for kind, at in (("P90 cover", 1), ("P90 loss in days", 2)):
            claim = f"finish beside {name}: {kind} {best[at]:.3f} against {theirs[at]:.3f}"
            yield Comparison(claim, "dates", len(few), ours, plain)


def timed(dates: list[Asked], tell: Teller) -> tuple[tuple[float, float, float], float]:
    """Return the cover and the CPU seconds it took."""
    found: list[tuple[float, float, float]] = []
    taken = seconds(lambda: found.append(cover(dates, tell)), times=1)
    return found[0], taken


def read() -> EventLog:
    """Return the log."""
    sheet = parse(fetch(SHEET, [TIME, *COLUMNS.values()]), TIME, COLUMNS)
    return log_of(sheet.words["case"], sheet.words["step"], sheet.at)


def asked(log: EventLog) -> list[Asked]:
    """Return what was known at each date, which cases were open then, and when these were over."""
    over = log.at[log.last]
    found = []
    for day in np.arange(np.floor(log.at.min()) + FIRST, log.at.max() - LAST, EVERY).tolist():
        end = over[log.known_cases(day)]
        found.append((log.until(day), day, end > day, end[end > day] - day))
    return found


def cover(dates: list[Asked], tell: Teller) -> tuple[float, float, float]:
    """Return the shares over by P50 and P90, and the loss of P90 (pinball, days)."""
    true, loss = [], []
    for log, day, was_open, took in dates:
        days = tell(log, endings(log, day), day, np.flatnonzero(was_open))
        true.append(took[:, None] <= days)
        late = took - days[:, 1]
        loss.append(np.maximum(0.9 * late, -0.1 * late))
    p50, p90 = np.concatenate(true).mean(axis=0).tolist()
    return p50, p90, float(np.concatenate(loss).mean())


def by_us(log: EventLog, ends: Endings, day: float, case: Ints) -> Floats:
    """Forecast as the house does."""
    among = np.zeros(len(log.cases), bool)
    among[case] = True
    return forecast(log, day, among=among)[0].days


def by_lifelines(log: EventLog, ends: Endings, day: float, case: Ints) -> Floats:
    """Forecast by lifelines on the same rows."""
    import pandas as pd
    from lifelines import LogNormalAFTFitter

    seen = landmarks(log, ends, day)
    raw = columns(log, ends, seen.case, seen.at, SOFT)
    kept = raw.std(axis=0) > 1e-3
    frame = pd.DataFrame(raw[:, kept]).add_prefix("x")
    frame = frame.assign(days=seen.days + SOFT, over=~seen.censored, weight=seen.weight)
    asked_of = columns(log, ends, case, np.full(len(case), day), SOFT)[:, kept]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LogNormalAFTFitter(penalizer=0.01)
        model.fit(frame, "days", "over", weights_col="weight", robust=False)
        rows = pd.DataFrame(asked_of).add_prefix("x")
        told = [model.predict_percentile(rows, p=1 - share).to_numpy() for share in (0.5, 0.9)]
    return np.stack(told, axis=1) - SOFT


def by_boosting(log: EventLog, ends: Endings, day: float, case: Ints) -> Floats:
    """Forecast by quantile boosting of the cases that were over."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    seen = landmarks(log, ends, day)
    over = ~seen.censored & (seen.weight > 0.5)
    thin = np.flatnonzero(over)[::THINNED]
    raw = columns(log, ends, seen.case[thin], seen.at[thin], SOFT)
    rows = columns(log, ends, case, np.full(len(case), day), SOFT)
    told = []
    for share in (0.5, 0.9):
        model = HistGradientBoostingRegressor(
            loss="quantile", quantile=share, max_iter=50, max_leaf_nodes=4, random_state=1
        )
        told.append(model.fit(raw, seen.days[thin]).predict(rows))
    return np.stack(told, axis=1)
