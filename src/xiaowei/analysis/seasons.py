"""Home of seasons and levels: how many reports of each topic a month brings, told from the months before.

A month's factor is what such months held beside the mean of their twelve. Each topic leans on what all
topics do together, and on what is known beforehand of it (heating in winter, floods in summer), the more the
fewer its reports (shrinkage of ratios, Clayton & Kaldor, Biometrics 43 (1987) 671).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xiaowei.analysis.eventlog import Floats

YEAR = 12
LEAN = 50.0
"""So many expected reports weigh as much as what is known beforehand."""
FADE = 0.9
"""What a month weighs in the level beside the month after it."""
Windows = Mapping[str, Sequence[tuple[frozenset[int], float]]]
"""Topic -> (months of the year 1..12, how many times as many reports they bring as the others)."""


def prior_factors(topics: Sequence[str], windows: Windows) -> Floats:
    """Return what is known beforehand of each topic's months, of mean 1; shape (topics, 12)."""
    factors = np.ones((len(topics), YEAR))
    for row, topic in enumerate(topics):
        for months, times in windows.get(topic, ()):
            factors[row, [month - 1 for month in months]] *= times
    return np.asarray(factors / factors.mean(axis=1, keepdims=True))


def season(totals: Floats, first: int, prior: Floats) -> Floats:
    """Return each topic's factor of each month of the year, of mean 1; shape (topics, 12).

    `totals` (topics, months) from month `first`, counted from 1970-01; only whole years back from the
    last month are looked at.
    """
    years = totals.shape[1] // YEAR
    if not years:
        return prior
    recent = totals[:, totals.shape[1] - years * YEAR :].reshape(len(totals), years, YEAR)
    begin = (first + totals.shape[1]) % YEAR
    usual = recent.mean(axis=2).sum(axis=1)[:, None]
    held = np.roll(recent.sum(axis=1), begin, axis=1)
    together = _leaning(held.sum(axis=0), np.full(YEAR, usual.sum()), np.ones(YEAR))
    told = _leaning(held, np.repeat(usual, YEAR, axis=1), together * prior)
    return np.asarray(told / told.mean(axis=1, keepdims=True))


def level(totals: Floats, first: int, factors: Floats, month: int) -> Floats:
    """Return how many reports of each topic `month` will bring; shape (topics,)."""
    past = (first + np.arange(totals.shape[1])) % YEAR
    fade = FADE ** np.arange(totals.shape[1] - 1, -1, -1.0)
    pace = (totals @ fade) / np.maximum(factors[:, past] @ fade, 1e-9)
    return np.asarray(pace * factors[:, month % YEAR])


def _leaning(held: Floats, usual: Floats, known: Floats) -> Floats:
    return np.asarray((held + LEAN * known) / (usual + LEAN))
