"""Home of `python -m bench.pages`: every page on the large home, its queries and its server time.

The time is that of one request from the address to the last byte of the page, in one process, warm; `acted`
that of the first request after somebody's act on a project, `cold` that of the first of all.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench.large_home import ROOT, large_home

TIMES = 30
MOST_QUERIES, MOST_MS = 15, 150.0
HEAD = f"{'queries':>7} {'median ms':>9} {'p95 ms':>8} {'acted ms':>8} {'cold ms':>7}  page"


def rows(*words: str) -> Iterator[dict[str, Any]]:
    """Yield what was measured, page by page, in a process of its own."""
    line = [sys.executable, "-m", "bench.pages", "--json", *words]
    environment = large_home() | {"XIAOWEI_ALLOWED_HOSTS": "testserver"}
    with subprocess.Popen(
        line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        yield from map(json.loads, process.stdout or ())
    if process.returncode:
        raise SystemExit(process.returncode)


def is_kept(row: dict[str, Any]) -> bool:
    """Tell whether a page asks and takes no more than was promised."""
    return bool(row["status"] == 200 and row["queries"] <= MOST_QUERIES and row["p95"] <= MOST_MS)


def line(row: dict[str, Any]) -> str:
    """Return a row of the table."""
    figures = f"{row['queries']:>7} {row['median']:>9.0f} {row['p95']:>8.0f}"
    figures += f" {row['acted']:>8.0f} {row['cold']:>7.0f}"
    return f"{figures}  {row['page']}{'' if is_kept(row) else '   MISSED'}"


def main() -> None:
    """Print the table, or measure as JSON lines in a home that is there."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("words", nargs="*", help="pages whose names hold one of these; all without")
    parser.add_argument("--json", action="store_true", help="measure in this process's home")
    parser.add_argument("--times", type=int, default=TIMES)
    args = parser.parse_args()
    if args.json:
        _measure(args.words, args.times)
        return
    print(HEAD)
    found = []
    for row in rows("--times", str(args.times), *args.words):
        found.append(is_kept(row))
        print(line(row), flush=True)
    print(f"{sum(found)} of {len(found)} pages keep {MOST_QUERIES} queries and {MOST_MS:.0f} ms")
    sys.exit(0 if all(found) else 1)


def _measure(words: list[str], times: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaowei.config.settings")
    import django

    django.setup()
    from tests import pages

    wanted = [one for one in pages.PAGES if not words or any(word in str(one) for word in words)]
    for one in pages.measure(wanted, times):
        told = {"page": str(one.page), "status": one.status, "queries": one.queries}
        told |= {"median": one.median, "p95": one.p95}
        told |= {"acted": one.acted, "cold": one.cold}
        print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
