"""Home of `python -m bench`: run the benches, print the table, keep the figures."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from bench import Comparison, Norm

FOLDER = Path(__file__).parent


def main() -> None:
    """Run every bench, or those named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="benches to run; all by default")
    parser.add_argument("--json", type=Path, default=FOLDER / "results" / "latest.json")
    args = parser.parse_args()
    names = args.names or sorted(path.stem for path in FOLDER.glob("bench_*.py"))
    kept = []
    for name in names:
        for result in _results(name):
            print(_line(result), flush=True)
            kept.append({"bench": name} | _figures(result))
    args.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {"machine": platform.machine(), "python": platform.python_version()}
    shown = json.dumps(machine | {"results": kept}, ensure_ascii=False, indent=2)
    args.json.write_text(shown + "\n", encoding="utf-8")


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
