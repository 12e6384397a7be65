"""Home of `lake`: the months of the ticket lake, and how to make it anew."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option, require_setup, start_django


def register(commands: Any) -> None:
    """Add the command."""
    parser = command(commands, "lake", show_lake)
    option(
        parser, "act", key="lake_act", nargs="?", choices=("status", "rebuild"), default="status"
    )


def show_lake(args: argparse.Namespace) -> Answer:
    """Tell the months of the lake, made anew first where that is asked for."""
    start_django()
    require_setup()
    from xiaowei.stages.intake import lake

    if args.act == "rebuild":
        lake.rebuild()
    found, tongue = lake.months(), language()
    data = {
        "folder": str(lake.lake()),
        "rows": sum(max(one.rows, 0) for one in found),
        "bytes": sum(one.bytes for one in found),
        "months": [asdict(one) for one in found],
    }
    heads = [say(f"column.lake_{name}", tongue) for name in ("month", "rows", "bytes", "fits")]
    fits = {
        yes: say(f"told.lake_{word}", tongue) for yes, word in ((True, "fits"), (False, "stale"))
    }
    lines = [(one.month, one.rows, one.bytes, fits[one.fits]) for one in found]
    return Answer(data, f"{data['folder']}\n{table(heads, lines)}")
