"""Home of trained categories: linear machines over n-grams of characters and words, calibrated.

Texts are seen as characters, one to three in a row; their first words once more by themselves, since
people begin with the matter; and as words where they come cut into words. Each way is weighted by
TF-IDF. The margins of three machines, one against the rest, add up: a support vector machine, ridge
regression, and a support vector machine over the characters by their log-count ratios (Wang & Manning
2012). What is kept is one weight for each n-gram and category, and no text. Divided by a temperature learnt
on texts held out, the sums are chances (Guo et al. 2017); a text whose best chance is small is not sure.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from xiaowei.analysis.ngrams import Runs, character_runs, word_runs
from xiaowei.domain.errors import BadInput

SURE = 0.5
"""Below this chance no category is told: the answer is "don't know"."""
RIGHT_WHEN_SURE = 0.9
"""So large a share of what is told as sure is to be right."""
LEAST_EXAMPLES = 2
LEAD = 20
"""So many first characters of a text count once more by themselves."""
_STRENGTH = 0.4
_RIDGE = 1.0
_BAYES = 0.3
_NEVER = -1e3
"""What is added to a category that was never shown, so that it is never told."""
_HELD_OUT = 5
"""Each fifth text is held out to calibrate the chances."""
_CUT_INTO_WORDS = 0.1
"""Texts of which so large a share are blanks come cut into words."""
_TEMPERATURES = 1 / np.geomspace(0.05, 20, 60)
_NEVER_SURE = 1.01
_AT_ONCE = 500
_MANY = 1_000
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Category:
    """The likeliest category of a text, its chance 0..1, and whether that is enough to tell it."""

    name: str
    chance: float
    is_sure: bool


def _leads(texts: Sequence[str]) -> Runs:
    return character_runs(["".join(text.split())[:LEAD] for text in texts])


WAYS: Mapping[str, Callable[[Sequence[str]], Runs]] = {
    "characters": character_runs,
    "lead": _leads,
    "words": word_runs,
}
"""How a text is seen: the n-grams of each way."""


@dataclass(frozen=True)
class Block:
    """One way to see texts: the n-grams that count (sorted keys), and how much each tells."""

    way: str
    keys: Ints
    weight: Floats

    @staticmethod
    def of(way: str, texts: Sequence[str]) -> tuple[Block, Any]:
        """Learn which n-grams are common enough and how much each tells; of many texts, those of one
        alone are left out. Return also the texts as the block sees them.
        """
        runs = WAYS[way](texts)
        keys = runs.common(2 if len(texts) > _MANY else 1)
        counted = runs.counted(keys)
        holding = np.bincount(counted.indices, minlength=len(keys))
        block = Block(way, keys, np.log((1 + len(texts)) / (1 + holding)) + 1)
        return block, block.weigh(counted)

    def see(self, texts: Sequence[str]) -> Any:
        """Return the texts as rows of a sparse matrix (texts × n-grams), each of length 1."""
        return self.weigh(WAYS[self.way](texts).counted(self.keys))

    def weigh(self, counted: Any) -> Any:
        """Return such rows of how often each n-gram stands in each text."""
        seen = counted.astype(np.float64)
        seen.data = (1 + np.log(seen.data)) * self.weight[seen.indices]
        rows = np.repeat(np.arange(seen.shape[0]), np.diff(seen.indptr))
        length = np.sqrt(np.bincount(rows, seen.data**2, minlength=seen.shape[0]))
        seen.data /= np.maximum(length, 1e-12)[rows]
        return seen


@dataclass(frozen=True)
class Categoriser:
    """Tells categories as its examples did: plain arrays, no text."""

    names: tuple[str, ...]
    blocks: tuple[Block, ...]
    weights: npt.NDArray[np.float32]
    """N-grams of all blocks × categories."""
    offsets: npt.NDArray[np.float32]
    temperature: float = 1.0
    sure_from: float = SURE

    def categorise(self, texts: Sequence[str]) -> list[Category]:
        """Return the category of each text."""
        return [self.likeliest(chances)[0] for chances in self.chances(texts)]

    def likeliest(self, chances: Floats, most: int = 1) -> list[Category]:
        """Return the likeliest categories of one text's chances, the best first."""
        best = np.argsort(-chances, kind="stable")[:most]
        return [
            Category(self.names[at], float(chances[at]), bool(chances[at] >= self.sure_from))
            for at in best
        ]

    def chances(self, texts: Sequence[str]) -> Floats:
        """Return the chance of each category: a row per text; all alike where nothing known is said."""
        parts = [np.zeros((0, len(self.names)))]
        for first in range(0, len(texts), _AT_ONCE):
            seen = beside([block.see(texts[first : first + _AT_ONCE]) for block in self.blocks])
            found = softmax(self.sums(seen) / self.temperature)
            found[np.diff(seen.indptr) == 0] = 1 / len(self.names)
            parts.append(found)
        return np.concatenate(parts)

    def sums(self, seen: Any) -> Floats:
        """Return the margins added up, of texts as the blocks see them."""
        return np.asarray(seen @ self.weights + self.offsets, np.float64)


