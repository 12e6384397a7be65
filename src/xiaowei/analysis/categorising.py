"""Home of trained categories: a linear support vector machine and nearest neighbours, calibrated.

Texts are seen as words (where they come cut into words) and as characters, one to three in a row, both
weighted by TF-IDF; a margin of the machine (one against the rest) and the votes of the nearest texts add
up. A temperature learnt on texts held out turns the sums into chances (Guo et al. 2017); a text whose best
chance is small is not sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.ngrams import Runs, character_runs, word_runs
from xiaowei.domain.errors import BadInput

SURE = 0.5
"""From this chance on a category is told; below it the answer is "don't know"."""
NEAREST = 15
VOTES = 0.2
"""How much the votes of the nearest texts count beside the margins."""
LEAST_EXAMPLES = 2
_SPREAD_OF_VOTES = 0.3
"""The usual standard deviation of shares of votes, so that they weigh as margins do."""
_STRENGTH = 0.4
_HELD_OUT = 5
"""Each fifth text is held out to learn the temperature."""
_CUT_INTO_WORDS = 0.1
"""Texts of which so large a share are blanks come cut into words."""
_TEMPERATURES = np.geomspace(0.05, 20, 60)
_AT_ONCE = 500
_MANY = 1_000
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Category:
    """The likeliest category of a text, its chance 0..1, and whether that is enough to tell it."""

    name: str
    chance: float
    is_sure: bool


class Categoriser:
    """Tells categories as its examples did."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from texts and their labels.

        :raises BadInput: `too_few_categories`
        """
        counts = Counter(labels)
        if sum(count >= LEAST_EXAMPLES for count in counts.values()) < 2:
            raise BadInput("too_few_categories", count=len(counts), least=LEAST_EXAMPLES)
        self.names = tuple(sorted(counts))
        self._vectors = _Vectors(texts)
        known = self._vectors.fit(texts)
        index = {name: at for at, name in enumerate(self.names)}
        told = np.array([index[label] for label in labels], np.int64)
        held = np.arange(len(told)) % _HELD_OUT == _HELD_OUT - 1
        self._temperature = 1.0
        if len(set(told[~held])) == len(self.names) and held.any():
            sums = _Judge(known[~held], told[~held], len(self.names)).sums(known[held])
            self._temperature = _likeliest(sums, told[held])
        self._judge = _Judge(known, told, len(self.names))

    def categorise(self, texts: Sequence[str]) -> list[Category]:
        """Return the category of each text."""
        found: list[Category] = []
        for first in range(0, len(texts), _AT_ONCE):
            seen = self._vectors.see(texts[first : first + _AT_ONCE])
            chances = _softmax(self._judge.sums(seen) * self._temperature)
            chances[np.diff(seen.indptr) == 0] = 1 / len(self.names)  # nothing known is said
            best = chances.argmax(1)
            for row, at in enumerate(best):
                chance = float(chances[row, at])
                found.append(Category(self.names[at], chance, chance >= SURE))
        return found


class _Vectors:
    """Turns texts into rows of a sparse matrix."""

    def __init__(self, texts: Sequence[str]) -> None:
        size = sum(map(len, texts)) or 1
        cut = sum(text.count(" ") for text in texts) > _CUT_INTO_WORDS * size
        self._blocks = [_Block(character_runs)] + ([_Block(word_runs)] if cut else [])

    def fit(self, texts: Sequence[str]) -> Any:
        """Learn which n-grams are common enough and how much each tells; return the texts' rows."""
        return self._beside([block.fit(texts) for block in self._blocks])

    def see(self, texts: Sequence[str]) -> Any:
        """Return the rows of texts."""
        return self._beside([block.see(texts) for block in self._blocks])

    def _beside(self, parts: list[Any]) -> Any:
        from scipy.sparse import hstack

        return hstack(parts).tocsr()


class _Block:
    """One way to count, weighted by TF-IDF; n-grams of a single text are left out of many."""

    def __init__(self, runs: Callable[[Sequence[str]], Runs]) -> None:
        from sklearn.feature_extraction.text import TfidfTransformer

        self._runs = runs
        self._weights = TfidfTransformer(sublinear_tf=True)

    def fit(self, texts: Sequence[str]) -> Any:
        runs = self._runs(texts)
        self._kept = runs.common(2 if len(texts) > _MANY else 1)
        return self._weights.fit_transform(runs.counted(self._kept))

    def see(self, texts: Sequence[str]) -> Any:
        return self._weights.transform(self._runs(texts).counted(self._kept))


class _Judge:
    """Margins and votes of one set of examples."""

    def __init__(self, known: Any, told: npt.NDArray[np.int64], count: int) -> None:
        from sklearn.svm import LinearSVC

        self._known, self._told, self._count = known, told, count
        self._machine = LinearSVC(C=_STRENGTH, class_weight="balanced", tol=1e-3, random_state=0)
        self._machine.fit(known, told)
        self._scale = float(np.std(self._margins(known[:_AT_ONCE]))) or 1.0

    def sums(self, seen: Any) -> Floats:
        """Return margins and votes added up: a row per text, a column per category."""
        return self._margins(seen) / self._scale + VOTES * self._votes(seen)

    def _margins(self, seen: Any) -> Floats:
        margins = np.asarray(self._machine.decision_function(seen), np.float64)
        if margins.ndim == 1:
            margins = np.stack([-margins, margins], 1)
        found = np.full((len(margins), self._count), margins.min() if margins.size else 0.0)
        found[:, self._machine.classes_] = margins
        return found

    def _votes(self, seen: Any) -> Floats:
        """Return the share of each category among the nearest examples, as deviations of one."""
        alike = (seen @ self._known.T).toarray()
        nearest = np.argpartition(-alike, min(NEAREST, alike.shape[1]) - 1, 1)[:, :NEAREST]
        weight = np.take_along_axis(alike, nearest, 1) ** 2
        votes = np.zeros((len(alike), self._count))
        rows = np.repeat(np.arange(len(alike)), nearest.shape[1])
        np.add.at(votes, (rows, self._told[nearest].ravel()), weight.ravel())
        votes /= np.maximum(votes.sum(1, keepdims=True), 1e-12)
        return votes / _SPREAD_OF_VOTES


def macro_f1(told: Sequence[str], real: Sequence[str]) -> float:
    """Return the mean of the F1 of each category that is real or told."""
    ours, theirs = Counter(told), Counter(real)
    hits = Counter(one for one, other in zip(told, real, strict=True) if one == other)
    names = ours.keys() | theirs.keys()
    return sum(2 * hits[name] / (ours[name] + theirs[name]) for name in names) / max(len(names), 1)


def _likeliest(sums: Floats, told: npt.NDArray[np.int64]) -> float:
    """Return the temperature under which the held-out labels are the likeliest."""
    rows = np.arange(len(told))
    fits = [
        np.log(np.maximum(_softmax(sums * heat)[rows, told], 1e-12)).mean()
        for heat in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmax(fits))])


def _softmax(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(1, keepdims=True))
    found: Floats = powers / powers.sum(1, keepdims=True)
    return found
