"""Home of `python -m bench.residents`: fifty residents at the portal at once, and how long each waits.

Each keeps his connection, has his own address, thinks a second or two, and goes on where the page
before may lead: front, search, place, story, figure, lists, feeds, and now and then a report of what
is still broken. The home is a copy, for residents write. Beside it stands what Amsterdam/signals was
measured at on such a machine: a list of 100 complaints in 720 queries, 2.8 requests a second.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.large_home import large_home
from bench.visiting import Known, Visit, Visitor
from tests.browser import serving

RESIDENTS, SECONDS = 50, 180
THINK = (1.0, 2.0)
FIRST_COMERS = 6
WAYS = (
    ("front", 4),
    ("search", 5),
    ("story", 6),
    ("place", 5),
    ("figure", 2),
    ("projects", 2),
    ("waiting", 1),
    ("years", 1),
    ("feed", 2),
    ("form", 2),
    ("report", 1),
)
"""What a resident opens next, and how readily."""
ELSEWHERE = "Amsterdam/signals, a list of 100 complaints: 720 queries, 2.8 requests/s"


@dataclass
class Load:
    """Everything that fifty residents met in so many seconds."""

    seconds: float
    visits: list[Visit] = field(default_factory=list)

    @property
    def errors(self) -> Counter[str]:
        """What went wrong, each with how often."""
        return Counter(f"{v.way}: {v.error}" for v in self.visits if v.error)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.visits) / self.seconds

    def quantile(self, share: float, way: str = "") -> float:
        """Return the seconds that this share of the visits keeps below."""
        taken = sorted(v.seconds for v in self.visits if way in ("", v.way))
        return taken[min(len(taken) - 1, int(len(taken) * share))] if taken else 0.0


def load(home: Path | None, residents: int, seconds: float) -> Load:
    """Serve a copy of a home, the large one by default, to residents for so long."""
    kept = home or Path(large_home()["XIAOWEI_HOME"])
    with _served(kept) as address:
        known = Known.read(address)
        _open_each(address, known)
        met = Load(seconds)
        until = time.monotonic() + seconds
        people = [
            threading.Thread(target=_visit, args=(address, n, known, until, met), daemon=True)
            for n in range(residents)
        ]
        for one in people:
            one.start()
        for one in people:
            one.join()
    return met


def _open_each(address: str, known: Known) -> None:
    """Open each kind of page a few times, so that every worker stands as on any day but its first."""
    for number in range(FIRST_COMERS):
        with Visitor(address, RESIDENTS * 10 + number, known, random.Random(number)) as visitor:
            for way, _ in WAYS:
                visitor.take(way)


def _visit(address: str, number: int, known: Known, until: float, met: Load) -> None:
    """Walk about until the time is over; the first page brings styles and scripts with it."""
    chance = random.Random(number)
    ways, weights = zip(*WAYS, strict=True)
    time.sleep(chance.uniform(0, THINK[1]))
    with Visitor(address, number, known, chance) as visitor:
        met.visits += visitor.arrive()
        while time.monotonic() < until:
            met.visits += visitor.take(chance.choices(ways, weights)[0])
            time.sleep(chance.uniform(*THINK))


@contextmanager
def _served(kept: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="residents-") as folder:
        home = Path(folder) / "home"
        with serving.served(home, kept, XIAOWEI_BEHIND_PROXY="1") as address:
            yield address


def main() -> None:
    """Print a row for each kind of page, the whole, and what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.residents", description=__doc__)
    parser.add_argument("--home", type=Path, help="a home to copy; the large one by default")
    parser.add_argument("--residents", type=int, default=RESIDENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    args = parser.parse_args()
    met = load(args.home, args.residents, args.seconds)
    print(f"{'requests':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}  page")
    for way in [*sorted({v.way for v in met.visits}), ""]:
        n = sum(way in ("", v.way) for v in met.visits)
        figures = "".join(f"{met.quantile(q, way) * 1000:>9.0f}" for q in (0.5, 0.95, 0.99))
        print(f"{n:>8}{figures}  {way or 'all'}")
    print(
        f"{args.residents} residents, {met.rate:.1f} requests/s, {sum(met.errors.values())} errors"
    )
    print(f"beside it: {ELSEWHERE}")
    for said, n in met.errors.most_common():
        print(f"{n:>8}  {said}")
    sys.exit(1 if met.errors else 0)


if __name__ == "__main__":
    main()
