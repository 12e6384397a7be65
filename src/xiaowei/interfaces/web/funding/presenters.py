"""Home of the ledger page's plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiaowei.interfaces.web.shown import words

SUMS = ("filed", "disbursed", "paid", "settled", "surplus", "returned", "balance")


def ledger_page(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sums, the groups and what does not reconcile."""
    return {
        "sums": [{"label": words(name, "money"), "yuan": told[name]} for name in SUMS],
        "groups": [
            (words(name, "ledger_group"), told[name]) for name in ("townships", "rounds", "sources")
        ],
        "reconciliation": [
            {
                **line,
                "label": words(line["code"], "reconciliation"),
                "some": line["numbers"][:12],
                "more": max(len(line["numbers"]) - 12, 0),
            }
            for line in told["reconciliation"]
        ],
        "projects": len(told["rows"]),
    }


def ledger_cells(told: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Return headers and one row a project, amounts in yuan."""
    columns = ("number", "name", "town", "round", "source", "applied", *SUMS)
    return (
        [words(c, "figure_column") for c in columns[:5]] + [words(c, "money") for c in columns[5:]],
        [[row[column] for column in columns] for row in told["rows"]],
    )
