"""Home of the promises of the scan statistic, beside the CPU seconds that SaTScan 10.3.2 took on the files.

SaTScan's seconds were recorded once (`times.txt` beside its results), not in this run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench import Comparison, seconds
from xiaowei.analysis.scanning.field import permutation_field, poisson_field, windows_of
from xiaowei.analysis.scanning.scan import scan
from xiaowei.analysis.scanning.zones import neighbours
from xiaowei.connectors.satscan_files.fetch import fetch
from xiaowei.connectors.satscan_files.parse import parse

FILES = Path(__file__).parents[2] / "shared/data/satscan/reference"
RECORDED = {"permutation, 7 days": 4.32, "permutation, 30 days": 13.5, "Poisson, 7 days": 10.68}
REPLICATIONS = 999


def norms() -> Iterator[Comparison]:
    """Yield a line for each recorded run; none where the files are not beside this checkout."""
    if not FILES.is_dir():
        return
    cases, geo, pop = (fetch(FILES / f"syn20k.{ending}") for ending in ("cas", "geo", "pop"))
    study = parse(cases, geo, pop, date(2025, 1, 1), date(2025, 12, 31))
    people = study.people
    for name, recorded in RECORDED.items():
        longest = 30 if "30" in name else 7
        windows = windows_of(study.cases.shape[2], longest, prospective=True)

        def work(name: str = name, windows: tuple[tuple[int, int], ...] = windows) -> object:
            poisson = name.startswith("Poisson") and people is not None
            field = (
                poisson_field(study.cases, people, windows)
                if poisson and people is not None
                else permutation_field(study.cases, windows)
            )
            return scan(field, *neighbours(study.x, study.y, field.at_risk), REPLICATIONS)

        work()  # compile
        claim = f"scan of 20,012 cases, {name}, beside SaTScan as recorded"
        yield Comparison(claim, "replications", REPLICATIONS, seconds(work), recorded)
