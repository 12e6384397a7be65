"""Home of `workdays`: counting and adding working days, without a home."""

from __future__ import annotations

import argparse
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language
from xiaowei.interfaces.cli.running import as_date, command, option


def register(commands: Any) -> None:
    """Add the command."""
    parser = command(commands, "workdays", workdays)
    option(parser, "first", key="workdays_from", nargs="?", metavar="FROM")
    option(parser, "last", key="workdays_to", nargs="?", metavar="TO")
    option(parser, "--from", key="workdays_from", dest="start", metavar="D")
    option(parser, "--add", key="workdays_add", type=int, metavar="N")


def workdays(args: argparse.Namespace) -> Answer:
    """Count the working days between two days, both included, or find a due day."""
    from xiaowei.connectors.packs.parse import load

    calendar = load(("default",)).calendar
    if args.start and args.add is not None and not args.first:
        start = as_date(args.start)
        due = calendar.due(start, args.add)
        sure = calendar.confirmed(due) and calendar.confirmed(start)
        return Answer({"due_on": due.isoformat(), "confirmed": sure}, _told(str(due), sure))
    if args.first and args.last and not args.start:
        first, last = as_date(args.first), as_date(args.last)
        days = calendar.days(first, last)
        sure = calendar.confirmed(first) and calendar.confirmed(last)
        return Answer({"working_days": days, "confirmed": sure}, _told(str(days), sure))
    raise BadInput("workdays_usage")


def _told(text: str, sure: bool) -> str:
    return text if sure else f"{text} ({say('note.not_announced', language())})"