def learn(texts: Sequence[str], labels: Sequence[str]) -> Categoriser:
    """Learn categories from texts and their labels, calibrated on a fifth of them.

    :raises BadInput: `too_few_categories`
    """
    names, told = numbered(labels)
    seen, blocks = see(texts)
    held = np.arange(len(told)) % _HELD_OUT == _HELD_OUT - 1
    temperature, sure_from = 1.0, SURE
    if len(set(told[~held])) == len(names) and held.any():
        trial = fit(seen[~held], told[~held], names, blocks)
        temperature, sure_from = calibrate(trial.sums(seen[held]), told[held])
    return replace(fit(seen, told, names, blocks), temperature=temperature, sure_from=sure_from)


def numbered(labels: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Return the categories and each label as an index of them.

    :raises BadInput: `too_few_categories`
    """
    counts = Counter(labels)
    if sum(count >= LEAST_EXAMPLES for count in counts.values()) < 2:
        raise BadInput("too_few_categories", count=len(counts), least=LEAST_EXAMPLES)
    names = tuple(sorted(counts))
    index = {name: at for at, name in enumerate(names)}
    return names, np.array([index[label] for label in labels], np.int64)


def see(texts: Sequence[str]) -> tuple[Any, tuple[Block, ...]]:
    """Return texts as rows of a sparse matrix, and the blocks that see others alike."""
    size = sum(map(len, texts)) or 1
    cut = sum(text.count(" ") for text in texts) > _CUT_INTO_WORDS * size
    found = [Block.of(way, texts) for way in WAYS if cut or way != "words"]
    return beside([seen for _, seen in found]), tuple(block for block, _ in found)


def fit(seen: Any, told: Ints, names: tuple[str, ...], blocks: tuple[Block, ...]) -> Categoriser:
    """Return what the three machines learn, their margins brought to one scale and added up.

    Two learn at once; within each, more threads would wait for each other. What they use is loaded before
    they start: a package that two threads load at once is seen half loaded by one of them.
    """
    import sklearn.linear_model
    import sklearn.svm  # noqa: F401
    from threadpoolctl import threadpool_limits

    shape = (seen.shape[1], len(names))
    weights, offsets = np.zeros(shape), np.zeros(len(names))
    with warnings.catch_warnings(), threadpool_limits(1), ThreadPoolExecutor(2) as pool:
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        learning = [
            pool.submit(machine, seen, told, len(names))
            for machine in (_support_vectors, _ridge, partial(_naive_bayes, len(blocks[0].keys)))
        ]
        for one in learning:
            weight, offset = one.result()
            scale = float(np.std(seen[:_AT_ONCE] @ weight + offset)) or 1.0
            weights += weight / scale
            offsets += offset / scale
    offsets[np.bincount(told, minlength=len(names)) == 0] = _NEVER
    return Categoriser(names, blocks, weights.astype(np.float32), offsets.astype(np.float32))


def _support_vectors(seen: Any, told: Ints, count: int) -> tuple[Floats, Floats]:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=_STRENGTH, class_weight="balanced", tol=1e-3, random_state=0)
    return _linear(machine.fit(seen, told), count)


def _ridge(seen: Any, told: Ints, count: int) -> tuple[Floats, Floats]:
    from sklearn.linear_model import RidgeClassifier

    machine = RidgeClassifier(_RIDGE, class_weight="balanced", solver="sparse_cg", tol=1e-3)
    return _linear(machine.fit(seen, told), count)


def _linear(machine: Any, count: int) -> tuple[Floats, Floats]:
    """Return weights (n-grams × categories) and offsets of a machine; of one never shown, none."""
    weights, offsets = np.zeros((machine.n_features_in_, count)), np.zeros(count)
    coef, offset = np.atleast_2d(machine.coef_), np.atleast_1d(machine.intercept_)
    if len(coef) == 1:
        coef, offset = np.concatenate([-coef, coef]), np.concatenate([-offset, offset])
    weights[:, machine.classes_], offsets[machine.classes_] = coef.T, offset
    return weights, offsets


def _naive_bayes(size: int, seen: Any, told: Ints, count: int) -> tuple[Floats, Floats]:
    """Return the weights of support vector machines over the first `size` n-grams (characters), each
    scaled by how much oftener a category's texts hold it (Wang & Manning 2012).
    """
    from scipy.sparse import diags
    from sklearn.svm import LinearSVC

    own = seen[:, :size]
    held = (own > 0).astype(np.float64)
    whole = np.asarray(held.sum(0)).ravel()
    weights, offsets = np.zeros((seen.shape[1], count)), np.zeros(count)
    for name in np.unique(told):
        inside = told == name
        here = np.asarray(held[inside].sum(0)).ravel()
        ratio = _log_share(1 + here) - _log_share(1 + whole - here)
        scale = diags(np.abs(ratio))
        machine = LinearSVC(C=_BAYES, class_weight="balanced", tol=1e-2, random_state=0)
        machine.fit(own @ scale, inside)
        weights[:size, name] = machine.coef_[0] * np.abs(ratio)
        offsets[name] = machine.intercept_[0]
    return weights, offsets


def _log_share(counts: Floats) -> Floats:
    found: Floats = np.log(counts / counts.sum())
    return found


def macro_f1(told: Sequence[str], real: Sequence[str]) -> float:
    """Return the mean of the F1 of each category that is real or told."""
    found = f1_by_category(told, real).values()
    return sum(found) / max(len(found), 1)


def f1_by_category(told: Sequence[str], real: Sequence[str]) -> dict[str, float]:
    """Return the F1 of each category that is real or told."""
    ours, theirs = Counter(told), Counter(real)
    hits = Counter(one for one, other in zip(told, real, strict=True) if one == other)
    names = sorted(ours.keys() | theirs.keys())
    return {name: 2 * hits[name] / (ours[name] + theirs[name]) for name in names}


def calibrate(sums: Floats, told: Ints) -> tuple[float, float]:
    """Return the temperature under which held-out labels (indices) are the likeliest, and the least chance,
    of SURE or more, from which on enough of the best are right.
    """
    rows = np.arange(len(told))
    fits = [
        np.log(np.maximum(softmax(sums / one)[rows, told], 1e-12)).mean() for one in _TEMPERATURES
    ]
    temperature = float(_TEMPERATURES[int(np.argmax(fits))])
    chances = softmax(sums / temperature)
    return temperature, _sure_from(chances.max(1), chances.argmax(1) == told)


def _sure_from(chance: Floats, right: npt.NDArray[np.bool_]) -> float:
    order = np.argsort(-chance, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    fitting = np.flatnonzero((share >= RIGHT_WHEN_SURE) & (chance[order] >= SURE))
    return round(float(chance[order][fitting[-1]]), 4) if len(fitting) else _NEVER_SURE


def softmax(sums: Floats) -> Floats:
    """Return sums as chances that add up to 1 in each row."""
    powers = np.exp(sums - sums.max(1, keepdims=True))
    found: Floats = powers / powers.sum(1, keepdims=True)
    return found


def beside(parts: Sequence[Any]) -> Any:
    """Return sparse matrices of the same rows as one."""
    from scipy.sparse import hstack

    return hstack(parts).tocsr()
