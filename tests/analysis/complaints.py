"""Home of invented complaints for the tests of forecasts: places of their own pace, seasons, levels."""

from __future__ import annotations

import numpy as np

from xiaowei.analysis.monthly import Monthly, monthly_of

JANUARY = np.datetime64("2018-01", "M")


def reports(
    seed: int, places: int = 300, months: int = 36, pace: float = 0.4, season: float = 0.5
) -> tuple[np.ndarray, list[str], list[str]]:
    """Return time, place and topic of reports: places differ, water comes in summer, heat in winter."""
    random = np.random.default_rng(seed)
    own = 0.1 + random.gamma(0.7, 1 / 0.7, places)
    rows: list[tuple[np.datetime64, str, str]] = []
    for month in range(months):
        wave = np.cos(2 * np.pi * (month % 12) / 12)
        for topic, sign in (("heat", 1), ("water", -1)):
            counts = random.poisson(own * pace * (1 + sign * season * wave))
            days = random.integers(0, 28, counts.sum())
            at = (JANUARY + month).astype("datetime64[D]") + days
            names = np.repeat(np.arange(places), counts)
            rows += [
                (one, f"p{name:04}", topic) for one, name in zip(at, names.tolist(), strict=True)
            ]
    at, names, topics = zip(*rows, strict=True)
    return np.array(at, "datetime64[us]"), list(names), list(topics)


def town(seed: int, **more: float) -> Monthly:
    return monthly_of(*reports(seed, **more))  # type: ignore[arg-type]
