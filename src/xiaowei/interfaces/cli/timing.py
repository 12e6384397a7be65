"""Home of `work` and `nightly`: what a timer does, started by hand, by cron or left running."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language
from xiaowei.interfaces.cli.running import as_date, command, option, require_setup, start_django


def register(commands: Any) -> None:
    """Add the commands."""
    parser = command(commands, "work", work)
    option(parser, "--once", key="work_once", action="store_true")
    option(parser, "--every", key="work_every", type=float, default=60.0, metavar="SECONDS")
    parser = command(commands, "nightly", night)
    option(parser, "--on", key="nightly_on", metavar="D")


def work(args: argparse.Namespace) -> Answer:
    """Send notices and remind, once or until interrupted; exit 5 when a channel is down."""
    start_django()
    require_setup()
    from xiaowei.interfaces.jobs.timer import run_for_ever, run_once

    if args.once:
        data = run_once()
        return Answer(data, _told(data), 5 if data["down"] else 0)
    with suppress(KeyboardInterrupt):
        run_for_ever(args.every, lambda data: print(_sent(data), file=sys.stderr, flush=True))
    return Answer({"worked": True}, say("note.stopped", language()))


def night(args: argparse.Namespace) -> Answer:
    """Tell what is nearly due or late on a day; run twice, it tells nothing twice."""
    start_django()
    require_setup()
    from xiaowei.interfaces.clock import today
    from xiaowei.interfaces.jobs.timer import run_night

    data = asdict(run_night(as_date(args.on) if args.on else today()))
    return Answer(data, say("note.night", language(), **data))


def _told(data: dict[str, Any]) -> str:
    return say("note.night", language(), **data) + "\n" + _sent(data)


def _sent(data: dict[str, Any]) -> str:
    told = say("note.sent", language(), sent=data["sent"], failed=data["failed"])
    return "\n".join((told, *data["down"]))
