"""Home of monthly counts: how many reports each place had of each topic in each month, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.eventlog import Floats, Ints, Moments, factors
from xiaowei.domain.errors import BadInput

FEWEST_PLACES = 2
MOST_PAIRS = 300_000
"""Of more places × topics only the pairs that had a report are looked at."""
STRAY_SHARE, STRAY_PACE = 0.01, 0.1
"""First months that hold so little of all reports, at so slow a pace beside the later ones, are stray."""
QUIET_GAPS = 5.0
"""A last month is whole when it ends within so many usual gaps after the last report."""
_USUAL_DAYS = 90
Months = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Monthly:
    """Reports by unit, a place and a topic, and month; `counts` (units, months), months without a gap.

    `place` and `topic` (units,) are indices; `where` (places, 2) tells metres east and north, or is None.
    `first` is the first month, counted from 1970-01; `whole` tells whether the last one is over in the data.
    `stray` reports came before it.
    """

    places: tuple[str, ...]
    topics: tuple[str, ...]
    place: Ints
    topic: Ints
    counts: Floats
    where: Floats | None
    first: int
    whole: bool
    stray: int

    @property
    def end(self) -> int:
        """Return the month after the last one that is over in the data."""
        return self.first + int(self.counts.shape[1]) - (not self.whole)

    def known(self, months: int) -> Ints:
        """Return the units whose place had a report in the first `months` months."""
        seen = np.bincount(self.place, self.counts[:, :months].sum(axis=1), len(self.places)) > 0
        return np.flatnonzero(seen[self.place])


def monthly_of(
    at: Moments, places: Sequence[str], topics: Sequence[str], where: Floats | None = None
) -> Monthly:
    """Count reports by place, topic and month; `where` (n, 2) tells metres east and north of each report.

    :raises BadInput: `forecast_few_places`
    """
    months = at.astype("datetime64[M]").astype(np.int64)
    first = _steady_from(months)
    kept = np.flatnonzero(months >= first)
    names, place = factors([places[row] for row in kept.tolist()])
    words, topic = factors([topics[row] for row in kept.tolist()])
    if len(names) < FEWEST_PLACES:
        raise BadInput("forecast_few_places", count=len(names), least=FEWEST_PLACES)
    pair = place * len(words) + topic
    every = len(names) * len(words)
    pairs = np.arange(every) if every <= MOST_PAIRS else np.unique(pair)
    counts = np.zeros((len(pairs), int(months.max()) - first + 1))
    np.add.at(counts, (np.searchsorted(pairs, pair), months[kept] - first), 1)
    return Monthly(
        names, words, *np.divmod(pairs, len(words)), counts,
        None if where is None else _middles(where[kept], place),
        first, _is_whole(np.sort(at)), len(months) - len(kept),
    )  # fmt: skip


def month_of(text: str) -> int:
    """Read `YYYY-MM` as a month counted from 1970-01.

    :raises BadInput: `not_a_month`
    """
    try:
        if len(text) != 7 or not (text[:4] + text[5:]).isdigit():
            raise ValueError(text)
        return int(np.datetime64(text, "M").astype(np.int64))
    except ValueError:
        raise BadInput("not_a_month", value=text) from None


def month_text(month: int) -> str:
    """Return a month as `YYYY-MM`."""
    return str(np.datetime64(month, "M"))


def _steady_from(months: Ints) -> int:
    """Return the first month of the steady record: a few stray rows of long before are none."""
    first = int(months.min())
    totals = np.bincount(months - first)
    before, behind = np.cumsum(totals)[:-1], np.arange(1, len(totals))
    after = len(months) - before
    pace_before, pace_after = before / behind, after / (len(totals) - behind)
    stray = (before < STRAY_SHARE * len(months)) & (pace_before < STRAY_PACE * pace_after)
    return first + (int(np.flatnonzero(stray)[-1]) + 1 if stray.any() else 0)


def _is_whole(at: Moments) -> bool:
    """Tell whether the last month had ended before its reports would have gone on."""
    last = at[-1]
    end = last.astype("datetime64[M]") + np.timedelta64(1, "M")
    recent = at[at > last - np.timedelta64(_USUAL_DAYS, "D")]
    span = (last - recent[0]) / np.timedelta64(1, "D")
    usual = max(float(span) / max(len(recent) - 1, 1), 1.0)
    return bool((end.astype("datetime64[us]") - last) / np.timedelta64(1, "D") < QUIET_GAPS * usual)


def _middles(where: Floats, place: Ints) -> Floats | None:
    """Return the mean point of each place; None where a place has no point at all."""
    told = np.isfinite(where).all(axis=1)
    count = np.bincount(place[told], minlength=int(place.max()) + 1)
    if not count.all():
        return None
    sums = [np.bincount(place[told], axis, len(count)) for axis in where[told].T]
    return np.stack(sums, axis=1) / count[:, None]
