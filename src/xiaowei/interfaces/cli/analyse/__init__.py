"""Home of the analyse door: methods on a sheet, without Django and without a home."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import language

METHODS = (
    "mask",
    "events",
    "tickets",
    "classify",
    "duplicates",
    "scan",
    "vote",
    "choose",
    "effect",
    "pace",
    "forecast",
    "generate",
    "generate_portfolio",
)
"""The modules beside this one, in the order in which their methods are listed."""


def register(commands: Any) -> None:
    """Add `analyse` and its methods."""
    words = say("help.analyse", language())
    parser = commands.add_parser("analyse", help=words, description=words)
    methods = parser.add_subparsers(dest="method", required=True, metavar="METHOD")
    for name in METHODS:
        import_module(f"{__name__}.{name}").register(methods)
