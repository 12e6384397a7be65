"""Home of the analyse door: methods on a sheet, without Django and without a home."""

from __future__ import annotations

from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse import (
    classify,
    duplicates,
    effect,
    events,
    generate,
    mask,
    scan,
    tickets,
)
from xiaowei.interfaces.cli.printing import language


def register(commands: Any) -> None:
    """Add `analyse` and its methods."""
    words = say("help.analyse", language())
    parser = commands.add_parser("analyse", help=words, description=words)
    methods = parser.add_subparsers(dest="method", required=True, metavar="METHOD")
    for module in (mask, events, tickets, classify, duplicates, scan, effect, generate):
        module.register(methods)
