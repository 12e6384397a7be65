"""Home of the promises of forecasts of complaints: a year told month by month, beside plain guesses.

Told for sanitation complaints on three grids, each month from those before it alone. Skipped where the sheet
is not beside this checkout. Each claim ends with what was measured.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from bench import Comparison, Norm, seconds
from xiaowei.analysis.eventlog import Floats
from xiaowei.analysis.forecasting import Told, counts_of, forecast
from xiaowei.analysis.gridding import cells
from xiaowei.analysis.monthly import Monthly, month_of, monthly_of
from xiaowei.analysis.scoring import hit_rate, reliability, score, together

SHEET = Path(__file__).parents[2] / "shared/data/chicago311/sanitation_2011_2013.csv"
TOPIC = "What_is_the_Nature_of_this_Code_Violation"
LAST = "2013-12"
SCALES = ((500, True), (500, False), (1000, False), (3000, False))
SHARE, LEAST = 0.05, 0.5
MOST_SECONDS = 3.0
TAUGHT = 9
Row = dict[str, str]


def norms() -> Iterator[Comparison | Norm]:
    """Yield how a year was told at each scale, and boosting beside ours at the finest."""
    if not SHEET.exists():
        return
    for side, with_topics in SCALES:
        data = counted(side, with_topics)
        taken = seconds(lambda data=data: year(data), times=1)  # type: ignore[misc]
        told = year(data)
        found = together([score(data, one, SHARE, LEAST) for one in told])
        scale = f"{side} m{' by topic' if with_topics else ''}"
        claim = (
            f"{scale}: hits in the top 5% {found.hit:.3f}, "
            f"x {found.hit / found.hit_last:.2f} of last month, "
            f"x {found.hit / found.hit_mean:.2f} of the year's mean; loss of P90 "
            f"x {found.loss_90 / found.loss_90_last:.2f} and x {found.loss_90 / found.loss_90_mean:.2f}, "
            f"of P50 x {found.loss_50 / found.loss_50_last:.2f} "
            f"and x {found.loss_50 / found.loss_50_mean:.2f}; "
            f"{found.followed:.0f} of {found.leads:.0f} leads came true; "
            f"chances off by {off(data, told):.3f}"
        )
        better = found.hit >= max(found.hit_last, found.hit_mean) - 1e-9
        kept = better and found.loss_90 < min(found.loss_90_last, found.loss_90_mean)
        yield Norm(claim, "units", round(found.units), taken, MOST_SECONDS if kept else 0.0)
    yield beside_boosting()


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows that have coordinates."""
    with SHEET.open(encoding="utf-8") as file:
        return tuple(row for row in csv.DictReader(file) if row["Latitude"])


def counted(side: float, with_topics: bool) -> Monthly:
    """Return monthly counts on a grid."""
    lat, lon = (
        np.array([float(row[name]) for row in rows()]) for name in ("Latitude", "Longitude")
    )
    at = np.array([row["Creation_Date"] for row in rows()], "datetime64[us]")
    names, middle = cells(lat, lon, side)
    topics = [row[TOPIC] if with_topics else "" for row in rows()]
    return monthly_of(at, names, topics, middle)


def year(data: Monthly) -> list[Told]:
    """Tell the last month and the eleven before it, each from what was known then."""
    return forecast(data, month_of(LAST))[-12:]


def off(data: Monthly, told: list[Told]) -> float:
    """Return by how much chances told and shares happened differ, on average over units."""
    chance = np.concatenate([one.chance for one in told])
    some = np.concatenate([counts_of(data, one) > 0 for one in told])
    table = reliability(chance, some)
    return sum(abs(one.told - one.happened) * one.units for one in table) / len(chance)


def beside_boosting() -> Comparison:
    """Compare with boosting on top of our own forecast, taught by the months before."""
    data = counted(500, True)
    told: list[Told] = []
    ours = seconds(lambda: told.append(forecast(data, month_of(LAST))[-1]), times=1)
    boosted: list[Floats] = []
    plain = seconds(lambda: boosted.append(boost(data)), times=1)
    some = counts_of(data, told[0]) > 0
    hits = [hit_rate(rank, some, SHARE) for rank in (told[0].mean, boosted[0])]
    claim = f"one month beside boosting on top of it: hits {hits[0]:.3f} against {hits[1]:.3f}"
    return Comparison(claim, "units", len(some), ours, plain + ours)


def boost(data: Monthly) -> Floats:
    """Return ours times what boosting learnt of its errors in the months before."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    told = forecast(data, month_of(LAST))
    *before, last = told[-TAUGHT - 1 :]
    columns = np.concatenate([seen_by_boosting(data, one) for one in before])
    mean = np.concatenate([one.mean for one in before])
    counts = np.concatenate([counts_of(data, one) for one in before])
    model = HistGradientBoostingRegressor(
        loss="poisson", learning_rate=0.05, max_iter=80, max_leaf_nodes=8, min_samples_leaf=200,
        random_state=0,
    )  # fmt: skip
    model.fit(columns, counts / mean, sample_weight=mean)
    return np.asarray(model.predict(seen_by_boosting(data, last)) * last.mean)


def seen_by_boosting(data: Monthly, told: Told) -> Floats:
    """Return what boosting looks at: ours, recent counts, the same month last year, the places around."""
    known = data.counts[told.unit, : told.known - data.first]
    spans = [known[:, -months:].sum(axis=1) for months in (1, 2, 3, 6, 12)]
    return np.column_stack([np.log(told.mean), told.shape, *spans, known[:, -12], told.around])
