"""Home of the analyse door: methods on a sheet, without Django and without a home."""

from __future__ import annotations

from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse import (
    choose,
    classify,
    duplicates,
    effect,
    events,
    forecast,
    generate,
    generate_portfolio,
    mask,
    pace,
    scan,
    tickets,
    vote,
)
from xiaowei.interfaces.cli.printing import language


def register(commands: Any) -> None:
    """Add `analyse` and its methods."""
    words = say("help.analyse", language())
    parser = commands.add_parser("analyse", help=words, description=words)
    methods = parser.add_subparsers(dest="method", required=True, metavar="METHOD")
    for module in (
        mask,
        events,
        tickets,
        classify,
        duplicates,
        scan,
        vote,
        choose,
        effect,
        pace,
        forecast,
        generate,
        generate_portfolio,
    ):
        module.register(methods)
