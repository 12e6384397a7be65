"""Home of `analyse bursts`: what the tickets of a sheet speak of at once."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

_SHOWN = 30


def register(methods: Any) -> None:
    """Add `bursts`."""
    method = command(methods, "bursts", run_bursts)
    option(method, "file", key="analyse_file", type=Path, metavar="FILE")
    option(method, "--gazetteer", key="analyse_gazetteer", type=Path, metavar="FILE")


def run_bursts(args: argparse.Namespace) -> Answer:
    """List the bursts in the order in which a stream would have shown them."""
    from xiaowei.analysis.bursts import bursts
    from xiaowei.interfaces.cli.analyse.ticket_sheets import read_tickets

    began = time.perf_counter()
    sheet = read_tickets(args.file, args.gazetteer)
    found: list[dict[str, Any]] = []
    for burst in bursts(sheet.calls()):
        name, code = sheet.place(int(burst.place))
        found.append(
            {
                "place": name,
                "place_code": code,
                "topic": sheet.topic(int(burst.topic or -1)),
                "flagged_at": burst.flagged_at.isoformat(),
                "tickets_so_far": burst.tickets_so_far,
                "ticket_nos": list(burst.numbers),
                "callers": burst.callers,
                "first_at": burst.first_at.isoformat(),
                "last_at": burst.last_at.isoformat(),
            }
        )
    seconds = round(time.perf_counter() - began, 3)
    data = {"read": sheet.read, "bursts": found, "seconds": seconds}
    rows = [
        (b["place"], b["topic"], len(b["ticket_nos"]), b["callers"], b["flagged_at"])
        for b in found[:_SHOWN]
    ]
    titles = heads("place", "topic", "tickets", "callers", "flagged_at")
    told = say("told.bursts", language(), read=sheet.read, bursts=len(found))
    return Answer(data, told + ("\n" + table(titles, rows) if rows else ""))
