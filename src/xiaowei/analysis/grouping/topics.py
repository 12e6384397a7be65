"""Home of cleaned topics: the label of a ticket weighed against its words, learnt from all labels.

Labels of hotline sheets are noisy: some are wrong, some are missing. Character pairs are learnt on half
of a sample; on the other half are chosen the noise under which the given labels are most likely, and the
heat of the scores that brings labels back which are replaced by chance. A ticket's topic is then the
likeliest given both its words and its label.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.grouping import bigrams

LEAST_ROWS = 2_000
"""With fewer labelled tickets nothing can be learnt: labels stand as they are."""
MOST_TOPICS = 128
"""The rarer topics are not learnt; a ticket that has one keeps it."""
SAMPLE = 120_000
AT_ONCE = 50_000
"""So many texts are weighed at once: what they need then fits the memory near the processor."""
_HEATS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
NEARLY = 0.99
SPEAKS = 0.5
"""A ticket without a label has a topic for which its words speak with more than this chance."""
RIVALS = 2.0
"""A topic for which words speak, behind by less than a label is worth, so many times, is a rival."""
_NOISES = (0.01, 0.03, 0.06, 0.1, 0.2)
_JUDGED = 20_000
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TopicModel:
    """Learnt topics: the first `learnt` of `names`; without weights labels stand as they are."""

    names: tuple[str, ...]
    weights: bigrams.Table | None
    heat: float = 0.0
    stays: float = 0.0
    """By how much a ticket's own label is the likelier (a difference of logarithms)."""

    def codes(self, labels: pl.Series) -> Codes:
        """Return the index of each label in `names`, -1 where there is none."""
        found = labels.replace_strict(self._index, default=-1, return_dtype=pl.Int64)
        return found.fill_null(-1).to_numpy().copy()

    def clean(self, labels: pl.Series, texts: pl.Series) -> tuple[Codes, Codes]:
        """Return the likeliest topic of each ticket as an index into `names`, -1 where none is told, and the
        next likely one, -1 where that is far less so.
        """
        given = self.codes(labels)
        rival = np.full(len(given), -1, np.int64)
        if self.weights is None:
            return given, rival
        for first in range(0, len(given), AT_ONCE):
            rows = slice(first, first + AT_ONCE)
            data = bigrams.bytes_of(texts[rows].cast(pl.Binary).to_list())
            given[rows], rival[rows] = self._likeliest(given[rows], *data, self.weights)
        return given, rival

    def clean_one(self, label: str | None, text: str) -> tuple[int, int]:
        """Return the likeliest topic of one ticket and the next likely one, as `clean` does."""
        given = self._index.get(label, -1)
        if self.weights is None:
            return given, -1
        data = bigrams.bytes_of([text.encode()])
        found, rival = self._likeliest(np.array([given], np.int64), *data, self.weights)
        return int(found[0]), int(rival[0])

    @cached_property
    def _index(self) -> dict[str | None, int]:
        return {name: at for at, name in enumerate(self.names)}

    def _likeliest(
        self, given: Codes, data: bigrams.Bytes, offsets: bigrams.Offsets, weights: bigrams.Table
    ) -> tuple[Codes, Codes]:
        scores = bigrams.score(data, offsets, weights)
        scores *= np.float32(self.heat)
        learnt = scores.shape[1]
        own = np.flatnonzero((given >= 0) & (given < learnt))
        scores[own, given[own]] += np.float32(self.stays)
        rows, best = np.arange(len(given)), scores.argmax(1)
        unsure = np.flatnonzero(given < 0)
        unsure = unsure[~_speaks_for_one(scores[unsure])]
        least = np.maximum(scores[rows, best] - np.float32(RIVALS * self.stays), 0)
        scores[rows, best] = -np.inf
        rival = scores.argmax(1)
        close = (given < learnt) & (scores[rows, rival] > least)
        found, rival = np.where(given < learnt, best, given), np.where(close, rival, -1)
        found[unsure] = rival[unsure] = -1
        return found, rival


def _speaks_for_one(scores: bigrams.Table) -> npt.NDArray[np.bool_]:
    """Tell which tickets' words make one topic likelier than all others together."""
    highest = scores.max(1, initial=-np.inf, keepdims=True)
    found: npt.NDArray[np.bool_] = np.exp(scores - highest).sum(1) < 1 / SPEAKS
    return found


def learn_topics(labels: pl.Series, texts: pl.Series) -> TopicModel:
    """Return what the labels of a sheet teach; texts and labels are of one length."""
    counts = (
        labels.drop_nulls()
        .value_counts(sort=True, name="n")
        .sort(["n", labels.name], descending=[True, False])
    )
    names = tuple(counts[labels.name].to_list())
    plain = TopicModel(names, None)
    if int(counts["n"].sum()) < LEAST_ROWS or len(names) < 2:
        return plain
    every = max(1, len(labels) // SAMPLE)
    given = plain.codes(labels.gather_every(every))
    given[given >= MOST_TOPICS] = -1
    data, offsets = bigrams.bytes_of(texts.gather_every(every).cast(pl.Binary).to_list())
    learnt = min(len(names), MOST_TOPICS)
    half = np.where(np.arange(len(given)) % 2 == 0, given, -1)
    judged = np.flatnonzero(half != given)[:_JUDGED]
    scores = bigrams.score(data, offsets, bigrams.learn(data, offsets, half, learnt))[judged]
    noise = _likeliest_noise(scores, given[judged])
    stays = float(np.log((1 - noise) * (learnt - 1) / noise))
    heat = _mildest_heat(scores, given[judged], stays)
    return TopicModel(names, bigrams.learn(data, offsets, given, learnt), heat, stays)


def _likeliest_noise(scores: bigrams.Table, given: Codes) -> float:
    """Return the noise, with whatever heat, under which the given labels are the likeliest."""
    others = scores.shape[1] - 1
    best: tuple[float, float] = (-np.inf, _NOISES[-1])
    for heat in _HEATS:
        hot = scores * heat
        hot -= hot.max(1, keepdims=True)
        chances = np.exp(hot)
        own = chances[np.arange(len(given)), given] / chances.sum(1)
        for noise in _NOISES:
            fit = float(np.log(own * (1 - noise) + (1 - own) * noise / others).sum())
            best = max(best, (fit, noise))
    return best[1]


def _mildest_heat(scores: bigrams.Table, given: Codes, stays: float) -> float:
    """Return the mildest heat that brings back nearly all labels which any heat brings back.

    Each label is replaced by another one, as a slip of the pen would; what the words then outvote is what
    they will outvote. The likeliest heat is too mild for that: it is kept low by texts that tell little.
    """
    rows, others = np.arange(len(given)), scores.shape[1] - 1
    wrong = (given + 1 + rows % others) % (others + 1)
    back = []
    for heat in _HEATS:
        hot = scores * np.float32(heat)
        hot[rows, wrong] += np.float32(stays)
        back.append(float((hot.argmax(1) == given).mean()))
    return next(h for h, share in zip(_HEATS, back, strict=True) if share >= NEARLY * max(back))
