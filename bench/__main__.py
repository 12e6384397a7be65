"""Home of `python -m bench`: run the benches, print the table, keep the figures and their page."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import Comparison, Norm
from bench.table import page

FOLDER = Path(__file__).parent
RECORD = FOLDER / "record.json"
PAGE = FOLDER.parent / "docs/reference/benches.md"


def main() -> None:
    """Run every bench, or those named; the others keep what was measured last."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="benches to run; all by default")
    args = parser.parse_args()
    for name in args.names or sorted(path.stem for path in FOLDER.glob("bench_*.py")):
        run: dict[str, Any] = {"on": f"{datetime.now(UTC):%Y-%m-%d}", "machine": _machine()}
        run |= {"load": round(os.getloadavg()[0], 1), "results": []}
        for result in _results(name):
            print(_line(result), flush=True)
            run["results"].append(_figures(result))
        keep(name, run)


def keep(name: str, run: dict[str, Any]) -> None:
    """Keep one bench's figures beside those of the others, and write the page anew."""
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    record[name] = run
    shown = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    RECORD.write_text(shown + "\n", encoding="utf-8")
    PAGE.write_text(page(record), encoding="utf-8")


def _machine() -> str:
    """Name the processor, its cores and the Python."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = next(iter(models), platform.processor() or platform.machine())
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _results(name: str) -> Iterator[Comparison | Norm]:
    module = import_module(f"bench.{name}")
    if hasattr(module, "compare"):
        yield module.compare()
    if hasattr(module, "norms"):
        yield from module.norms()


def _figures(result: Comparison | Norm) -> dict[str, object]:
    verdict = {"ratio": result.ratio} if isinstance(result, Comparison) else {"kept": result.kept}
    return asdict(result) | verdict


def _line(result: Comparison | Norm) -> str:
    unit = "s" if isinstance(result, Comparison) else result.unit
    start = f"{result.n:>9,} {result.work:<8} {result.ours:>9.4f} {unit}"
    if isinstance(result, Comparison):
        return f"{start}   plain {result.plain:>9.4f} s   x {result.ratio:<8.1f} {result.claim}"
    kept = "kept" if result.kept else "MISSED"
    return f"{start}   limit {result.limit:>9.4f} {unit}   {kept:<10} {result.claim}"


if __name__ == "__main__":
    main()
