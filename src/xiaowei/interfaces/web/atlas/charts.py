"""Home of charts as data: what is drawn, and the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MANY = 9
"""So many names lying under each other need a tall picture."""
Number = float | int | None
"""None is drawn as nothing: what nobody knows is no zero."""


@dataclass(frozen=True)
class Series:
    """One row of values under a name; `colour` names a token, `stack` what it is piled upon."""

    name: str
    values: Sequence[Number]
    colour: str
    stack: str = ""
    line: bool = False
    said: bool = False
    """Whether each value is written beside its bar."""


@dataclass(frozen=True)
class Flow:
    """What flows from one name to another, and on: (source, target, amount)."""

    nodes: Sequence[tuple[str, int, str]]
    """(name, depth from the left, where a click leads)"""
    links: Sequence[tuple[str, str, float]]


@dataclass(frozen=True)
class Chart:
    """A picture with its table; `key` names it on its page."""

    key: str
    label: str
    data: dict[str, Any]
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    tall: bool = False

    @property
    def id(self) -> str:
        """The name of the data's element on the page."""
        return f"chart-{self.key}"


def bars(
    key: str,
    label: str,
    names: Sequence[str],
    series: Sequence[Series],
    *,
    head: str,
    unit: str,
    lying: bool = False,
) -> Chart:
    """Return bars over names, standing or lying; the table has a row for each name."""
    data = {
        "kind": "rows" if lying else "columns",
        "names": list(names),
        "unit": unit,
        "series": [asdict(one) for one in series],
    }
    rows = [
        (name, *("—" if one.values[at] is None else one.values[at] for one in series))
        for at, name in enumerate(names)
    ]
    headers = (head, *(one.name for one in series))
    return Chart(key, label, data, headers, rows, tall=lying and len(names) > MANY)


def flow(key: str, label: str, told: Flow, heads: tuple[str, str, str]) -> Chart:
    """Return a flow; the table has a row for each stream, amounts in 万元."""
    data = {
        "kind": "flow",
        "nodes": [{"name": n, "depth": depth, "url": url} for n, depth, url in told.nodes],
        "links": [{"source": a, "target": b, "value": value} for a, b, value in told.links],
    }
    rows = [(a, b, f"{value:,.2f}") for a, b, value in told.links]
    return Chart(key, label, data, heads, rows, tall=True)


def streams(pairs: Iterable[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Return what flows between the same two names as one stream, the largest first."""
    sums: dict[tuple[str, str], float] = {}
    for source, target, amount in pairs:
        sums[source, target] = sums.get((source, target), 0.0) + amount
    found = [(a, b, value) for (a, b), value in sums.items() if value > 0]
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))
