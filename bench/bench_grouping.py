"""Home of the promises of grouping: a synthetic district, its gazetteer two thirds known, beside what a
user would otherwise take. Each line's claim ends with the B³ F; ours and theirs run on the same frame.
Seconds are those of the clock here: both may use all cores.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from bench import Comparison, Norm
from bench.splinking import clusters, pairs
from xiaowei.analysis.generating.district import District, synthesise
from xiaowei.analysis.grouping.engine import COLUMNS, learn
from xiaowei.analysis.nameindex import GazetteerEntry
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.packs.synthetic import load_script

SEED = 20_261_129
KNOWN = 0.7
GAP_SECONDS = 10 * 86_400
ALIKE = 60
Labels = np.ndarray[Any, Any]


def frame(tickets: int, seed: int = SEED) -> tuple[pl.DataFrame, District]:
    """Return the tickets of a synthetic district with their truth (`event`), and the district."""
    district = synthesise(tickets, seed, load_script(), load(("default",)).catalogue)
    rows = (
        (
            int(one.received_at.timestamp()), one.told.address, one.told.content, one.told.community,
            one.told.town, one.district, one.told.topic, int(one.caller or 0),
            one.told.kind in ("咨询", "表扬"), one.event,
        )
        for one in district.tell()
    )  # fmt: skip
    return pl.DataFrame(list(rows), COLUMNS | {"event": pl.Int64}, orient="row"), district


def known(district: District) -> list[GazetteerEntry]:
    """Return seven of ten places."""
    chance = random.Random(SEED)
    return [
        GazetteerEntry(one.code, one.name, one.kind, one.town_code, one.town, one.aliases)
        for one in district.places
        if chance.random() < KNOWN
    ]


def b_cubed(labels: Labels, sheet: pl.DataFrame) -> float:
    """Return the B³ F of labels (Bagga and Baldwin 1998)."""
    both = pl.DataFrame({"ours": labels, "real": sheet["event"]})
    cells = both.group_by("ours", "real").len()
    size = cells.with_columns(
        a=pl.col("len").sum().over("ours"), b=pl.col("len").sum().over("real")
    )
    count, a, b = (size[name].to_numpy().astype(float) for name in ("len", "a", "b"))
    precision, recall = (count**2 / a).sum() / len(sheet), (count**2 / b).sum() / len(sheet)
    return float(2 * precision * recall / (precision + recall))


def in_blocks(sheet: pl.DataFrame) -> Labels:
    """Group by community, category and a wait of ten days (plain polars)."""
    rows = sheet.with_row_index().sort("community", "label", "at")
    new = ~(
        pl.col("community").eq_missing(pl.col("community").shift(1))
        & pl.col("label").eq_missing(pl.col("label").shift(1))
        & (pl.col("at") - pl.col("at").shift(1) <= GAP_SECONDS)
    )
    return rows.with_columns(g=new.cum_sum()).sort("index")["g"].to_numpy()


def by_words(sheet: pl.DataFrame) -> Labels:
    """Group within such blocks what rapidfuzz finds alike (token_set_ratio)."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import token_set_ratio

    def parts(texts: list[str]) -> list[list[int]]:
        alike = process.cdist(texts, texts, scorer=token_set_ratio, score_cutoff=ALIKE, workers=-1)
        return _components(np.asarray(alike) > 0)

    return _split(in_blocks(sheet), sheet, parts)


def by_terms(sheet: pl.DataFrame) -> Labels:
    """Group within such blocks by TF-IDF of characters and DBSCAN (scikit-learn)."""
    from sklearn.cluster import DBSCAN
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2)).fit_transform(
        sheet["content"].to_list()
    )
    labels = in_blocks(sheet)
    found = np.empty(len(labels), np.int64)
    begun = 0
    for rows in _blocks(labels):
        near = DBSCAN(eps=0.9, min_samples=1, metric="cosine").fit_predict(vectors[rows])
        found[rows] = near + begun
        begun += int(near.max()) + 1
    return found


def by_splink(sheet: pl.DataFrame) -> Labels:
    """Group by splink within community and category, over characters and days."""
    rows = sheet.with_row_index("unique_id").select(
        pl.col("unique_id").cast(pl.Int64), "content", "community", "label",
        day=pl.from_epoch("at").dt.strftime("%Y-%m-%d"),
    )  # fmt: skip
    linker, predicted = pairs(rows, ["content"], [["community", "label"]], "day")
    return clusters(linker, predicted, len(rows))


def compare_all(
    tickets: int, baselines: dict[str, Callable[[pl.DataFrame], Labels]]
) -> Iterator[Any]:
    """Yield ours beside each baseline, on one frame."""
    sheet, district = frame(tickets)
    places, tickets_only = known(district), sheet.select(list(COLUMNS))
    del district  # what its making left is nobody's cost
    gc.collect()
    learn(tickets_only.head(3_000), places)  # compile
    runs = [timed(lambda: learn(tickets_only, places)[1].event) for _ in range(3)]
    ours, labels = sorted(runs, key=lambda run: run[0])[1]
    good = b_cubed(labels, sheet)
    for name, group in baselines.items():
        plain, theirs = timed(partial(group, sheet))
        claim = f"grouping beside {name}: B³ {good:.3f} against {b_cubed(theirs, sheet):.3f}"
        yield Comparison(claim, "tickets", tickets, ours, plain)
    yield Norm(
        f"grouping, B³ {good:.3f}", "tickets", tickets, ours, 5.0 * tickets / 1_000_000 + 0.5
    )


def timed(work: Callable[[], Labels]) -> tuple[float, Labels]:
    """Return the seconds that work takes by the clock, and what comes of it."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def norms() -> Iterator[Any]:
    """Yield the comparisons at 100,000 and at a million."""
    yield from compare_all(
        100_000,
        {
            "polars blocks": in_blocks,
            "rapidfuzz in blocks": by_words,
            "TF-IDF + DBSCAN": by_terms,
            "splink": by_splink,
        },
    )
    yield from compare_all(1_000_000, {"polars blocks": in_blocks, "rapidfuzz in blocks": by_words})


def _blocks(labels: Labels) -> list[Labels]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _split(
    labels: Labels, sheet: pl.DataFrame, parts: Callable[[list[str]], list[list[int]]]
) -> Labels:
    contents = sheet["content"].to_list()
    found = np.empty(len(labels), np.int64)
    begun = 0
    for rows in _blocks(labels):
        for part in parts([contents[row] for row in rows]) if len(rows) > 1 else [[0]]:
            found[rows[part]] = begun
            begun += 1
    return found


def _components(alike: Labels) -> list[list[int]]:
    """Return the connected components of a symmetric matrix of booleans."""
    left, found = set(range(len(alike))), []
    while left:
        stack = [left.pop()]
        part = list(stack)
        while stack:
            near = [
                int(other) for other in np.flatnonzero(alike[stack.pop()]) if int(other) in left
            ]
            left.difference_update(near)
            stack += near
            part += near
        found.append(part)
    return found
