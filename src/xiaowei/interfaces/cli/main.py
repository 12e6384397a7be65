"""Home of the `xiaowei` command: one parser, one mapping from refusals to exit codes.

Exit 0 done · 2 wrong usage · 3 bad input · 4 refused by a rule or not allowed · 5 an outside source
is down or the house is busy · 1 a bug. No Django is loaded before a command that needs it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from xiaowei import __version__
from xiaowei.domain.errors import (
    BadInput,
    Busy,
    NotAllowed,
    RuleBroken,
    SourceDown,
    XiaoweiError,
)
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language, put
from xiaowei.interfaces.cli.usage import Parser

COMMANDS = (
    "setting_up",
    "people",
    "supervising",
    "boundaries",
    "importing",
    "receiving",
    "learning",
    "lake",
    "merging",
    "figures",
    "days",
    "timing",
    "analyse",
)
EXTRAS = dict.fromkeys(("pyspark", "py4j", "pyarrow"), "spark")
"""Which extra brings a module; all others come with the server."""
EXIT_CODES: tuple[tuple[type[XiaoweiError], int], ...] = (
    (BadInput, 3),
    (RuleBroken, 4),
    (NotAllowed, 4),
    (SourceDown, 5),
    (Busy, 5),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    try:
        args = _parser().parse_args(arguments)
        answer: Answer = args.run(args)
    except ModuleNotFoundError as missing:
        extra = EXTRAS.get((missing.name or "").partition(".")[0], "server")
        told = say("error.extra_missing", language(), module=missing.name, extra=extra)
        print(told, file=sys.stderr)
        return 2
    except Exception as error:
        return _refuse(error)
    try:
        put(answer, getattr(args, "json", False))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return answer.exit_code


def _refuse(error: Exception) -> int:
    """Say a refusal and return its exit code; anything else is a bug and goes on."""
    # Masking is loaded only when there is something to say.
    from xiaowei.interfaces.saying import refusal_of, said

    refusal = refusal_of(error)
    if refusal is None:
        raise error
    print(said(refusal, language()), file=sys.stderr)
    return next(code for kind, code in EXIT_CODES if isinstance(refusal, kind))


def _parser() -> argparse.ArgumentParser:
    words = language()
    parser = Parser(prog="xiaowei", description=say("help.xiaowei", words))
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"xiaowei.interfaces.cli.{name}").register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
