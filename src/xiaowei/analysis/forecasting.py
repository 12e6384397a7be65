"""Home of forecasts of reports: where, and of what, a month will bring complaints, before anyone complains.

Seasonal empirical Bayes. A unit (place × topic) is expected to have what its topic brings that month
(`seasons`), times how much more than others it had, recent months weighing more. That multiple leans on the
place's other topics, these on the places around (Clayton & Kaldor, Biometrics 43 (1987) 671): the less a
unit has had, the more it is told by its surroundings. Counts follow a negative binomial. How much to lean,
how fast to forget and how wide to spread is what told the months before best; no month is told by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.eventlog import Floats, Ints
from xiaowei.analysis.monthly import Monthly, month_text
from xiaowei.analysis.negbinomial import chance_of_any, log_likelihood
from xiaowei.analysis.seasons import Windows, level, prior_factors, season
from xiaowei.domain.errors import BadInput

FEWEST_MONTHS, FARTHEST = 3, 12
TESTED = 12
"""So many months before are told as this one is, to choose the settings and to be scored."""
TAUGHT = 6
NEIGHBOURS = 8
LEAN_ON_AROUND, LEAN_ON_PLACE = 3.0, 3.0
LEANS = (1.0, 0.3, 3.0)
MEMORIES = ((0.2, 0.5), (0.2, 0.8), (0.5, 0.8), (1.0, 1.0))
"""(share of a memory that never fades, what a month keeps in the fading one)."""
SHAPES, LEVEL_SPREADS = (0.5, 1.0, 2.0), (0.0, 0.01, 0.03, 0.1, 0.3)
"""How many times as sure a unit's rate is; the variance of the level that all units share, relative."""
_LEAST = 1e-6
Settings = tuple[float, tuple[float, float]]
SETTINGS: tuple[Settings, ...] = tuple(product(LEANS, MEMORIES))
WIDTHS = tuple(product(SHAPES, LEVEL_SPREADS))


@dataclass(frozen=True, slots=True)
class Told:
    """What a month brings to the units `unit` (n,): `mean` and `shape` of each count.

    It is told from the months before `known`, at most `month` itself; both are counted from 1970-01.
    `around` is how many times the usual the places around had, `factor` the topic's season that month.
    """

    month: int
    known: int
    unit: Ints
    mean: Floats
    shape: Floats
    around: Floats
    factor: Floats

    @property
    def chance(self) -> Floats:
        """Return the probability of at least one report."""
        return chance_of_any(self.shape, self.mean)


def forecast(data: Monthly, month: int, windows: Windows | None = None) -> list[Told]:
    """Tell a month, and the months before it as they would have been told; the month asked for comes last.

    Months before are told as far ahead as this one: one that lies k months after the data is told by what
    was known k months before. No figure of a month, or of one not yet known then, enters its forecast.

    :raises BadInput: `forecast_too_early`, `forecast_too_far`
    """
    _require_months(data, month)
    ahead = max(1, month - data.end + 1)
    around = neighbours(data)
    prior = prior_factors(data.topics, windows or {})
    earliest = data.first + FEWEST_MONTHS + ahead - 1
    tested = range(max(earliest, min(month, data.end) - TESTED), min(month, data.end))
    likely = np.zeros((0, len(SETTINGS)))
    wide = np.zeros((0, len(WIDTHS)))
    told = []
    for one in (*tested, month):
        drafts = _Drafts(data, one, ahead, around, prior)
        best = SETTINGS[int(likely[-TAUGHT:].sum(axis=0).argmax())]
        shape, spread = (
            WIDTHS[int(wide[-TAUGHT:].sum(axis=0).argmax())] if len(wide) else (1.0, 0.0)
        )
        draft = drafts.told(best)
        told.append(_widened(draft, shape, spread))
        if one == month:
            break
        counts = data.counts[draft.unit, one - data.first]
        likely = np.vstack([likely, [_fits(drafts.told(x), counts) for x in SETTINGS]])
        wide = np.vstack([wide, [_fits(_widened(draft, *x), counts) for x in WIDTHS]])
    return told


