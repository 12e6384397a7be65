"""Home of the promise that pages of a large city are there in 150 ms and ask at most 15 questions."""

from __future__ import annotations

from collections.abc import Iterator

from bench import Norm, pages


def norms() -> Iterator[Norm]:
    """Time each page: its p95, in seconds of the clock."""
    for row in pages.rows():
        limit = pages.MOST_MS / 1000 if row["queries"] <= pages.MOST_QUERIES else 0
        yield Norm(row["page"], "queries", row["queries"], row["p95"] / 1000, limit)
