"""Home of the tests of sheets of several districts: what has one name in two of them is two things."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.analysis.engines.ticketing import (
    CATALOGUE,
    gazetteer,
    in_parts,
    make_district,
    run,
    tickets_of,
)
from xiaowei.analysis.engines.pipeline import Plan


@pytest.fixture(scope="module")
def city() -> tuple[pl.DataFrame, Plan]:
    """Three districts whose townships, communities and estates are called alike."""
    district = make_district(1_500, 3)
    of_one = [tickets_of(district, name) for name in "东西南"]
    tickets = pl.concat(of_one).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))
    return tickets, Plan(CATALOGUE, gazetteer(district) * 2)


@pytest.mark.parametrize("missing", ["", "community"])
def test_events_stay_within_a_district(
    city: tuple[pl.DataFrame, Plan], tmp_path: Path, missing: str
) -> None:
    tickets, plan = city
    if missing:
        tickets = tickets.with_columns(pl.lit(None, pl.String).alias(missing))
    found = run(in_parts(tickets, 4), plan, tmp_path)
    rows = found.rows().select("event", district=pl.col("number").str.slice(0, 1)).collect()
    districts = rows.group_by("event").agg(pl.len(), pl.col("district").n_unique())
    assert districts.filter(pl.col("len") > 1).height > 100
    assert districts["district"].max() == 1
