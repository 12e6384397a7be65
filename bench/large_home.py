"""Home of the benches' large home: a demo's programme copied over a city, built once and kept.

It stands outside the checkout, under the digest of what made it: 300,000 tickets, 2,000 projects at
6,000 sites in four districts, over two years.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import scratch

ROOT = Path(__file__).parents[1]
HOME_DISTRICT = "110112000000"
OTHERS = ("110113000000", "110114000000", "110115000000")
COPIES, BACKGROUND = 10, 27_000
MADE_BY = ("tests/city.py", "bench/large_home.py")


def large_home() -> dict[str, str]:
    """Return the environment of the large home; the first call builds it, which takes minutes."""
    folder = _cache() / _digest()
    if not folder.exists():
        building = folder.with_suffix(".new")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        environment = scratch.environment(str(building))
        words = ("demo", "--no-serve", "--tickets", str(BACKGROUND))
        _run(environment, "xiaowei.interfaces.cli.main", *words)
        _run(environment, "bench.large_home")
        building.rename(folder)
    return scratch.environment(str(folder))


def _run(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=environment, check=True)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xiaowei-bench"


def _digest() -> str:
    """Return what changes with the tables and with what fills them."""
    migrations = sorted(ROOT.glob("src/xiaowei/*/*/migrations/0*.py"))
    told = [str(path.relative_to(ROOT)) for path in migrations]
    told += [(ROOT / name).read_text(encoding="utf-8") for name in MADE_BY]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def main() -> None:
    """Copy the programme of the home that is named by the environment."""
    import django

    django.setup()
    from tests import city

    city.fill(COPIES, HOME_DISTRICT, OTHERS)


if __name__ == "__main__":
    main()
