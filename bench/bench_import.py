"""Home of the promises of importing: the cost of a ticket and the memory do not grow with the sheet.

Each sheet is imported by the real command into a home of its own. `XIAOWEI_BENCH_ROWS` names other sizes.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import Comparison
from tools import scratch

SIZES = tuple(map(int, os.environ.get("XIAOWEI_BENCH_ROWS", "30000 300000").split()))
MEASURED = """
import resource, sys
from xiaowei.interfaces.cli.main import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def norms() -> Iterator[Comparison]:
    """Yield the larger sheet beside the smaller one, grown to its size; 1 is the same cost per row."""
    with tempfile.TemporaryDirectory(prefix="xiaowei-bench-") as folder:
        few, many = SIZES
        small, large = (_imported(Path(folder), rows) for rows in SIZES)
        memory = f"peak {small[1] >> 10} and {large[1] >> 10} MB"
        claim = f"a ticket costs the same at {many:,} rows as at {few:,}; {memory}"
        yield Comparison(claim, "tickets", many, large[0], small[0] * many / few)


def _imported(folder: Path, rows: int) -> tuple[float, int]:
    """Return the CPU seconds and the peak kB of importing so many generated tickets."""
    sheets, home = folder / f"sheets{rows}", folder / f"home{rows}"
    home.mkdir(mode=0o700)
    told = scratch.environment(str(home))
    run = [sys.executable, "-c", MEASURED]
    made = ["analyse", "generate", "--tickets", str(rows), "--seed", "5", "--out", str(sheets)]
    for words in (made, ["setup"], ["import", "places", str(sheets / "places.csv")]):
        subprocess.run([*run, *words], env=told, check=True, capture_output=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["import", "tickets", str(sheets / "tickets.csv")]
    done = subprocess.run([*run, *words], env=told, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, int(done.stderr.split()[-1])
