"""Home of the promises of the scan statistic, beside the CPU seconds that SaTScan 10.3.2 took on the files.

SaTScan's seconds were recorded once (`times.txt` beside its results), not in this run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench import Comparison, Norm, seconds
from xiaowei.analysis.scanning.field import Field, permutation_field, poisson_field, windows_of
from xiaowei.analysis.scanning.scan import scan
from xiaowei.analysis.scanning.zones import neighbours
from xiaowei.connectors.satscan_files.fetch import fetch
from xiaowei.connectors.satscan_files.parse import Study, parse

FILES = Path(__file__).parents[2] / "shared/data/satscan"
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
REPLICATIONS = 999
NULL_LIMIT = 0.05


@dataclass(frozen=True)
class Run:
    """A run of SaTScan: on what, with which windows and stop, and the CPU seconds it took."""

    claim: str
    stem: str
    longest: int
    recorded: float
    poisson: bool = False
    enough: int = 0

    def study(self) -> Study:
        """Return what it looked at."""
        cases, geo = (fetch(FILES / f"{self.stem}.{ending}") for ending in ("cas", "geo"))
        people = fetch(FILES / f"{self.stem}.pop") if self.poisson else None
        return parse(cases, geo, people, *(YEAR if "syn" in self.stem else (None, None)))

    def field(self, study: Study) -> Field:
        """Return what is to be scanned; New Mexico looks back, by years."""
        here = "syn" in self.stem
        windows = windows_of(study.cases.shape[2], self.longest, prospective=here)
        if study.people is None:
            return permutation_field(study.cases, windows)
        return poisson_field(study.cases, study.people, windows)


RUNS = (
    Run("20,000 cases, permutation, 7 days", "reference/syn20k", 7, 4.32),
    Run("20,000 cases, permutation, 30 days", "reference/syn20k", 30, 13.5),
    Run("20,000 cases, Poisson, 7 days", "reference/syn20k", 7, 10.68, poisson=True),
    Run("New Mexico, Poisson, 36 groups, 9 years", "sample_data/nm", 9, 0.21, poisson=True),
    Run("a day without clusters, 7 days", "reference/syn20k_null", 7, 4.28),
    Run("the same, stopping early", "reference/syn20k_null", 7, 0.41, enough=50),
)


def norms() -> Iterator[Comparison | Norm]:
    """Yield a line for each recorded run, and the limit of a day without clusters; none without the files."""
    for run in RUNS if FILES.is_dir() else ():
        study = run.study()
        field = run.field(study)
        zones = neighbours(study.x, study.y, field.at_risk, geographic=study.unit == "year")

        def work(run: Run = run, study: Study = study) -> object:
            field = run.field(study)
            zones = neighbours(study.x, study.y, field.at_risk, geographic=study.unit == "year")
            return scan(field, *zones, REPLICATIONS, 1, run.enough)

        work()  # compile
        claim = f"scan of {run.claim}, beside SaTScan as recorded"
        yield Comparison(claim, "replications", REPLICATIONS, seconds(work), run.recorded)
        if run.enough:
            taken = seconds(lambda: scan(field, *zones, REPLICATIONS, 1, run.enough))  # noqa: B023
            yield Norm("the scan alone of that day", "scans", 1, taken, NULL_LIMIT)
