"""Home of telling sheets apart: tickets, projects or places, by their headers."""

from __future__ import annotations

from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.rows import Table

LEAST, LEAST_WANTING = 2, 3
"""So many telling headers make a kind; so many where the sheet lacks something needed."""
FOLDERS = {"tickets": "hotline_sheet", "projects": "ledger_sheet", "places": "place_sheet"}


def guess_kind(table: Table) -> str | None:
    """Guess what a table holds: tickets, projects, places, or None where its headers don't tell.

    A sheet that lacks something needed has to show by more of its headers, or by most of them.
    """
    best, best_rank = None, (False, 0)
    for kind, folder in FOLDERS.items():
        columns = load(folder)
        fitting = columns.fitting(table.headers)
        if not fitting.intersection(columns.core):
            continue
        whole = columns.is_complete(fitting)
        score = len(fitting.intersection(columns.telling))
        own = len(fitting.intersection({*columns.telling, *columns.core}))
        mostly = own * 2 > sum(map(bool, table.headers))
        least = LEAST if whole or mostly else LEAST_WANTING
        if score >= least and (whole, score) > best_rank:
            best, best_rank = kind, (whole, score)
    return best
