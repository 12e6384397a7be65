"""Home of labels: what a sheet itself says a ticket is about, in the words of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from xiaowei.analysis.classifying import TopicRules
from xiaowei.analysis.grouping.topics import LEAST_ROWS
from xiaowei.analysis.masking import mask
from xiaowei.analysis.matters import SPEAKS_OF_A_MATTER
from xiaowei.analysis.placenames import without_talk
from xiaowei.analysis.text import fold, gist
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.sheets import STEP

BY_WORDING = "\x1e"
"""A label that begins so is the words of a ticket, not the name of a topic."""
Keys = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Labelling:
    """How a sheet says what its tickets are about.

    `every`: of the tickets whose category says nothing, each of so many keys is told by problem words, 0
    for none. `by_wording`: the rest is told by its wording alone.
    """

    catalogue: Catalogue
    every: int = 0
    by_wording: bool = False

    @classmethod
    def of(
        cls, paths: pl.Series, texts: pl.Series, catalogue: Catalogue, keys: Keys | None = None
    ) -> Labelling:
        """Return how a sheet says it; where its categories say too little to learn from, by its words."""
        plain = cls(catalogue)
        told = plain.labels(paths, texts)
        if len(told) - told.null_count() >= LEAST_ROWS:
            return plain
        by_words = replace(plain, every=max(1, told.null_count() // (10 * LEAST_ROWS)))
        told = by_words.labels(paths, texts, keys)
        if by_words.looks_at_keys and told.drop_nulls().n_unique() < 2:
            # Nothing to learn from: the words of each tell.
            by_words = replace(by_words, every=1)
            told = by_words.labels(paths, texts, keys)
        return replace(by_words, by_wording=len(told) - told.null_count() < LEAST_ROWS)

    @property
    def looks_at_keys(self) -> bool:
        """Tell whether the keys of tickets make a difference."""
        return self.every > 1

    def labels(self, paths: pl.Series, texts: pl.Series, keys: Keys | None = None) -> pl.Series:
        """Return the topic code of each ticket, or the sheet's own last level; null where nothing is said.

        `paths` are category levels parted by STEP; `keys` are numbers of the tickets, by default their rows.
        """
        seen = paths.drop_nulls().unique().to_list()
        names = {path: _named(path, self.catalogue) for path in seen}
        found = paths.replace_strict(names, default=None, return_dtype=pl.String)
        return self._by_words(found, texts, keys) if self.every else found

    def _by_words(self, found: pl.Series, texts: pl.Series, keys: Keys | None) -> pl.Series:
        rules = TopicRules(self.catalogue.topics)
        broad = {topic.parent for topic in self.catalogue.topics}
        labels = found.to_list()
        chosen = (np.arange(len(found)) if keys is None else keys) % self.every == 0
        for row in np.flatnonzero(found.is_null().to_numpy()).tolist():
            if chosen[row]:
                code, _ = rules.classify((), texts[row])
                labels[row] = (
                    None if code in broad else code
                )  # what is told broadly is left to learn
            if self.by_wording:
                labels[row] = labels[row] or _wording(texts[row])
        return pl.Series(labels, dtype=pl.String)


def _wording(text: str) -> str | None:
    """Return the label of a ticket that its wording alone tells: no words that anybody should see."""
    said = gist(without_talk(fold(text)))
    return f"{BY_WORDING}{said}" if said else None


def speaks_alone(kinds: pl.Series, paths: pl.Series, catalogue: Catalogue) -> pl.Series:
    """Tell which tickets are inquiries or praise, by the sheet's words for their kind or a category level."""
    alone = {
        kind: catalogue.ticket_kind(kind) not in SPEAKS_OF_A_MATTER
        for kind in kinds.drop_nulls().unique().to_list()
    } | {
        path: any(
            kind and kind not in SPEAKS_OF_A_MATTER
            for kind in map(catalogue.ticket_kind, path.split(STEP))
        )
        for path in paths.drop_nulls().unique().to_list()
    }
    told = kinds.zip_with(kinds.is_not_null(), paths)
    return told.replace_strict(alone, default=False, return_dtype=pl.Boolean).fill_null(False)


def name_of(label: str, catalogue: Catalogue) -> str | None:
    """Return what people read for a label: a topic's name, the sheet's words, nothing for a wording."""
    known = catalogue.topic(label)
    if known is None:
        return None if label.startswith(BY_WORDING) else mask(label).text
    return known.name


def _named(path: str, catalogue: Catalogue) -> str:
    """Return the topic of a category's last level; a level above it tells less than its own words."""
    last = path.rsplit(STEP, maxsplit=1)[-1]
    topic = catalogue.topic_named(last)
    return topic.code if topic else last
