"""Home of writing a poll as a `.pb` file, with what was selected."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

from xiaowei.connectors.pabulib.poll import Poll

_FIRST = ("project_id", "cost")


def write(poll: Poll, winners: Collection[str], rule: str, file: Path) -> None:
    """Write a poll; the column `selected` is 1 for the winners of `rule`, else 0."""
    meta = dict(poll.meta) | {
        "num_projects": str(len(poll.options)),
        "num_votes": str(len(poll.rows)),
        "budget": f"{poll.budget:f}",
        "vote_type": poll.kind,
        "rule": rule,
    }
    columns = list(_FIRST)
    for option in poll.options:
        columns += [name for name in option.told if name not in columns and name != "selected"]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerows([["META"], ["key", "value"], *meta.items()])
        writer.writerows([["PROJECTS"], [*columns, "selected"]])
        for option in poll.options:
            told = {**option.told, "project_id": option.id, "cost": f"{option.cost:f}"}
            row = [told.get(name, "") for name in columns]
            writer.writerow([*row, int(option.id in winners)])
        writer.writerows([["VOTES"], poll.columns, *poll.rows])
