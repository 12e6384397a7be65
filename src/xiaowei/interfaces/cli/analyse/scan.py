"""Home of `analyse scan`: clusters in space, or in space and time, of cases in SaTScan's file formats."""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import as_date, command, option

if TYPE_CHECKING:
    from xiaowei.analysis.scanning.field import Field
    from xiaowei.analysis.scanning.scan import Cluster
    from xiaowei.connectors.satscan_files.parse import Study

MODELS = ("permutation", "poisson")
MOST_REPLICATIONS = 99_999
USUAL_WINDOW = 7
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
        option(method, f"--{name}", key=f"scan_{name}", type=as_date, metavar="DAY")
    option(method, "--window", key="scan_window", type=int, metavar="DAYS")
    option(method, "--max-radius", key="scan_radius", type=float, default=inf, metavar="KM")
    option(method, "--max-share", key="scan_share", type=float, default=0.5, metavar="SHARE")
    option(method, "--geographic", key="scan_geographic", action="store_true")
    option(method, "--replications", key="scan_replications", type=int, default=999, metavar="N")
    option(method, "--seed", key="scan_seed", type=int, default=1, metavar="N")


def run(args: argparse.Namespace) -> Answer:
    """List the clusters with more cases than expected, the likeliest first."""
    from xiaowei.analysis.scanning.scan import scan
    from xiaowei.analysis.scanning.zones import neighbours
    from xiaowei.connectors.satscan_files.fetch import fetch
    from xiaowei.connectors.satscan_files.parse import parse

    _require_sense(args)
    files = [fetch(file) if file else None for file in (args.cases, args.geo, args.pop)]
    study = parse(files[0] or (), files[1] or (), files[2], args.start, args.end)
    began = time.perf_counter()
    field = _field(study, args)
    order, reach = neighbours(
        study.x, study.y, field.at_risk, geographic=args.geographic,
        max_radius=args.max_radius, max_share=args.max_share,
    )  # fmt: skip
    found = scan(field, order, reach, args.replications, args.seed)
    clusters = [_told(rank, one, study) for rank, one in enumerate(found, 1)]
    data = {
        "clusters": clusters,
        "locations": len(study.names),
        "cases": field.total,
        "seconds": round(time.perf_counter() - began, 3),
    }
    told = say("told.scanned", language(), **data | {"clusters": len(clusters)})
    names = ("center", "observed", "expected", "llr", "p_value", "start", "end")
    rows = [[one[name] for name in names] for one in clusters[:_SHOWN]]
    return Answer(data, told + ("\n" + table(heads(*names), rows) if rows else ""))


def _require_sense(args: argparse.Namespace) -> None:
    """Refuse options that cannot be meant.

    :raises BadInput: `option_outside`, `scan_needs_pop`
    """
    for name, value, least, most in (
        ("--window", 1 if args.window is None else args.window, 1, 3660),
        ("--max-share", args.max_share, 1e-9, 1),
        ("--replications", args.replications, 0, MOST_REPLICATIONS),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)
    if args.model == "poisson" and args.pop is None:
        raise BadInput("scan_needs_pop")


def _field(study: Study, args: argparse.Namespace) -> Field:
    """Return the field: of windows where the cases have days, else of the whole period.

    :raises BadInput: `scan_needs_days`
    """
    from xiaowei.analysis.scanning.field import permutation_field, poisson_field, windows_of

    periods = study.cases.shape[1]
    in_time = args.prospective or args.window or args.model == "permutation"
    if in_time and not study.by_day:
        raise BadInput("scan_needs_days")
    longest = min(args.window or USUAL_WINDOW, periods)
    windows = (
        windows_of(periods, longest, prospective=args.prospective)
        if in_time
        else ((0, periods - 1),)
    )
    if args.model == "permutation":
        return permutation_field(study.cases, windows)
    if study.population is None:  # required above
        raise BadInput("scan_needs_pop")
    return poisson_field(study.cases, study.population, windows)


def _told(rank: int, cluster: Cluster, study: Study) -> dict[str, Any]:
    first, last = cluster.window
    days = (study.start + timedelta(first), study.start + timedelta(last)) if study.by_day else None
    return {
        "rank": rank,
        "center": study.names[cluster.locations[0]],
        "locations": [study.names[at] for at in cluster.locations],
        "start": days[0].isoformat() if days else None,
        "end": days[1].isoformat() if days else None,
        "observed": cluster.observed,
        "expected": round(cluster.expected, 6),
        "llr": round(cluster.llr, 6),
        "p_value": cluster.p_value,
    }
