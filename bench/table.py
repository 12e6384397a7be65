"""Home of the table of benches: what was measured, when and on which machine, as a page of the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HEAD = """<!-- Made by `make bench`; don't edit. -->
# What was measured

Every claim of speed or quality as one run of `make bench` (or `python -m bench NAME…`): **ours beside what a
user would otherwise take**, on the same machine in the same run, in CPU seconds; or a figure and its promise.
× is how many times less ours took. A missed promise stays in the table. `load` is how busy the machine was
before the run (1 a core is busy): ratios bear it, seconds less so.
"""
Record = Mapping[str, Mapping[str, Any]]
"""By bench: `on`, `machine`, `load` and its `results`."""


def page(record: Record) -> str:
    """Return the page of a record, bench by bench in order of their names."""
    return "\n".join(
        [HEAD, *(line for name in sorted(record) for line in _part(name, record[name]))]
    )


def _part(name: str, run: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name.removeprefix('bench_')}"
    yield ""
    yield f"{run['on']} · {run['machine']} · load {run['load']}"
    yield ""
    yield "| what | n | ours | beside | |"
    yield "|---|---|---|---|---|"
    for one in run["results"]:
        yield f"| {' | '.join(_cells(one))} |"
    yield ""


def _cells(one: Mapping[str, Any]) -> Iterator[str]:
    unit = one.get("unit", "s")
    yield str(one["claim"]).replace("|", "/")
    yield f"{one['n']:,} {one['work']}"
    yield f"{one['ours']:,.4g} {unit}"
    if "ratio" in one:
        yield f"{one['plain']:,.4g} s"
        yield f"× {one['ratio']:,.3g}"
    else:
        yield f"≤ {one['limit']:,.4g} {unit}"
        yield "kept" if one["kept"] else "**missed**"
