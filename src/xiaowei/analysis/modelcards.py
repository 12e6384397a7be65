"""Home of model cards: what a model of categories was learnt from, and how well it tells what it never saw.

The card follows Mitchell et al. 2019, "Model Cards for Model Reporting", as far as figures go. Every
figure is of texts that the machine judged had not seen: each fifth is told by what the others teach. From
the same figures come the temperature and the chance from which on a category is told: the least by
which nine of ten are right.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from xiaowei.analysis.categorising import (
    LEAD,
    Categoriser,
    Floats,
    Ints,
    beside,
    calibrate,
    f1_by_category,
    fit,
    macro_f1,
    numbered,
    see,
    softmax,
)

METHOD = "SVM + ridge + naive-Bayes SVM, one against the rest, over TF-IDF n-grams"
METHOD_VERSION = 2
FOLDS = 5
MANY = 10_000
"""Of more texts one fold in five tells as well, in a third of the time."""
_BINS = 10


@dataclass(frozen=True)
class LabelFacts:
    """A category of a model: in how many texts it was shown, and its cross-validated F1."""

    name: str
    rows: int
    f1: float


@dataclass(frozen=True)
class ModelCard:
    """What a model is; rates are 0..1, figures cross-validated."""

    method: str
    method_version: int
    learnt_on: str
    rows: int
    data_digest: str
    labels: tuple[LabelFacts, ...]
    folds: int
    macro_f1: float
    accuracy: float
    sure: float
    """The share of texts of which a category is told."""
    accuracy_sure: float | None
    sure_from: float
    calibration_error: float
    temperature: float
    ngrams: dict[str, int]
    """How many n-grams count of each way to see a text."""
    lead: int
    """How many first characters count once more."""

    def as_json(self) -> dict[str, Any]:
        """Return the card as plain data."""
        return asdict(self)

    @staticmethod
    def of_json(data: Mapping[str, Any]) -> ModelCard:
        """Read what `as_json` returned."""
        labels = tuple(LabelFacts(**one) for one in data["labels"])
        return ModelCard(**{**data, "labels": labels})


def learn_with_card(
    texts: Sequence[str], labels: Sequence[str], learnt_on: date
) -> tuple[Categoriser, ModelCard]:
    """Learn categories, and tell by cross-validation in five folds how well; of many texts, by one fold.

    :raises BadInput: `too_few_categories`
    """
    names, told = numbered(labels)
    folds = FOLDS if len(texts) <= MANY else 1
    judged, sums = _unseen(texts, told, names, folds)
    temperature, sure_from = calibrate(sums, told[judged])
    chances = softmax(sums / temperature)
    best, chance = chances.argmax(1), chances.max(1)
    right = best == told[judged]
    sure = chance >= sure_from
    said = [names[at] for at in best.tolist()]
    real = [labels[row] for row in judged.tolist()]
    f1 = f1_by_category(said, real)
    seen, blocks = see(texts)
    model = replace(fit(seen, told, names, blocks), temperature=temperature, sure_from=sure_from)
    counts = Counter(labels)
    card = ModelCard(
        method=METHOD,
        method_version=METHOD_VERSION,
        learnt_on=learnt_on.isoformat(),
        rows=len(texts),
        data_digest=data_digest(texts, labels),
        labels=tuple(LabelFacts(name, counts[name], round(f1.get(name, 0.0), 4)) for name in names),
        folds=folds,
        macro_f1=round(macro_f1(said, real), 4),
        accuracy=round(float(right.mean()), 4),
        sure=round(float(sure.mean()), 4),
        accuracy_sure=round(float(right[sure].mean()), 4) if sure.any() else None,
        sure_from=sure_from,
        calibration_error=round(calibration_error(chance, right), 4),
        temperature=round(temperature, 4),
        ngrams={block.way: len(block.keys) for block in blocks},
        lead=LEAD,
    )
    return model, card


def data_digest(texts: Sequence[str], labels: Sequence[str]) -> str:
    """Return the digest of examples, whatever their order."""
    rows = sorted(f"{label}\t{text}" for text, label in zip(texts, labels, strict=True))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def calibration_error(chance: Floats, right: Any) -> float:
    """Return the expected calibration error in ten bins (Guo et al. 2017): |chance − share right|."""
    bins = np.minimum((chance * _BINS).astype(np.int64), _BINS - 1)
    gaps = (
        abs(chance[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    )
    return float(sum(gaps))


def _unseen(
    texts: Sequence[str], told: Ints, names: tuple[str, ...], folds: int
) -> tuple[Ints, Floats]:
    """Return the texts of so many folds, and their sums as what the other folds teach has them."""
    fold = _folds(told)
    sums = np.zeros((len(told), len(names)))
    for one in range(folds):
        kept, held = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        if not len(held):
            continue
        seen, blocks = see([texts[row] for row in kept.tolist()])
        model = fit(seen, told[kept], names, blocks)
        own = [block.see([texts[row] for row in held.tolist()]) for block in blocks]
        sums[held] = model.sums(beside(own))
    judged = np.flatnonzero(fold < folds)
    return judged, sums[judged]


def _folds(told: Ints) -> Ints:
    """Return the fold of each text: the texts of a category are dealt out in turn."""
    fold = np.empty(len(told), np.int64)
    for name in np.unique(told):
        rows = np.flatnonzero(told == name)
        fold[rows] = (np.arange(len(rows)) + name) % FOLDS
    return fold
