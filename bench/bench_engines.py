"""Home of the promises of scale: `analyse group` in parts, on one machine and on a cluster of two workers.

Each run is a process of its own; a claim ends with its peak of memory. Seconds are CPU seconds of the
process; of a cluster, seconds by the clock, since its work is done by others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bench import Norm
from tools import spark

SIZES = (1_000_000, 2_000_000)
SEED = 20_261_129
CPU_SECONDS_A_MILLION = 45.0
MOST_MEGABYTES = 1_600
MEASURED = """
import json, resource, sys, time
from xiaowei.interfaces.cli.main import main
began = time.perf_counter()
code = main(sys.argv[1:])
own = resource.getrusage(resource.RUSAGE_SELF)
taken = {"code": code, "cpu": own.ru_utime + own.ru_stime, "clock": time.perf_counter() - began}
print(json.dumps(taken | {"megabytes": own.ru_maxrss // 1024}), file=sys.stderr)
"""


def norms() -> Iterator[Norm]:
    """Yield each size here, and the smallest of them on a cluster, where there can be one."""
    with tempfile.TemporaryDirectory(prefix="xiaowei-bench-") as name:
        folder = Path(name)
        _run("analyse", "generate", "--tickets", str(SIZES[-1]), "--seed", str(SEED), "--out", name)
        for size in SIZES:
            sheet = _head(folder / "tickets.csv", size)
            taken = _group(folder, sheet, f"{size}.parquet")
            kept = "" if taken["megabytes"] <= MOST_MEGABYTES else f", above {MOST_MEGABYTES} MB"
            claim = f"grouping in parts, local: {taken['megabytes']} MB{kept}"
            limit = CPU_SECONDS_A_MILLION * size / 1_000_000 if not kept else 0.0
            yield Norm(claim, "tickets", size, taken["cpu"], limit)
        if not spark.missing():
            yield _on_a_cluster(folder)


def _on_a_cluster(folder: Path) -> Norm:
    size = SIZES[0]
    with spark.running(workers=2, memory="2g") as master:
        words = ("--engine", "spark", "--master", master)
        taken = _group(folder, folder / f"{size}.csv", "spark.parquet", *words)
    here, there = (pl.read_parquet(folder / f"{name}.parquet") for name in (size, "spark"))
    limit = 10 * CPU_SECONDS_A_MILLION if here.equals(there) else 0.0
    claim = f"grouping on Spark, 2 workers: labels {'equal' if limit else 'DIFFER'}"
    return Norm(claim, "tickets", size, taken["clock"], limit)


def _group(folder: Path, sheet: Path, out: str, *words: str) -> dict[str, float]:
    places = str(folder / "places.csv")
    return _run(
        "analyse", "group", str(sheet), "--gazetteer", places, "--out", str(folder / out), *words
    )


def _run(*words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *words, "--json"],
        check=True, capture_output=True, text=True, env=os.environ | {"SPARK_LOCAL_IP": spark.HERE},
    )  # fmt: skip
    taken: dict[str, float] = json.loads(done.stderr.strip().splitlines()[-1])
    return taken


def _head(sheet: Path, rows: int) -> Path:
    """Write the first rows of a sheet, whose cells hold no line ends."""
    out = sheet.with_name(f"{rows}.csv")
    with sheet.open("rb") as source, out.open("wb") as target:
        for _, line in zip(range(rows + 1), source, strict=False):
            target.write(line)
    return out
