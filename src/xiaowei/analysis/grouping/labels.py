"""Home of labels: what a sheet itself says a ticket is about, in the words of the catalogue."""

from __future__ import annotations

import polars as pl

from xiaowei.analysis.classifying import TopicRules
from xiaowei.analysis.grouping.topics import LEAST_ROWS
from xiaowei.analysis.linkage import SPEAKS_OF_A_MATTER
from xiaowei.analysis.text import gist
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.sheets import STEP


def labels_of(paths: pl.Series, texts: pl.Series, catalogue: Catalogue) -> pl.Series:
    """Return the topic code of each ticket, or the sheet's own last level; null where nothing is said.

    `paths` are category levels parted by STEP. Where the sheet says too little to learn from, the problem
    words of the catalogue are looked for, and what they leave untold is told by its wording alone.
    """
    names = {path: _named(path, catalogue) for path in paths.drop_nulls().unique().to_list()}
    found = paths.replace_strict(names, default=None, return_dtype=pl.String)
    told = found.len() - found.null_count()
    return found if told >= LEAST_ROWS else _by_words(found, texts, catalogue)


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


def _named(path: str, catalogue: Catalogue) -> str:
    levels = path.split(STEP)
    topic = catalogue.topic_named(*levels)
    return topic.code if topic else levels[-1]


def _by_words(found: pl.Series, texts: pl.Series, catalogue: Catalogue) -> pl.Series:
    """Return labels for what has none: by problem words, as many as can be learnt from, else by wording."""
    rules = TopicRules(catalogue.topics)
    labels = found.to_list()
    untold = [row for row, label in enumerate(labels) if label is None]
    every = max(1, len(untold) // (10 * LEAST_ROWS))
    for row in untold[::every]:
        labels[row], _ = rules.classify((), texts[row])
    if sum(label is not None for label in labels) < LEAST_ROWS:
        for row in untold:
            labels[row] = labels[row] or gist(texts[row]) or None
    return pl.Series(labels, dtype=pl.String)
