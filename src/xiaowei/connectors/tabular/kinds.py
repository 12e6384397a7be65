"""Home of telling sheets apart: tickets, projects or places, by their headers."""

from __future__ import annotations

from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.rows import Table

FOLDERS = {"tickets": "hotline_sheet", "projects": "ledger_sheet", "places": "place_sheet"}


def guess_kind(table: Table) -> str | None:
    """Guess what a table holds: tickets, projects, places, or None where its headers don't tell."""
    best, best_score = None, 1
    for kind, folder in FOLDERS.items():
        columns = load(folder)
        fitting = columns.fitting(table.headers)
        if not fitting.intersection(columns.core):
            continue
        score = len(fitting.intersection(columns.telling))
        if score > best_score:
            best, best_score = kind, score
    return best
