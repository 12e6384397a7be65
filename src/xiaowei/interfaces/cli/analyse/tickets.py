"""Home of `analyse group` and `analyse bursts`: what the tickets of a sheet speak of together."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse import links
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

_SHOWN = 30


def register(methods: Any) -> None:
    """Add `group` and `bursts`."""
    for name, run in (("group", run_group), ("bursts", run_bursts)):
        method = command(methods, name, run)
        option(method, "file", key="analyse_file", type=Path, metavar="FILE")
        option(method, "--gazetteer", key="analyse_gazetteer", type=Path, metavar="FILE")
        if name == "group":
            option(method, "--gap-days", key="analyse_gap", type=float, metavar="N")
            option(method, "--together", key="group_together", type=Path, metavar="FILE")
            option(method, "--apart", key="group_apart", type=Path, metavar="FILE")
            option(method, "--explain", key="group_explain", action="store_true")


def run_group(args: argparse.Namespace) -> Answer:
    """Put every row of a ticket sheet into exactly one same-issue group."""
    from xiaowei.interfaces.cli.analyse.ticket_sheets import read_tickets

    began = time.perf_counter()
    sheet = read_tickets(
        args.file, args.gazetteer, args.gap_days, together=args.together, apart=args.apart
    )
    numbers, callers = sheet.frame["number"].to_list(), sheet.frame["caller"].to_list()
    places, topics = sheet.grouping.place.tolist(), sheet.grouping.topic.tolist()
    found: list[dict[str, Any]] = []
    for rows in sheet.grouping.members():
        place = next((places[row] for row in rows if places[row] >= 0), -1)
        name, code = sheet.place(place)
        known = {callers[row] for row in rows} - {None}
        fields = {
            "ticket_nos": [numbers[row] for row in rows],
            "place": name,
            "place_code": code,
            "topic": sheet.topic(topics[rows[0]]),
            "callers": len(known) + sum(callers[row] is None for row in rows),
        }
        if args.explain:
            fields["links"] = links.explained(sheet, rows)
        found.append({"id": numbers[rows[0]], **fields})
    for number in sheet.rejected:
        blank = {"place": None, "place_code": None, "topic": None, "callers": 1}
        found.append({"id": number, "ticket_nos": [number], **blank})
    data = {
        "read": sheet.read,
        "groups": found,
        "rejected": len(sheet.rejected),
        "seconds": round(time.perf_counter() - began, 3),
    }
    largest = sorted(found, key=lambda one: -len(one["ticket_nos"]))[:_SHOWN]
    shown = [(g["place"], g["topic"], len(g["ticket_nos"]), g["callers"], g["id"]) for g in largest]
    titles = heads("place", "topic", "tickets", "callers", "first_ticket")
    told = say("told.grouped", language(), read=sheet.read, groups=len(found))
    return Answer(data, told + "\n" + table(titles, shown))


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