def counts_of(data: Monthly, told: Told) -> Floats:
    """Return what the month did bring to the units told; shape (n,)."""
    found: Floats = data.counts[told.unit, told.month - data.first]
    return found


def neighbours(data: Monthly) -> Ints | None:
    """Return the places nearest to each place, shape (places, k); None where nobody told where they lie."""
    if data.where is None or len(data.places) <= NEIGHBOURS:
        return None
    from scipy.spatial import cKDTree

    nearest = cKDTree(data.where).query(data.where, NEIGHBOURS + 1)[1]
    itself = nearest == np.arange(len(nearest))[:, None]
    itself[~itself.any(axis=1), -1] = True
    found: Ints = nearest[~itself].reshape(len(nearest), NEIGHBOURS)
    return found


def _require_months(data: Monthly, month: int) -> None:
    first, last = data.first + FEWEST_MONTHS, data.end + FARTHEST - 1
    if data.end < first or month < first:
        raise BadInput(
            "forecast_too_early", month=month_text(month), first=month_text(data.first),
            least=FEWEST_MONTHS, earliest=month_text(first),
        )  # fmt: skip
    if month > last:
        known = month_text(data.end - 1)
        raise BadInput(
            "forecast_too_far", month=month_text(month), known=known, latest=month_text(last)
        )


def _fits(told: Told, counts: Floats) -> float:
    return log_likelihood(counts, told.shape, told.mean)


def _widened(told: Told, shape: float, spread: float) -> Told:
    """Return the forecast with rates so many times as sure, and a level that isn't sure either."""
    wider = 1 / (1 / (told.shape * shape) + spread)
    return replace(told, shape=wider)


class _Drafts:
    """What is known for telling one month: whatever the settings are, the same reports and levels."""

    def __init__(
        self, data: Monthly, month: int, ahead: int, around: Ints | None, prior: Floats
    ) -> None:
        self.month, self.known, self.around = month, month - ahead + 1, around
        known = self.known - data.first
        self.unit = data.known(known)
        self.place, self.topic = data.place[self.unit], data.topic[self.unit]
        self.counts = data.counts[self.unit, :known]
        self.places = len(np.unique(self.place))
        self.all_places, self.topics = len(data.places), len(data.topics)
        totals = np.zeros((self.topics, known))
        np.add.at(totals, self.topic, self.counts)
        factors = season(totals, data.first, prior)
        self.factor = factors[self.topic, month % 12]
        self.level = level(totals, data.first, factors, month) / self.places

    def told(self, settings: Settings) -> Told:
        """Return the forecast under settings: how much units lean on their place, and the memory."""
        lean, memory = settings
        held = self.counts @ _weights(self.counts.shape[1], *memory)
        by_place = np.bincount(self.place, held, self.all_places).astype(np.float64)
        usual = np.bincount(self.topic, held, self.topics) / self.places
        around = self._around(by_place, usual.sum())[self.place]
        other = by_place[self.place] - held
        usual_here = usual[self.topic]
        place = (LEAN_ON_PLACE * around + other) / (LEAN_ON_PLACE + usual.sum() - usual_here)
        shape = np.maximum(lean * place + held, _LEAST)
        mean = shape / (lean + usual_here) * self.level[self.topic]
        return Told(
            self.month, self.known, self.unit, np.maximum(mean, _LEAST), shape, around, self.factor
        )

    def _around(self, by_place: Floats, usual: float) -> Floats:
        """Return how many times the usual the places around each place had, leaning on once."""
        if self.around is None:
            return np.ones(self.all_places)
        held = by_place[self.around].sum(axis=1)
        lean = LEAN_ON_AROUND
        return np.asarray((lean + held) / (lean + self.around.shape[1] * usual))


def _weights(months: int, lasting: float, kept: float) -> npt.NDArray[np.float64]:
    """Return what each month weighs, the oldest first."""
    age = np.arange(months - 1, -1, -1.0)
    return np.asarray(lasting + (1 - lasting) * kept**age)
