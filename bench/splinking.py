"""Home of splink as a user would set it up, for the benches; needs the dependency group `bench`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

_PAIRS = 2_000_000
_DAYS: list[int | float] = [1, 3, 7, 14, 30, 90]
Table = npt.NDArray[Any]


def pairs(sheet: pl.DataFrame, texts: list[str], blocks: list[list[str]], seen: str) -> Any:
    """Return splink's linker and its predicted pairs of the rows of a sheet (`unique_id`).

    `texts` are compared by their characters (Jaccard), the day `seen` by thresholds; pairs are made within
    each of the `blocks`, on which the model is trained too.
    """
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    days = compare.AbsoluteDateDifferenceAtThresholds(
        seen, input_is_string=True, metrics=["day"] * len(_DAYS), thresholds=_DAYS
    )
    likeness = [compare.JaccardAtThresholds(text, [0.9, 0.7, 0.5]) for text in texts]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[*likeness, days],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocks],
        probability_two_random_records_match=1e-6,
    )
    linker = Linker(DuckDBAPI().register(sheet.to_arrow()), settings, log_level=40)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=1)
    for columns in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    return linker, linker.inference.predict()


def later_of_pairs(predicted: Any) -> tuple[Table, Table]:
    """Return the later row of each predicted pair, and how probably the two are one."""
    found = predicted.as_duckdbpyrelation().to_arrow_table()
    one, other = (found.column(f"unique_id_{side}").to_numpy() for side in "lr")
    return np.maximum(one, other), found.column("match_probability").to_numpy()


def clusters(linker: Any, predicted: Any, rows: int) -> Table:
    """Return the label of each row, pairs that are rather one than not being joined."""
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.5)
    both = found.as_duckdbpyrelation().to_arrow_table()
    labels = np.arange(rows)
    ids = both.column("unique_id").to_numpy()
    labels[ids] = np.unique(both.column("cluster_id").to_numpy(), return_inverse=True)[1] + rows
    return labels
