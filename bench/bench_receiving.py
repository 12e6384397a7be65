"""Home of the promise that one ticket is received in 150 ms, also in a home ten times as large."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench import Norm
from tools import scratch

SIZES, LIVE = (2_000, 20_000), 200
MOST_SECONDS = 0.15
TOPICS = (("供水", "停水"), ("道路交通", "道路破损"), ("市政", "路灯"), ("市容环卫", "垃圾清运"))


def norms() -> Iterator[Norm]:
    """Receive tickets one by one in homes of two sizes: the median and the 99th of 100, CPU seconds."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as home:
            words = [sys.executable, "-m", "bench.bench_receiving", str(size)]
            environment = scratch.environment(home)
            answer = subprocess.run(
                words,
                cwd=Path(__file__).parents[1],
                env=environment,
                check=True,
                capture_output=True,
            )
        told = json.loads(answer.stdout)
        for name in ("p50", "p99"):
            claim = f"one ticket received among {size:,}, {name}, {told['queries']} queries"
            yield Norm(claim, "tickets", LIVE, told[name], MOST_SECONDS)


def main(size: int) -> None:
    """Fill a home with so many tickets at the demo's places, receive more one by one, tell how long."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests import town
    from xiaowei.domain.sheets import SheetIn, TicketRow
    from xiaowei.procedures.receive_ticket import receive_ticket

    town.set_up("demo")
    names = _places()
    draw = random.Random(5)

    def row(number: int) -> TicketRow:
        at = town.moment("2021-09-01 08:00") + timedelta(minutes=draw.randrange(60 * 24 * 364))
        return town.ticket_row(
            f"B{number}", None, received_at=at, topics=draw.choice(TOPICS), town=None,
            address=draw.choice(names), content="请解决", caller=f"1380000{draw.randrange(10_000):04}",
        )  # fmt: skip

    town.bring([row(n) for n in range(size)])
    taken, asked = [], []
    for n in range(LIVE):
        sheet = SheetIn([row(size + n)], (), "", str(n))
        with CaptureQueriesContext(connection) as caught:
            began = time.process_time()
            receive_ticket(sheet=sheet, **town.acting())
            taken.append(time.process_time() - began)
        asked.append(len(caught))
    taken.sort()
    told = {"p50": taken[LIVE // 2], "p99": taken[LIVE * 99 // 100], "queries": max(asked[1:])}
    print(json.dumps(told))


def _places() -> list[str]:
    from importlib.resources import as_file

    from tests import town
    from xiaowei.connectors.place_sheet.parse import parse
    from xiaowei.connectors.tabular.kinds import FOLDERS
    from xiaowei.connectors.tabular.reading import read_kind

    demo = town.packs("demo").demo
    if demo is None:
        return []
    with as_file(demo.files["places"]) as path:
        rows = parse(read_kind(path, FOLDERS["places"])).rows
    town.settle_places(rows)
    return [row.name for row in rows]


if __name__ == "__main__":
    main(int(sys.argv[1]))
