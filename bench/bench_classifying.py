"""Home of the promises of categories: real messages to city leaders, beside what a user would otherwise take.

Skipped where the sheet is not beside this checkout. Each claim ends with both macro-F1s, of one fold in
five held out; the other texts teach both. `python -m bench.bench_classifying` goes through all five.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench import Comparison, seconds
from xiaowei.analysis.categorising import learn, macro_f1

SHEET = Path(__file__).parents[2] / "shared/data/taidi2020c/att2_full_labelled_tokenised_9210.csv"
FOLDS = 5
SEED = 0
Fit = Callable[[Sequence[str], Sequence[str]], Callable[[Sequence[str]], Sequence[str]]]


def norms() -> Iterator[Comparison]:
    """Yield ours beside each baseline."""
    if not SHEET.exists():
        return
    texts, labels = read()
    learnt, held = next(split(labels, SEED))
    good = f_one(ours, texts, labels, learnt, held)
    examples = [texts[row] for row in learnt], [labels[row] for row in learnt]
    spent = seconds(lambda: ours(*examples))
    for name, fit in BASELINES.items():
        plain = seconds(lambda fit=fit: fit(*examples))  # type: ignore[misc]
        other = f_one(fit, texts, labels, learnt, held)
        claim = f"categories beside {name}: macro-F1 {good:.3f} against {other:.3f}"
        yield Comparison(claim, "texts", len(learnt), spent, plain)


def read() -> tuple[list[str], list[str]]:
    """Return the texts, cut into words, and their labels."""
    csv.field_size_limit(sys.maxsize)
    with SHEET.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return [row["tokens"] for row in rows], [row["label"] for row in rows]


def split(labels: Sequence[str], seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the rows to learn from and those held out, fold by fold, categories in proportion."""
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for learnt, held in folds.split(np.zeros(len(labels)), labels):
        yield learnt.tolist(), held.tolist()


def f_one(
    fit: Fit, texts: list[str], labels: list[str], learnt: list[int], held: list[int]
) -> float:
    """Return the macro-F1 on what is held out."""
    tell = fit([texts[row] for row in learnt], [labels[row] for row in learnt])
    return macro_f1(tell([texts[row] for row in held]), [labels[row] for row in held])


def ours(texts: Sequence[str], labels: Sequence[str]) -> Any:
    """Learn by our method."""
    model = learn(texts, labels)
    return lambda others: [one.name for one in model.categorise(others)]


def _tf_idf(ways: tuple[str, ...], texts: Sequence[str], labels: Sequence[str]) -> Any:
    """Learn by TF-IDF and a linear support vector machine, as scikit-learn comes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    seen = {
        "word": TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2),
        "char": TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2),
    }
    machine = make_pipeline(make_union(*(seen[way] for way in ways)), LinearSVC())
    return machine.fit(texts, labels).predict


BASELINES: dict[str, Fit] = {
    "words, TF-IDF and LinearSVC": partial(_tf_idf, ("word",)),
    "characters, TF-IDF and LinearSVC": partial(_tf_idf, ("char",)),
    "both together": partial(_tf_idf, ("word", "char")),
}


def main(seed: int) -> None:
    """Print the macro-F1 of every fold, and their mean."""
    texts, labels = read()
    found = [f_one(ours, texts, labels, *rows) for rows in split(labels, seed)]
    print(*(f"{one:.4f}" for one in found), f"mean {np.mean(found):.4f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
