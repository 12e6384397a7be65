"""Home of `analyse scan`: clusters in space, or in space and time, of cases in SaTScan's file formats."""

from __future__ import annotations

import argparse
import time
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import as_any_date, command, option

if TYPE_CHECKING:
    from xiaowei.analysis.scanning.field import Field, Ints
    from xiaowei.analysis.scanning.scan import Cluster
    from xiaowei.connectors.satscan_files.parse import Study

MODELS = ("permutation", "poisson")
MOST_REPLICATIONS = 99_999
USUAL_WINDOW = 7
ENOUGH = 50
_SHOWN = 30


def register(methods: Any) -> None:
    """Add `scan`."""
    method = command(methods, "scan", run)
    for name, required in (("cases", True), ("geo", True), ("pop", False)):
        option(
            method, f"--{name}", key=f"scan_{name}", type=Path, required=required, metavar="FILE"
        )
    option(method, "--model", key="scan_model", choices=MODELS, required=True)
    option(method, "--prospective", key="scan_prospective", action="store_true")
    for name in ("start", "end"):
        option(method, f"--{name}", key=f"scan_{name}", type=as_any_date, metavar="DAY")
    option(method, "--window", key="scan_window", type=int, metavar="DAYS")
    option(method, "--spatial", key="scan_spatial", action="store_true")
    option(method, "--max-radius", key="scan_radius", type=float, default=inf, metavar="KM")
    option(method, "--max-share", key="scan_share", type=float, default=0.5, metavar="SHARE")
    option(method, "--geographic", key="scan_geographic", action="store_true")
    option(method, "--replications", key="scan_replications", type=int, default=999, metavar="N")
    option(
        method, "--stop-early", key="scan_stop", type=int, nargs="?", const=ENOUGH, default=0,
        metavar="TIMES",
    )  # fmt: skip
    option(method, "--seed", key="scan_seed", type=int, default=1, metavar="N")


def run(args: argparse.Namespace) -> Answer:
    """List the clusters with more cases than expected, the likeliest first."""
    from xiaowei.analysis.scanning.scan import scan
    from xiaowei.analysis.scanning.zones import neighbours, sites_of

    _require_sense(args)
    study = _study(args)
    began = time.perf_counter()
    sites = sites_of(study.x, study.y)
    field = _field(study, sites, args)
    firsts = _firsts(sites)
    order, reach = neighbours(
        study.x[firsts], study.y[firsts], field.at_risk, geographic=args.geographic,
        max_radius=args.max_radius, max_share=args.max_share,
    )  # fmt: skip
    found = scan(field, order, reach, args.replications, args.seed, args.stop_early)
    names = _names(study, sites)
    clusters = [_told(rank, one, study, names) for rank, one in enumerate(found, 1)]
    data = {
        "clusters": clusters,
        "locations": len(study.names),
        "cases": field.total,
        "seconds": round(time.perf_counter() - began, 3),
    }
    told = say("told.scanned", language(), **data | {"clusters": len(clusters)})
    columns = ("center", "observed", "expected", "llr", "p_value", "start", "end")
    rows = [[one[name] for name in columns] for one in clusters[:_SHOWN]]
    return Answer(data, told + ("\n" + table(heads(*columns), rows) if rows else ""))


def _study(args: argparse.Namespace) -> Study:
    from xiaowei.connectors.satscan_files.fetch import fetch
    from xiaowei.connectors.satscan_files.parse import parse

    people = fetch(args.pop) if args.model == "poisson" else None
    return parse(
        fetch(args.cases), fetch(args.geo), people, args.start, args.end,
        geographic=args.geographic,
    )  # fmt: skip


def _firsts(sites: Ints) -> Ints:
    """Return the first location of each site."""
    import numpy as np

    return np.asarray(np.unique(sites, return_index=True)[1], np.int64)


def _names(study: Study, sites: Ints) -> list[list[str]]:
    """Return the locations of each site."""
    names: list[list[str]] = [[] for _ in range(int(sites.max()) + 1)]
    for name, site in zip(study.names, sites, strict=True):
        names[site].append(name)
    return names


def _require_sense(args: argparse.Namespace) -> None:
    """Refuse options that cannot be meant.

    :raises BadInput: `option_outside`, `scan_needs_pop`
    """
    for name, value, least, most in (
        ("--window", 1 if args.window is None else args.window, 1, 3660),
        ("--max-radius", args.max_radius, 0, inf),
        ("--max-share", args.max_share, 1e-9, 1),
        ("--replications", args.replications, 0, MOST_REPLICATIONS),
        ("--stop-early", args.stop_early, 0, MOST_REPLICATIONS),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)
    if args.model == "poisson" and args.pop is None:
        raise BadInput("scan_needs_pop")


def _field(study: Study, sites: Ints, args: argparse.Namespace) -> Field:
    """Return the field: of windows where the cases have times, else of the whole study.

    :raises BadInput: `scan_needs_times`
    """
    from xiaowei.analysis.scanning.field import permutation_field, poisson_field, windows_of
    from xiaowei.analysis.scanning.zones import gathered

    cases = gathered(study.cases, sites)
    periods = cases.shape[2]
    longest = 0 if args.spatial else _longest(study, args)
    if not longest and (args.prospective or args.window or args.model == "permutation"):
        raise BadInput("scan_needs_times")
    windows = (
        windows_of(periods, min(longest, periods), prospective=args.prospective)
        if longest
        else ((0, periods - 1),)
    )
    if study.people is None:
        return permutation_field(cases, windows)
    return poisson_field(cases, gathered(study.people, sites), windows)


def _longest(study: Study, args: argparse.Namespace) -> int:
    """Return the longest window in periods; 0 is space alone."""
    if not study.periods or args.window:
        return (args.window or 0) if study.periods else 0
    if study.unit != "day":
        return max(len(study.periods) // 2, 1)
    return USUAL_WINDOW if args.prospective or args.model == "permutation" else 0


def _told(rank: int, cluster: Cluster, study: Study, names: list[list[str]]) -> dict[str, Any]:
    first, last = cluster.window
    days = (study.periods[first][0], study.periods[last][1]) if study.periods else None
    return {
        "rank": rank,
        "center": names[cluster.locations[0]][0],
        "locations": [name for at in cluster.locations for name in names[at]],
        "start": days[0].isoformat() if days else None,
        "end": days[1].isoformat() if days else None,
        "observed": cluster.observed,
        "expected": round(cluster.expected, 6),
        "llr": round(cluster.llr, 6),
        "p_value": cluster.p_value,
    }
